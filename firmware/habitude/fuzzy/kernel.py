"""The inference kernel: runs a table's program once, from its first instruction to its last.

Viper on boards; elsewhere the same source is plain Python, with the stand-ins of plain.py as
pointers. What viper asks for: every value stays within 32 bits; the table is read through a
pointer that walks (a constant offset costs 2 cycles, an index 9); only the first two arguments
live in registers. Memberships and degrees are Q15, 0..32768; positions in a variable's range
0..32767.
"""
# Viper's pointers are types to it and functions elsewhere.
# pyright: reportGeneralTypeIssues=false

from habitude.compat import const, micropython
from habitude.fuzzy.plain import ptr16, ptr32, uint

# Words of a table's header; the program follows it.
INPUTS = const(4)
OUTPUTS = const(5)
QUADS = const(6)  # how many times four slots are set to 0 before a run
CELLS = const(7)  # how many slots there are
PARTS = const(8)  # which further modules the program needs: the sum of their PART
RULES = const(9)
DEGREES = const(10)  # word at which the list of how each rule's degree is found starts
PROGRAM = const(12)

# The slots of a table's work: 1.0, the table's address (low and high word), one spare, then
# memberships, degrees of output terms and intermediate values.
ONE = const(0)
ADDRESS = const(1)
FIRST_SLOT = const(4)

# Instructions; each ends where the next one begins.
END = const(0)
LINES = const(1)
SAMPLES = const(2)
TREE = const(3)
CENTROID = const(4)
AVERAGE = const(5)

# Where an output goes if no rule fires, other than to a position.
NONE = const(65535)  # y becomes -1
KEEP = const(65534)  # y stays what it was


@micropython.viper
def is_native() -> bool:
    """Whether this is viper, where an address below 0 is a high one."""
    return int((uint(0) - 1) >> 1) > 0


@micropython.viper
def run(self, p: ptr16, y: ptr16):
    """One inference of engine `self`. `p` are the inputs at first: its register then walks the
    table.
    """
    x = p
    work = ptr32(self.work)
    p = ptr16(uint(work[ADDRESS]) + (uint(work[2]) << 32))
    cell = ptr32(uint(work) + 16)
    count = p[QUADS]
    while count:
        cell[0] = 0
        cell[1] = 0
        cell[2] = 0
        cell[3] = 0
        cell = ptr32(uint(cell) + 16)
        count -= 1
    p = ptr16(uint(p) + 24)
    while True:
        op = p[0]
        if op == LINES:
            # input, terms a row, bytes a row, bytes of all, 0 if an index follows
            # index: bytes to the row at which to begin, for each 16th of the range
            # rows: last x, first x, shift, then for each term slot, value, slope + 32768
            along = x[p[1]] & 32767
            count = p[2]
            step = p[3]
            after = ptr16(uint(p) + p[4])
            p = ptr16(uint(p) + (p[5] if p[5] else p[6 + (along >> 11)]))
            while along > p[0]:
                p = ptr16(uint(p) + step)
            along -= p[1]
            shift = p[2]
            p = ptr16(uint(p) + 6)
            while count:
                work[p[0]] = p[1] + ((along * (p[2] - 32768)) >> shift)
                p = ptr16(uint(p) + 6)
                count -= 1
            p = after
        elif op == TREE:
            # minimum and maximum, product instead of minimum, sum instead of maximum, further bits
            # of sums, branches; branches: slot, bytes, twigs; twigs: slot, leaves; leaves: slot,
            # slot of an output's term
            simple = p[1]
            multiply = p[2]
            add = p[3]
            bits = p[4]
            branches = p[5]
            p = ptr16(uint(p) + 12)
            while branches:
                branches -= 1
                first = work[p[0]]
                if first:
                    twigs = p[2]
                    p = ptr16(uint(p) + 6)
                    while twigs:
                        twigs -= 1
                        second = work[p[0]]
                        leaves = p[1]
                        p = ptr16(uint(p) + 4)
                        if second:
                            if multiply:
                                second = (second * first + 16384) >> 15
                            elif first < second:
                                second = first
                            while leaves:
                                leaves -= 1
                                degree = work[p[0]]
                                if degree:
                                    if simple:
                                        if second < degree:
                                            degree = second
                                        if work[p[1]] < degree:
                                            work[p[1]] = degree
                                    else:
                                        if multiply:
                                            degree = (degree * second + (16384 >> bits)) >> (
                                                15 - bits
                                            )
                                        elif second < degree:
                                            degree = second << bits
                                        else:
                                            degree <<= bits
                                        if add:
                                            work[p[1]] += degree
                                        elif work[p[1]] < degree:
                                            work[p[1]] = degree
                                p = ptr16(uint(p) + 4)
                        else:
                            p = ptr16(uint(p) + (leaves << 2))
                else:
                    p = ptr16(uint(p) + p[1])
        elif op == CENTROID:
            # output, default, shift; then twice the number of slices and the slices: slot, slot or
            # 0, base, thickness, width, narrowing + 32768, its shift, middle // 32, middle % 32,
            # lean + 32768, its shift or 0
            output = p[1]
            default = p[2]
            shift = p[3]
            p = ptr16(uint(p) + 8)
            area = 0
            moment = 0
            rest = 0
            passes = 2
            while passes:
                passes -= 1
                count = p[0]
                p = ptr16(uint(p) + 2)
                while count:
                    count -= 1
                    thick = work[p[0]]
                    if thick:
                        if p[1]:
                            other = work[p[1]]
                            if other < thick:
                                thick = other
                            thick -= p[2]
                            other = p[3]
                            if thick > other:
                                thick = other
                        if thick > 0:
                            narrow = (thick * (p[5] - 32768)) >> p[6]
                            slab = (thick * (p[4] - narrow)) >> shift
                            area += slab
                            moment += slab * p[7]
                            rest += slab * p[8]
                            if p[10]:
                                slab = (thick * ((p[4] >> 1) - ((narrow * 43691) >> 16))) >> shift
                                moment += (slab >> 5) * ((thick * (p[9] - 32768)) >> p[10])
                    p = ptr16(uint(p) + 22)
                # What the second pass adds is thereby taken away.
                area = 0 - area
                moment = 0 - moment
                rest = 0 - rest
            if area > 0:
                other = moment // area
                rest += (moment - other * area) << 5
                other = (other << 5) + (rest + (area >> 1)) // area
                if other < 0:
                    other = 0
                if other > 32767:
                    other = 32767
                y[output] = other
            elif default == NONE:
                y[output] = -1
            elif default != KEEP:
                y[output] = default
        elif op == AVERAGE:
            # output, default, terms; terms: slot, value // 128, value % 128
            output = p[1]
            default = p[2]
            count = p[3]
            p = ptr16(uint(p) + 8)
            area = 0
            moment = 0
            rest = 0
            while count:
                count -= 1
                thick = work[p[0]]
                if thick:
                    area += thick
                    moment += thick * p[1]
                    rest += thick * p[2]
                p = ptr16(uint(p) + 6)
            if area:
                other = moment // area
                rest += (moment - other * area) << 7
                y[output] = (other << 7) + (rest + (area >> 1)) // area
            elif default == NONE:
                y[output] = -1
            elif default != KEEP:
                y[output] = default
        elif op == SAMPLES:
            # input, terms, shift, first slot, bytes; rows: twice the degree of each term, at most
            # 65535
            along = x[p[1]] & 32767
            count = p[2]
            shift = p[3]
            slot = p[4]
            after = ptr16(uint(p) + p[5])
            step = count + count
            row = along >> shift
            along -= row << shift
            p = ptr16(uint(p) + 12 + row * step)
            upper = ptr16(uint(p) + step)
            half = 1 << shift
            while count:
                work[slot] = ((p[0] << shift) + (upper[0] - p[0]) * along + half) >> (shift + 1)
                slot += 1
                p = ptr16(uint(p) + 2)
                upper = ptr16(uint(upper) + 2)
                count -= 1
            p = after
        elif op:
            self.others[op](p, work, x, y)
            p = ptr16(uint(p) + p[1])
        else:
            return
