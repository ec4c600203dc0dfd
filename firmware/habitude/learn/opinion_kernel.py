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
NONE = const(3)  # no such feature

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
FADE = const(24)  # what is left of what was learned, Q14; before `foretell` as a cost
TODAY = const(25)  # day number
BROKEN = const(26)  # whether a break lies before this moment
NEARNESS = const(27)  # weight of each of the last votes, Q14
BEYOND = const(30)  # 2**-(how far from the ordinal scale's two thresholds), Q14
PLACED = const(32)  # where on that scale the moment is, 1/1024 bit, biased
LOWER = const(33)  # place of the fuzzy set that each feature is in, 0: in none
UPPER = const(38)  # place of the next one, which it is in as well
DEGREE = const(43)  # of being in that, Q8; the lower has the rest
TILTED = const(48)  # cost of each answer
SHARE = const(51)  # and of what share of the votes it had
WORK = const(54)

_DAY = const(45)  # unlikeness of a day in between, 1/1024 bit: evidence halves in 23 days
_PSEUDO = const(16)  # of the shares: two votes of each answer, 1/8
_TILT = const(256)  # towards answers that the person gives rarely, 1/1024


@micropython.viper
def halves(w: ptr16, at: int, end: int):
    """Numbers x in 1/1024, in place, become 2**-x as Q14. By a cubic, within 6/ONE."""
    while at < end:
        x = w[at]
        f = x & 1023
        x >>= 10
        bend = 3140 - (f * 649 >> 10)  # 0.19168 - 0.03962 f, minimax
        f = 16384 - (f << 3) - ((f * (1024 - f) >> 10) * bend >> 10)
        w[at] = f >> x if x < 16 else 0
        at += 1


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
def place(w: ptr16, c: ptr16, moment, ranges: ptr32):
    """Positions of a moment's raw values in their ranges (lowest, width), and their fuzzy sets."""
    base = COUNTS
    for feature in range(5):
        kind = c[feature]
        sets = c[SETS + feature]
        value = MISSING
        if kind != NONE:
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
            if kind != CATEGORY:
                # an ordered feature's last set ends it, a cyclic one's first follows
                span = 255 if kind == CYCLIC else 254
                degree = at * (sets if kind == CYCLIC else sets - 1)
                at = degree // span
                degree -= at * span
                # in 1/256: as (degree << 8) // span, without dividing again
                if kind != CYCLIC and degree > 126:
                    degree += 1
            w[LOWER + feature] = base + 3 * at
            at += 1
            if at == sets:
                at = 0
            w[UPPER + feature] = base + 3 * at
            w[DEGREE + feature] = degree
        base += 3 * sets


@micropython.viper
def compare(w: ptr16, c: ptr16, s: ptr8):
    """How far the moment is from the scale's thresholds and from the last votes, 1/1024 bit."""
    u = ((s[SHIFT] | s[SHIFT + 1] << 8) - BIAS) * w[FADE] >> 14
    for feature in range(5):
        at = w[feature]
        if at != UNKNOWN:
            u += (c[SLOPE + feature] - BIAS) * (at - c[CENTRE + feature]) >> 6
    u = 30000 if u > 30000 else 0 - 30000 if u < 0 - 30000 else u
    w[PLACED] = u + BIAS
    less = u - c[THRESHOLD]
    more = 0 - u - c[THRESHOLD]
    w[BEYOND] = 0 - less if less < 0 else less
    w[BEYOND + 1] = 0 - more if more < 0 else more
    later = c[BREAK] * w[BROKEN]  # unlikeness by what lies in between
    at = LAST
    for vote in range(3):
        answer = s[at + 5] & 3
        apart = 65535
        if answer != NO_VOTE:
            # the quantity: too little then, and even less now, holds all the more
            far = s[at]
            if far == UNKNOWN or w[0] == UNKNOWN:
                apart = c[UNPLACED] << 4
            else:
                far = w[0] - far
                apart = (c[FURTHER] if far * (answer - 1) < 0 else c[UNLIKE]) * far
                if far < 0:
                    apart = 0 - apart
            feature = 1
            while feature < 5:
                worth = c[UNLIKE + feature]
                far = s[at + feature]
                if worth and far != UNKNOWN and w[feature] != UNKNOWN:
                    far = w[feature] - far
                    if far < 0:
                        far = 0 - far
                    if far:
                        kind = c[feature]
                        if kind == CATEGORY:
                            far = 1
                        elif kind == CYCLIC and far > 127:
                            far = 255 - far
                        apart += worth * far
                feature += 1
            days = w[TODAY] - (s[at + 6] | s[at + 7] << 8)
            days = 0 if days < 0 else 360 if days > 360 else days
            apart = (apart >> 4) + later + days * _DAY
            if apart > 65535:
                apart = 65535
            later += c[ORDER]
            if s[at + 5] & BROKE:
                later += c[BREAK]
        w[NEARNESS + vote] = apart
        at += 8


@micropython.viper
def estimate(w: ptr16, c: ptr16, s: ptr8):
    """Probabilities of the answers by each of the three parts, from what was compared."""
    # the ordinal scale: logistic functions, 1 / (1 + 2**-x), beyond its thresholds
    u = w[PLACED] - BIAS
    less = (w[BEYOND] if u < c[THRESHOLD] else ONE) * ONE // (ONE + w[BEYOND])
    more = (w[BEYOND + 1] if 0 - u < c[THRESHOLD] else ONE) * ONE // (ONE + w[BEYOND + 1])
    w[SLOPES] = ONE - less + BIAS
    w[SLOPES + 1] = more - less + BIAS
    w[SLOPES + 2] = more - ONE + BIAS
    # a little of every answer is always possible
    w[PRIOR] = (less * 4014 >> 12) + 82
    w[PRIOR + 1] = ((ONE - less - more) * 4014 >> 12) + 164
    w[PRIOR + 2] = (more * 4014 >> 12) + 82
    # votes counted in the fuzzy sets that this moment belongs to, over the prior
    less = fine = more = 0
    for feature in range(5):
        lower = w[LOWER + feature]
        if lower:
            upper = w[UPPER + feature]
            degree = w[DEGREE + feature]
            rest = 256 - degree
            worth = c[RULE + feature]
            less += (rest * s[lower] + degree * s[upper]) * worth >> 8
            fine += (rest * s[lower + 1] + degree * s[upper + 1]) * worth >> 8
            more += (rest * s[lower + 2] + degree * s[upper + 2]) * worth >> 8
    less = (less >> 3) * w[FADE] >> 14
    fine = (fine >> 3) * w[FADE] >> 14
    more = (more >> 3) * w[FADE] >> 14
    doubt = c[RULES_DOUBT]
    total = less + fine + more + doubt
    w[RULED] = ((less << 14) + doubt * w[PRIOR]) // total
    w[RULED + 1] = ((fine << 14) + doubt * w[PRIOR + 1]) // total
    w[RULED + 2] = ((more << 14) + doubt * w[PRIOR + 2]) // total
    # the last three votes, the more the more alike this moment, over the rules
    w[RECENT] = w[RECENT + 1] = w[RECENT + 2] = 0
    doubt = c[RECENT_DOUBT]
    total = doubt
    for vote in range(3):
        answer = s[LAST + 5 + 8 * vote] & 3
        if answer != NO_VOTE:
            w[RECENT + answer] += w[NEARNESS + vote]
            total += w[NEARNESS + vote]
    for answer in range(3):
        votes = w[RECENT + answer] << 14
        w[RECENT + answer] = (votes + doubt * w[RULED + answer]) // total


@micropython.viper
def pool(w: ptr16, c: ptr16, s: ptr8):
    """Costs by all three parts, the least 0: a product of powers, which are the person's own."""
    if w[BROKEN]:
        for at in range(RECENT, RECENT + 3):
            w[at] = w[at] * c[AFTER_BREAK] >> 14
    less = more = BIAS // 2
    fine = less - c[CONTENT]
    at = PRIOR
    for part in range(3):
        weight = (s[WEIGHTS + 2 * part] | s[WEIGHTS + 2 * part + 1] << 8) - BIAS
        weight = c[WEIGHT + part] + (weight * w[FADE] >> 14)
        if weight > 0:
            less += w[at] * weight >> 13
            fine += w[at + 1] * weight >> 13
            more += w[at + 2] * weight >> 13
        at += 3
    least = less if less < fine else fine
    least = more if more < least else least
    w[POOLED] = less - least
    w[POOLED + 1] = fine - least
    w[POOLED + 2] = more - least


@micropython.viper
def normalise(w: ptr16):
    """Let the pooled probabilities add up to ONE."""
    less = w[POOLED]
    fine = w[POOLED + 1]
    more = w[POOLED + 2]
    total = less + fine + more
    w[POOLED] = (less << 14) // total
    w[POOLED + 1] = (fine << 14) // total
    w[POOLED + 2] = (more << 14) // total


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
        other = 3 - decision - likeliest
        if w[CHANCE + other] > level:
            # of three that are nearly the same
            level = (2 * level + w[CHANCE + other]) // 3
            w[CHANCE + other] = level
        w[CHANCE + decision] = level + 1
        w[CHANCE + likeliest] = level - 1
