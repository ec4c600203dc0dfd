"""The parts of an appliance: its readings, settings and outputs. Declared in natural units.

Those that contradict themselves raise DeclarationError with a sentence. declaration.py puts them
together.
"""

from habitude import fixed
from habitude.learn import clock
from habitude.learn.scale import general

# In commands, in place of a setting's name.
EVERY = "all"
ROUTINE = "routine"


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


class Parts:
    """What an appliance is made of: all that is left of its declaration while it works.

    used_by: index of the output that is on while it is in use; None: somebody's presence is use.
    """

    def __init__(self, name, readings, settings, outputs, used_by=None):
        self.name = name
        self.readings = readings
        self.settings = settings
        self.outputs = outputs
        self.used_by = used_by
