"""What a person wants beyond the advice, learned from overrides: an online fuzzy learner.

The preference is a zero-order Takagi-Sugeno system over the context, with a rule for everything
(the whole), for each fuzzy set of the hour, for each day of the week, and for today:

    preference = whole + sum of hour rules * membership + rule of the day type + today

Each rule consequent carries its own variance, the square of how unsure it is. An observation is
shared out among the rules that fired, in proportion to membership times variance: the gain of a
Kalman filter (Kalman, 1960) that leaves the covariances out, in the manner of the recursive
least-squares consequents of evolving Takagi-Sugeno systems (Angelov & Filev, 2004). So what is
unknown of a part is filled in by the whole, and the part takes over as evidence comes.

All is integers: consequents in 1/256 of the setting's step, variances in 1/4096 of its square.
State: 17 consequents and 17 variances, 68 bytes, whatever was learned from.
"""

from array import array

from habitude.compat import const, micropython, ptr16

_HOUR_SETS = const(8)  # triangular, 3 h apart, cyclic
_HOUR_SET_S = const(10800)
_DAYS = const(7)
_DAY_S = const(86400)

_WHOLE = const(0)
_HOURS = const(1)
_WEEK = const(9)  # _HOURS + _HOUR_SETS
_TODAY = const(16)  # _WEEK + _DAYS
RULES = const(17)

UNIT = const(256)  # consequents, in parts of a step
_MEMBERSHIP = const(8)  # bits
_GAIN = const(12)  # bits
_MOST = const(30000)  # of a consequent, either sign: 117 steps

# Variances by kind of rule (whole, hour, day type, today), of a standard deviation in steps:
# before anything is known, and the daily growth by which old evidence fades. Found on simulated
# households 0..19, see docs/learning.md.
_PRIOR = (36864, 2621, 655, 2007)  # (3.0, 0.8, 0.4, 0.7 steps)^2
_GROWTH = (59, 59, 4)  # (0.12, 0.12, 0.03 steps)^2
OVERRIDE = const(16384)  # variance of an override: (2 steps)^2
ACCEPTED = const(589824)  # variance of what was merely not objected to: (12 steps)^2
_CHANGE = const(3)  # overrides in one direction, each by more than a step, that mean a change
_DOUBT = const(4096)  # what each of them adds to the variance of the whole: (1 step)^2
_TODAY_KEPT = const(244)  # of 256 in half an hour: e-fold 10 h


class Preference:
    """The learned difference from the advice, of one person for one setting.

    >>> preference = Preference()
    >>> preference.observe(8 * 3600, 2 * UNIT, OVERRIDE)   # Monday 8:00: two steps up
    >>> preference.value(8 * 3600) > UNIT
    True
    """

    def __init__(self):
        self.consequents = array("h", [0] * RULES)
        self.variances = array("H", [0] * RULES)
        self._fired = array("h", [0] * 5)  # rules that fire at the last context, and how strongly
        self._memberships = array("h", [0] * 5)
        self.forget()

    def forget(self):
        """Back to the first day: nothing learned, nothing known."""
        for rule in range(RULES):
            self._reset(rule)
        self._run = 0  # overrides in one direction so far, signed

    def forget_hours(self, first, count):
        """Forget the hours from `first` (0..23) on, `count` of them (1..24), and today.

        Every rule of the hours that fires in them is as on the first day. What these hours have
        taught the whole and the days of the week stays: it can't be told from the rest.
        """
        for hour in range(first, first + count):
            lower = hour % 24 * 3600 // _HOUR_SET_S
            self._reset(_HOURS + lower)
            self._reset(_HOURS + (lower + 1) % _HOUR_SETS)
        self._reset(_TODAY)

    def forget_day(self, day):
        """Forget what sets a day of the week (0: Monday) apart from the others, and today."""
        self._reset(_WEEK + day)
        self._reset(_TODAY)

    def _reset(self, rule):
        self.consequents[rule] = 0
        self.variances[rule] = _PRIOR[_kind(rule)]

    @micropython.native
    def become(self, other):
        """Know what `other`, a Preference too, knows: a copy in place."""
        _copy(other.consequents, self.consequents)
        _copy(other.variances, self.variances)
        self._run = other._run

    @micropython.native
    def value(self, local_s):
        """The learned difference at `local_s`, in 1/256 step; an unknown time: of the whole."""
        _fire(local_s, self._fired, self._memberships)
        return _weigh(self.consequents, self._fired, self._memberships)

    def certainty(self, local_s):
        """How sure the value at `local_s` is: 0 (as on the first day) .. 100 %.

        By how much the standard deviation of the value has come down since the first day.
        """
        _fire(local_s, self._fired, self._memberships)
        known = unknown = 0
        for index in range(5):
            rule = self._fired[index]
            square = self._memberships[index] * self._memberships[index] >> _MEMBERSHIP
            known += square * self.variances[rule] >> _MEMBERSHIP
            unknown += square * _PRIOR[_kind(rule)] >> _MEMBERSHIP
        return max(0, 100 - _root(10000 * known // unknown))

    @micropython.native
    def observe(self, local_s, wanted, variance):
        """Learn that the difference at `local_s` should be `wanted` (1/256 step).

        variance: how far the observation is to be trusted, OVERRIDE or ACCEPTED.
        """
        surprise = wanted - self.value(local_s)
        if variance == OVERRIDE:
            self._follow(surprise)
        self._share_out(surprise, variance)

    @micropython.viper
    def _share_out(self, surprise: int, variance: int):
        """Correct the rules that fire by their part of a surprise."""
        consequents = ptr16(self.consequents)
        variances = ptr16(self.variances)
        fired = ptr16(self._fired)
        memberships = ptr16(self._memberships)
        total = variance
        index = 0
        while index < 5:
            membership = memberships[index]
            total += membership * (membership * variances[fired[index]] >> _MEMBERSHIP) >> (
                _MEMBERSHIP
            )
            index += 1
        index = 0
        while index < 5:
            rule = fired[index]
            share = memberships[index] * variances[rule] >> _MEMBERSHIP
            gain = (share << _GAIN) // total
            consequent = (consequents[rule] ^ 32768) - 32768  # signed
            consequent += (gain * surprise + (1 << _GAIN - 1)) >> _GAIN
            if consequent > _MOST:
                consequent = _MOST
            if consequent < -_MOST:
                consequent = -_MOST
            consequents[rule] = consequent & 65535
            variances[rule] -= gain * share >> _GAIN
            index += 1

    def _follow(self, surprise):
        """A run of overrides in one direction means a change: the whole becomes less sure."""
        if -UNIT < surprise < UNIT:
            self._run = 0
        elif surprise > 0:
            self._run = max(self._run, 0) + 1
        else:
            self._run = min(self._run, 0) - 1
        if abs(self._run) >= _CHANGE:
            self.variances[_WHOLE] = min(self.variances[_WHOLE] + _DOUBT, _PRIOR[0])

    @micropython.native
    def half_hour(self):
        """Today fades a little. To be called every half hour."""
        kept = abs(self.consequents[_TODAY]) * _TODAY_KEPT >> 8
        self.consequents[_TODAY] = kept if self.consequents[_TODAY] > 0 else -kept
        lost = _PRIOR[3] - self.variances[_TODAY]
        self.variances[_TODAY] = _PRIOR[3] - (lost * _TODAY_KEPT * _TODAY_KEPT >> 16)

    @micropython.native
    def day(self):
        """Every rule becomes a little less sure: old evidence fades. To be called once a day."""
        _grow(_GROWTH[0], _PRIOR[0], self.variances, _WHOLE, _HOURS)
        _grow(_GROWTH[1], _PRIOR[1], self.variances, _HOURS, _WEEK)
        _grow(_GROWTH[2], _PRIOR[2], self.variances, _WEEK, _TODAY)


@micropython.viper
def _fire(local_s: int, fired: ptr16, memberships: ptr16):
    """Which rules fire at this time and how strongly; only the whole when it is unknown."""
    fired[0] = _WHOLE
    memberships[0] = 1 << _MEMBERSHIP
    if local_s < 0:
        index = 1
        while index < 5:
            fired[index] = _WHOLE
            memberships[index] = 0
            index += 1
        return
    second = local_s % _DAY_S
    first = second // _HOUR_SET_S
    upper = ((second - first * _HOUR_SET_S) << _MEMBERSHIP) // _HOUR_SET_S
    fired[1] = _HOURS + first
    memberships[1] = (1 << _MEMBERSHIP) - upper
    fired[2] = _HOURS + (first + 1) % _HOUR_SETS
    memberships[2] = upper
    fired[3] = _WEEK + local_s // _DAY_S % _DAYS
    memberships[3] = 1 << _MEMBERSHIP
    fired[4] = _TODAY
    memberships[4] = 1 << _MEMBERSHIP


@micropython.viper
def _weigh(consequents: ptr16, fired: ptr16, memberships: ptr16) -> int:
    """The consequents of the rules that fire, weighted by how strongly they do."""
    total = 0
    index = 0
    while index < 5:
        consequent = ((consequents[fired[index]] & 65535) ^ 32768) - 32768  # signed
        total += memberships[index] * consequent
        index += 1
    return total >> _MEMBERSHIP


@micropython.viper
def _copy(source: ptr16, target: ptr16):
    index = 0
    while index < RULES:
        target[index] = source[index]
        index += 1


@micropython.viper
def _grow(growth: int, most: int, variances: ptr16, rule: int, end: int):
    """The variances of the rules from `rule` to below `end` grow, up to `most`."""
    while rule < end:
        grown = variances[rule] + growth
        if grown > most:
            grown = most
        variances[rule] = grown
        rule += 1


def _kind(rule):
    return 0 if rule < _HOURS else 1 if rule < _WEEK else 2 if rule < _TODAY else 3


def _root(value):
    """The integer square root of a positive number below 2**14 (Newton's method)."""
    root = 128
    while root * root > value:
        root = (root + value // root) >> 1
    return root
