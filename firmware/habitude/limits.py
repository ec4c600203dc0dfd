"""The rules of the guard, as appliances declare them.

Each rule is checked (`check`) and becomes a row of numbers for guard.py (`row`), with the
sentences for what it does (`told`).
"""

from habitude import fixed
from habitude.appliance import DeclarationError
from habitude.fixed import MISSING
from habitude.guard import EFFECT, EXCEEDED, INTERLOCK, LIMIT, TIMES, TOP


class _Limit:
    """An output that is forced while a reading is beyond a limit; see Cutoff and Floor."""

    kind = LIMIT
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
        return output, reading, limit, TOP, appliance.outputs[output].highest, False

    def told(self):
        return ["%s is full on: %s is at its floor" % (self.output, self.reading), None]


class Exceeded:
    """The output is 0 while the reading `by` is above `reading` by `margin` or more.

    Who heats what is far colder than outdoors has swapped two sensors.
    """

    kind = EXCEEDED
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

    kind = EFFECT
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

    kind = TIMES
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

    kind = INTERLOCK
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
