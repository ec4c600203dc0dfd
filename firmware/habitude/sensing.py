"""What a reading is worth: good, stale or faulty, and the value to go by."""

from array import array

from habitude.compat import const, micropython, ptr32
from habitude.fixed import ANY, MISSING

GOOD = const(0)
STALE = const(1)
FAULTY = const(2)

_TRUSTED_AGAIN = const(5)  # plausible readings in a row after which a faulty sensor is good again

QUALITY = ("good", "stale", "faulty")

# What a reading does over time: its last plausible raw value, for how long that has stood still,
# and the limits of all this. Raw values lie above MISSING, so that none is below zero.
_LAST = const(0)
_STILL_S = const(1)
_LOWEST = const(2)
_HIGHEST = const(3)
_MAX_STEP = const(4)
_STUCK_S = const(5)

_STUCK = const(1)
_OUT_OF_RANGE = const(2)
_JUMPED = const(3)
_FAULTS = (None, "stuck", "out of range", "jumped")


class Sense:
    """The judgement of one reading, tick by tick; `value` is MISSING unless quality is GOOD."""

    def __init__(self, declared):
        self.declared = declared
        self.value = MISSING
        self.quality = STALE
        self.cause = "no reading yet"
        self._stale_s = declared.stale_s
        self._missing_s = declared.stale_s
        self._plausible = _TRUSTED_AGAIN  # in a row
        max_step = ANY if declared.max_step is None else declared.max_step
        stuck_s = ANY if declared.stuck_s is None else declared.stuck_s
        lowest, highest = declared.lowest - MISSING, declared.highest - MISSING
        self._course = array("i", (0, 0, lowest, highest, max_step, stuck_s))

    @micropython.native
    def update(self, raw, elapsed_s):
        """Judge the raw reading of this tick, `elapsed_s` after the one before."""
        if raw == MISSING:
            self._miss(elapsed_s)
            return
        self._missing_s = 0
        fault = _judge(self._course, raw - MISSING, elapsed_s)
        if fault:
            self._plausible = 0
            self._distrust(FAULTY, _FAULTS[fault])
        elif self.quality == GOOD:
            self.value = raw
        else:
            self._trust(raw)

    def _trust(self, raw):
        self._plausible += 1
        if self._plausible >= _TRUSTED_AGAIN:
            self._plausible = _TRUSTED_AGAIN
            self.value = raw
            self.quality = GOOD
            self.cause = None

    def _miss(self, elapsed_s):
        if self._missing_s < self._stale_s:
            self._missing_s += elapsed_s
        if self._missing_s >= self._stale_s:
            self._course[_LAST] = 0
            self._distrust(STALE, "missing")

    def _distrust(self, quality, cause):
        self.value = MISSING
        self.quality = quality
        self.cause = cause


@micropython.viper
def _judge(course: ptr32, raw: int, elapsed_s: int) -> int:
    """What is wrong with a reading after those before, as an index of _FAULTS; 0: nothing.

    raw: above MISSING.
    """
    last = course[_LAST]
    course[_LAST] = raw
    if raw == last:
        if course[_STILL_S] < course[_STUCK_S]:
            course[_STILL_S] = course[_STILL_S] + elapsed_s
        return 0 if course[_STILL_S] < course[_STUCK_S] else _STUCK
    if raw < course[_LOWEST] or raw > course[_HIGHEST]:
        course[_LAST] = 0
        return _OUT_OF_RANGE
    if not last:
        return 0
    moved = raw - last
    if moved > course[_MAX_STEP] or 0 - moved > course[_MAX_STEP]:
        return _JUMPED
    course[_STILL_S] = 0
    return 0


class _Nothing:
    """The sense of a reading that the appliance does not have."""

    value = MISSING


NOTHING = _Nothing()
