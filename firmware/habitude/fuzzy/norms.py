"""The instruction COMBINE: any t-norm, s-norm or hedge, on degrees in slots."""
# Viper's pointers are types to it and functions elsewhere.
# pyright: reportGeneralTypeIssues=false

from habitude.compat import const, micropython
from habitude.fuzzy.plain import ptr16, ptr32, uint

PART = const(1)
COMBINE = const(8)

MINIMUM = const(0)
PRODUCT = const(1)
MAXIMUM = const(2)
SUM = const(3)
ALGEBRAIC_SUM = const(4)
BOUNDED_SUM = const(5)
BOUNDED_DIFFERENCE = const(6)
DRASTIC_PRODUCT = const(7)
DRASTIC_SUM = const(8)
EINSTEIN_PRODUCT = const(9)
EINSTEIN_SUM = const(10)
HAMACHER_PRODUCT = const(11)
HAMACHER_SUM = const(12)
NILPOTENT_MINIMUM = const(13)
NILPOTENT_MAXIMUM = const(14)
SCALE = const(15)  # by a number instead of another slot's degree
NOT = const(16)
EXTREMELY = const(17)
SOMEWHAT = const(18)
SELDOM = const(19)


@micropython.viper
def norm(kind: int, a: int, b: int) -> int:
    """A t-norm or s-norm of two degrees."""
    low = a
    high = b
    if b < a:
        low = b
        high = a
    both = a + b
    product = a * b
    if kind == MINIMUM:
        return low
    if kind == MAXIMUM:
        return high
    if kind == SUM:
        return both
    if kind == PRODUCT:
        return (product + 16384) >> 15
    if kind == ALGEBRAIC_SUM:
        return both - ((product + 16384) >> 15)
    if kind == BOUNDED_SUM:
        return 32768 if both > 32768 else both
    if kind == BOUNDED_DIFFERENCE:
        return both - 32768 if both > 32768 else 0
    if kind == DRASTIC_PRODUCT:
        return low if high == 32768 else 0
    if kind == DRASTIC_SUM:
        return high if low == 0 else 32768
    if kind == NILPOTENT_MINIMUM:
        return low if both > 32768 else 0
    if kind == NILPOTENT_MAXIMUM:
        return high if both < 32768 else 32768
    if kind == EINSTEIN_PRODUCT:
        below = 65536 - both + (product >> 15)
        return (product + (below >> 1)) // below
    if kind == EINSTEIN_SUM:
        below = (32768 + (product >> 15)) >> 1
        return ((both << 14) + (below >> 1)) // below
    below = both - (product >> 15)
    if kind == HAMACHER_PRODUCT:
        return (product + (below >> 1)) // below if below else 0
    below = 32768 - (product >> 15)  # HAMACHER_SUM
    return ((both - (product >> 14)) << 15) // below if below else 32768


@micropython.viper
def hedge(kind: int, degree: int) -> int:
    """What a linguistic hedge makes of a degree; "very" is the product of it with itself."""
    if kind == NOT:
        return 32768 - degree
    upper = 0
    if kind != SOMEWHAT and degree > 16384:
        upper = 1
        degree = 32768 - degree
    if kind == EXTREMELY:
        degree = (degree * degree + 8192) >> 14
    else:
        # The square root, a bit at a time (Warren Jr., Hacker's Delight, 2012, section 11-1).
        value = degree << 15 if kind == SOMEWHAT else degree << 14
        bit = 1 << 28
        root = 0
        if degree == 32768:
            root = 32768
            bit = 0
        while bit:
            trial = root + bit
            root >>= 1
            if value >= trial:
                value -= trial
                root += bit
            bit >>= 2
        degree = root
    return 32768 - degree if upper else degree


@micropython.viper
def combine(p: ptr16, work: ptr32, x: ptr16, y: ptr16):
    # bytes, steps; steps: kind, target slot, slot, slot or factor
    count = p[2]
    p = ptr16(uint(p) + 6)
    while count:
        count -= 1
        kind = p[0]
        degree = work[p[2]]
        if kind == SCALE:
            degree = (degree * p[3] + 16384) >> 15
        elif kind == PRODUCT:
            degree = (degree * work[p[3]] + 16384) >> 15
        elif kind == MINIMUM:
            if work[p[3]] < degree:
                degree = work[p[3]]
        elif kind == MAXIMUM:
            if work[p[3]] > degree:
                degree = work[p[3]]
        elif kind == SUM:
            degree += work[p[3]]
        elif kind > SCALE:
            degree = int(hedge(kind, degree))
        else:
            degree = int(norm(kind, degree, work[p[3]]))
        work[p[1]] = degree
        p = ptr16(uint(p) + 8)


OPERATIONS = ((COMBINE, combine),)
