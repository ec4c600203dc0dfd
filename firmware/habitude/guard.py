"""Hard limits and interlocks: the last word on every output, never learned, never overridden.

Each rule is a declaration that is checked (`check`) and becomes a row of numbers (`row`), with the
sentences for what it does. Once a tick all rows are gone through, in the order Effect, Floor,
MinimumTimes, Interlock, Cutoff and Exceeded: later ones have the last word. What the outputs
really did until now is noted. After a start nothing is known of the time before, so every waiting
time runs from the start.

Effect changes nothing: it tells of an output that does not do what it is there for.
"""

from array import array

from habitude import fixed
from habitude.appliance import DeclarationError
from habitude.compat import const, micropython, ptr16, ptr32
from habitude.fixed import MISSING

_FULL = const(900)  # thousandths of an output at full power, or nearly
_LONG_OFF_S = const(3600)  # an output has no effect any more
_TOP = const((1 << 30) - 1)  # above every value in the table

# A row: the kind of rule, its output, and six numbers more. Values in it lie above MISSING, so
# that none is below zero.
_WIDTH = const(8)
_LIMIT = const(1)  # reading, above, below, forced, whether it is told when that does not help
_EXCEEDED = const(2)  # reading, by, margin
_TIMES = const(3)  # on_s, off_s
_INTERLOCK = const(4)  # second output, pause_s
_EFFECT = const(5)  # reading, whether downwards, by, within_s; since when it is where it was

# What `_limit` found: which sentence, and whether something does not do what it should.
_SENTENCE = const(0xFFFF)
_ODD = const(0x10000)


class _Limit:
    """An output that is forced while a reading is beyond a limit; see Cutoff and Floor."""

    kind = _LIMIT
    what = "limit"  # in sentences

    def __init__(self, output, reading, limit):
        self.output = output
        self.reading = reading
        self.limit = limit

    def check(self, appliance):
        appliance.output(self.output, "%s is for" % self.what)
        index = appliance.reading(self.reading, "%s needs" % self.what)
        reading = appliance.readings[index]
        if not reading.lowest < fixed.raw(self.limit, reading.decimals) < reading.highest:
            raise DeclarationError(
                "%s of '%s' at %s is outside the plausible range of '%s'"
                % (self.what, self.output, self.limit, reading.name)
            )

    def _bound(self, appliance):
        """The output's index, the reading's, and the limit as it stands in the table."""
        reading = appliance.reading(self.reading, "")
        limit = fixed.raw(self.limit, appliance.readings[reading].decimals)
        return appliance.output(self.output, ""), reading, limit - MISSING


class Cutoff(_Limit):
    """The output is 0 while the reading is at or above `above`."""

    order = 3
    what = "cut-off"

    def __init__(self, output, reading, above):
        super().__init__(output, reading, above)

    def row(self, appliance):
        output, reading, limit = self._bound(appliance)
        return output, reading, 0, limit, 0, True

    def told(self):
        names = (self.output, self.reading)
        return [
            "%s is off: %s is at its limit" % names,
            "%s has been off for an hour: %s is at its limit all the same" % names,
        ]


class Floor(_Limit):
    """The output is at full power while the reading is at or below `below`."""

    order = 0
    what = "floor"

    def __init__(self, output, reading, below):
        super().__init__(output, reading, below)

    def row(self, appliance):
        output, reading, limit = self._bound(appliance)
        return output, reading, limit, _TOP, appliance.outputs[output].highest, False

    def told(self):
        return ["%s is full on: %s is at its floor" % (self.output, self.reading), None]


class Exceeded:
    """The output is 0 while the reading `by` is above `reading` by `margin` or more.

    Who heats what is far colder than outdoors has swapped two sensors.
    """

    kind = _EXCEEDED
    order = 3

    def __init__(self, output, reading, by, margin):
        self.output = output
        self.reading = reading
        self.by = by
        self.margin = margin

    def check(self, appliance):
        appliance.output(self.output, "exceeded is for")
        low, high = [
            appliance.readings[appliance.reading(name, "exceeded needs")]
            for name in (self.reading, self.by)
        ]
        if (low.unit, low.decimals) != (high.unit, high.decimals):
            raise DeclarationError(
                "exceeded compares '%s' with '%s', which has another unit" % (low.name, high.name)
            )

    def row(self, appliance):
        reading = appliance.reading(self.reading, "")
        margin = fixed.raw(self.margin, appliance.readings[reading].decimals)
        return appliance.output(self.output, ""), reading, appliance.reading(self.by, ""), margin

    def told(self):
        names = (self.output, self.by, self.reading)
        return ["%s is off: %s is far above %s, are they swapped?" % names, None]


class Effect:
    """Told when an output has been full on for `within_s` and the reading has not moved by `by`.

    by: below 0 where the output lowers it. A dead heater, an open window, a sensor that is
    somewhere else: which, nobody can tell from here, so nothing is switched off.
    """

    kind = _EFFECT
    order = -1

    def __init__(self, output, reading, by, within_s):
        self.output = output
        self.reading = reading
        self.by = by
        self.within_s = within_s

    def check(self, appliance):
        appliance.output(self.output, "an effect is of")
        appliance.reading(self.reading, "an effect is on")
        if not self.by or self.within_s <= 0:
            raise DeclarationError("the effect of '%s' is none" % self.output)

    def row(self, appliance):
        reading = appliance.reading(self.reading, "")
        by = fixed.raw(self.by, appliance.readings[reading].decimals)
        return appliance.output(self.output, ""), reading, by < 0, abs(by), self.within_s

    def told(self):
        minutes = (self.output, self.within_s // 60, self.reading)
        return ["%s has been full on for %d minutes without effect on %s" % minutes, None]


class MinimumTimes:
    """An output that, once on, stays on for `on_s`, and once off, stays off for `off_s`.

    Only a Cutoff, an untrusted reading or a stop ends the on time early.
    """

    kind = _TIMES
    order = 1

    def __init__(self, output, on_s, off_s):
        self.output = output
        self.on_s = on_s
        self.off_s = off_s

    def check(self, appliance):
        appliance.output(self.output, "minimum times are for")
        if self.on_s < 0 or self.off_s < 0:
            raise DeclarationError("minimum times of '%s' are below 0 s" % self.output)

    def row(self, appliance):
        return appliance.output(self.output, ""), self.on_s, self.off_s

    def told(self):
        sentences = ("%s waits: it was just off", "%s goes on: it was just on")
        return [sentence % self.output for sentence in sentences]


class Interlock:
    """Two outputs that never run within `pause_s` of each other; the one that ran goes first."""

    kind = _INTERLOCK
    order = 2

    def __init__(self, first, second, pause_s):
        self.first = first
        self.second = second
        self.pause_s = pause_s

    def check(self, appliance):
        first = appliance.output(self.first, "interlock is for")
        second = appliance.output(self.second, "interlock is for")
        if first == second:
            raise DeclarationError("interlock: '%s' can't be locked against itself" % self.first)

    def row(self, appliance):
        return appliance.output(self.first, ""), appliance.output(self.second, ""), self.pause_s

    def told(self):
        names = (self.first, self.second)
        return ["%s waits: %s just ran" % names, "%s waits: %s just ran" % (names[1], names[0])]


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
        if kind == _LIMIT:
            value = values[rows[row + 2]]
            forced = rows[row + 5]
            if value and (value <= rows[row + 3] or value >= rows[row + 4]):
                if outputs[output] != forced:
                    outputs[output] = forced
                    said = sentence
                elif rows[row + 6] and not levels[output] and since_s >= _LONG_OFF_S:
                    odd = _ODD
                    said = sentence + 1
        elif kind == _EXCEEDED:
            value = values[rows[row + 2]]
            if value and values[rows[row + 3]] - value >= rows[row + 4]:
                odd = _ODD
                if outputs[output]:
                    outputs[output] = 0
                    said = sentence
        elif kind == _TIMES:
            level = levels[output]
            if outputs[output]:
                if not level and since_s < rows[row + 3]:
                    outputs[output] = 0
                    said = sentence
            elif level and since_s < rows[row + 2]:
                outputs[output] = level
                said = sentence + 1
        elif kind == _INTERLOCK:
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
        elif kind == _EFFECT:
            value = values[rows[row + 2]]
            if not value or levels[output] < _FULL:
                rows[row + 6] = 0
            else:
                if rows[row + 3]:
                    value = _TOP - value
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
