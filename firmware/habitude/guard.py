"""Hard limits and interlocks: the last word on every output, never learned, never overridden.

Each rule, as limits.py declares it, is a row of numbers. Once a tick all rows are gone through, in
the order Effect, Floor, MinimumTimes, Interlock, Cutoff and Exceeded: later ones have the last
word. What the outputs really did until now is noted. After a start nothing is known of the time
before, so every waiting time runs from the start.

Effect changes nothing: it tells of an output that does not do what it is there for.
"""

from array import array

from habitude.compat import const, micropython, ptr16, ptr32
from habitude.fixed import MISSING

_FULL = const(900)  # thousandths of an output at full power, or nearly
_LONG_OFF_S = const(3600)  # an output has no effect any more
TOP = const((1 << 30) - 1)  # above every value in the table

# A row: the kind of rule, its output, and six numbers more. Values in it lie above MISSING, so
# that none is below zero.
_WIDTH = const(8)
LIMIT = const(1)  # reading, above, below, forced, whether it is told when that does not help
EXCEEDED = const(2)  # reading, by, margin
TIMES = const(3)  # on_s, off_s
INTERLOCK = const(4)  # second output, pause_s
EFFECT = const(5)  # reading, whether downwards, by, within_s; since when it is where it was

# What `_limit` found: which sentence, and whether something does not do what it should.
_SENTENCE = const(0xFFFF)
_ODD = const(0x10000)


class Guard:
    """All guard rules of an appliance, in their order.

    cause: why an output is not what the drive wanted, of the last tick; None if nothing was
    changed, or what an Effect tells. levels: what each output really did in the last tick. now_s:
    the time since the start, as far as it is known. odd: something does not do what it should, so
    that nothing can be learned from how people take it.
    """

    def __init__(self, appliance):
        self._rows = array("i")
        self._causes = [None]
        for rule in sorted(appliance.guard, key=lambda rule: rule.order):
            row = (rule.kind,) + rule.row(appliance)
            for number in row + (0,) * (_WIDTH - len(row)):
                self._rows.append(int(number))
            self._causes += rule.told()
        self._values = array("i", [0] * len(appliance.readings))
        self.cause = None
        self.odd = False
        self.levels = array("h", [0] * len(appliance.outputs))
        self._switched_s = array("i", self.levels)  # when each went on or off
        self.now_s = 0

    @micropython.native
    def apply(self, app, outputs, elapsed_s):
        """Bring `outputs` (raw, array of "h", changed in place) within the limits."""
        self.now_s = now_s = self.now_s + elapsed_s
        senses, values, rows = app.senses, self._values, self._rows
        for index in range(len(values)):
            values[index] = senses[index].value - MISSING
        levels, switched_s = self.levels, self._switched_s
        found = _limit(rows, len(rows), values, outputs, levels, switched_s, now_s)
        self.cause = self._causes[found & _SENTENCE]
        self.odd = found > _SENTENCE
        _note(outputs, len(levels), levels, switched_s, now_s)

    def stopped(self, outputs, elapsed_s):
        """The outputs were put into their safe state, past all rules."""
        self.now_s += elapsed_s
        self.cause = None
        self.odd = False
        _note(outputs, len(self.levels), self.levels, self._switched_s, self.now_s)


@micropython.viper
def _limit(
    rows: ptr32,
    size: int,
    values: ptr32,
    outputs: ptr16,
    levels: ptr16,
    switched_s: ptr32,
    now_s: int,
) -> int:
    """What the last rule that had to say something says, and _ODD if one found that."""
    said = 0
    odd = 0
    row = 0
    sentence = 1
    while row < size:
        kind = rows[row]
        output = rows[row + 1]
        since_s = now_s - switched_s[output]
        if kind == LIMIT:
            value = values[rows[row + 2]]
            forced = rows[row + 5]
            if value and (value <= rows[row + 3] or value >= rows[row + 4]):
                if outputs[output] != forced:
                    outputs[output] = forced
                    said = sentence
                elif rows[row + 6] and not levels[output] and since_s >= _LONG_OFF_S:
                    odd = _ODD
                    said = sentence + 1
        elif kind == EXCEEDED:
            value = values[rows[row + 2]]
            if value and values[rows[row + 3]] - value >= rows[row + 4]:
                odd = _ODD
                if outputs[output]:
                    outputs[output] = 0
                    said = sentence
        elif kind == TIMES:
            level = levels[output]
            if outputs[output]:
                if not level and since_s < rows[row + 3]:
                    outputs[output] = 0
                    said = sentence
            elif level and since_s < rows[row + 2]:
                outputs[output] = level
                said = sentence + 1
        elif kind == INTERLOCK:
            other = rows[row + 2]
            pause_s = rows[row + 3]
            waits = 0
            if outputs[output] and (levels[other] or now_s - switched_s[other] < pause_s):
                outputs[output] = 0
                waits = sentence
            if outputs[other] and (outputs[output] or levels[output] or since_s < pause_s):
                outputs[other] = 0
                if not waits:
                    waits = sentence + 1
            if waits:
                said = waits
        elif kind == EFFECT:
            value = values[rows[row + 2]]
            if not value or levels[output] < _FULL:
                rows[row + 6] = 0
            else:
                if rows[row + 3]:
                    value = TOP - value
                start = rows[row + 6]  # the furthest back that it was, from where it should go
                if not start or value - start >= rows[row + 4]:
                    rows[row + 6] = value
                    rows[row + 7] = now_s
                elif value < start:
                    rows[row + 6] = value
                if now_s - rows[row + 7] >= rows[row + 5]:
                    odd = _ODD
                    said = sentence
        row += _WIDTH
        sentence += 2
    return said | odd


@micropython.viper
def _note(outputs: ptr16, count: int, levels: ptr16, switched_s: ptr32, now_s: int):
    """What the outputs do from now on."""
    for output in range(count):
        level = outputs[output]
        before = levels[output]
        if level != before:
            levels[output] = level
            if not level or not before:
                switched_s[output] = now_s
