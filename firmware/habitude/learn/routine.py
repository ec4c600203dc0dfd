"""When will it be used next: the probability that a use begins within the coming hour.

    routine = Routine(rest=8)               # a use is what comes after 2 h of rest
    routine.slot(slot, on, began)           # each quarter of an hour
    routine.probability                     # Q16

It is told nothing but what the appliance did: whether it was on in the slot that has just ended,
and that a use has begun. Whether one did begin within the hour is known and learned later.
docs/routine.md has the mathematics, where the constants come from, and the figures.

Integers only, the same on every runtime; `slot` allocates nothing. State: 1.9 KB at most.
"""

from array import array

from habitude.compat import borrowed, const, micropython
from habitude.learn import routine_features as features
from habitude.learn import routine_filter as filters

HOUR = const(4)  # slots
NEVER = const(-32768)  # log-odds, Q12, of what can't be: it needs its rest first
ONE = const(65536)

_CENTRE = const(12288)  # sharpness turns log-odds about -3.0, Q12
_EXACT = const(1 << 24)  # sharpness, Q24
BLUNT = const(1 << 23)
SHARP = const(3 << 23)
# ln(free / 4), Q12: fewer slots to begin in, fewer beginnings.
_OPEN = (0, -5678, -2839, -1178, 0)

_STATE = "habitude.learn.routine_state"

# Shared by all routines: what fires at the moment is used within one call.
FIRED = array("H", [0] * features.FIRED)
_PAIRS = filters.bounds(filters.PRIOR)


class RoutineError(ValueError):
    """These bytes are no state of this routine."""


class Routine:
    """The routine of one appliance.

    rest: slots of rest, 1 .. 32, that a use needs before it.
    known: slots after which it is known that a use has begun, 1 .. 6.
    prior: variances by group of features (routine_filter.PRIOR); 0 leaves a group out.

    words, starts: what it did lately; rows: what its hours looked like, the present one `at`
    (routine_features.py). weights, variances: what was learned. sharpness: Q24.
    """

    def __init__(self, rest, known=1, prior=filters.PRIOR):
        self.delay = known + HOUR - 1  # slots until an hour's label is known
        self.prior = prior
        self._pairs = _PAIRS if prior is filters.PRIOR else filters.bounds(prior)
        self.words = array("I", [0] * features.WORDS)
        self.starts = array("I", [0] * features.STARTS)
        self.rows = array("H", [0] * (self.delay * features.ROW))
        self.weights = array("H", [0] * features.WEIGHTS)
        self.variances = array("H", [0] * features.WEIGHTS)
        features.clear(self.words, self.starts, rest)
        self.forget()

    def forget(self):
        """Back to the first day: nothing learned of this appliance, nor what it did lately."""
        features.clear(self.words, self.starts, self.words[features.NEEDED])
        filters.clear(self.weights, self.variances, self.prior)
        self.sharpness = _EXACT
        self.due = False
        self.at = 0  # of this slot's row, which is that of `delay` slots ago until then
        for index in range(len(self.rows)):
            self.rows[index] = 0
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
        words = self.words
        return words[features.REST] + max(1, slot - words[features.SLOT]) > words[features.NEEDED]

    @micropython.native
    def note(self, slot, on, began=0, learning=True):
        """The first third of `slot`: what was, and how well it was expected.

        `due`: whether there is something to learn; nothing is unless `learning`.
        """
        words, rows = self.words, self.rows
        self.at += features.ROW
        if self.at == len(rows):
            self.at = 0
        at = self.at
        features.note(words, self.starts, slot, on, began)
        self.label = -1
        if words[features.STREAK] >= self.delay + words[features.NEEDED] - 1:
            self.label = 1 if words[features.SINCE] <= self.delay else 0
            self.due = learning and rows[at] != 0
        if self.due:
            self._judge(rows[at + features.LOG_ODDS] - 32768)

    @micropython.native
    def expect(self):
        """The last third of `slot`: the probability of a use within the coming hour."""
        rows, at = self.rows, self.at
        features.describe(self.words, self.starts, rows, at)
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
        features.fire(self.rows, at, FIRED)
        return _bounded(_OPEN[self.rows[at]] + filters.score(self.weights, FIRED))

    @micropython.native
    def _sharpened(self, expected):
        return _bounded(((self.sharpness >> 12) * (expected + _CENTRE) >> 12) - _CENTRE)

    @micropython.native
    def learn(self):
        """The second third of `slot`, where it is due: learn what was to be expected then."""
        self.due = False
        p = filters.probability(filters.LOGISTIC, self._sum(self.at))
        filters.learn(self.weights, self.variances, FIRED, self._pairs, p, self.label)

    @micropython.native
    def _judge(self, expected):
        """Sharpen or blunt by what was expected then: now, its neighbours' labels are known."""
        p = filters.probability(filters.LOGISTIC, self._sharpened(expected))
        wrong = (self.label << 16) - p
        sharpness = self.sharpness + ((wrong >> 2) * (expected + _CENTRE) >> 13)  # 2**-11
        self.sharpness = min(SHARP, max(BLUNT, sharpness))

    def encode(self):
        """All that was learned, as bytes. What still waits for its label is left out."""
        return borrowed(_STATE).encode(self)

    def restore(self, data):
        """Take over what `encode` gave; RoutineError, and nothing changed, if it doesn't fit."""
        borrowed(_STATE).restore(self, data)


@micropython.native
def _bounded(log_odds):
    return -32767 if log_odds < -32767 else 32767 if log_odds > 32767 else log_odds
