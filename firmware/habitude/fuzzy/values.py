"""Instructions for outputs made of values: linear consequents, inverses of monotonic terms, and
tables.

Values are 24-bit positions in the span of all that an output's rules can ask for.
"""
# Viper's pointers are types to it and functions elsewhere.
# pyright: reportGeneralTypeIssues=false

from habitude.compat import const, micropython
from habitude.fuzzy.plain import ptr16, ptr32, uint

PART = const(4)
LINEAR = const(10)
INVERSE = const(11)
BLEND = const(12)
SURFACE = const(13)

_NONE = const(65535)
_KEEP = const(65534)


@micropython.viper
def linear(p: ptr16, work: ptr32, x: ptr16, y: ptr16):
    # bytes, target slot, base + 2**29 (high, low), inputs; inputs: input, slope + 32768, its
    # fraction
    value = ((p[3] << 16) | p[4]) - 536870912
    target = p[2]
    count = p[5]
    p = ptr16(uint(p) + 12)
    while count:
        count -= 1
        along = x[p[0]] & 32767
        value += along * (p[1] - 32768) + ((along * p[2]) >> 15)
        p = ptr16(uint(p) + 6)
    if value < 0:
        value = 0
    if value > 16777215:
        value = 16777215
    work[target] = value


@micropython.viper
def inverse(p: ptr16, work: ptr32, x: ptr16, y: ptr16):
    # bytes, slot, target slot; rows: last degree, first degree, shift, value, slope + 32768
    along = work[p[2]]
    if along > 32768:
        along = 32768
    target = p[3]
    p = ptr16(uint(p) + 8)
    while along > p[0]:
        p = ptr16(uint(p) + 10)
    along -= p[1]
    work[target] = (p[3] + ((along * (p[4] - 32768)) >> p[2])) << 8


@micropython.viper
def blend(p: ptr16, work: ptr32, x: ptr16, y: ptr16):
    # bytes, output, default, sum's zero (high, low) or 65535, terms, lowest (high, low), shift,
    # gain terms: weight slot, value slot; high and low are 12 bits each
    output = p[2]
    default = p[3]
    zero = 0
    is_sum = 0
    if p[4] != 65535:
        zero = (p[4] << 12) | p[5]
        is_sum = 1
    lowest = (p[7] << 12) | p[8]
    out_shift = p[9]
    gain = p[10]
    terms = p
    count = p[6]
    total = 0
    p = ptr16(uint(p) + 22)
    while count:
        count -= 1
        total += work[p[0]]
        p = ptr16(uint(p) + 4)
    if total == 0:
        if default == _NONE:
            y[output] = -1
        elif default != _KEEP:
            y[output] = default
        return
    shift = 0
    while total > 262143:
        total >>= 1
        shift += 1
    count = terms[6]
    p = ptr16(uint(terms) + 22)
    half = 1 << shift >> 1
    total = 0
    moment = 0
    rest = 0
    while count:
        count -= 1
        weight = (work[p[0]] + half) >> shift
        if weight:
            value = work[p[1]] - zero
            total += weight
            moment += weight * (value >> 12)
            rest += weight * (value & 4095)
        p = ptr16(uint(p) + 4)
    if is_sum:
        shift = 3 - shift
        value = zero + (moment >> shift)
        moment &= (1 << shift) - 1
        value += ((moment << 12) + rest) >> (12 + shift)
    else:
        value = moment // total
        moment -= value * total
        if total < 131072:
            rest += moment << 12
        else:
            rest = (rest >> 1) + (moment << 11)
            total >>= 1
        value = (value << 12) + rest // total
    value -= lowest
    if out_shift:
        value = (value + (1 << (out_shift - 1))) >> out_shift
    if value < 0:
        value = 0
    if value > 32767:
        value = 32767
    value = (value * gain + 8192) >> 14
    if value > 32767:
        value = 32767
    y[output] = value


@micropython.viper
def surface(p: ptr16, work: ptr32, x: ptr16, y: ptr16):
    # bytes, output, default, input, shift, input, shift, bytes a row; then the outputs (65535:
    # none)
    output = p[2]
    default = p[3]
    shift = p[5]
    along = x[p[4]] & 32767
    row = along >> shift
    along -= row << shift
    across_shift = p[7]
    across = x[p[6]] & 32767
    column = across >> across_shift
    across -= column << across_shift
    step = p[8]
    p = ptr16(uint(p) + 18 + row * step + (column << 1))
    upper = ptr16(uint(p) + step)
    value = p[0]
    if along << 1 >= 1 << shift:
        value = upper[0]
        if across << 1 >= 1 << across_shift:
            value = upper[1]
    elif across << 1 >= 1 << across_shift:
        value = p[1]
    if value == _NONE:
        if default == _NONE:
            y[output] = -1
        elif default != _KEEP:
            y[output] = default
    else:
        if p[0] != _NONE and p[1] != _NONE and upper[0] != _NONE and upper[1] != _NONE:
            value = p[0] + (((p[1] - p[0]) * across) >> across_shift)
            other = upper[0] + (((upper[1] - upper[0]) * across) >> across_shift)
            value += ((other - value) * along) >> shift
        y[output] = value


OPERATIONS = ((LINEAR, linear), (INVERSE, inverse), (BLEND, blend), (SURFACE, surface))
