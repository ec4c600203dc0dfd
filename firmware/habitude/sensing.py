"""What a reading is worth: good, stale or faulty, and the value to go by."""

from habitude.compat import const, micropython
from habitude.fixed import ANY, MISSING

GOOD = const(0)
STALE = const(1)
FAULTY = const(2)

_TRUSTED_AGAIN = const(5)  # plausible readings in a row after which a faulty sensor is good again

QUALITY = ("good", "stale", "faulty")


class Sense:
    """The judgement of one reading, tick by tick; `value` is MISSING unless quality is GOOD."""

    def __init__(self, declared):
        self.declared = declared
        self.value = MISSING
        self.quality = STALE
        self.cause = "no reading yet"
        self._lowest = declared.lowest
        self._highest = declared.highest
        self._max_step = ANY if declared.max_step is None else declared.max_step
        self._stuck_s = ANY if declared.stuck_s is None else declared.stuck_s
        self._last = MISSING  # last plausible raw value, good or not
        self._missing_s = declared.stale_s
        self._still_s = 0
        self._plausible = _TRUSTED_AGAIN  # in a row

    @micropython.native
    def update(self, raw, elapsed_s):
        """Judge the raw reading of this tick, `elapsed_s` after the one before."""
        if raw == MISSING:
            self._miss(elapsed_s)
            return
        cause = None
        last = self._last
        self._last = raw
        if raw == last:
            if self._still_s < self._stuck_s:
                self._still_s += elapsed_s
            if self._still_s >= self._stuck_s:
                cause = "stuck"
        elif not self._lowest <= raw <= self._highest:
            self._last = MISSING
            cause = "out of range"
        elif last != MISSING:
            if -self._max_step <= raw - last <= self._max_step:
                self._still_s = 0
            else:
                cause = "jumped"
        self._missing_s = 0
        if cause is not None:
            self._plausible = 0
            self._distrust(FAULTY, cause)
        elif self.quality == GOOD:
            self.value = raw
        elif self._plausible < _TRUSTED_AGAIN - 1:
            self._plausible += 1
        else:
            self._plausible = _TRUSTED_AGAIN
            self.value = raw
            self.quality = GOOD
            self.cause = None

    def _miss(self, elapsed_s):
        if self._missing_s < self.declared.stale_s:
            self._missing_s += elapsed_s
        if self._missing_s >= self.declared.stale_s:
            self._last = MISSING
            self._distrust(STALE, "missing")

    def _distrust(self, quality, cause):
        self.value = MISSING
        self.quality = quality
        self.cause = cause


class _Nothing:
    """The sense of a reading that the appliance does not have."""

    value = MISSING


NOTHING = _Nothing()
