"""The instruction CURVE: an output's set as samples, for what has no closed form."""
# Viper's pointers are types to it and functions elsewhere.
# pyright: reportGeneralTypeIssues=false

from habitude.compat import const, micropython
from habitude.fuzzy.norms import norm
from habitude.fuzzy.plain import ptr16, ptr32, uint

PART = const(2)
CURVE = const(9)

CENTROID = const(0)
BISECTOR = const(1)
SMALLEST_OF_MAXIMUM = const(2)
LARGEST_OF_MAXIMUM = const(3)
MEAN_OF_MAXIMUM = const(4)

_MINIMUM = const(0)  # numbers of norms.py
_PRODUCT = const(1)
_MAXIMUM = const(2)
_ALGEBRAIC_SUM = const(4)

_NONE = const(65535)
_KEEP = const(65534)


@micropython.viper
def gather(p: ptr16, work: ptr32):
    """Aggregate what the rules want into the samples, one activation after the other."""
    first = p[5]
    slot = first + p[6]
    while slot > first:
        slot -= 1
        work[slot] = 0
    table = p
    count = p[7]
    p = ptr16(uint(p) + 20)
    while count:
        count -= 1
        height = work[p[0]]
        if height:
            implication = p[1]
            aggregation = p[2]
            slot = first + p[3]
            samples = p[4]
            shape = ptr16(uint(table) + p[5])
            while samples:
                samples -= 1
                degree = shape[0]
                if implication == _MINIMUM:
                    if height < degree:
                        degree = height
                elif implication == _PRODUCT:
                    degree = (degree * height + 16384) >> 15
                else:
                    degree = int(norm(implication, degree, height))
                if aggregation == _ALGEBRAIC_SUM:
                    other = work[slot]
                    degree += other - ((other * degree + 16384) >> 15)
                elif aggregation != _MAXIMUM:
                    degree = int(norm(aggregation, work[slot], degree))
                if work[slot] < degree:
                    work[slot] = degree
                slot += 1
                shape = ptr16(uint(shape) + 2)
        p = ptr16(uint(p) + 12)


@micropython.viper
def bisect(work: ptr32, slot: int, samples: int) -> int:
    """Twice the sample at which the area is halved; where several are as near, between them."""
    total = 0
    end = slot + samples
    while end > slot:
        end -= 1
        total += work[end]
    nearest = total + 1
    last = 0
    first = 0
    area = 0
    sample = 0
    while sample < samples:
        area += work[slot + sample] << 1
        off = area - total
        if off < 0:
            off = 0 - off
        if off < nearest:
            nearest = off
            first = sample
        if off == nearest:
            last = sample
        sample += 1
    return first + last


@micropython.viper
def curve(p: ptr16, work: ptr32, x: ptr16, y: ptr16):
    # bytes, output, default, method, first slot, samples, activations, shift, bits after the point
    # activations: slot, implication, aggregation, first sample, samples, where their degrees are
    gather(p, work)
    output = p[2]
    default = p[3]
    method = p[4]
    slot = p[5]
    samples = p[6]
    shift = p[8]
    bits = p[9]
    highest = 0
    area = 0
    moment = 0
    sample = 0
    while sample < samples:
        degree = work[slot + sample]
        if degree:
            if method == CENTROID:
                degree >>= shift
                area += degree
                moment += degree * sample
            elif degree == highest:
                if method == MEAN_OF_MAXIMUM:
                    area += 1
                    moment += sample
                elif method == LARGEST_OF_MAXIMUM:
                    moment = sample
            elif degree > highest:
                highest = degree
                area = 1
                moment = sample
        sample += 1
    if method == BISECTOR and area:
        moment = int(bisect(work, slot, samples))
        area = 2
    if area:
        sample = moment // area
        sample = (sample << bits) + ((moment - sample * area) << bits) // area
        sample += 1 << (bits - 1)
        samples <<= bits
        y[output] = (sample * 32767 + (samples >> 1)) // samples
    elif default == _NONE:
        y[output] = -1
    elif default != _KEEP:
        y[output] = default


OPERATIONS = ((CURVE, curve),)
