"""A rule base at work: signals in, raw values out, through the fuzzy engine."""

from array import array

from habitude.compat import const, micropython
from habitude.fixed import MISSING
from habitude.fuzzy.engine import Engine

FULL = const(32767)  # Q15: the upper end of a variable's range


class RuleBase:
    """Compiled rules bound to an appliance's signals.

    rules: a compiled rule module (TABLE, INPUTS, OUTPUTS); ranges in thousandths. values: the
    array that takes the outputs as raw values. results: for each output its index in there, its
    decimals, its lowest and highest raw value, and the one where no rule fires.
    """

    def __init__(self, rules, signals, appliance, values, results):
        self._run = Engine(rules.TABLE).run
        self._signals = [signal.bind(appliance) for signal in signals]
        self._inputs = array("h", [0] * len(rules.INPUTS))
        self._ranges = [(low, high) for _name, low, high in rules.INPUTS]
        self._positions = array("h", [0] * len(rules.OUTPUTS))
        self._values = values
        self._results = [
            (low, high, 10 ** (3 - decimals), lowest, highest, otherwise, place)
            for (_name, low, high), (place, decimals, lowest, highest, otherwise) in zip(
                rules.OUTPUTS, results
            )
        ]

    @micropython.native
    def run(self, app, elapsed_s):
        """One inference over the signals of this tick.

        False, and the values as they were, if a signal is missing.
        """
        signals, inputs, ranges = self._signals, self._inputs, self._ranges
        complete = True
        for index in range(len(signals)):
            value = signals[index].update(app, elapsed_s)
            if value == MISSING:
                complete = False
            else:
                low, high = ranges[index]
                inputs[index] = position(value, low, high)
        if not complete:
            return False
        positions, values, results = self._positions, self._values, self._results
        self._run(inputs, positions)
        for index in range(len(positions)):
            low, high, unit, lowest, highest, value, place = results[index]
            if positions[index] >= 0:
                value = raw(positions[index], low, high, unit, lowest, highest)
            values[place] = value
        return True


@micropython.viper
def position(value: int, low: int, high: int) -> int:
    """Where `value` lies in low..high, as 0..32767, clamped.

    Wide ranges lose low bits first, so that the product stays a machine word.
    """
    span = high - low
    offset = value - low
    if offset < 0:
        offset = 0
    if offset > span:
        offset = span
    while span > FULL:
        span >>= 1
        offset >>= 1
    return offset * FULL // span


@micropython.viper
def raw(position: int, low: int, high: int, unit: int, lowest: int, highest: int) -> int:
    """The raw value at `position` of low..high, within lowest..highest.

    unit: that of raw values, in thousandths.
    """
    # The range's product with a position may be no machine word, that of what is left of the
    # range after whole times FULL always is.
    whole = (high - low) // FULL
    rest = high - low - whole * FULL
    milli = low + whole * position + (rest * position + FULL // 2) // FULL
    value = (milli + (unit >> 1)) // unit
    if value < lowest:
        return lowest
    return highest if value > highest else value
