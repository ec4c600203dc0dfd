"""Hard limits and interlocks: the last word on every output, never learned, never overridden.

Each rule is a declaration (`check`) that makes a bound rule (`bind`), asked once a tick: `elapse`
tells it that time has passed with the outputs as last noted, `apply` changes the outputs, in the
order Floor, MinimumTimes, Interlock, Cutoff, and `note` tells it what they became. After a start
nothing is known of the time before, so every waiting time runs from the start.
"""

from habitude import fixed
from habitude.appliance import DeclarationError
from habitude.fixed import MISSING


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

    def reached(self, value, limit):
        return value >= limit


class Floor(_Limit):
    """The output is at full power while the reading is at or below `below`."""

    order = 0
    what = "floor"
    cause = "%s is full on: %s is at its floor"

    def __init__(self, output, reading, below):
        super().__init__(output, reading, below)

    def forced(self, output):
        return output.highest

    def reached(self, value, limit):
        return value <= limit


class _BoundLimit:
    def __init__(self, declared, appliance):
        self._declared = declared
        self._output = appliance.output(declared.output, "")
        self._reading = appliance.reading(declared.reading, "")
        self._limit = fixed.raw(declared.limit, appliance.readings[self._reading].decimals)
        self._forced = declared.forced(appliance.outputs[self._output])
        self._cause = declared.cause % (declared.output, declared.reading)

    def elapse(self, elapsed_s):
        pass

    def apply(self, app, outputs):
        value = app.senses[self._reading].value
        if value == MISSING or not self._declared.reached(value, self._limit):
            return None
        if outputs[self._output] == self._forced:
            return None
        outputs[self._output] = self._forced
        return self._cause

    def note(self, outputs):
        pass


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
        self._level = 0  # what the output really did in the last tick
        self._since_s = 0
        self._keeps_off = "%s waits: it was just off" % declared.output
        self._keeps_on = "%s goes on: it was just on" % declared.output

    def apply(self, app, outputs):
        wanted = outputs[self._output]
        if wanted and not self._level and self._since_s < self._off_s:
            outputs[self._output] = 0
            return self._keeps_off
        if not wanted and self._level and self._since_s < self._on_s:
            outputs[self._output] = self._level
            return self._keeps_on
        return None

    def elapse(self, elapsed_s):
        if self._since_s < self._on_s + self._off_s:
            self._since_s += elapsed_s

    def note(self, outputs):
        level = outputs[self._output]
        if bool(level) != bool(self._level):
            self._since_s = 0
        self._level = level


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
        self._outputs = (
            appliance.output(declared.first, ""),
            appliance.output(declared.second, ""),
        )
        self._pause_s = declared.pause_s
        self._ran = [False, False]
        self._idle_s = [0, 0]
        self._causes = (
            "%s waits: %s just ran" % (declared.first, declared.second),
            "%s waits: %s just ran" % (declared.second, declared.first),
        )

    def apply(self, app, outputs):
        first, second = self._outputs
        cause = None
        if outputs[first] and self._idle_s[1] < self._pause_s:
            outputs[first] = 0
            cause = self._causes[0]
        if outputs[second] and (outputs[first] or self._idle_s[0] < self._pause_s):
            outputs[second] = 0
            cause = cause or self._causes[1]
        return cause

    def elapse(self, elapsed_s):
        for side in (0, 1):
            if not self._ran[side] and self._idle_s[side] < self._pause_s:
                self._idle_s[side] += elapsed_s

    def note(self, outputs):
        for side in (0, 1):
            self._ran[side] = bool(outputs[self._outputs[side]])
            if self._ran[side]:
                self._idle_s[side] = 0


class Guard:
    """All guard rules of an appliance, in their order."""

    def __init__(self, appliance):
        declared = sorted(appliance.guard, key=lambda rule: rule.order)
        self._rules = [rule.bind(appliance) for rule in declared]
        self.cause = None  # why an output is not what the drive wanted, of the last tick

    def apply(self, app, outputs, elapsed_s):
        """Bring `outputs` (raw, changed in place) within the limits."""
        self.cause = None
        for rule in self._rules:
            rule.elapse(elapsed_s)
            cause = rule.apply(app, outputs)
            if cause is not None:
                self.cause = cause
        for rule in self._rules:
            rule.note(outputs)

    def stopped(self, outputs, elapsed_s):
        """The outputs were put into their safe state, past all rules."""
        self.cause = None
        for rule in self._rules:
            rule.elapse(elapsed_s)
            rule.note(outputs)
