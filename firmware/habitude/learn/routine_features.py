"""From what an appliance did lately to fuzzy memberships: what its routine is learned on.

`note` keeps the recent state, `describe` takes a snapshot of it (a row), `fire` turns a row into
the 30 weights that it concerns, and how much each does. A row is kept until it is known whether
the appliance was used in its hour, and fired once more to be learned from. All times are slots:
quarters of an hour of local time since 2024-01-01 00:00, a Monday.

Partitions are triangular and add to 1 (256): of the time of day, the day of the week, the
logarithm of the rest, and products of these.
"""
# Viper's pointers are types to it and functions elsewhere.
# pyright: reportGeneralTypeIssues=false

from habitude.compat import const, micropython, ptr16, ptr32

# The recent state, all words >= 0: viper reads a pointer's words without a sign.
SLOT = const(0)  # the last one noted
REST = const(1)  # slots since it was last on, at most _LONG
SINCE = const(2)  # slots since a use began, at most _LONG
RUN = const(3)  # slots of the last use, pauses included, at most _LONGEST_RUN
DUTY = const(4)  # share of time on, Q16: time constants of 4 and 16 h
RATE = const(6)  # uses a day, Q20: time constants of 2, 10 and 60 days
NEXT = const(9)  # where in `starts` the next one goes
NEEDED = const(10)  # slots of rest that a use needs before it
STREAK = const(11)  # slots noted without a gap
WORDS = const(12)

STARTS = const(32)  # the last uses' slots
NO_START = const(1 << 29)  # none yet
_LONG = const(2000)
_LONGEST_RUN = const(60)
_FIRST_RATE = const(3 << 19)  # 1.5 a day

# A row.
FREE = const(0)  # how many of the next four slots a use may begin in; 0: nothing to learn
QUARTER = const(1)  # of the week
LOG_REST = const(2)  # 256 log2(slots + 1)
LOG_RUN = const(3)
SHARE = const(4)  # both duties
BUSY = const(6)  # both rates against the slowest, 256 log2, + 512
SAME = const(8)  # a day ago (narrow, wide), two days ago, a week ago
LOG_ODDS = const(12)  # as predicted, + 32768
ROW = const(13)

# What fires: pairs of a weight and its membership + 512, in groups of so many.
GROUPS = (
    # weights, pairs; routine_words.py has their names
    (1, 1),  # base
    (24, 2),  # hour
    (96, 1),  # quarter
    (48, 2),  # weekend: Monday to Friday, or not, and hour
    (84, 2),  # weekday: day and two hours
    (20, 2),  # rest
    (36, 4),  # rest and hour
    (8, 2),  # run: how long the last one was
    (4, 4),  # same time
    (2, 2),  # busy
    (6, 2),  # heated: share of the last 16 h that it was on
    (24, 2),  # rest and weekend
    (36, 4),  # heated and rest: share of the last 4 h
)
PAIRS = const(30)
_SPARE = const(60)  # behind the pairs: two for a product of partitions
FIRED = const(68)
WEIGHTS = const(389)

# The first weight of each group.
_HOUR = const(1)
_QUARTER = const(25)
_WEEKEND = const(121)
_WEEKDAY = const(169)
_REST = const(253)
_REST_HOUR = const(273)
_RUN = const(309)
_SAME = const(317)
_BUSY = const(321)
_HEATED = const(323)
_REST_WEEKEND = const(329)
_HEATED_REST = const(353)


def clear(words, starts, needed):
    """The state of an appliance that nothing is known of."""
    for index in range(WORDS):
        words[index] = 0
    for index in range(3):
        words[RATE + index] = _FIRST_RATE
    words[REST] = words[SINCE] = _LONG
    words[NEEDED] = needed
    for index in range(STARTS):
        starts[index] = NO_START


@micropython.viper
def note(words: ptr32, starts: ptr32, slot: int, on: int, began: int):
    """A slot begins; `on` in the one before, and a use began so many slots ago (0: none).

    After a gap, or with a clock that was set, only the rest goes on: shares and rates are those of
    the time that was seen.
    """
    gap = slot - words[SLOT]
    words[SLOT] = slot
    if gap == 1:
        if words[STREAK] < 255:
            words[STREAK] += 1
    else:
        words[STREAK] = 0
        if gap < 1:
            gap = 1
        if gap > _LONG:
            gap = _LONG
    rest = words[REST] + gap
    if rest > _LONG:
        rest = _LONG
    level = 0
    if on:
        level = 65536
        if rest > words[NEEDED]:
            words[RUN] = 1
        elif words[RUN] < _LONGEST_RUN:
            words[RUN] += 1
        rest = 0
    words[REST] = rest
    words[DUTY] += (level - words[DUTY]) >> 4
    words[DUTY + 1] += (level - words[DUTY + 1]) >> 6
    words[RATE] -= words[RATE] // 192
    words[RATE + 1] -= words[RATE + 1] // 960
    words[RATE + 2] -= words[RATE + 2] // 5760
    since = words[SINCE] + gap
    if since > _LONG:
        since = _LONG
    if began:
        since = began
        words[RATE] += 524288
        words[RATE + 1] += 104857
        words[RATE + 2] += 17476
        starts[words[NEXT]] = slot - began
        words[NEXT] = (words[NEXT] + 1) & 31
    words[SINCE] = since


@micropython.viper
def log2(n: int) -> int:
    """256 log2(n), 0 < n < 2**30, by straight lines between the powers of two."""
    bits = 0
    rest = n
    while rest > 255:
        rest >>= 8
        bits += 8
    while rest > 1:
        rest >>= 1
        bits += 1
    if bits > 8:
        n >>= bits - 8
    else:
        n <<= 8 - bits
    return (bits << 8) + n - 256


@micropython.viper
def describe(words: ptr32, starts: ptr32, rows: ptr16, at: int):
    """Fill the row at `at` with the state as it is; its log-odds are still to come."""
    free = words[REST] - words[NEEDED] + 4
    if free > 4:
        free = 4
    if free < 0:
        free = 0
    rows[at] = free
    slot = words[SLOT]
    rows[at + QUARTER] = slot % 672
    rows[at + LOG_REST] = int(log2(words[REST] + 1))
    rows[at + LOG_RUN] = int(log2(words[RUN] + 1))
    rows[at + SHARE] = words[DUTY]
    rows[at + SHARE + 1] = words[DUTY + 1]
    # Half a use a day, or a fifth, added to both: few uses say little about how busy it is.
    slow = words[RATE + 2]
    rows[at + BUSY] = int(_against(words[RATE] + 524288, slow + 524288))
    rows[at + BUSY + 1] = int(_against(words[RATE + 1] + 209715, slow + 209715))
    day = 0
    about = 0
    before = 0
    week = 0
    index = 0
    while index < STARTS:
        ago = slot - starts[index]
        index += 1
        if ago > 84:
            near = ago - 96
            if near < 0:
                near = 0 - near
            if 4 - near > day:
                day = 4 - near
            if 12 - near > about:
                about = 12 - near
            near = ago - 192
            if near < 0:
                near = 0 - near
            if 6 - near > before:
                before = 6 - near
            near = ago - 672
            if near < 0:
                near = 0 - near
            if 6 - near > week:
                week = 6 - near
    rows[at + SAME] = day << 6
    rows[at + SAME + 1] = (about << 8) // 12
    rows[at + SAME + 2] = (before << 8) // 6
    rows[at + SAME + 3] = (week << 8) // 6


@micropython.viper
def _against(rate: int, usual: int) -> int:
    ratio = int(log2(rate)) - int(log2(usual))
    if ratio < -512:
        ratio = -512
    if ratio > 512:
        ratio = 512
    return ratio + 512


@micropython.viper
def fire(rows: ptr16, at: int, fired: ptr16):
    """The weights that the row at `at` concerns, and their memberships, in the order of GROUPS."""
    quarter = rows[at + QUARTER]
    day = quarter // 96
    quarter -= day * 96
    weekend = 0
    if day > 4:
        weekend = 1
    hour = (quarter << 6) + 32  # the middle of the slot, 256 an hour
    rest = rows[at + LOG_REST]
    beyond = rest - 512
    fired[0] = 0
    fired[1] = 768
    _around(fired, 2, _HOUR, hour, 24)
    fired[6] = _QUARTER + quarter
    fired[7] = 768
    _around(fired, 8, _WEEKEND + 24 * weekend, hour, 24)
    _around(fired, 12, _WEEKDAY + 12 * day, hour >> 1, 12)
    _along(fired, 16, _REST, beyond << 1, 20)
    _along(fired, _SPARE, 0, beyond, 6)
    _around(fired, _SPARE + 4, 0, hour >> 2, 6)
    _cross(fired, 20, _REST_HOUR, 6)
    _along(fired, 28, _RUN, (rows[at + LOG_RUN] * 3) >> 1, 8)
    index = 0
    while index < 4:
        fired[32 + index + index] = _SAME + index
        fired[33 + index + index] = rows[at + SAME + index] + 512
        index += 1
    fired[40] = _BUSY
    fired[41] = rows[at + BUSY]
    fired[42] = _BUSY + 1
    fired[43] = rows[at + BUSY + 1]
    _along(fired, 44, _HEATED, rows[at + SHARE + 1] >> 4, 6)
    _along(fired, 48, _REST_WEEKEND + 12 * weekend, rest * 6 // 5 - 512, 12)
    _along(fired, _SPARE, 0, (rows[at + SHARE] * 6) >> 8, 4)
    _along(fired, _SPARE + 4, 0, beyond * 6 // 5, 9)
    _cross(fired, 52, _HEATED_REST, 9)


@micropython.viper
def _along(fired: ptr16, at: int, first: int, x: int, count: int):
    """Two neighbours of `count` triangles on a line, x in 1/256 of their distance."""
    if x < 0:
        x = 0
    elif x >= (count - 1) << 8:
        x = ((count - 1) << 8) - 1
    fired[at] = first + (x >> 8)
    fired[at + 1] = 768 - (x & 255)
    fired[at + 2] = first + (x >> 8) + 1
    fired[at + 3] = 512 + (x & 255)


@micropython.viper
def _around(fired: ptr16, at: int, first: int, x: int, count: int):
    """The same on a ring, on which 0 <= x < 256 count."""
    fired[at] = first + (x >> 8)
    fired[at + 1] = 768 - (x & 255)
    fired[at + 2] = first + ((x >> 8) + 1) % count
    fired[at + 3] = 512 + (x & 255)


@micropython.viper
def _cross(fired: ptr16, at: int, first: int, columns: int):
    """Four neighbours of a grid: the product of the two partitions in the spare pairs."""
    row = 0
    while row < 4:
        column = 4
        while column < 8:
            fired[at] = first + fired[_SPARE + row] * columns + fired[_SPARE + column]
            fired[at + 1] = 512 + (
                ((fired[_SPARE + row + 1] - 512) * (fired[_SPARE + column + 1] - 512)) >> 8
            )
            at += 2
            column += 2
        row += 2
