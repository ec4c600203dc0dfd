"""A rule base at work: signals in, output positions out, through the fuzzy engine."""

from array import array

from habitude.compat import const
from habitude.fixed import MISSING, clamp
from habitude.fuzzy.engine import Engine

FULL = const(32767)  # Q15: the upper end of a variable's range


class RuleBase:
    """Compiled rules bound to an appliance's signals.

    rules: a compiled rule module (TABLE, INPUTS, OUTPUTS); ranges in thousandths.
    After `run`, `positions[k]` is 0..32767 in the range of output k, -1 where no rule fired.
    """

    def __init__(self, rules, signals, appliance):
        self._engine = Engine(rules.TABLE)
        self._signals = [signal.bind(appliance) for signal in signals]
        self._ranges = [(low, high) for _name, low, high in rules.INPUTS]
        self._inputs = array("h", [0] * len(rules.INPUTS))
        self.outputs = rules.OUTPUTS
        self.positions = array("h", [0] * len(rules.OUTPUTS))

    def run(self, app, elapsed_s):
        """One inference over the signals of this tick; False if a signal is missing."""
        complete = True
        for index, signal in enumerate(self._signals):
            signal.update(app, elapsed_s)
            if signal.value == MISSING:
                complete = False
            else:
                low, high = self._ranges[index]
                self._inputs[index] = position(signal.value, low, high)
        if complete:
            self._engine.run(self._inputs, self.positions)
        return complete

    def result(self, index, decimals):
        """Output `index` of the last run as a raw value; 0 where no rule fired."""
        place = self.positions[index]
        if place < 0:
            return 0
        _name, low, high = self.outputs[index]
        milli = low + ((high - low) * place + FULL // 2) // FULL
        unit = 10 ** (3 - decimals)
        return (milli + unit // 2) // unit

    def inputs(self):
        """The signals' values of the last tick, in thousandths, for explanations."""
        return [signal.value for signal in self._signals]


def position(value, low, high):
    """Where `value` lies in low..high, as 0..32767, clamped.

    Wide ranges lose low bits first, so that the product stays a small integer on a board.
    """
    span = high - low
    offset = clamp(value - low, 0, span)
    while span > FULL:
        span >>= 1
        offset >>= 1
    return offset * FULL // span
