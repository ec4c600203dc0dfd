"""Hard limits and interlocks: the last word on every output, never learned, never overridden.

Each rule is a declaration (`check`) that makes a bound rule (`bind`), asked once a tick: `apply`
changes the outputs, in the order Floor, MinimumTimes, Interlock, Cutoff. What the outputs really
did until now, the rules look up in the guard. After a start nothing is known of the time before,
so every waiting time runs from the start.
"""

from array import array

from habitude import fixed
from habitude.appliance import DeclarationError
from habitude.compat import micropython
from habitude.fixed import ANY, MISSING


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
        self._cause = declared.cause % (declared.output, declared.reading)

    @micropython.native
    def apply(self, app, guard, outputs):
        value = app.senses[self._reading].value
        if self._above < value < self._below or value == MISSING:
            return None
        if outputs[self._output] == self._forced:
            return None
        outputs[self._output] = self._forced
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
    changed. levels: what each output really did in the last tick.
    """

    def __init__(self, appliance):
        declared = sorted(appliance.guard, key=lambda rule: rule.order)
        self._rules = [rule.bind(appliance) for rule in declared]
        self.cause = None
        self.levels = array("h", [0] * len(appliance.outputs))
        self._switched_s = array("i", self.levels)  # when each went on or off
        self._now_s = 0

    @micropython.native
    def apply(self, app, outputs, elapsed_s):
        """Bring `outputs` (raw, changed in place) within the limits."""
        self._now_s += elapsed_s
        self.cause = None
        for rule in self._rules:
            cause = rule.apply(app, self, outputs)
            if cause is not None:
                self.cause = cause
        self._note(outputs)

    def stopped(self, outputs, elapsed_s):
        """The outputs were put into their safe state, past all rules."""
        self._now_s += elapsed_s
        self.cause = None
        self._note(outputs)

    def same_for_s(self, output):
        """For how long an output has been on, or has been off."""
        return self._now_s - self._switched_s[output]

    @micropython.native
    def idle_s(self, output):
        """For how long an output has been off; 0 if it ran until now."""
        return 0 if self.levels[output] else self._now_s - self._switched_s[output]

    @micropython.native
    def _note(self, outputs):
        levels = self.levels
        for output in range(len(levels)):
            level, before = outputs[output], levels[output]
            if level != before:
                levels[output] = level
                if level == 0 or before == 0:
                    self._switched_s[output] = self._now_s
