"""Why an opinion was foretold as it was: from the numbers that decided, and in words."""

from habitude.fixed import text
from habitude.learn import opinion_kernel as kernel

_TWICE = 12  # eighths of a vote that are rounded to two
_ANSWERS = ("less", "fine", "more")


class Why:
    """What spoke for the answer of the last `predict`, against the next likeliest one.

    answer, rival: LESS, FINE or MORE. parts: what prior, rules and last votes each spoke for the
    answer, in 1/1024 bit of log-odds; `content` what is in favour of "fine" in any case. shift:
    how much lower (below 0) or higher than most this person wants the quantity (raw). feature: the
    one (0 the quantity) that moved the prior most, away from its centre, and `moved` by how much.
    vote: which of the last three (0 the newest) said the answer in the moment most like this one,
    None if none did; value: of the quantity then (raw, None if not known); days: since then.
    counted: votes for the answer in this moment's fuzzy sets, in 1/8.
    """

    def __init__(self, opinion):
        self._work, self._state = opinion._work, opinion.state
        self._scale, self._constants = opinion.scale, opinion._constants
        work = self._work
        chosen = work[kernel.DECISION]
        others = [answer for answer in range(3) if answer != chosen]
        rival = max(others, key=lambda answer: work[kernel.CHANCE + answer])
        self.answer, self.rival = chosen - 1, rival - 1
        self.parts = self._parts(chosen, rival)
        content = self._constants[kernel.CONTENT]
        self.content = content if chosen == 1 else -content if rival == 1 else 0
        self.shift = self._shift()
        self.feature, self.moved = self._strongest_feature()
        self.vote, self.value, self.days = self._nearest_vote(chosen)
        self.counted = self._counted(chosen)

    def _signed(self, at):
        return (self._state[at] | self._state[at + 1] << 8) - kernel.BIAS

    def _parts(self, chosen, rival):
        """Each part speaks for what it adds to the one before, which it builds on."""
        odds, weights = [], []
        for part in range(3):
            costs = kernel.PRIOR + 3 * part
            odds.append(self._work[costs + rival] - self._work[costs + chosen])
            learned = self._signed(kernel.WEIGHTS + 2 * part) * self._work[kernel.FADE] >> 14
            weights.append(max(0, self._constants[kernel.WEIGHT + part] + learned))
        return [
            odds[0] * sum(weights) >> 13,
            (odds[1] - odds[0]) * (weights[1] + weights[2]) >> 13,
            (odds[2] - odds[1]) * weights[2] >> 13,
        ]

    def _shift(self):
        slope = self._constants[kernel.SLOPE] - kernel.BIAS
        if not slope:
            return 0
        faded = self._signed(kernel.SHIFT) * self._work[kernel.FADE] >> 14
        # 1/1024 bit is 64 times 1/65536 bit; a shift up is a wish for less
        positions_128 = -faded * 64 * 128 // slope
        return positions_128 * self._scale.features[0].width // (254 * 128)

    def _strongest_feature(self):
        constants, work = self._constants, self._work
        strongest, most = 0, 0
        for feature in range(len(self._scale.features)):
            if work[feature] != kernel.UNKNOWN:
                far = work[feature] - constants[kernel.CENTRE + feature]
                moved = (constants[kernel.SLOPE + feature] - kernel.BIAS) * far >> 6
                if abs(moved) > abs(most):
                    strongest, most = feature, moved
        return strongest, most

    def _nearest_vote(self, chosen):
        state, work = self._state, self._work
        best, nearest = None, 0
        for vote in range(3):
            near = work[kernel.NEARNESS + vote]
            if state[kernel.LAST + 8 * vote + 5] & 3 == chosen and near > nearest:
                best, nearest = vote, near
        if best is None:
            return None, None, None
        at = kernel.LAST + 8 * best
        position = state[at]
        value = None if position == kernel.UNKNOWN else self._scale.raw(position)
        return best, value, max(0, work[kernel.TODAY] - (state[at + 6] | state[at + 7] << 8))

    def _counted(self, chosen):
        """Of the fuzzy sets that this moment is in most, the fullest."""
        work = self._work
        fullest = 0
        for feature in range(len(self._scale.features)):
            if work[kernel.LOWER + feature]:
                more = work[kernel.DEGREE + feature] > 128
                place = work[(kernel.UPPER if more else kernel.LOWER) + feature]
                votes = self._state[place + chosen] * work[kernel.FADE] >> 14
                fullest = max(fullest, votes)
        return fullest

    def sentence(self, unit, decimals):
        """In words; unit and decimals of the quantity."""
        general, rules, recent = self.parts
        if general >= max(rules, recent):
            cause = self._of_prior(unit, decimals)
        elif self.vote is not None and (recent >= rules or self.counted < _TWICE):
            cause = self._of_vote(unit, decimals)
        else:
            cause = "said about %d times in moments like this" % ((self.counted + 4) >> 3)
        return "%s: %s" % (_ANSWERS[self.answer + 1], cause)

    def _of_prior(self, unit, decimals):
        if not self.shift:
            return "most people would say so"
        side = "less" if self.shift < 0 else "more"
        amount = text(abs(self.shift), decimals)
        return "most people would say so, and you like %s %s %s than they" % (amount, unit, side)

    def _of_vote(self, unit, decimals):
        when = "today" if not self.days else "%d days ago" % self.days
        where = " at %s %s" % (text(self.value, decimals), unit) if self.value is not None else ""
        return "said so %s%s, in a moment like this" % (when, where)
