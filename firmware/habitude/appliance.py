"""What an appliance is: its declaration, in natural units, checked at load.

    Appliance(
        "kettle",
        readings=(Reading("water_temp", "°C", 1, 0, 110, max_step=30),),
        settings=(Setting("target_temp", "°C", 1, 40, 100, step=5, factory=80),),
        outputs=(Output("heat"),),
        drive=Drive(kettle_rules, (Difference("error", "target_temp", "water_temp"),)),
        guard=(Cutoff("heat", "water_temp", above=100),),
    )

A declaration that contradicts itself raises DeclarationError with a sentence.
"""

from habitude import fixed
from habitude.learn import clock
from habitude.learn.scale import general

EVERY, ROUTINE = "all", "routine"  # in commands, in place of a setting's name


class DeclarationError(ValueError):
    """The declaration of an appliance contradicts itself."""


def require(condition, sentence, *values):
    """Raise DeclarationError(sentence % values) unless `condition`."""
    if not condition:
        raise DeclarationError(sentence % values)


class Reading:
    """A sensor's value: `lowest`..`highest` is what is plausible, in `unit`.

    max_step: largest credible change from one tick to the next (None: any).
    stale_s: how long the last value may stand in for a missing one.
    stuck_s: not one digit changed for so long is a fault (None: it may stand still).
    rest: a value at which it may stand still all the same: nobody there, nothing on the scale.
    optional: the appliance works without it.
    """

    def __init__(
        self,
        name,
        unit,
        decimals,
        lowest,
        highest,
        max_step=None,
        stale_s=300,
        stuck_s=None,
        optional=False,
        rest=None,
    ):
        require(lowest < highest, "reading '%s': lowest is not below highest", name)
        require(max_step is None or max_step > 0, "reading '%s': max_step is not above 0", name)
        self.name = name
        self.unit = unit
        self.decimals = decimals
        self.lowest = fixed.raw(lowest, decimals)
        self.highest = fixed.raw(highest, decimals)
        self.max_step = None if max_step is None else fixed.raw(max_step, decimals)
        self.stale_s = stale_s
        self.stuck_s = stuck_s
        self.optional = optional
        self.rest = None if rest is None else fixed.raw(rest, decimals)


class Setting:
    """A quantity that the person can turn, in steps of `step`, from `lowest` to `highest`.

    follows: the reading that the setting is felt by: what a person who does not touch it accepts.
    overshoot_percent: how much further than needed people turn it (Vastamäki et al., 2005).
    context: names of the readings that what people want of it depends on.
    scale: how people judge it (learn/scale.py), of what is felt, those readings and the clock;
    None: nothing is known but its range and step.
    """

    def __init__(
        self,
        name,
        unit,
        decimals,
        lowest,
        highest,
        step,
        factory,
        follows=None,
        overshoot_percent=0,
        context=(),
        scale=None,
    ):
        require(lowest < highest, "setting '%s': lowest is not below highest", name)
        require(step > 0, "setting '%s': step is not above 0", name)
        require(
            lowest <= factory <= highest,
            "setting '%s': factory value %s is outside %s..%s",
            name,
            factory,
            lowest,
            highest,
        )
        self.name = name
        self.unit = unit
        self.decimals = decimals
        self.lowest = fixed.raw(lowest, decimals)
        self.highest = fixed.raw(highest, decimals)
        self.step = fixed.raw(step, decimals)
        self.factory = fixed.raw(factory, decimals)
        self.follows = follows
        self.overshoot_percent = overshoot_percent
        self.context = context
        for what, value in (("factory value", self.factory), ("highest", self.highest)):
            require(
                (value - self.lowest) % self.step == 0,
                "setting '%s': %s is not a whole number of steps above lowest",
                name,
                what,
            )
        self.scale = scale or general(self.lowest, self.highest, self.step, clock.features())
        require(
            len(self.scale.features) == 3 + len(context),
            "setting '%s': its scale has %d features, context and clock make it %d",
            name,
            len(self.scale.features),
            3 + len(context),
        )


class Output:
    """An actuator command, 0..100 % in tenths; `safe` is what it does when nothing is sure."""

    decimals = 1
    lowest = 0
    highest = 1000

    def __init__(self, name, safe=0):
        require(0 <= safe <= 100, "output '%s': safe value %s is outside 0..100 %%", name, safe)
        self.name = name
        self.safe = fixed.raw(safe, self.decimals)


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


class Appliance:
    """A checked declaration; raw integers from here on.

    presence: name of the reading that is above 0 when somebody moves, None if there is none.
    routine: the Use that it learns to expect, None if it expects nothing.
    used_by: index of the output that is on while it is in use; None: somebody's presence is use.
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
        self.name = name
        self.readings = readings
        self.settings = settings
        self.outputs = outputs
        self.drive = drive
        self.guard = guard
        self.advice = advice
        self._check_names()
        self.presence = None if presence is None else self.reading(presence, "presence is")
        self.routine = routine
        self.used_by = None
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
