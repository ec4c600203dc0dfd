"""A person's taste in one setting: what they would say of it now, and where they would have it.

Two learners hear the same feedback. `Opinion` foretells votes, `Wish` the value that is wanted.

    a vote     "warmer", "fine", "cooler": a button pressed once
    override   "make it 21.5": a complaint where the quantity is, and the value that is wanted

The opinion, whose code takes 20 KB of a board's memory, is loaded when it is first asked for; an
appliance that gives what is wanted and never asks what would be said of it does without.

>>> taste = Taste(comfort.scale())
>>> taste.vote((2250, MISSING, MISSING, 400, 8 * 3600), local_s, MORE)
>>> taste.override((2150, MISSING, MISSING, 400, 20 * 3600), local_s, 2250)
>>> taste.wanted((2100, MISSING, MISSING, 400, 20 * 3600))
2252
"""

from array import array

from habitude.compat import const, micropython, ptr16
from habitude.fixed import MISSING, clamp
from habitude.learn.change import Change
from habitude.learn.scale import FINE, LESS, MORE
from habitude.learn.wish import ACCEPTED, OVERRIDE, UNIT, Wish, copy_halves

_MANY = const(65535)


class Taste:
    """A moment is a sequence of raw values: the quantity's, then the context's as the scale
    declares it; MISSING where not known. `advice` (raw) is what is given without any wish; None:
    the scale's. Times are local_s, -1 where the clock is not trusted.

    size: bytes of all that is learned. change: of the wish, whether it is here to stay (Change);
    it is not saved.
    """

    def __init__(self, scale):
        self.scale = scale
        self.wish = wish = Wish(scale.features[1:], 1)
        self.change = Change(wish)
        self._opinion = None
        self._votes = votes = bytearray(scale.vote_bytes)  # all 0: none was told to the opinion
        self._numbers = array("H", (0, 0, 0))
        self._parts = (votes, wish.mood, wish.consequents, wish.variances, self._numbers)
        self._halves = [len(votes) // 2] + [len(part) for part in self._parts[1:]]
        self.size = 2 * sum(self._halves)

    def opinion(self):
        """What this person would say; loaded when it is first needed."""
        if self._opinion is None:
            self._load()
        return self._opinion

    def _load(self):
        from habitude.learn.opinion import Opinion

        self._opinion = Opinion(self.scale, self._votes)

    def overrides(self):
        """Learned since the beginning."""
        return self._numbers[0]

    def last_local_s(self):
        """When the last override was learned; -1 if none was, or at an unknown time."""
        return self._numbers[1] + (self._numbers[2] << 16) - 1

    def forget(self):
        """Back to the first day."""
        for at in range(len(self._votes)):
            self._votes[at] = 0
        self._opinion = None
        self.wish.forget()
        self.change.forget()
        self._numbers[0] = self._numbers[1] = self._numbers[2] = 0

    def forget_where(self, place, value):
        """Forget what was learned of moments whose value at `place` is this one (raw), as far as
        it can be told from the rest: see Opinion and Wish.
        """
        if any(self._votes):
            self.opinion().forget_where(place, value)
        self.change.forget()
        self.wish.forget_where(place, value)

    def predict(self, moment, local_s):
        """The likeliest answer: LESS, FINE or MORE; `opinion.chance` tells how likely."""
        return self.opinion().predict(moment, local_s)

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
        if self._opinion is not None:
            self._opinion.vote(moment, local_s, answer)
        value = moment[0]
        if value != MISSING:
            scale = self.scale
            given = scale.advice if advice is None else advice
            self.wish.vote(moment, _steps(value - given, scale.step), answer)

    def answer(self, moment, local_s, answer, advice):
        """The person says LESS, FINE or MORE because they were asked."""
        if self._opinion is not None:
            self._opinion.vote(moment, local_s, answer)
        self.wish.answer(moment, _steps(moment[0] - advice, self.scale.step), answer)

    def override(self, moment, local_s, wanted, advice=None, served=None):
        """The person sets the quantity to `wanted` (raw). False if nothing is learned from it.

        served: how well (Satisfaction); with it, changes are followed (Change).
        """
        given = self.scale.advice if advice is None else advice
        difference = _steps(wanted - given, self.scale.step)
        if served is not None and not self.change.hear(moment, difference, local_s, served):
            return False
        value = moment[0]
        if self._opinion is not None and value != MISSING:
            answer = FINE if wanted == value else MORE if wanted > value else LESS
            self._opinion.vote(moment, local_s, answer)
        self.wish.observe(moment, difference, OVERRIDE)
        _note(self._numbers, self._numbers[0] + 1, local_s)
        return True

    def count(self, overrides, local_s):
        """So many overrides were learned, the last one at this time."""
        _note(self._numbers, overrides, local_s)

    @micropython.native
    def accept(self, moment, given, advice=None):
        """The person is there and does not object to what is given (raw)."""
        advised = self.scale.advice if advice is None else advice
        self.wish.observe(moment, _steps(given - advised, self.scale.step), ACCEPTED)

    def half_hour(self):
        """To be called every half hour: what was only for today fades."""
        self.wish.half_hour()

    @micropython.native
    def live(self, local_s, noticed, served):
        """To be called every half hour: a change may be decided on; see Change.half_hour."""
        self.change.half_hour(local_s, noticed, served)

    def day(self):
        """To be called once a day: what is known of wishes becomes less sure."""
        self.wish.day()
        self.change.day()

    def save(self):
        """All that is learned, as bytes; 200 at most."""
        saved = bytearray(self.size)
        self.keep(saved)
        return bytes(saved)

    def restore(self, saved):
        """Go on from what was saved; ValueError if it is of another scale."""
        if len(saved) != self.size:
            raise ValueError("taste of another scale")
        self.become(saved)

    def keep(self, buffer):
        """Write all that is learned into a buffer of `size` bytes."""
        at = 0
        for index in range(5):
            copy_halves(self._parts[index], 0, buffer, at, self._halves[index])
            at += self._halves[index]

    def become(self, buffer):
        """Know what was kept in a buffer."""
        at = 0
        for index in range(5):
            copy_halves(buffer, at, self._parts[index], 0, self._halves[index])
            at += self._halves[index]
        self.change.forget()
        # Once asked for, the opinion goes on learning.
        self._opinion = None
        if any(self._votes):
            self._load()


@micropython.viper
def _note(numbers: ptr16, overrides: int, local_s: int):
    """Keep how many overrides were learned, and when the last one was, as 1 + seconds."""
    numbers[0] = overrides if overrides < _MANY else _MANY
    numbers[1] = (local_s + 1) & 65535
    numbers[2] = (local_s + 1) >> 16


@micropython.viper
def _steps(difference: int, step: int) -> int:
    """A raw difference in 1/256 step, within what a wish can be."""
    if difference > step * 100:
        difference = step * 100
    if difference < 0 - step * 100:
        difference = 0 - step * 100
    return difference * 256 // step
