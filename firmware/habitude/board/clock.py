"""Time on a board: ticks for intervals, uptime that never wraps, local time if it can be trusted.

clock = Clock(time, machine.RTC())
since = clock.ticks()
clock.since(since)      # ms, right across the wrap of ticks, up to 2**29 ms (6.2 days)
clock.uptime_s()        # seconds since start; ask at least once in 6 days
clock.local_s()         # seconds since 2024-01-01 00:00 local time, or -1
clock.back_up(chip)     # a clock chip with a battery has the time, and is set along
"""

from habitude.compat import const
from habitude.errors import Refused

EPOCH_YEAR = const(2024)
_DAY_S = const(86400)
_FOUR_YEARS = const(1461)  # days; 2024 is a leap year and 2100 is out of range
_END_S = const(1 << 30)  # 2058-01-09 13:37:04: the end of small integers on 32-bit boards
_END_YEAR = const(2058)
_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def _month_start(month, leap):
    """Days of the year before `month` (1..12)."""
    return _BEFORE_MONTH[month - 1] + (leap if month > 2 else 0)


def seconds(year, month, day, hour, minute, second):
    """Seconds since 2024-01-01 00:00 of a calendar date from then on."""
    years = year - EPOCH_YEAR
    days = 365 * years + (years + 3) // 4 + _month_start(month, year % 4 == 0) + day - 1
    return days * _DAY_S + hour * 3600 + minute * 60 + second


def date(local_s):
    """(year, month, day, weekday with Monday 0, hour, minute, second) of `local_s` >= 0."""
    days, second = divmod(local_s, _DAY_S)
    weekday = days % 7
    cycle, days = divmod(days, _FOUR_YEARS)
    year = min(3, max(0, days - 1) // 365)  # the first of four years has a day more
    days -= 365 * year + (1 if year else 0)
    month = 12
    while _month_start(month, year == 0) > days:
        month -= 1
    day = days - _month_start(month, year == 0) + 1
    hour, second = divmod(second, 3600)
    return (EPOCH_YEAR + 4 * cycle + year, month, day, weekday, hour, second // 60, second % 60)


class Clock:
    """`time` has MicroPython's ticks_ms, ticks_diff and ticks_add; `rtc` its RTC.datetime().

    A board's RTC that was never set starts in 2000 (ESP32) or 2021 (RP2040): a date before 2024
    is the mark of a clock that can't be trusted. Both start anew after a power cut.
    """

    def __init__(self, time, rtc):
        self._time = time
        self._rtc = rtc
        self._chip = None
        self._uptime_s = 0
        self._counted_to = time.ticks_ms()

    def ticks(self):
        """A moment, in milliseconds modulo the port's period."""
        return self._time.ticks_ms()

    def since(self, ticks):
        """Milliseconds since the moment `ticks`, which is less than 2**29 ms ago."""
        return self._time.ticks_diff(self._time.ticks_ms(), ticks)

    def after(self, ticks, ms):
        """The moment `ms` after (below zero: before) the moment `ticks`."""
        return self._time.ticks_add(ticks, ms)

    def uptime_s(self):
        """Whole seconds since the clock was made."""
        passed = self.since(self._counted_to) // 1000
        self._uptime_s += passed
        self._counted_to = self._time.ticks_add(self._counted_to, 1000 * passed)
        return self._uptime_s

    def local_s(self):
        """Seconds since 2024-01-01 00:00 local time; -1 when the clock is not trusted."""
        year, month, day, _, hour, minute, second, _ = self._rtc.datetime()
        if not EPOCH_YEAR <= year <= _END_YEAR:
            return -1
        local_s = seconds(year, month, day, hour, minute, second)
        return local_s if local_s < _END_S else -1

    def back_up(self, chip):
        """Take the time of a clock chip, if it can be trusted; from now on it is set along.

        OSError: it does not answer; it still will be set along.
        """
        self._chip = chip
        local_s = chip.local_s()
        if 0 <= local_s < _END_S:
            self._set_rtc(local_s)

    def set_local(self, local_s):
        """Set the clock; ValueError outside 0..2**30 - 1, Refused if only its chip is not set."""
        if not 0 <= local_s < _END_S:
            raise ValueError("local time %d is outside 0..%d s" % (local_s, _END_S - 1))
        self._set_rtc(local_s)
        if self._chip is None:
            return
        try:
            self._chip.set_local(local_s)
        except OSError:
            raise Refused("no-answer", "the clock is set, but its chip with the battery is not")

    def _set_rtc(self, local_s):
        year, month, day, weekday, hour, minute, second = date(local_s)
        self._rtc.datetime((year, month, day, weekday, hour, minute, second, 0))
