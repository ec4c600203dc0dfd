"""A person's taste in one setting: what they would say of it now, and where they would have it.

Two learners hear the same feedback. `Opinion` foretells votes, `Wish` the value that is wanted.

    a vote     "warmer", "fine", "cooler": a button pressed once
    override   "make it 21.5": a complaint where the quantity is, and the value that is wanted

>>> taste = Taste(comfort.scale())
>>> taste.vote((2250, MISSING, MISSING, 400, 8 * 3600), local_s, MORE)
>>> taste.override((2150, MISSING, MISSING, 400, 20 * 3600), local_s, 2250)
>>> taste.wanted((2100, MISSING, MISSING, 400, 20 * 3600))
2252
"""

import struct
from array import array

from habitude.compat import micropython
from habitude.fixed import MISSING, clamp
from habitude.learn.opinion import FINE, LESS, MORE, Opinion
from habitude.learn.wish import OVERRIDE, UNIT, Wish

_WISH = "<HBB"  # mood; then consequents and variances


class Taste:
    """A moment is a sequence of raw values: the quantity's, then the context's as the scale
    declares it; MISSING where not known. `advice` (raw) is what is given without any wish; None:
    the scale's.
    """

    def __init__(self, scale):
        self.scale = scale
        self.opinion = Opinion(scale)
        self.wish = Wish(scale.features[1:], 1)

    def forget(self):
        """Back to the first day."""
        self.opinion.forget()
        self.wish.forget()

    def predict(self, moment, local_s):
        """The likeliest answer: LESS, FINE or MORE; `opinion.chance` tells how likely."""
        return self.opinion.predict(moment, local_s)

    @micropython.native
    def wanted(self, moment, advice=None):
        """Where this person would have the quantity (raw)."""
        scale = self.scale
        quantity = scale.features[0]
        value = scale.advice if advice is None else advice
        value += self.wish.value(moment) * scale.step // UNIT
        return clamp(value, quantity.lowest, quantity.lowest + quantity.width)

    @micropython.native
    def vote(self, moment, local_s, answer, advice=None):
        """The person says LESS, FINE or MORE."""
        self.opinion.vote(moment, local_s, answer)
        if moment[0] != MISSING:
            given = self.scale.advice if advice is None else advice
            self.wish.vote(moment, _steps(moment[0] - given, self.scale.step), answer)

    @micropython.native
    def override(self, moment, local_s, wanted, advice=None):
        """The person sets the quantity to `wanted` (raw)."""
        value = moment[0]
        if value != MISSING:
            answer = FINE if wanted == value else MORE if wanted > value else LESS
            self.opinion.vote(moment, local_s, answer)
        given = self.scale.advice if advice is None else advice
        self.wish.observe(moment, _steps(wanted - given, self.scale.step), OVERRIDE)

    def half_hour(self):
        """To be called every half hour: what was only for today fades."""
        self.wish.half_hour()

    def day(self):
        """To be called once a day: what is known of wishes becomes less sure."""
        self.wish.day()

    def save(self):
        """All that is learned, as bytes; 200 at most."""
        wish = self.wish
        counters = struct.pack(_WISH, *wish.mood)
        return (
            bytes(self.opinion.state) + counters + bytes(wish.consequents) + bytes(wish.variances)
        )

    def restore(self, saved):
        """Go on from what was saved; ValueError if it is of another scale."""
        wish, end = self.wish, len(self.opinion.state)
        rules = end + struct.calcsize(_WISH)
        if len(saved) != rules + 4 * wish.rules:
            raise ValueError("taste of another scale")
        self.opinion.restore(saved[:end])
        wish.mood[:] = array("H", struct.unpack_from(_WISH, saved, end))
        values = struct.unpack_from("<%dh%dH" % (wish.rules, wish.rules), saved, rules)
        for rule in range(wish.rules):
            wish.consequents[rule] = values[rule]
            wish.variances[rule] = values[wish.rules + rule]


@micropython.viper
def _steps(difference: int, step: int) -> int:
    """A raw difference in 1/256 step, within what a wish can be."""
    if difference > step * 100:
        difference = step * 100
    if difference < 0 - step * 100:
        difference = 0 - step * 100
    return difference * 256 // step
