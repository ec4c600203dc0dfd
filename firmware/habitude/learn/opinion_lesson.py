"""What opinion.py learns from one vote, of the moment that opinion_kernel.py has just foretold.

Everything learned fades with the calendar. Instead of changing all of the state each day, what is
learned weighs the more the later it comes, until all is halved (`settle`).
"""
# Viper's pointers are types to it and functions elsewhere.
# pyright: reportGeneralTypeIssues=false

from habitude.compat import const, micropython, ptr8, ptr16

# As in opinion_kernel.py: viper takes only a module's own constants for numbers.
_ONE = const(16384)
_BIAS = const(32768)
_SHIFT_RATE = const(33)
_WEIGHT = const(38)
_RATE = const(43)
_SHIFT = const(0)
_WEIGHTS = const(2)
_SHARES = const(8)
_LAST = const(11)
_EPOCH = const(35)
_CLOCK = const(37)
_GIVEN = const(41)
_COUNTS = const(42)
_BROKE = const(4)
_PRIOR = const(5)
_POOLED = const(14)
_SLOPES = const(21)
_FADE = const(24)
_TODAY = const(25)
_BROKEN = const(26)
_LOWER = const(33)
_UPPER = const(38)
_DEGREE = const(43)

_HALF_DAYS = const(23)  # in which evidence loses half of its weight
_DAY_S = const(86400)
_BREAK_S = const(7200)  # without a vote: the one before it tells less
_MOST_WEIGHT = const(12288)  # of one part: 1.5, so that costs stay within 16 bits
_SURPRISE = const(2955)  # as far as weights learn from it, 1/1024 bit: 2 nats


@micropython.viper
def age(w: ptr16, s: ptr8, local_s: int):
    """What time has done since the last votes, FADE as a cost still; local_s below 0 is not known:
    none, then.
    """
    before = s[_CLOCK] | s[_CLOCK + 1] << 8 | s[_CLOCK + 2] << 16 | s[_CLOCK + 3] << 24
    if local_s < 0:
        local_s = before
    today = local_s // _DAY_S
    days = today - (s[_EPOCH] | s[_EPOCH + 1] << 8)
    if days < 0 or s[_GIVEN] == 0:
        days = 0
    if days > 1400:
        days = 1400
    w[_TODAY] = today
    w[_BROKEN] = 1 if before and local_s - before >= _BREAK_S else 0
    w[_FADE] = days * 1024 // _HALF_DAYS


@micropython.viper
def settle(s: ptr8, w: ptr16, size: int):
    """Halve what was learned, but for the last votes, until FADE costs less than one bit.

    size: of the state.
    """
    days = w[_TODAY] - (s[_EPOCH] | s[_EPOCH + 1] << 8)
    times = days // _HALF_DAYS
    days -= times * _HALF_DAYS
    w[_FADE] = days * 1024 // _HALF_DAYS
    days = w[_TODAY] - days
    s[_EPOCH] = days & 255
    s[_EPOCH + 1] = days >> 8
    times = times if times < 16 else 16
    at = _SHIFT
    while at < _SHARES:
        value = (((s[at] | s[at + 1] << 8) - _BIAS) >> times) + _BIAS
        s[at] = value & 255
        s[at + 1] = value >> 8
        at += 2
    while at + 3 <= size:  # of three answers
        s[at] = s[at] >> times
        s[at + 1] = s[at + 1] >> times
        s[at + 2] = s[at + 2] >> times
        at = _COUNTS if at == _SHARES else at + 3


@micropython.viper
def learn(w: ptr16, c: ptr16, s: ptr8, answer: int, local_s: int):
    """One vote, answer 0..2, of the moment that was just foretold; a time below 0 is not known."""
    # What is learned weighs the more the later it comes: in place of all of the past fading.
    worth = (_ONE << 14) // w[_FADE]
    weigh(w, c, s, answer, worth)
    shift = (s[_SHIFT] | s[_SHIFT + 1] << 8) - _BIAS
    step = c[_SHIFT_RATE] * (w[_SLOPES + answer] - _BIAS) >> 14
    shift += step * worth >> 14
    shift = (30000 if shift > 30000 else 0 - 30000 if shift < 0 - 30000 else shift) + _BIAS
    s[_SHIFT] = shift & 255
    s[_SHIFT + 1] = shift >> 8
    # the vote counts among the person's shares, then in two sets of each feature
    place = 0
    while place < 11:
        feature = (place - 1) >> 1
        part = 8
        here = _SHARES
        if place:
            here = w[_LOWER + feature]
            if here == 0:
                place += 2
                continue
            part = (w[_DEGREE + feature] + 16) >> 5
            if place & 1:
                part = 8 - part
            else:
                here = w[_UPPER + feature]
        if part:
            part = (part * worth + 8192) >> 14
            if s[here + answer] + part > 255:
                # all three of the set are halved
                for other in range(3):
                    s[here + other] = s[here + other] >> 1
            s[here + answer] = s[here + answer] + part
        place += 1
    at = _LAST + 23
    while at >= _LAST + 8:
        s[at] = s[at - 8]
        at -= 1
    for feature in range(5):
        s[_LAST + feature] = w[feature]
    s[_LAST + 5] = answer + (_BROKE if w[_BROKEN] else 0)
    s[_LAST + 6] = w[_TODAY] & 255
    s[_LAST + 7] = w[_TODAY] >> 8
    if s[_GIVEN] == 0:
        s[_EPOCH] = w[_TODAY] & 255
        s[_EPOCH + 1] = w[_TODAY] >> 8
    if s[_GIVEN] < 255:
        s[_GIVEN] = s[_GIVEN] + 1
    if local_s >= 0:
        s[_CLOCK] = local_s & 255
        s[_CLOCK + 1] = local_s >> 8 & 255
        s[_CLOCK + 2] = local_s >> 16 & 255
        s[_CLOCK + 3] = local_s >> 24


@micropython.viper
def weigh(w: ptr16, c: ptr16, s: ptr8, answer: int, worth: int):
    """One step of the three parts' weights up the log-likelihood; the prior's learns twice."""
    less = w[_POOLED]
    fine = w[_POOLED + 1]
    more = w[_POOLED + 2]
    at = _PRIOR
    for part in range(3):
        gain = (less * w[at] >> 14) + (fine * w[at + 1] >> 14) + (more * w[at + 2] >> 14)
        gain -= w[at + answer]
        at += 3
        if gain > _SURPRISE:
            gain = _SURPRISE
        if gain < 0 - _SURPRISE:
            gain = 0 - _SURPRISE
        gain = gain * c[_RATE] >> 10
        if part == 0:
            gain += gain
        weight = (s[_WEIGHTS + 2 * part] | s[_WEIGHTS + 2 * part + 1] << 8) - _BIAS
        weight += (gain * worth + 65536) >> 17
        first = c[_WEIGHT + part]
        if weight < 0 - first:
            weight = 0 - first
        if weight > _MOST_WEIGHT - first:
            weight = _MOST_WEIGHT - first
        weight += _BIAS
        s[_WEIGHTS + 2 * part] = weight & 255
        s[_WEIGHTS + 2 * part + 1] = weight >> 8
