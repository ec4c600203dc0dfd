"""The arithmetic of opinion.py, each step a function on arrays; see there for what it means.

Probabilities are Q14: 0..ONE. Logarithms are costs, -log2 p, in 1/1024 bit: 0 is sure. Numbers
that may be negative are kept with BIAS added, since viper reads arrays as unsigned. No value
leaves 31 bits.
"""
# Viper's pointers are types to it and functions elsewhere.
# pyright: reportGeneralTypeIssues=false

from habitude.compat import const, micropython, ptr8, ptr16, ptr32

ONE = const(16384)
BIAS = const(32768)
UNKNOWN = const(255)  # position of a feature that isn't known; known ones are 0..254
OFFSET = const(1 << 29)  # added to the lowest values of ranges: viper reads arrays as unsigned
MISSING = const(-(1 << 29))
FEATURES = const(5)  # the quantity, then up to four of context
CYCLIC = const(1)
CATEGORY = const(2)

# Places in a scale's constants (16 bits each); the first kinds have one a feature.
KIND = const(0)
SLOPE = const(5)  # of the ordinal scale, 1/65536 bit a position, biased
CENTRE = const(10)  # position where that is 0
UNLIKE = const(15)  # unlikeness of two moments, 1/16384 bit a position that they differ
RULE = const(20)  # weight of the feature's rules, Q8
SETS = const(25)  # number of its fuzzy sets; 0: no rules
FURTHER = const(30)  # UNLIKE of the quantity where a complaint holds even more
UNPLACED = const(31)  # unlikeness where the quantity isn't known, 1/1024 bit
THRESHOLD = const(32)  # of the ordinal scale, 1/1024 bit
SHIFT_RATE = const(33)  # Q10
RULES_DOUBT = const(34)  # what the prior counts for against the rules, 1/256 vote
RECENT_DOUBT = const(35)  # what the rules count for against the last votes, Q14
ORDER = const(36)  # unlikeness of each vote in between, 1/1024 bit
BREAK = const(37)  # of each break in between
WEIGHT = const(38)  # of the three parts at first, Q13
CONTENT = const(41)  # advantage of "fine", 1/1024 bit
AFTER_BREAK = const(42)  # what is left of the last votes' weight, Q14
RATE = const(43)  # of learning the weights, Q16
CONSTANTS = const(44)

# Places in a person's state (bytes).
SHIFT = const(0)  # of the ordinal scale, 1/1024 bit, biased
WEIGHTS = const(2)  # what was learned of the three parts' weights, Q13, biased
SHARES = const(8)  # votes of each answer, 1/8
LAST = const(11)  # three votes of eight bytes: positions, answer, day
EPOCH = const(35)  # day number that what was learned is scaled by
CLOCK = const(37)  # time of the last vote, seconds; 0: none yet
GIVEN = const(41)  # votes so far, up to 255
COUNTS = const(42)  # votes of each answer for each fuzzy set, 1/8
NO_VOTE = const(3)  # as an answer
BROKE = const(4)  # added to the answer: a break lay before that vote

# Places in the work array (16 bits each).
# the first five: positions of the moment
PRIOR = const(5)  # costs of the answers by each of the three parts
RULED = const(8)
RECENT = const(11)
POOLED = const(14)  # probabilities by all three together
CHANCE = const(17)  # what is told: these a little less sure, and levelled with the decision
DECISION = const(20)  # answer 0..2
SLOPES = const(21)  # of the prior's log-likelihood, Q14, biased
FADE = const(24)  # what is left of what was learned, Q14
TODAY = const(25)  # day number
BROKEN = const(26)  # whether a break lies before this moment
NEARNESS = const(27)  # weight of each of the last votes, Q14
LOWER = const(30)  # place of the fuzzy set that each feature is in, 0: in none
UPPER = const(35)  # place of the next one, which it is in as well
DEGREE = const(40)  # of being in that, Q8; the lower has the rest
TILTED = const(45)  # cost of each answer
SHARE = const(48)  # and of what share of the votes it had
WORK = const(51)

_HALF_DAYS = const(23)  # in which evidence loses half of its weight
_DAY = const(45)  # hence unlikeness of a day in between, 1/1024 bit
_DAY_S = const(86400)
_BREAK_S = const(7200)  # without a vote: the one before it tells less
_PSEUDO = const(16)  # of the shares: two votes of each answer, 1/8
_MOST_WEIGHT = const(12288)  # of one part: 1.5, so that costs stay within 16 bits
_SURPRISE = const(2955)  # as far as weights learn from it, 1/1024 bit: 2 nats
_TILT = const(256)  # towards answers that the person gives rarely, 1/1024


@micropython.viper
def halved(x: int) -> int:
    """2**-x as Q14; x >= 0 in 1/1024. By a cubic between whole x, within 6/ONE."""
    f = x & 1023
    x >>= 10
    if x > 15:
        return 0
    bend = 3140 - (f * 649 >> 10)  # 0.19168 - 0.03962 f, minimax
    return (16384 - (f << 3) - ((f * (1024 - f) >> 10) * bend >> 10)) >> x


@micropython.viper
def costs(w: ptr16, at: int, end: int):
    """Probabilities, in place, become -log2 in 1/1024 bit, 0..10240. By a quartic, within 1."""
    while at < end:
        p = w[at] | 16
        bits = 0
        while p < 16384:
            p <<= 1
            bits += 1024
        p -= 16384
        bend = 7188 - (p * (3917 - (p * 1346 >> 14)) >> 14)  # 0.43873 - 0.23906 f + 0.08213 f^2
        w[at] = bits - ((p + ((p * (16384 - p) >> 14) * bend >> 14) + 8) >> 4)
        at += 1


@micropython.viper
def age(w: ptr16, s: ptr8, local_s: int):
    """What time has done since the last votes; local_s below 0 is not known: none, then."""
    before = s[CLOCK] | s[CLOCK + 1] << 8 | s[CLOCK + 2] << 16 | s[CLOCK + 3] << 24
    if local_s < 0:
        local_s = before
    today = local_s // _DAY_S
    days = today - (s[EPOCH] | s[EPOCH + 1] << 8)
    if days < 0 or s[GIVEN] == 0:
        days = 0
    if days > 9999:
        days = 9999
    w[TODAY] = today
    w[BROKEN] = 1 if before and local_s - before >= _BREAK_S else 0
    w[FADE] = int(halved(days * 1024 // _HALF_DAYS))


@micropython.viper
def settle(w: ptr16, s: ptr8, size: int):
    """Bring the state to the day of a vote that is about to be learned: FADE is 1/2..1 then."""
    today = w[TODAY]
    epoch = s[EPOCH] | s[EPOCH + 1] << 8
    if s[GIVEN] == 0 or today < epoch:
        epoch = today
    times = (today - epoch) // _HALF_DAYS
    epoch += times * _HALF_DAYS
    if times:
        halve(s, size, times if times < 16 else 16)
    s[EPOCH] = epoch & 255
    s[EPOCH + 1] = epoch >> 8
    w[FADE] = int(halved((today - epoch) * 1024 // _HALF_DAYS))


@micropython.viper
def foretell(work, constants, state, moment, ranges):
    """Probabilities of the answers in a moment (raw values) from what is known, to POOLED."""
    place(work, constants, moment, ranges)
    prior(work, constants, state)
    rules(work, constants, state)
    recent(work, constants, state)
    pool(work, constants, state)


@micropython.viper
def place(w: ptr16, c: ptr16, moment, ranges: ptr32):
    """Positions of a moment's raw values in their ranges (lowest, width), and their fuzzy sets."""
    base = COUNTS
    given = int(len(moment))
    for feature in range(5):
        kind = c[feature]
        sets = c[SETS + feature]
        value = MISSING
        if feature < given:
            value = int(moment[feature])
        at = UNKNOWN
        if value != MISSING:
            value += OFFSET - ranges[2 * feature]
            width = ranges[2 * feature + 1]
            if kind == CYCLIC:
                at = (value % width) * 255 // width
            else:
                if value < 0:
                    value = 0
                if value > width:
                    value = width
                at = value
                if kind != CATEGORY:
                    at = (value * 254 + (width >> 1)) // width
        w[feature] = at
        w[LOWER + feature] = 0
        if sets and at != UNKNOWN:
            degree = 0
            if kind == CYCLIC:
                at *= sets
                degree = ((at % 255) << 8) // 255
                at //= 255
            elif kind != CATEGORY:
                at *= sets - 1
                degree = ((at % 254) << 8) // 254
                at //= 254
            w[LOWER + feature] = base + 3 * at
            at += 1
            if at == sets:
                at = 0
            w[UPPER + feature] = base + 3 * at
            w[DEGREE + feature] = degree
        base += 3 * sets


@micropython.viper
def prior(w: ptr16, c: ptr16, s: ptr8):
    """The ordinal scale: what is generally wanted in such a moment, shifted by the person."""
    u = ((s[SHIFT] | s[SHIFT + 1] << 8) - BIAS) * w[FADE] >> 14
    for feature in range(5):
        at = w[feature]
        if at != UNKNOWN:
            u += (c[SLOPE + feature] - BIAS) * (at - c[CENTRE + feature]) >> 6
    less = int(logistic(u - c[THRESHOLD]))
    more = int(logistic(0 - u - c[THRESHOLD]))
    w[SLOPES] = ONE - less + BIAS
    w[SLOPES + 1] = more - less + BIAS
    w[SLOPES + 2] = more - ONE + BIAS
    # a little of every answer is always possible
    w[PRIOR] = (less * 4014 >> 12) + 82
    w[PRIOR + 1] = ((ONE - less - more) * 4014 >> 12) + 164
    w[PRIOR + 2] = (more * 4014 >> 12) + 82


@micropython.viper
def logistic(x: int) -> int:
    """1 / (1 + 2**-x) as Q14; x in 1/1024."""
    y = int(halved(0 - x if x < 0 else x))
    if x < 0:
        return (y << 14) // (ONE + y)
    return (ONE << 14) // (ONE + y)


@micropython.viper
def rules(w: ptr16, c: ptr16, s: ptr8):
    """Votes counted in the fuzzy sets that this moment belongs to, over the prior."""
    doubt = c[RULES_DOUBT]
    total = doubt
    for answer in range(3):
        votes = 0
        for feature in range(5):
            lower = w[LOWER + feature]
            if lower:
                degree = w[DEGREE + feature]
                here = (256 - degree) * s[lower + answer]
                here += degree * s[w[UPPER + feature] + answer]
                votes += here * c[RULE + feature] >> 8
        votes = (votes >> 3) * w[FADE] >> 14
        w[POOLED + answer] = votes
        total += votes
    for answer in range(3):
        votes = w[POOLED + answer] << 14
        w[RULED + answer] = (votes + doubt * w[PRIOR + answer]) // total


@micropython.viper
def recent(w: ptr16, c: ptr16, s: ptr8):
    """The last three votes, the more the more alike this moment, over the rules."""
    doubt = c[RECENT_DOUBT]
    for answer in range(3):
        w[POOLED + answer] = 0
    total = doubt
    later = c[BREAK] * w[BROKEN]  # unlikeness by what lies in between
    at = LAST
    for vote in range(3):
        answer = s[at + 5] & 3
        near = 0
        if answer != NO_VOTE:
            apart = 0
            for feature in range(5):
                far = s[at + feature]
                worth = c[UNLIKE + feature]
                if far != UNKNOWN and w[feature] != UNKNOWN:
                    far = w[feature] - far
                    if feature == 0 and far * (answer - 1) < 0:
                        # too little then, and even less now: the complaint holds all the more
                        worth = c[FURTHER]
                    if far < 0:
                        far = 0 - far
                    if c[feature] == CYCLIC and far > 127:
                        far = 255 - far
                    if c[feature] == CATEGORY and far:
                        far = 1
                    apart += worth * far
                elif feature == 0:
                    apart = c[UNPLACED] << 4
            days = w[TODAY] - (s[at + 6] | s[at + 7] << 8)
            days = 0 if days < 0 else 360 if days > 360 else days
            near = int(halved((apart >> 4) + later + days * _DAY))
            w[POOLED + answer] += near
            total += near
            later += c[ORDER]
            if s[at + 5] & BROKE:
                later += c[BREAK]
        w[NEARNESS + vote] = near
        at += 8
    for answer in range(3):
        votes = w[POOLED + answer] << 14
        w[RECENT + answer] = (votes + doubt * w[RULED + answer]) // total


@micropython.viper
def pool(work, c: ptr16, s: ptr8):
    """All three parts together: a product of powers, which are the person's own."""
    w = ptr16(work)
    costs(work, PRIOR, PRIOR + 9)
    if w[BROKEN]:
        for at in range(RECENT, RECENT + 3):
            w[at] = w[at] * c[AFTER_BREAK] >> 14
    for answer in range(3):
        w[POOLED + answer] = BIAS // 2
    w[POOLED + 1] -= c[CONTENT]
    for part in range(3):
        weight = (s[WEIGHTS + 2 * part] | s[WEIGHTS + 2 * part + 1] << 8) - BIAS
        weight = c[WEIGHT + part] + (weight * w[FADE] >> 14)
        if weight > 0:
            for answer in range(3):
                w[POOLED + answer] += w[PRIOR + 3 * part + answer] * weight >> 13
    least = w[POOLED]
    for answer in range(1, 3):
        if w[POOLED + answer] < least:
            least = w[POOLED + answer]
    total = 0
    for answer in range(3):
        chance = int(halved(w[POOLED + answer] - least))
        w[POOLED + answer] = chance
        total += chance
    for answer in range(3):
        w[POOLED + answer] = (w[POOLED + answer] << 14) // total


@micropython.viper
def decide(work, s: ptr8):
    """What to tell: never quite sure, and in near ties what this person says too rarely to win."""
    w = ptr16(work)
    votes = 0
    for answer in range(3):
        w[CHANCE + answer] = (w[POOLED + answer] * 1009 >> 10) + 82
        w[TILTED + answer] = w[CHANCE + answer]
        share = (s[SHARES + answer] * w[FADE] >> 14) + _PSEUDO
        w[SHARE + answer] = share
        votes += share
    for answer in range(3):
        w[SHARE + answer] = (w[SHARE + answer] << 14) // votes
    costs(work, TILTED, SHARE + 3)
    likeliest = 1
    decision = 1
    least = 65535
    for answer in range(3):
        if w[CHANCE + answer] > w[CHANCE + likeliest]:
            likeliest = answer
        tilted = w[TILTED + answer] - (w[SHARE + answer] * _TILT >> 10)
        if tilted < least:
            least = tilted
            decision = answer
    w[DECISION] = decision
    if decision != likeliest:
        level = (w[CHANCE + decision] + w[CHANCE + likeliest]) >> 1
        w[CHANCE + decision] = level + 1
        w[CHANCE + likeliest] = level - 1


@micropython.viper
def learn(w: ptr16, c: ptr16, s: ptr8, answer: int):
    """One vote, answer 0..2, of the moment that was just foretold."""
    # What is learned weighs the more the later it comes: in place of all of the past fading.
    worth = (ONE << 14) // w[FADE]
    weigh(w, c, s, answer, worth)
    shift = (s[SHIFT] | s[SHIFT + 1] << 8) - BIAS
    step = c[SHIFT_RATE] * (w[SLOPES + answer] - BIAS) >> 14
    shift += step * worth >> 14
    shift = (30000 if shift > 30000 else 0 - 30000 if shift < 0 - 30000 else shift) + BIAS
    s[SHIFT] = shift & 255
    s[SHIFT + 1] = shift >> 8
    add(s, SHARES, answer, (worth + 1024) >> 11)
    for feature in range(5):
        lower = w[LOWER + feature]
        if lower:
            part = (w[DEGREE + feature] + 16) >> 5
            add(s, lower, answer, ((8 - part) * worth + 8192) >> 14)
            add(s, w[UPPER + feature], answer, (part * worth + 8192) >> 14)
    at = LAST + 23
    while at >= LAST + 8:
        s[at] = s[at - 8]
        at -= 1
    for feature in range(5):
        s[LAST + feature] = w[feature]
    s[LAST + 5] = answer + (BROKE if w[BROKEN] else 0)
    s[LAST + 6] = w[TODAY] & 255
    s[LAST + 7] = w[TODAY] >> 8


@micropython.viper
def weigh(w: ptr16, c: ptr16, s: ptr8, answer: int, worth: int):
    """One step of the three parts' weights up the log-likelihood; the prior's learns twice."""
    for part in range(3):
        gain = 0
        for other in range(3):
            gain += w[POOLED + other] * w[PRIOR + 3 * part + other] >> 14
        gain -= w[PRIOR + 3 * part + answer]
        if gain > _SURPRISE:
            gain = _SURPRISE
        if gain < 0 - _SURPRISE:
            gain = 0 - _SURPRISE
        gain = gain * c[RATE] >> 10
        if part == 0:
            gain += gain
        weight = (s[WEIGHTS + 2 * part] | s[WEIGHTS + 2 * part + 1] << 8) - BIAS
        weight += (gain * worth + 65536) >> 17
        first = c[WEIGHT + part]
        if weight < 0 - first:
            weight = 0 - first
        if weight > _MOST_WEIGHT - first:
            weight = _MOST_WEIGHT - first
        weight += BIAS
        s[WEIGHTS + 2 * part] = weight & 255
        s[WEIGHTS + 2 * part + 1] = weight >> 8


@micropython.viper
def add(s: ptr8, at: int, answer: int, count: int):
    """Count a vote among the three of a set; where a byte would overflow, all three are halved."""
    if s[at + answer] + count > 255:
        for other in range(3):
            s[at + other] = s[at + other] >> 1
    s[at + answer] = s[at + answer] + count


@micropython.viper
def halve(s: ptr8, size: int, times: int):
    """What was learned, but for the last votes, loses half of its weight."""
    at = SHIFT
    while at < SHARES:
        value = (((s[at] | s[at + 1] << 8) - BIAS) >> times) + BIAS
        s[at] = value & 255
        s[at + 1] = value >> 8
        at += 2
    while at < size:
        if at < LAST or at >= COUNTS:
            s[at] = s[at] >> times
        at += 1


@micropython.viper
def count(s: ptr8, local_s: int):
    """One more vote was given, now; a time below 0 is not known."""
    if s[GIVEN] < 255:
        s[GIVEN] = s[GIVEN] + 1
    if local_s >= 0:
        s[CLOCK] = local_s & 255
        s[CLOCK + 1] = local_s >> 8 & 255
        s[CLOCK + 2] = local_s >> 16 & 255
        s[CLOCK + 3] = local_s >> 24
