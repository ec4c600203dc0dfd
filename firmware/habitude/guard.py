"""Hard limits and interlocks: the last word on every output, never learned, never overridden.

Each rule is a declaration (`check`) that makes a bound rule (`bind`), asked once a tick: `elapse`
tells it that time has passed with the outputs as last noted, `apply` changes the outputs, in the
order Floor, MinimumTimes, Interlock, Cutoff, and `note` tells it what they became. After a start
nothing is known of the time before, so every waiting time runs from the start.
"""

from habitude import fixed
from habitude.appliance import DeclarationError
from habitude.fixed import MISSING


class Cutoff:
    """The output is 0 while the reading is at or above `above`."""

    order = 3

    def __init__(self, output, reading, above):
        self.output = output
        self.reading = reading
        self.above = above

    def check(self, appliance):
        _check_limit(self, self.above, appliance, "cut-off")

    def bind(self, appliance):
        return _Cutoff(self, appliance)


class _Cutoff:
    cause = "%s is off: %s is at its limit"

    def __init__(self, declared, appliance):
        self._output, self._reading, self._limit = _bound(declared, declared.above, appliance)
        self._cause = self.cause % (declared.output, declared.reading)

    def apply(self, app, outputs):
        value = app.senses[self._reading].value
        if value != MISSING and value >= self._limit and outputs[self._output]:
            outputs[self._output] = 0
            return self._cause
        return None

    def elapse(self, elapsed_s):
        pass

    def note(self, outputs):
        pass


class Floor:
    """The output is at full power while the reading is at or below `below`."""

    order = 0

    def __init__(self, output, reading, below):
        self.output = output
        self.reading = reading
        self.below = below

    def check(self, appliance):
        _check_limit(self, self.below, appliance, "floor")

    def bind(self, appliance):
        return _Floor(self, appliance)


class _Floor:
    cause = "%s is full on: %s is at its floor"

    def __init__(self, declared, appliance):
        self._output, self._reading, self._limit = _bound(declared, declared.below, appliance)
        self._full = appliance.outputs[self._output].highest
        self._cause = self.cause % (declared.output, declared.reading)

    def apply(self, app, outputs):
        value = app.senses[self._reading].value
        if value != MISSING and value <= self._limit:
            outputs[self._output] = self._full
            return self._cause
        return None

    def elapse(self, elapsed_s):
        pass

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


def _bound(declared, limit, appliance):
    output = appliance.output(declared.output, "")
    index = appliance.reading(declared.reading, "")
    return output, index, fixed.raw(limit, appliance.readings[index].decimals)


def _check_limit(rule, limit, appliance, what):
    appliance.output(rule.output, what + " is for")
    index = appliance.reading(rule.reading, what + " needs")
    reading = appliance.readings[index]
    if not reading.lowest < fixed.raw(limit, reading.decimals) < reading.highest:
        raise DeclarationError(
            "%s of '%s' at %s is outside the plausible range of '%s'"
            % (what, rule.output, limit, reading.name)
        )
