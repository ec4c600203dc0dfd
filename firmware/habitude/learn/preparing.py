"""When to prepare for the next use: a threshold that keeps its promise.

Preparing costs something when nobody comes. The owner allows so many of these a day, and the
threshold of the log-odds follows: it sinks a little each slot, and rises with each preparation
for which nobody came, by as much as it sinks in the time that one is allowed for. In the long run
there are as many as promised, however good the predictions are (the integral control of Gibbs &
Candès, 2021, on alarms instead of intervals).
"""

from habitude.compat import const, micropython

_HOUR = const(4)  # slots that a preparation lasts
_TENTHS_A_SLOT = const(960)  # tenths of a false preparation: 96 slots a day
_SINK = const(55)  # of the threshold, Q20, a slot and tenth: makes 0.05 for each false one
_FIRST = const(-1 << 20)  # log-odds, Q20: a use in one of four cases
MOST = const(7 << 20)  # of the threshold, either sign


class Preparing:
    """Decides each slot whether to be prepared for a use within the hour.

    delay: slots after which it is known whether one came, 4 .. 9 (Routine.delay).
    tenths: tenths of false preparations a day that are allowed.
    """

    def __init__(self, delay, tenths=20):
        self._delay = delay
        self._sink = _SINK * tenths
        self.forget()

    def forget(self):
        """As on the first day."""
        self.threshold = _FIRST  # log-odds, Q20
        self._left = 0  # slots of the present preparation
        self._begun = 0  # bit n: a preparation began n slots ago
        self.began = False  # a preparation, in this slot
        self.false = 0  # preparations since the start for which nobody came

    @micropython.native
    def slot(self, log_odds, on, label, learning=True):
        """A slot begins; whether to be prepared in it.

        log_odds: of a use within the hour, Q12. on: whether the appliance is in use.
        label: whether a use began in the hour from `delay` slots ago; -1: unknown.
        learning: whether the threshold follows the promise.
        """
        threshold = self.threshold - self._sink
        self._begun <<= 1
        if self._begun >> self._delay & 1:
            if label == 0:
                self.false += 1
                threshold += _TENTHS_A_SLOT * _SINK
            self._begun &= (1 << self._delay) - 1
        if learning:
            self.threshold = max(-MOST, min(MOST, threshold))
        self._left = 0 if on else max(0, self._left - 1)
        self.began = not on and not self._left and log_odds >= self.threshold >> 8
        if self.began:
            self._left = _HOUR
            self._begun |= 1
        return self._left > 0
