"""Where a person would have a quantity, in any context: learned from overrides and from votes.

A zero-order Takagi-Sugeno system (Takagi & Sugeno, 1985) over the features of the context: a rule
for everything (the whole), for each fuzzy set of each feature, and for today. Each consequent has
its own variance, the square of how unsure it is, and an observation is shared out among the rules
that fire by membership times variance: the gain of a Kalman filter (Kalman, 1960) that leaves the
covariances out, in the manner of the recursive least-squares consequents of evolving Takagi-Sugeno
systems (Angelov & Filev, 2004). So what is unknown of a part is filled in by the whole, and the
part takes over as evidence comes.

A vote is an observation as well: at "fine" of where the quantity is, at a complaint of some way
beyond, and always a little further to the side on which the person mostly complains. It makes the
whole less sure, since people say "fine" where they happen to be.

All is integers: consequents in 1/256 of the setting's step, variances in 1/4096 of its square.
"""
# Viper's pointers are types to it and functions elsewhere.
# pyright: reportGeneralTypeIssues=false

from array import array

from habitude.compat import const, micropython, ptr8, ptr16, ptr32

UNIT = const(256)  # consequents, in parts of a step
OVERRIDE = const(16384)  # variance of an override: (2 steps)^2
ACCEPTED = const(589824)  # of what was merely not objected to: (12 steps)^2
VOTE = const(1024)  # of a vote: (1/2 step)^2
ANSWER = const(16384)  # of what somebody says who was asked: (2 steps)^2

# Variances of the whole, a set of an ordered or cyclic feature, a category, today, of a standard
# deviation in steps: before anything is known, and the daily growth by which old evidence fades.
# Found on simulated households, see docs/learning.md.
_PRIOR = array("H", (36864, 2621, 655, 2007))  # (3.0, 0.8, 0.4, 0.7 steps)^2
_GROWTH = array("H", (59, 59, 4, 0))  # (0.12, 0.12, 0.03 steps)^2
_WHOLE = const(36864)
_MOST = const(30000)  # of a consequent, either sign: 117 steps
_CHANGE = const(3)  # overrides in one direction, each by more than a step, that mean a change
_DOUBT = const(4096)  # what each of them adds to the variance of the whole
_TODAY_KEPT = const(244)  # of 256 in half an hour: e-fold 10 h
_WANDER = const(4096)  # what each vote adds to the variance of the whole: (1 step)^2
_ASIDE = const(512)  # from where somebody who was asked complains to what they want: 2 steps
_BEYOND = const(640)  # from a complaint to where all might be well: 2.5 steps
_LEANING = const(320)  # how far to the side of constant complaints: 1.25 steps
_LEAN_RATE = const(820)  # Q12; of the first votes it is their mean

_CYCLIC = const(1)
_CATEGORY = const(2)
_MISSING = const(-(1 << 29))
_OFFSET = const(1 << 29)
_BIAS = const(32768)
_NO_RUN = const(100)
_length = len  # found at once: a built-in is looked for among all of a module's names first


class Wish:
    """The learned difference from the advice, of one person for one setting.

    features: of the context (scale.Feature); those without sets have no rules. A moment is a
    sequence of their raw values, MISSING where not known, after `first` others.

    >>> wish = Wish((HOUR, WHO))
    >>> wish.observe((8 * 3600, 1), 2 * UNIT, OVERRIDE)    # two steps up
    >>> wish.vote((8 * 3600, 1), UNIT, -1)                 # at one step up: "less"
    """

    def __init__(self, features, first=0):
        kind_of = bytearray((0,))
        usual = [0]
        for feature in features:
            kind_of += bytes([2 if feature.kind == _CATEGORY else 1]) * feature.sets
            usual += feature.usual
        self._kind_of = kind_of + bytearray((3,))  # of each rule: its place in _PRIOR
        self._usual = array("h", usual + [0])  # of each rule: its consequent at first
        self.rules = len(self._kind_of)
        self._values = first + len(features)  # of a moment
        self.consequents = array("h", [0] * self.rules)
        self.variances = array("H", [0] * self.rules)
        # lean (see _hear), votes so far up to 4, run (see _doubt)
        self.mood = array("H", (0, 0, 0))
        firing = 2 + 2 * len([1 for feature in features if feature.sets])
        self._fired = array("H", [0] * firing)
        self._memberships = array("H", [0] * firing)  # Q8
        kinds, ranges = [], []
        for place, feature in enumerate(features):
            if feature.sets:
                kinds += (first + place, feature.kind, feature.sets)
                ranges += (feature.lowest + _OFFSET, feature.width)
        self._kinds = array("H", kinds)
        self._ranges = array("I", ranges)
        self.forget()

    def forget(self):
        """Back to the first day."""
        for rule in range(self.rules):
            self._reset(rule)
        self.mood[0], self.mood[1], self.mood[2] = _BIAS, 0, _NO_RUN

    def restore(self, consequents, variances):
        """Know these consequents and variances, one a rule."""
        self.forget()
        for rule in range(self.rules):
            self.consequents[rule] = consequents[rule]
            self.variances[rule] = variances[rule]

    def forget_where(self, place, value):
        """Forget what sets moments apart whose value at `place` is this one, and today.

        Every rule of that feature which fires there is as on the first day. What such moments have
        taught the whole and other features stays: it can't be told from the rest.
        """
        moment = [_MISSING] * self._values
        moment[place] = value
        _fire(moment, self._kinds, self._ranges, self._fired, self._memberships)
        for index in range(1, len(self._fired)):
            if self._memberships[index]:
                self._reset(self._fired[index])

    def _reset(self, rule):
        self.consequents[rule] = self._usual[rule]
        self.variances[rule] = _PRIOR[self._kind_of[rule]]

    def doubt(self, variance):
        """The whole is less sure, by this much (1/4096 of a step's square)."""
        self.variances[0] = min(self.variances[0] + variance, _WHOLE)

    @micropython.native
    def value(self, moment):
        """The learned difference in a moment, in 1/256 step."""
        fired, memberships = self._fired, self._memberships
        _fire(moment, self._kinds, self._ranges, fired, memberships)
        return _value(self.consequents, fired, memberships)

    def usual(self, moment):
        """The difference in a moment that is expected of anybody, before anything is learned."""
        _fire(moment, self._kinds, self._ranges, self._fired, self._memberships)
        return _value(self._usual, self._fired, self._memberships)

    def value_by(self, copy):
        """What the difference would be by a `copy`, in the moment whose value was asked last."""
        return _value(copy, self._fired, self._memberships)

    def copy(self):
        """All that is known now, apart from this wish: for `copy_to`, `become`, `value_by`."""
        copy = array("H", [0] * (2 * self.rules + 3))
        self.copy_to(copy)
        return copy

    def copy_to(self, copy):
        """Make `copy` one of what is known now, in place."""
        copy_halves(self.consequents, 0, copy, 0, self.rules)
        copy_halves(self.variances, 0, copy, self.rules, self.rules)
        copy_halves(self.mood, 0, copy, 2 * self.rules, 3)

    def become(self, copy):
        """Know what `copy` was made of."""
        copy_halves(copy, 0, self.consequents, 0, self.rules)
        copy_halves(copy, self.rules, self.variances, 0, self.rules)
        copy_halves(copy, 2 * self.rules, self.mood, 0, 3)

    def forget_today(self):
        """Nothing is only for today."""
        self._reset(self.rules - 1)

    def certainty(self, moment):
        """How sure the value is: 0 (as on the first day) .. 100 %.

        By how much the standard deviation of the value has come down since the first day.
        """
        _fire(moment, self._kinds, self._ranges, self._fired, self._memberships)
        known = unknown = 0
        for index in range(len(self._fired)):
            rule = self._fired[index]
            square = self._memberships[index] * self._memberships[index] >> 8
            known += square * self.variances[rule] >> 8
            unknown += square * _PRIOR[self._kind_of[rule]] >> 8
        return max(0, 100 - _root(10000 * known // unknown))

    @micropython.native
    def observe(self, moment, wanted, variance):
        """Learn that the difference in a moment should be `wanted` (1/256 step).

        variance: how far the observation is to be trusted: OVERRIDE, ACCEPTED or VOTE.
        """
        fired, memberships = self._fired, self._memberships
        _fire(moment, self._kinds, self._ranges, fired, memberships)
        surprise = wanted - _value(self.consequents, fired, memberships)
        if variance == OVERRIDE:
            _doubt(self.mood, self.variances, surprise)
        _learn(self.consequents, self.variances, fired, memberships, surprise, variance)

    def vote(self, moment, given, answer):
        """The person says -1 (less), 0 (fine) or 1 (more) where the difference is `given`."""
        fired, memberships = self._fired, self._memberships
        _fire(moment, self._kinds, self._ranges, fired, memberships)
        surprise = given - _value(self.consequents, fired, memberships)
        surprise = _hear(self.mood, self.variances, surprise, answer)
        _learn(self.consequents, self.variances, fired, memberships, surprise, VOTE)

    def answer(self, moment, given, answer):
        """The person, who was asked, says so where the difference is `given`.

        Asked at a moment of the appliance's choice, people tell less than those who vote at one of
        theirs, and need no learner that follows each vote: this is as good as an override.
        """
        self.observe(moment, given + answer * _ASIDE, ANSWER)

    @micropython.native
    def half_hour(self):
        """Today fades a little. To be called every half hour."""
        today = self.rules - 1
        kept = abs(self.consequents[today]) * _TODAY_KEPT >> 8
        self.consequents[today] = kept if self.consequents[today] > 0 else -kept
        lost = _PRIOR[3] - self.variances[today]
        self.variances[today] = _PRIOR[3] - (lost * _TODAY_KEPT * _TODAY_KEPT >> 16)

    def day(self):
        """Every rule becomes a little less sure: old evidence fades. To be called once a day."""
        _grow(self.variances, self._kind_of, _GROWTH, _PRIOR)


@micropython.viper
def _fire(moment, features, ranges: ptr32, fired: ptr16, memberships: ptr16):
    """Which rules fire in a moment and how strongly: the whole, two sets a feature, today."""
    kinds = ptr16(features)
    fired[0] = 0
    memberships[0] = 256
    base = 1
    known = 0
    count = int(_length(features)) // 3
    for feature in range(count):
        kind = kinds[3 * feature + 1]
        sets = kinds[3 * feature + 2]
        at = 2 * feature + 1
        fired[at] = base
        fired[at + 1] = base
        memberships[at] = 0
        memberships[at + 1] = 0
        value = int(moment[kinds[3 * feature]])
        if value != _MISSING:
            known = 256
            value += _OFFSET - ranges[2 * feature]
            width = ranges[2 * feature + 1]
            if kind == _CYCLIC:
                value %= width
            else:
                value = 0 if value < 0 else width if value > width else value
            upper = 0
            first = value
            if kind != _CATEGORY:
                # an ordered feature's last set ends it, a cyclic one's first follows
                gaps = sets if kind == _CYCLIC else sets - 1
                first = value * gaps // width
                upper = ((value * gaps - first * width) << 8) // width
            fired[at] = base + first
            fired[at + 1] = base + (first + 1) % sets
            memberships[at] = 256 - upper
            memberships[at + 1] = upper
        base += sets
    fired[2 * count + 1] = base
    memberships[2 * count + 1] = known


@micropython.viper
def _grow(variances: ptr16, kinds, growth: ptr16, most: ptr16):
    """Every variance grows by what its rule's kind does, up to what it was at first."""
    kind_of = ptr8(kinds)
    for rule in range(int(_length(kinds)) - 1):
        kind = kind_of[rule]
        grown = variances[rule] + growth[kind]
        variances[rule] = most[kind] if grown > most[kind] else grown


@micropython.viper
def copy_halves(source, start: int, target, at: int, count: int):
    """Copy so many halfwords from `start` of one buffer to `at` of another."""
    read = ptr16(source)
    written = ptr16(target)
    for index in range(count):
        written[at + index] = read[start + index]


@micropython.viper
def _doubt(mood: ptr16, variances: ptr16, surprise: int):
    """A run of overrides in one direction means a change: the whole becomes less sure.

    mood[2] is the run: overrides in one direction so far, signed, NO_RUN added.
    """
    run = mood[2] - _NO_RUN
    if surprise >= 256:
        run = run + 1 if run > 0 else 1
    elif surprise <= 0 - 256:
        run = run - 1 if run < 0 else 0 - 1
    else:
        run = 0
    run = 99 if run > 99 else 0 - 99 if run < 0 - 99 else run
    mood[2] = run + _NO_RUN
    if run >= _CHANGE or run <= 0 - _CHANGE:
        variance = variances[0] + _DOUBT
        variances[0] = _WHOLE if variance > _WHOLE else variance


@micropython.viper
def _hear(mood: ptr16, variances: ptr16, off: int, answer: int) -> int:
    """By how much the wish is surprised by an answer where the quantity is `off` from it.

    mood[0] is the lean: to which side they mostly complain, -1..1 in Q12, biased.
    """
    rate = _LEAN_RATE
    if mood[1] < 4:
        rate = 4096 // (mood[1] + 2)
        mood[1] = mood[1] + 1
    lean = mood[0] - _BIAS
    lean += (answer * 4096 - lean) * rate >> 12
    mood[0] = lean + _BIAS
    surprise = off + answer * _BEYOND + (lean * _LEANING >> 12)
    if surprise * answer < 0:
        surprise >>= 2  # it is beyond already
    variance = variances[0] + _WANDER
    variances[0] = _WHOLE if variance > _WHOLE else variance
    return surprise


@micropython.viper
def _value(consequents: ptr16, fired, memberships: ptr16) -> int:
    rules = ptr16(fired)
    total = 0
    for index in range(int(_length(fired))):
        consequent = ((consequents[rules[index]] & 65535) ^ 32768) - 32768
        total += memberships[index] * consequent
    return total >> 8


@micropython.viper
def _learn(consequents, variances: ptr16, fired, memberships: ptr16, surprise: int, variance: int):
    """Share a surprise out among the rules that fired."""
    rules = ptr16(fired)
    values = ptr16(consequents)
    count = int(_length(fired))
    total = variance
    for index in range(count):
        membership = memberships[index]
        share = membership * variances[rules[index]] >> 8
        total += membership * share >> 8
    for index in range(count):
        rule = rules[index]
        share = memberships[index] * variances[rule] >> 8
        gain = (share << 12) // total
        value = ((values[rule] & 65535) ^ 32768) - 32768
        value += (gain * surprise + 2048) >> 12
        value = _MOST if value > _MOST else 0 - _MOST if value < 0 - _MOST else value
        values[rule] = value & 65535
        variances[rule] = variances[rule] - (gain * share >> 12)


def _root(value):
    """The integer square root of a positive number below 2**14 (Newton's method)."""
    root = 128
    while root * root > value:
        root = (root + value // root) >> 1
    return root
