"""The inference kernel: runs a table's program once, from its first instruction to its last.

A table is a list of 16-bit words; the words of each instruction are told where it is carried out.
`work` holds one integer a slot: the memberships of the inputs first, then the activations of the
output terms, all in Q15 (0..32768). Positions in a variable's range are 0..32767.

One source for all runtimes: viper on boards, plain Python elsewhere. So: no value leaves
0..2**31 - 1 but within one expression, and nothing is indexed but by what the compiler put into
the table.
"""

from habitude.compat import const, micropython, ptr16, ptr32

END = const(0)
LINES = const(1)
RULES = const(2)
CENTROID = const(3)
AVERAGE = const(4)

SLOTS = const(6)  # header word: how many slots `work` needs
PROGRAM = const(8)  # word at which the program starts

_ONE = const(32768)
_NONE = const(65535)  # a default: there is no output
_KEEP = const(65534)  # a default: the output stays what it was


@micropython.viper
def infer(table: ptr16, work: ptr32, at: int, x: ptr16, y: ptr16):
    """One inference. `at` is PROGRAM (its being an argument keeps it in a register)."""
    count = table[SLOTS]
    while count:
        count -= 1
        work[count] = 0
    while True:
        op = table[at]
        if op == LINES:
            # input, terms a row, words a row, words of all rows; then rows of
            # last x, first x, shift, (slot, value, slope + 32768) for each term
            along = x[table[at + 1]]
            if along & ~32767:
                along = 0
            count = table[at + 2]
            step = table[at + 3]
            after = at + 5 + table[at + 4]
            at += 5
            while along > table[at]:
                at += step
            along -= table[at + 1]
            shift = table[at + 2]
            at += 3
            while count:
                work[table[at]] = table[at + 1] + ((along * (table[at + 2] - 32768)) >> shift)
                at += 3
                count -= 1
            at = after
        elif op == RULES:
            # multiply instead of minimum, add instead of maximum, groups; then for each group
            # slot, further slots a rule, outputs a rule, rules, words of them; then for each rule
            # its slots, its outputs
            multiply = table[at + 1]
            add = table[at + 2]
            groups = table[at + 3]
            at += 4
            while groups:
                groups -= 1
                first = work[table[at]]
                further = table[at + 1]
                outputs = table[at + 2]
                rules = table[at + 3]
                after = at + 5 + table[at + 4]
                at += 5
                if first:
                    while rules:
                        rules -= 1
                        strength = first
                        count = further
                        while count:
                            other = work[table[at]]
                            at += 1
                            count -= 1
                            if multiply:
                                strength = (strength * other + 16384) >> 15
                            elif other < strength:
                                strength = other
                        count = outputs
                        while count:
                            slot = table[at]
                            at += 1
                            count -= 1
                            if add:
                                work[slot] += strength
                            elif work[slot] < strength:
                                work[slot] = strength
                at = after
        elif op == CENTROID:
            # output, default, shift, first slot, slots, slices, negative slices; then for each
            # slice slot, slot, base, thickness, width, narrowing + 32768, its shift, middle,
            # lean + 32768, its shift
            slot = table[at + 4]
            count = table[at + 5]
            highest = 0
            while count:
                count -= 1
                if highest < work[slot]:
                    highest = work[slot]
                slot += 1
            output = table[at + 1]
            default = table[at + 2]
            shift = table[at + 3]
            count = table[at + 6]
            negative = table[at + 7]
            at += 8
            if highest == 0:
                if default == _NONE:
                    y[output] = -1
                elif default != _KEEP:
                    y[output] = default
                at += count * 10
                count = 0
            else:
                while highest < 16384:
                    highest <<= 1
                    shift -= 1
            area = 0
            moment = 0
            while count:
                thick = work[table[at]]
                other = work[table[at + 1]]
                if other < thick:
                    thick = other
                thick -= table[at + 2]
                if thick > 0:
                    if thick > table[at + 3]:
                        thick = table[at + 3]
                    width = table[at + 4]
                    narrowing = (thick * (table[at + 5] - 32768)) >> table[at + 6]
                    slab = (thick * (width - narrowing)) >> shift
                    part = slab * table[at + 7]
                    if table[at + 8] != 32768:
                        lever = (thick * ((width >> 1) - ((narrowing * 43691) >> 16))) >> shift
                        part += lever * ((thick * (table[at + 8] - 32768)) >> table[at + 9])
                    if count <= negative:
                        area -= slab
                        moment -= part
                    else:
                        area += slab
                        moment += part
                at += 10
                count -= 1
            if area > 0:
                moment = (moment + (area >> 1)) // area
                if moment < 0:
                    moment = 0
                if moment > 32767:
                    moment = 32767
                y[output] = moment
        elif op == AVERAGE:
            # output, default, first slot, slots; then the value of each slot
            output = table[at + 1]
            default = table[at + 2]
            slot = table[at + 3]
            count = table[at + 4]
            at += 5
            total = 0
            while count:
                count -= 1
                total += work[slot + count]
            count = table[at - 1]
            if total == 0:
                if default == _NONE:
                    y[output] = -1
                elif default != _KEEP:
                    y[output] = default
                at += count
            else:
                shift = 0
                while total > 32768:
                    total >>= 1
                    shift += 1
                total = 0
                moment = 0
                while count:
                    count -= 1
                    thick = work[slot] >> shift
                    total += thick
                    moment += thick * table[at]
                    slot += 1
                    at += 1
                y[output] = (moment + (total >> 1)) // total
        else:
            return
