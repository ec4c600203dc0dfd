"""How well the appliance serves: sacrifice and overrides a day, kept on the device.

Sacrifice is the gap between what the person wanted and what the appliance gave, in steps of the
setting, told at each override. Days are kept as running sums of the last four weeks.
"""

from array import array

from habitude.compat import const, micropython, ptr8

DAYS = const(28)
_DAY_S = const(86400)
_MOST = const(255)
_USUAL_DAYS = const(14)
_MANY = const(4)
_MORE = const(5)  # in two days, of what is usual in one


class Satisfaction:
    """Overrides and sacrifice of each of the last 28 days, newest last; 56 bytes."""

    def __init__(self):
        self.overrides = array("B", [0] * DAYS)
        self.sacrifices = array("B", [0] * DAYS)  # steps
        self.days = 0  # since the beginning, whole days
        self._today_s = 0

    def override(self, steps):
        """A person has turned the setting by `steps`."""
        last = DAYS - 1
        self.overrides[last] = min(self.overrides[last] + 1, _MOST)
        self.sacrifices[last] = min(self.sacrifices[last] + abs(steps), _MOST)

    @micropython.native
    def elapse(self, elapsed_s):
        """Time goes on; True when a day (24 h of operation) has ended."""
        self._today_s += elapsed_s
        if self._today_s < _DAY_S:
            return False
        self._today_s -= _DAY_S
        self.days += 1
        _next_day(self.overrides)
        _next_day(self.sacrifices)
        return True

    def take_back(self, day, overrides, sacrifices):
        """The counts of `day` (as `days` was then) are these again; a day long gone has none."""
        index = DAYS - 1 - (self.days - day)
        if index >= 0:
            self.overrides[index] = overrides
            self.sacrifices[index] = sacrifices

    def week(self, ago=0):
        """(overrides, sacrifice in steps) of the seven days that ended `ago` days before now."""
        end = DAYS - ago
        return sum(self.overrides[end - 7 : end]), sum(self.sacrifices[end - 7 : end])

    def overrides_of_week(self):
        """Of the last seven days, this one included."""
        turned = 0
        for day in range(DAYS - 7, DAYS):
            turned += self.overrides[day]
        return turned

    def unusual(self):
        """Whether there are many more overrides these two days than in the two weeks before."""
        recent = self.overrides[DAYS - 1] + self.overrides[DAYS - 2]
        days = min(self.days - 1, _USUAL_DAYS)
        if recent < _MANY or days < 1:
            return False
        before = 0
        for day in range(DAYS - 2 - days, DAYS - 2):
            before += self.overrides[day]
        return recent * days >= before * _MORE

    def forget(self):
        """As on the first day."""
        for day in range(DAYS):
            self.overrides[day] = self.sacrifices[day] = 0
        self.days = 0
        self._today_s = 0


@micropython.viper
def _next_day(kept: ptr8):
    """Every day moves on by one, and the newest is empty."""
    day = 0
    while day < DAYS - 1:
        kept[day] = kept[day + 1]
        day += 1
    kept[DAYS - 1] = 0
