"""A rule base at work: signals in, raw values out, through the fuzzy engine."""

from array import array

from habitude.compat import const
from habitude.fixed import MISSING
from habitude.fuzzy.engine import Engine

FULL = const(32767)  # Q15: the upper end of a variable's range


class RuleBase:
    """Compiled rules bound to an appliance's signals.

    rules: a compiled rule module (TABLE, INPUTS, OUTPUTS); ranges in thousandths. results: for
    each output its decimals, its lowest and highest raw value, and the one where no rule fires.
    After `run`, `positions[k]` is 0..32767 in the range of output k, -1 where no rule fired, and
    `values[k]` its raw value.
    """

    def __init__(self, rules, signals, appliance, results):
        self.positions = array("h", [0] * len(rules.OUTPUTS))
        self.values = array("i", [0] * len(rules.OUTPUTS))
        self._engine = Engine(rules.TABLE)
        self._signals = [signal.bind(appliance) for signal in signals]
        self._inputs = array("h", [0] * len(rules.INPUTS))
        self._ranges = [(low, high, _excess(high - low)) for _name, low, high in rules.INPUTS]
        self._scales = [
            _scale(low, high, *result)
            for (_name, low, high), result in zip(rules.OUTPUTS, results)
        ]

    def run(self, app, elapsed_s):
        """One inference over the signals of this tick; False if a signal is missing."""
        signals, inputs = self._signals, self._inputs
        complete = True
        for index in range(len(signals)):
            signal = signals[index]
            signal.update(app, elapsed_s)
            value = signal.value
            if value == MISSING:
                complete = False
            else:
                low, high, excess = self._ranges[index]
                value = low if value < low else high if value > high else value
                inputs[index] = ((value - low) >> excess) * FULL // ((high - low) >> excess)
        if complete:
            self._engine.run(inputs, self.positions)
            self._convert()
        return complete

    def _convert(self):
        positions, values = self.positions, self.values
        for index in range(len(values)):
            position = positions[index]
            low, whole, rest, unit, lowest, highest, otherwise = self._scales[index]
            if position < 0:
                value = otherwise
            else:
                milli = low + whole * position + (rest * position + FULL // 2) // FULL
                value = (milli + unit // 2) // unit
                value = lowest if value < lowest else highest if value > highest else value
            values[index] = value


def _excess(span):
    """The low bits that a range loses, so that its positions are computed in small integers."""
    bits = 0
    while span >> bits > FULL:
        bits += 1
    return bits


def _scale(low, high, decimals, lowest, highest, otherwise):
    """What `_convert` needs for one output.

    Its range is so many times FULL and a rest, whose product with a position is a small integer
    even where that of the range is none.
    """
    whole, rest = divmod(high - low, FULL)
    return low, whole, rest, 10 ** (3 - decimals), lowest, highest, otherwise
