"""What an opinion is about: a quantity, up to four features of its context, and what is known of
them before the first vote.

    room = Feature(ORDERED, 800, 4000, sets=16, centre=2483, slope=3431, unlike=825, weight=35)
    hour = Feature(CYCLIC, 0, 86400, sets=8, unlike=648, weight=69)
    scale = Scale(room, (hour,), step=125, lean=70, start=2400, further=138, unplaced=216)
"""

from array import array

from habitude.compat import const
from habitude.fixed import clamp
from habitude.learn import opinion_kernel as kernel
from habitude.learn.opinion_prior import FURTHER, GENERAL, ROOM

ORDERED = const(0)
CYCLIC = const(1)
CATEGORY = const(2)  # raw values 0, 1, ..., one for each fuzzy set

_MOST_BYTES = const(200)  # a person's memory
_FELT = const(2)  # steps of a setting that are felt like a kelvin


class Feature:
    """One feature; raw values beyond lowest..highest count as those.

    sets: fuzzy sets over the range, 0 for none. centre (raw): where it speaks neither for less nor
    for more. slope (1/65536 bit), unlike (1/16384 bit): a 254th of the range further, so much more
    for "less", so much less like. weight (1/256): of a vote in its sets.
    """

    def __init__(self, kind, lowest, highest, sets=0, centre=None, slope=0, unlike=0, weight=256):
        if highest <= lowest or (highest - lowest) >= 1 << 22:
            raise ValueError("range of a feature")
        self.kind, self.lowest, self.width = kind, lowest, highest - lowest
        self.sets, self.slope, self.unlike, self.weight = sets, slope, unlike, weight
        middle = (lowest + highest) >> 1 if centre is None else centre
        self.centre = (middle - lowest) * 254 // self.width
        self.rule = weight


class Scale:
    """A quantity with its context; read-only, shared by all people.

    step (raw): how far from a complaint all might be well; lean (raw): how far the target leans to
    the side of constant complaints; start (raw): the target at first.
    """

    def __init__(self, quantity, context, step, lean, start, further, unplaced, general=GENERAL):
        features = (quantity,) + tuple(context)
        if len(features) > kernel.FEATURES:
            raise ValueError("more than four features of context")
        self.features = features
        self.state_bytes = kernel.COUNTS + 3 * sum([feature.sets for feature in features])
        if self.state_bytes > _MOST_BYTES or quantity.width > 65535:
            raise ValueError("more than a person's memory holds")
        self.constants = array("H", [0] * kernel.CONSTANTS)
        self.ranges = array("I", [0, 1] * kernel.FEATURES)
        for index, feature in enumerate(features):
            self._put(index, feature)
        self.constants[kernel.FURTHER] = further
        self.constants[kernel.UNPLACED] = unplaced
        for index, value in enumerate(general):
            self.constants[kernel.THRESHOLD + index] = value
        self.constants[kernel.STEP] = step * 254 * 128 // quantity.width
        self.constants[kernel.LEANING] = lean * 254 * 128 // quantity.width
        self.constants[kernel.START] = self.target(start)

    def _put(self, index, feature):
        self.ranges[2 * index] = feature.lowest + kernel.OFFSET
        self.ranges[2 * index + 1] = feature.width
        constants = self.constants
        constants[kernel.KIND + index] = feature.kind
        constants[kernel.SLOPE + index] = feature.slope + kernel.BIAS
        constants[kernel.CENTRE + index] = feature.centre
        constants[kernel.UNLIKE + index] = feature.unlike
        constants[kernel.RULE + index] = feature.rule
        constants[kernel.SETS + index] = feature.sets

    def target(self, value):
        """A raw value of the quantity as a target, in 1/128 position."""
        quantity = self.features[0]
        return clamp(value - quantity.lowest, 0, quantity.width) * 32512 // quantity.width

    def raw(self, target):
        """And back."""
        quantity = self.features[0]
        return quantity.lowest + (target * quantity.width + 16256) // 32512


def general(lowest, highest, step, context=()):
    """The scale of a setting of which nothing is known but its range and step (raw).

    Two steps are taken to be felt as a kelvin is; all is well in the middle.
    """
    kelvin = _FELT * step
    width = highest - lowest
    _, slope, unlike, weight = ROOM
    further, unplaced = FURTHER

    def scaled(value):
        """A position is a 254th of this range; of the room's it is one of 32 K."""
        return min(value * width // (32 * kelvin), 32767)

    quantity = Feature(
        ORDERED, lowest, highest, 17, slope=scaled(slope), unlike=scaled(unlike), weight=weight
    )
    return Scale(
        quantity,
        context,
        step=kelvin + kelvin // 4,
        lean=kelvin * 7 // 10,
        start=(lowest + highest) >> 1,
        further=scaled(further),
        unplaced=unplaced,
    )
