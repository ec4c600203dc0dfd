"""What an appliance is: its declaration, in natural units, checked at load.

    Appliance(
        "kettle",
        readings=(Reading("water_temp", "°C", 1, 0, 110, max_step=30),),
        settings=(Setting("target_temp", "°C", 1, 40, 100, step=5, factory=80),),
        outputs=(Output("heat"),),
        drive=Drive(kettle_rules, (Difference("error", "target_temp", "water_temp"),)),
        guard=(Cutoff("heat", "water_temp", above=100),),
    )

A declaration that contradicts itself raises DeclarationError with a sentence. An appliance at work
needs its parts alone.
"""

from habitude import fixed
from habitude.appliance import EVERY, ROUTINE, DeclarationError, Parts, require


class Advice:
    """Fuzzy rules that recommend a setting from the readings: factory value plus their output."""

    def __init__(self, setting, rules, signals):
        self.setting = setting
        self.rules = rules
        self.signals = signals


class Drive:
    """Fuzzy rules that turn settings and readings into outputs."""

    def __init__(self, rules, signals):
        self.rules = rules
        self.signals = signals


class Use:
    """When the appliance counts as in use, and how eagerly it prepares for the next time.

    of: the presence reading: in use while somebody is surely there; or an output: while it is on.
    rest: hours out of use, 0.25 .. 8, after which the next use is a new one.
    promise: preparations a day for which nobody may come, 0.1 .. 10.
    """

    def __init__(self, of, rest, promise):
        self.of = of
        self.rest = fixed.raw(rest * 4, 0)  # quarters of an hour
        self.promise = fixed.raw(promise, 1)
        require(1 <= self.rest <= 32, "routine: a rest of %s h is outside 0.25..8", rest)
        require(1 <= self.promise <= 100, "routine: a promise of %s is outside 0.1..10", promise)


class Appliance(Parts):
    """A checked declaration; raw integers from here on.

    presence: name of the reading that is above 0 when somebody moves, None if there is none.
    routine: the Use that it learns to expect, None if it expects nothing.
    """

    def __init__(
        self,
        name,
        readings,
        settings,
        outputs,
        drive,
        guard=(),
        advice=(),
        presence=None,
        routine=None,
    ):
        super().__init__(name, readings, settings, outputs)
        self.drive = drive
        self.guard = guard
        self.advice = advice
        self._check_names()
        self.presence = None if presence is None else self.reading(presence, "presence is")
        self.routine = routine
        if routine is not None and routine.of != presence:
            self.used_by = self.output(routine.of, "the routine is of")
        for setting in settings:
            if setting.follows is not None:
                self.reading(setting.follows, "setting '%s' follows" % setting.name)
            for name in setting.context:
                self.reading(name, "setting '%s' depends on" % setting.name)
        for rule in guard:
            rule.check(self)
        for advised in advice:
            self.setting(advised.setting, "advice is for")
            self._check_rules(advised.rules, advised.signals, "advice")
            require(
                len(advised.rules.OUTPUTS) == 1,
                "advice for '%s' has %d outputs, not 1",
                advised.setting,
                len(advised.rules.OUTPUTS),
            )
        self._check_rules(drive.rules, drive.signals, "drive")
        for rule_output in drive.rules.OUTPUTS:
            self.output(rule_output[0], "drive rules have an output")

    def _check_names(self):
        seen = set()
        for part in self.readings + self.settings + self.outputs:
            require(part.name not in seen, "the name '%s' is given twice", part.name)
            seen.add(part.name)
        require(EVERY not in seen, "the name '%s' means all settings", EVERY)
        require(ROUTINE not in seen, "the name '%s' means when it is used", ROUTINE)

    def _check_rules(self, rules, signals, what):
        wanted = [variable[0] for variable in rules.INPUTS]
        given = [signal.name for signal in signals]
        require(
            wanted == given,
            "%s rules take the inputs %s, but the signals given are %s",
            what,
            ", ".join(wanted),
            ", ".join(given),
        )
        for signal in signals:
            signal.check(self)

    def parts(self):
        """What an appliance at work needs of it."""
        return Parts(self.name, self.readings, self.settings, self.outputs, self.used_by)

    def reading(self, name, what):
        """Index of the reading `name`; DeclarationError starting with `what` if there is none."""
        return _index(self.readings, name, what, "reading")

    def setting(self, name, what):
        """Index of the setting `name`; DeclarationError starting with `what` if there is none."""
        return _index(self.settings, name, what, "setting")

    def output(self, name, what):
        """Index of the output `name`; DeclarationError starting with `what` if there is none."""
        return _index(self.outputs, name, what, "output")


def _index(parts, name, what, kind):
    for index, part in enumerate(parts):
        if part.name == name:
            return index
    known = ", ".join(part.name for part in parts) or "none"
    raise DeclarationError("%s '%s', which is no %s (known: %s)" % (what, name, kind, known))
