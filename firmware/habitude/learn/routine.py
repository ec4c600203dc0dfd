"""When will it be used next: the probability that a use begins within the coming hour.

    routine = Routine(rest=8)               # a use is what comes after 2 h of rest
    routine.slot(slot, on, began)           # each quarter of an hour
    routine.probability                     # Q16

It is told nothing but what the appliance did: whether it was on in the slot that has just ended,
and that a use has begun. Whether one did begin within the hour is known and learned later.
docs/routine.md has the mathematics, where the constants come from, and the figures.

Integers only, the same on every runtime; `slot` allocates nothing. State: 1.9 KB at most.
"""

import struct
from array import array

from habitude.compat import const, micropython
from habitude.learn import routine_features as features
from habitude.learn import routine_filter as filters

HOUR = const(4)  # slots
NEVER = const(-32768)  # log-odds, Q12, of what can't be: it needs its rest first
ONE = const(65536)

_CENTRE = const(12288)  # sharpness turns log-odds about -3.0, Q12
_EXACT = const(1 << 24)  # sharpness, Q24
_BLUNT = const(1 << 23)
_SHARP = const(3 << 23)
# ln(free / 4), Q12: fewer slots to begin in, fewer beginnings.
_OPEN = (0, -5678, -2839, -1178, 0)

_STATE = "<4sB11Ii"
_MAGIC = b"HBTR"
_VERSION = const(1)
# What a state's words may be at most, in their order.
_MOST = (1 << 30, 2000, 2000, 60, 65535, 65535, 1 << 28, 1 << 28, 1 << 28, 31, 32)

# Shared by all routines: what fires at the moment is used within one call.
_FIRED = array("H", [0] * features.FIRED)
_PAIRS = filters.bounds(filters.PRIOR)


class RoutineError(ValueError):
    """These bytes are no state of this routine."""


class Routine:
    """The routine of one appliance.

    rest: slots of rest, 1 .. 32, that a use needs before it.
    known: slots after which it is known that a use has begun, 1 .. 6.
    prior: variances by group of features (routine_filter.PRIOR); 0 leaves a group out.
    """

    def __init__(self, rest, known=1, prior=filters.PRIOR):
        self.delay = known + HOUR - 1  # slots until an hour's label is known
        self._prior = prior
        self._pairs = _PAIRS if prior is filters.PRIOR else filters.bounds(prior)
        self._words = array("I", [0] * features.WORDS)
        self._starts = array("I", [0] * features.STARTS)
        self._rows = array("H", [0] * (self.delay * features.ROW))
        self._weights = array("H", [0] * features.WEIGHTS)
        self._variances = array("H", [0] * features.WEIGHTS)
        features.clear(self._words, self._starts, rest)
        self.forget()

    def forget(self):
        """Back to the first day: nothing learned of this appliance, nor what it did lately."""
        features.clear(self._words, self._starts, self._words[features.NEEDED])
        filters.clear(self._weights, self._variances, self._prior)
        self._sharpness = _EXACT
        self.due = False
        self._at = 0  # of the row of this slot, which is that of `delay` slots ago until then
        for index in range(len(self._rows)):
            self._rows[index] = 0
        self.log_odds = NEVER  # Q12, -8 .. 8, or NEVER
        self.probability = 0  # Q16
        self.label = -1  # whether a use began in the hour from `delay` slots ago; -1: unknown

    def slot(self, slot, on, began=0):
        """A slot begins: learn what is known by now, and expect the coming hour.

        slot: local time in quarters of an hour since 2024-01-01 00:00, at least `delay`.
        on: whether the appliance was on in the slot that has just ended.
        began: how many slots ago a use began, told once when it is known; 0 for none.
        Slots of which nothing is known are not told.
        """
        self.note(slot, on, began)
        if self.due:
            self.learn()
        self.expect()

    def rested(self, slot):
        """Whether a use in the slot that ends when `slot` begins would be a new one.

        To be asked before that slot is told.
        """
        words = self._words
        return words[features.REST] + max(1, slot - words[features.SLOT]) > words[features.NEEDED]

    @micropython.native
    def note(self, slot, on, began=0, learning=True):
        """The first third of `slot`: what was, and how well it was expected.

        `due`: whether there is something to learn; nothing is unless `learning`.
        """
        words, rows = self._words, self._rows
        self._at += features.ROW
        if self._at == len(rows):
            self._at = 0
        at = self._at
        features.note(words, self._starts, slot, on, began)
        self.label = -1
        if words[features.STREAK] >= self.delay + words[features.NEEDED] - 1:
            self.label = 1 if words[features.SINCE] <= self.delay else 0
            self.due = learning and rows[at] != 0
        if self.due:
            self._judge(rows[at + features.LOG_ODDS] - 32768)

    @micropython.native
    def expect(self):
        """The last third of `slot`: the probability of a use within the coming hour."""
        rows, at = self._rows, self._at
        features.describe(self._words, self._starts, rows, at)
        if rows[at]:
            expected = self._sum(at)
            rows[at + features.LOG_ODDS] = expected + 32768
            self.log_odds = self._sharpened(expected)
            self.probability = filters.probability(filters.LOGISTIC, self.log_odds)
        else:
            self.log_odds = NEVER
            self.probability = 0

    @micropython.native
    def _sum(self, at):
        """The log-odds of the row at `at` by what is known now, before their sharpness."""
        features.fire(self._rows, at, _FIRED)
        return _bounded(_OPEN[self._rows[at]] + filters.score(self._weights, _FIRED))

    @micropython.native
    def _sharpened(self, expected):
        return _bounded(((self._sharpness >> 12) * (expected + _CENTRE) >> 12) - _CENTRE)

    @micropython.native
    def learn(self):
        """The second third of `slot`, where it is due: learn what was to be expected then."""
        self.due = False
        p = filters.probability(filters.LOGISTIC, self._sum(self._at))
        filters.learn(self._weights, self._variances, _FIRED, self._pairs, p, self.label)

    @micropython.native
    def _judge(self, expected):
        """Sharpen or blunt by what was expected then: now, its neighbours' labels are known."""
        p = filters.probability(filters.LOGISTIC, self._sharpened(expected))
        wrong = (self.label << 16) - p
        sharpness = self._sharpness + ((wrong >> 2) * (expected + _CENTRE) >> 13)  # 2**-11
        self._sharpness = min(_SHARP, max(_BLUNT, sharpness))

    def parts(self):
        """What the latest expectation is made of: the name of each group and its log-odds, Q12.

        Together with what is left of the hour and the sharpness these are `log_odds`, but for
        rounding. Nothing when no use can begin.
        """
        if not self._rows[self._at]:
            return []
        features.fire(self._rows, self._at, _FIRED)
        parts = []
        pair = 0
        for name, _weights, count in features.GROUPS:
            total = 0
            for index in range(2 * pair, 2 * (pair + count), 2):
                total += (self._weights[_FIRED[index]] - 32768) * (_FIRED[index + 1] - 512)
            parts.append((name, total >> 8))
            pair += count
        return parts

    def usual(self, period, most):
        """How often uses began about the coming hour, one period ago, two .. `most` ago.

        period: in slots, 96 for the same time of day, 672 for the same day and time.
        Returns (times, periods looked at, mean slot of the week or day they began in), from the
        last 32 uses: no more periods than these cover. The mean is -1 if there were none.
        """
        now = self._words[features.SLOT]
        uses = [start for start in self._starts if start <= now]
        covered = (now - min(uses) + HOUR) // period if uses else 0
        times = total = 0
        looked = min(most, covered)
        for back in range(1, looked + 1):
            middle = now + HOUR // 2 - back * period
            near = [start for start in uses if abs(start - middle) <= 6]
            if near:
                times += 1
                total += near[0] + back * period
        return times, looked, total // times % period if times else -1

    def encode(self):
        """All that was learned, as bytes. What still waits for its label is left out."""
        return struct.pack(
            _STATE, _MAGIC, _VERSION, *self._words[: len(_MOST)], self._sharpness
        ) + b"".join([bytes(part) for part in (self._starts, self._weights, self._variances)])

    def restore(self, data):
        """Take over what `encode` gave; RoutineError, and nothing changed, if it doesn't fit."""
        head = struct.calcsize(_STATE)
        if len(data) != head + 4 * (features.STARTS + features.WEIGHTS):
            raise RoutineError("not a routine")
        magic, version, *words, sharpness = struct.unpack_from(_STATE, data)
        if magic != _MAGIC or version != _VERSION:
            raise RoutineError("not a routine of this format")
        if words[features.NEEDED] != self._words[features.NEEDED]:
            raise RoutineError("the routine of another appliance")
        starts = struct.unpack_from("<32I", data, head)
        weights = struct.unpack_from("<389H", data, head + 128)
        variances = struct.unpack_from("<389H", data, head + 906)
        right = _BLUNT <= sharpness <= _SHARP and max(starts) <= features.NO_START
        for word, most in zip(words, _MOST):
            right = right and word <= most
        if not right or not filters.within(variances, self._prior):
            raise RoutineError("a damaged routine")
        self.forget()
        for mine, its in (
            (self._words, words),
            (self._starts, starts),
            (self._weights, weights),
            (self._variances, variances),
        ):
            for index, value in enumerate(its):
                mine[index] = value
        self._sharpness = sharpness


@micropython.native
def _bounded(log_odds):
    return -32767 if log_odds < -32767 else 32767 if log_odds > 32767 else log_odds
