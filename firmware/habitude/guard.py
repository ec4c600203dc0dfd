"""Hard limits and interlocks: the last word on every output, never learned, never overridden.

Each rule is a declaration (`check`) that makes a bound rule (`bind`), asked once a tick: `apply`
changes the outputs, in the order Floor, MinimumTimes, Interlock, Cutoff and Exceeded. What the
outputs really did until now, the rules look up in the guard. After a start nothing is known of
the time before, so every waiting time runs from the start.

Effect changes nothing: it tells of an output that does not do what it is there for.
"""

from array import array

from habitude import fixed
from habitude.appliance import DeclarationError
from habitude.compat import const, micropython
from habitude.fixed import ANY, MISSING

_FULL = const(900)  # thousandths of an output at full power, or nearly
_LONG_OFF_S = const(3600)  # an output has no effect any more


class _Limit:
    """An output that is forced while a reading is beyond a limit; see Cutoff and Floor."""

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

    def bind(self, appliance):
        return _BoundLimit(self, appliance)


class Cutoff(_Limit):
    """The output is 0 while the reading is at or above `above`."""

    order = 3
    what = "cut-off"
    cause = "%s is off: %s is at its limit"
    at_odds = "%s has been off for an hour: %s is at its limit all the same"

    def __init__(self, output, reading, above):
        super().__init__(output, reading, above)

    def forced(self, output):
        return 0

    def allowed(self, limit):
        return -ANY, limit


class Floor(_Limit):
    """The output is at full power while the reading is at or below `below`."""

    order = 0
    what = "floor"
    cause = "%s is full on: %s is at its floor"
    at_odds = None

    def __init__(self, output, reading, below):
        super().__init__(output, reading, below)

    def forced(self, output):
        return output.highest

    def allowed(self, limit):
        return limit, ANY


class _BoundLimit:
    def __init__(self, declared, appliance):
        self._output = appliance.output(declared.output, "")
        self._reading = appliance.reading(declared.reading, "")
        limit = fixed.raw(declared.limit, appliance.readings[self._reading].decimals)
        self._above, self._below = declared.allowed(limit)
        self._forced = declared.forced(appliance.outputs[self._output])
        names = (declared.output, declared.reading)
        self._cause = declared.cause % names
        self._at_odds = declared.at_odds and declared.at_odds % names

    @micropython.native
    def apply(self, app, guard, outputs):
        value = app.senses[self._reading].value
        if self._above < value < self._below or value == MISSING:
            return None
        if outputs[self._output] == self._forced:
            if self._at_odds is None or guard.idle_s(self._output) < _LONG_OFF_S:
                return None
            guard.odd = True
            return self._at_odds
        outputs[self._output] = self._forced
        return self._cause


class Exceeded:
    """The output is 0 while the reading `by` is above `reading` by `margin` or more.

    Who heats what is far colder than outdoors has swapped two sensors.
    """

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

    def bind(self, appliance):
        return _Exceeded(self, appliance)


class _Exceeded:
    def __init__(self, declared, appliance):
        self._output = appliance.output(declared.output, "")
        self._reading = appliance.reading(declared.reading, "")
        self._by = appliance.reading(declared.by, "")
        self._margin = fixed.raw(declared.margin, appliance.readings[self._reading].decimals)
        names = (declared.output, declared.by, declared.reading)
        self._cause = "%s is off: %s is far above %s, are they swapped?" % names

    @micropython.native
    def apply(self, app, guard, outputs):
        value, other = app.senses[self._reading].value, app.senses[self._by].value
        # What is MISSING lies far below.
        if value == MISSING or other - value < self._margin:
            return None
        guard.odd = True
        if not outputs[self._output]:
            return None
        outputs[self._output] = 0
        return self._cause


class Effect:
    """Told when an output has been full on for `within_s` and the reading has not moved by `by`.

    by: below 0 where the output lowers it. A dead heater, an open window, a sensor that is
    somewhere else: which, nobody can tell from here, so nothing is switched off.
    """

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

    def bind(self, appliance):
        return _Effect(self, appliance)


class _Effect:
    def __init__(self, declared, appliance):
        self._output = appliance.output(declared.output, "")
        self._reading = appliance.reading(declared.reading, "")
        by = fixed.raw(declared.by, appliance.readings[self._reading].decimals)
        self._sign = 1 if by > 0 else -1
        self._by = abs(by)
        self._within_s = declared.within_s
        self._from = MISSING  # the furthest back that it was, in the direction it should go
        self._since_s = 0
        minutes = (declared.output, declared.within_s // 60, declared.reading)
        self._cause = "%s has been full on for %d minutes without effect on %s" % minutes

    @micropython.native
    def apply(self, app, guard, outputs):
        value = app.senses[self._reading].value
        if value == MISSING or guard.levels[self._output] < _FULL:
            self._from = MISSING
            return None
        value *= self._sign
        moved = value - self._from
        if self._from == MISSING or moved >= self._by:
            self._from = value
            self._since_s = guard.now_s
        elif moved < 0:
            self._from = value
        if guard.now_s - self._since_s < self._within_s:
            return None
        guard.odd = True
        return self._cause


class MinimumTimes:
    """An output that, once on, stays on for `on_s`, and once off, stays off for `off_s`.

    Only a Cutoff, an untrusted reading or a stop ends the on time early.
    """

    order = 1

    def __init__(self, output, on_s, off_s):
        self.output = output
        self.on_s = on_s
        self.off_s = off_s

    def check(self, appliance):
        appliance.output(self.output, "minimum times are for")
        if self.on_s < 0 or self.off_s < 0:
            raise DeclarationError("minimum times of '%s' are below 0 s" % self.output)

    def bind(self, appliance):
        return _MinimumTimes(self, appliance.output(self.output, ""))


class _MinimumTimes:
    def __init__(self, declared, output):
        self._output = output
        self._on_s = declared.on_s
        self._off_s = declared.off_s
        self._keeps_off = "%s waits: it was just off" % declared.output
        self._keeps_on = "%s goes on: it was just on" % declared.output

    @micropython.native
    def apply(self, app, guard, outputs):
        output = self._output
        wanted, level = outputs[output], guard.levels[output]
        if (wanted == 0) == (level == 0):
            return None
        if wanted and guard.same_for_s(output) < self._off_s:
            outputs[output] = 0
            return self._keeps_off
        if level and guard.same_for_s(output) < self._on_s:
            outputs[output] = level
            return self._keeps_on
        return None


class Interlock:
    """Two outputs that never run within `pause_s` of each other; the one that ran goes first."""

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

    def bind(self, appliance):
        return _Interlock(self, appliance)


class _Interlock:
    def __init__(self, declared, appliance):
        self._first = appliance.output(declared.first, "")
        self._second = appliance.output(declared.second, "")
        self._pause_s = declared.pause_s
        self._first_waits = "%s waits: %s just ran" % (declared.first, declared.second)
        self._second_waits = "%s waits: %s just ran" % (declared.second, declared.first)

    @micropython.native
    def apply(self, app, guard, outputs):
        first, second, pause_s = self._first, self._second, self._pause_s
        cause = None
        if outputs[first] and guard.idle_s(second) < pause_s:
            outputs[first] = 0
            cause = self._first_waits
        if outputs[second] and (outputs[first] or guard.idle_s(first) < pause_s):
            outputs[second] = 0
            cause = cause or self._second_waits
        return cause


class Guard:
    """All guard rules of an appliance, in their order.

    cause: why an output is not what the drive wanted, of the last tick; None if nothing was
    changed, or what an Effect tells. levels: what each output really did in the last tick. now_s:
    the time since the start, as far as it is known. odd: something does not do what it should, so
    that nothing can be learned from how people take it.
    """

    def __init__(self, appliance):
        declared = sorted(appliance.guard, key=lambda rule: rule.order)
        self._rules = [rule.bind(appliance) for rule in declared]
        self.cause = None
        self.odd = False
        self.levels = array("h", [0] * len(appliance.outputs))
        self._switched_s = array("i", self.levels)  # when each went on or off
        self.now_s = 0

    @micropython.native
    def apply(self, app, outputs, elapsed_s):
        """Bring `outputs` (raw, changed in place) within the limits."""
        self.now_s += elapsed_s
        self.cause = None
        self.odd = False
        for rule in self._rules:
            cause = rule.apply(app, self, outputs)
            if cause is not None:
                self.cause = cause
        self._note(outputs)

    def stopped(self, outputs, elapsed_s):
        """The outputs were put into their safe state, past all rules."""
        self.now_s += elapsed_s
        self.cause = None
        self.odd = False
        self._note(outputs)

    def same_for_s(self, output):
        """For how long an output has been on, or has been off."""
        return self.now_s - self._switched_s[output]

    @micropython.native
    def idle_s(self, output):
        """For how long an output has been off; 0 if it ran until now."""
        return 0 if self.levels[output] else self.now_s - self._switched_s[output]

    @micropython.native
    def _note(self, outputs):
        levels = self.levels
        for output in range(len(levels)):
            level, before = outputs[output], levels[output]
            if level != before:
                levels[output] = level
                if level == 0 or before == 0:
                    self._switched_s[output] = self.now_s
