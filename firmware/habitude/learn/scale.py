"""What an opinion is about: a quantity, up to four features of its context, and what is known of
them before the first vote.

    room = Feature(ORDERED, 800, 4000, sets=16, centre=2483, slope=3431, unlike=825, weight=35)
    hour = Feature(CYCLIC, 0, 86400, sets=8, unlike=648, weight=69)
    scale = Scale(room, (hour,), step=50, advice=2400, further=138, unplaced=216)
"""

from habitude.compat import const
from habitude.learn.opinion_prior import FURTHER, GENERAL, ROOM

# What people say of a quantity.
LESS = const(-1)
FINE = const(0)
MORE = const(1)

ORDERED = const(0)
CYCLIC = const(1)
CATEGORY = const(2)  # raw values 0, 1, ..., one for each fuzzy set

VOTES = const(42)  # bytes of what is learned from votes, but for those counted in fuzzy sets
_MOST_CONTEXT = const(4)
_MOST_BYTES = const(200)  # a person's memory
_FELT = const(2)  # steps of a setting that are felt like a kelvin


class Feature:
    """One feature; raw values beyond lowest..highest count as those.

    sets: fuzzy sets over the range, 0 for none. centre (raw): where it speaks neither for less nor
    for more. slope (1/65536 bit), unlike (1/16384 bit): a 254th of the range further, so much more
    for "less", so much less like. weight (1/256): of a vote in its sets; 0: votes are not counted
    in them, and they serve wishes only. usual: how much more than elsewhere people want in each
    set (1/256 step of the setting), as far as is known of anybody; None: nothing is.
    """

    def __init__(
        self,
        kind,
        lowest,
        highest,
        sets=0,
        centre=None,
        slope=0,
        unlike=0,
        weight=256,
        usual=None,
    ):
        if highest <= lowest or (highest - lowest) >= 1 << 22:
            raise ValueError("range of a feature")
        if usual is not None and len(usual) != sets:
            raise ValueError("what is usual in each set of a feature")
        self.kind, self.lowest, self.width = kind, lowest, highest - lowest
        self.sets, self.slope, self.unlike, self.weight = sets, slope, unlike, weight
        middle = (lowest + highest) >> 1 if centre is None else centre
        self.centre = (middle - lowest) * 254 // self.width
        self.counted = sets if weight else 0  # sets that votes are counted in
        self.usual = usual or (0,) * sets


class Scale:
    """A quantity with its context; read-only, shared by all people.

    step: of the setting (raw), two of which are felt like a kelvin. advice: what is given as long
    as nothing is known (raw). further, unplaced, general: see opinion_scale.py.
    """

    def __init__(self, quantity, context, step, advice, further, unplaced, general=GENERAL):
        features = (quantity,) + tuple(context)
        if len(features) > 1 + _MOST_CONTEXT:
            raise ValueError("more than four features of context")
        self.features = features
        self.step, self.advice = step, advice
        self.further, self.unplaced, self.general = further, unplaced, general
        # An even number, so that it can be copied fast.
        self.vote_bytes = VOTES + 3 * sum([feature.counted for feature in features]) + 1 & ~1
        # and what taste.py and wish.py keep: four bytes for each rule of the context, and ten
        rules = 2 + sum([feature.sets for feature in features[1:]])
        if self.vote_bytes + 4 * rules + 10 > _MOST_BYTES or quantity.width > 65535:
            raise ValueError("more than a person's memory holds")

    def raw(self, position):
        """The quantity's value (raw) at a position."""
        quantity = self.features[0]
        return quantity.lowest + (position * quantity.width + 127) // 254


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
        ORDERED, lowest, highest, 9, slope=scaled(slope), unlike=scaled(unlike), weight=weight
    )
    return Scale(
        quantity,
        context,
        step,
        (lowest + highest) >> 1,
        further=scaled(further),
        unplaced=unplaced,
    )
