"""What a person would say of a quantity now, learned from what they said before.

A vote is "less", "fine" or "more" of a quantity (a temperature, a brightness), given in a moment:
the quantity's value and up to four features of context. Three parts foretell it, each filling in
for what the next one does not know yet:

    prior    an ordinal scale (McCullagh, 1980) of what is generally wanted, shifted by the person
    rules    votes counted in fuzzy sets of the features
    recent   the last three votes, weighted by how alike their moments are to this one

They are pooled as a product of powers (Genest & Zidek, 1986); the powers and the shift learn
from each vote by a gradient step. docs/preference.md has the mathematics.
"""

from array import array

from habitude.compat import const, micropython
from habitude.learn import opinion_kernel as kernel
from habitude.learn.opinion_kernel import (
    compare,
    costs,
    decide,
    estimate,
    halves,
    normalise,
    place,
    pool,
)
from habitude.learn.opinion_lesson import age, learn, settle
from habitude.learn.opinion_scale import packed

# As in opinion_kernel.py: names of others are slow to look up.
_FADE = const(24)
_PRIOR = const(5)
_POOLED = const(14)
_NEARNESS = const(27)
_PLACED = const(32)
_BIT = const(1024)
_BIASED = tuple(range(kernel.SHIFT, kernel.SHARES, 2))  # 0 is BIAS there


class Opinion:
    """One person's opinion of one quantity. A moment is a sequence of raw values: the quantity's,
    then the context's as the scale declares it; MISSING where not known.

    >>> opinion = Opinion(SCALE)
    >>> opinion.vote((2150, 8 * 3600), local_s, MORE)
    >>> opinion.predict((2160, 9 * 3600), local_s + 3600)
    1
    """

    def __init__(self, scale, state=None):
        """state: a buffer of scale.vote_bytes for all that is learned; all 0: nothing is yet."""
        self.scale = scale
        self._constants, self._ranges = packed(scale)
        self._work = array("H", [0] * kernel.WORK)
        self.state = bytearray(scale.vote_bytes) if state is None else state
        if not any(self.state):
            self.forget()

    def forget(self):
        """Back to the first day."""
        state = self.state
        for at in range(len(state)):
            state[at] = 0
        for at in _BIASED:
            state[at + 1] = kernel.BIAS >> 8
        self._forget_last_votes()

    def forget_where(self, place, value):
        """Forget the votes counted where the feature at `place` of a moment is this (raw).

        The last three votes are forgotten as well. What such votes have taught the prior's shift
        and the weights stays: it can't be told from the rest.
        """
        counts, features = kernel.COUNTS, self.scale.features
        for feature in features[:place]:
            counts += 3 * feature.counted
        feature = features[place]
        if feature.counted:
            lower = (value - feature.lowest) * feature.counted // feature.width
            for each in (lower, (lower + 1) % feature.counted):
                for at in range(counts + 3 * each, counts + 3 * each + 3):
                    self.state[at] = 0
        self._forget_last_votes()

    def _forget_last_votes(self):
        for at in range(kernel.LAST, kernel.EPOCH, 8):
            self.state[at + 5] = kernel.NO_VOTE

    @micropython.native
    def predict(self, moment, local_s):
        """The likeliest answer in this moment: LESS, FINE or MORE. `chance` tells how likely."""
        work, state = self._work, self.state
        age(work, state, local_s)
        foretell(work, self._constants, state, moment, self._ranges)
        decide(work, state)
        return work[kernel.DECISION] - 1

    def chance(self, answer):
        """How likely an answer was at the last `predict`, in 1/16384."""
        return self._work[kernel.CHANCE + 1 + answer]

    @micropython.native
    def vote(self, moment, local_s, answer):
        """The person says LESS, FINE or MORE."""
        work, state = self._work, self.state
        age(work, state, local_s)
        if work[_FADE] >= _BIT:
            settle(state, work, len(state))
        foretell(work, self._constants, state, moment, self._ranges)
        learn(work, self._constants, state, answer + 1, local_s)


@micropython.native
def foretell(work, constants, state, moment, ranges):
    """Probabilities of the answers in a moment (raw values) from what is known, to POOLED."""
    halves(work, _FADE, _FADE + 1)
    place(work, constants, moment, ranges)
    compare(work, constants, state)
    halves(work, _NEARNESS, _PLACED)
    estimate(work, constants, state)
    costs(work, _PRIOR, _POOLED)
    pool(work, constants, state)
    halves(work, _POOLED, _POOLED + 3)
    normalise(work)
