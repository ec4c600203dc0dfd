"""What a reading is worth: good, stale or faulty, and the value to go by; likewise the time."""

from array import array

from habitude.compat import const, micropython, ptr32
from habitude.fixed import ANY, MISSING

GOOD = const(0)
STALE = const(1)
FAULTY = const(2)

_TRUSTED_AGAIN = const(5)  # plausible readings in a row after which a sensor is good again

_KNOWN = const(10)  # plausible readings in a row after which it is known where a reading stood
_DOUBT_S = const(86400)  # for how long one that jumped elsewhere is not believed

QUALITY = ("good", "stale", "faulty")

# What a reading does over time: its last plausible raw value and the one before that differed,
# for how long it has stood still, how much it goes to and fro, and the limits of all this. Raw
# values lie above MISSING, so that none is below zero.
_LAST = const(0)
_FORMER = const(1)
_STILL_S = const(2)
_UNREST = const(3)  # a moving mean of what it comes back each tick, in 1/_UNRESTS
_LOWEST = const(4)
_HIGHEST = const(5)
_MAX_STEP = const(6)
_STUCK_S = const(7)
_REST = const(8)
_NO_STEP = const(1 << 29)  # ANY, which viper would take for an object
_UNRESTS = const(16)  # of the largest credible step, as a mean: no reading that can be used

_STUCK = const(1)
_OUT_OF_RANGE = const(2)
_JUMPED = const(3)
_RESTLESS = const(4)  # this and the one before: it went elsewhere
_FAULTS = (None, "stuck", "out of range", "jumped", "restless")

_JUMP_S = const(120)  # by less a clock is put right
_JUMPS = const(3)  # of a clock that is not to be trusted, each within _CALM_S of the last
_CALM_S = const(3 * 86400)


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
        self._stood = MISSING  # when it was known, before it jumped or was restless
        self._doubt_s = 0
        max_step = ANY if declared.max_step is None else declared.max_step
        stuck_s = ANY if declared.stuck_s is None else declared.stuck_s
        lowest, highest = declared.lowest - MISSING, declared.highest - MISSING
        rest = 0 if declared.rest is None else declared.rest - MISSING
        self._course = array("i", (0, 0, 0, 0, lowest, highest, max_step, stuck_s, rest))

    @micropython.native
    def update(self, raw, elapsed_s):
        """Judge the raw reading of this tick, `elapsed_s` after the one before."""
        if raw == MISSING:
            self._miss(elapsed_s)
            return
        since_s = self._missing_s + elapsed_s
        self._missing_s = 0
        fault = _judge(self._course, raw - MISSING, since_s)
        if fault:
            if fault >= _JUMPED and self._plausible >= _KNOWN:
                self._stood, self._doubt_s = self.value, 0
            if fault == _JUMPED:
                self._doubt_s = _DOUBT_S
            self._plausible = 0
            self._distrust(FAULTY, _FAULTS[fault])
        elif self.quality == GOOD:
            self.value = raw
            if self._plausible < _KNOWN:
                self._plausible += 1
        else:
            self._trust(raw, since_s)

    def _trust(self, raw, since_s):
        """A plausible reading after a fault; whoever jumped is believed where it stood before."""
        if self._stood != MISSING and self._doubt_s > 0:
            self._doubt_s -= since_s
            if self._doubt_s > 0 and abs(raw - self._stood) > self._course[_MAX_STEP] >> 2:
                return
            self._doubt_s = 0
        self._plausible += 1
        if self._plausible >= _TRUSTED_AGAIN:
            self._plausible = _TRUSTED_AGAIN
            self._stood = MISSING
            self.value = raw
            self.quality = GOOD
            self.cause = None

    def _miss(self, elapsed_s):
        if self._missing_s < self._stale_s:
            self._missing_s += elapsed_s
        if self._missing_s >= self._stale_s:
            if self._course[_LAST]:  # it was there, and may come back through a loose contact
                self._plausible = 0
                self._stood = MISSING
                self._course[_LAST] = self._course[_FORMER] = 0
            self._distrust(STALE, "missing")

    def _distrust(self, quality, cause):
        self.value = MISSING
        self.quality = quality
        self.cause = cause


@micropython.viper
def _judge(course: ptr32, raw: int, elapsed_s: int) -> int:
    """What is wrong with a reading after those before, as an index of _FAULTS; 0: nothing.

    raw: above MISSING. elapsed_s: since the last one.
    """
    last = course[_LAST]
    course[_LAST] = raw
    unrest = course[_UNREST] - (course[_UNREST] >> 3)
    course[_UNREST] = unrest
    max_step = course[_MAX_STEP]
    if raw == last:
        if raw == course[_REST]:
            course[_STILL_S] = 0
        elif course[_STILL_S] < course[_STUCK_S]:
            course[_STILL_S] = course[_STILL_S] + elapsed_s
        if course[_STILL_S] >= course[_STUCK_S]:
            return _STUCK
        return _RESTLESS if unrest > max_step else 0
    if raw < course[_LOWEST] or raw > course[_HIGHEST]:
        course[_LAST] = course[_FORMER] = 0
        return _OUT_OF_RANGE
    if not last:
        course[_STILL_S] = 0
        return 0
    former = course[_FORMER]
    course[_FORMER] = last
    moved = raw - last
    if moved > max_step or 0 - moved > max_step:
        return _JUMPED
    course[_STILL_S] = 0
    if former and max_step < _NO_STEP:
        back = last - former
        if moved > 0:
            back = 0 - back
        else:
            moved = 0 - moved
        if back > moved:
            back = moved
        if back > 0:
            unrest += back * _UNRESTS >> 3
            course[_UNREST] = unrest
    return _RESTLESS if unrest > max_step else 0


class Time:
    """The judgement of the local time: a clock that jumps again and again is not trusted.

    jumps: whether it does. A clock may be set, and there is summer time.
    """

    def __init__(self):
        self.set()

    def set(self):
        """Somebody has just set the clock."""
        self.jumps = False
        self._last_s = -1
        self._count = 0
        self._calm_s = 0

    @micropython.native
    def trusted(self, local_s, elapsed_s, known):
        """The local time, -1 if it is not to be trusted. known: whether elapsed_s is true."""
        last_s = self._last_s
        self._last_s = local_s
        if not self._count and local_s - last_s == elapsed_s:
            return local_s
        if self._calm_s < _CALM_S:
            self._calm_s += elapsed_s
        else:
            self._count = 0
            self.jumps = False
        if local_s >= 0 and last_s >= 0 and known:
            off_s = local_s - last_s - elapsed_s
            if off_s > _JUMP_S or off_s < -_JUMP_S:
                self._calm_s = 0
                self._count += 1
                self.jumps = self._count >= _JUMPS
        return -1 if self.jumps else local_s


class _Nothing:
    """The sense of a reading that the appliance does not have."""

    value = MISSING


NOTHING = _Nothing()
