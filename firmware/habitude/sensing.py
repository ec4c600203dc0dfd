"""What a reading is worth: good, stale or faulty, and the value to go by."""

from habitude.compat import const
from habitude.fixed import MISSING

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
        self._last = MISSING  # last plausible raw value, good or not
        self._missing_s = declared.stale_s
        self._still_s = 0
        self._plausible = _TRUSTED_AGAIN  # in a row

    def update(self, raw, elapsed_s):
        """Judge the raw reading of this tick, `elapsed_s` after the one before."""
        if raw == MISSING:
            self._miss(elapsed_s)
            return
        cause = self._implausible(raw, elapsed_s)
        self._missing_s = 0
        if cause is not None:
            self._plausible = 0
            self._distrust(FAULTY, cause)
            return
        if self._plausible < _TRUSTED_AGAIN:
            self._plausible += 1
        if self._plausible == _TRUSTED_AGAIN:
            self.value = raw
            self.quality = GOOD
            self.cause = None

    def _implausible(self, raw, elapsed_s):
        """Why this value can't be true, or None; remembers it for the next judgement."""
        declared = self.declared
        if not declared.lowest <= raw <= declared.highest:
            self._last = MISSING
            return "out of range"
        last = self._last
        self._last = raw
        if last == MISSING:
            return None
        if declared.max_step is not None and abs(raw - last) > declared.max_step:
            return "jumped"
        self._still_s = self._still_s + elapsed_s if raw == last else 0
        if declared.stuck_s is not None and self._still_s >= declared.stuck_s:
            return "stuck"
        return None

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
