"""Fuzzy inference from a compiled table.

engine = Engine(TABLE)
x = array("h", [0] * engine.inputs)
y = array("h", [-1] * engine.outputs)
engine.run(x, y)
"""

from array import array
from binascii import crc32

from habitude.compat import const
from habitude.fuzzy import plain

kernel = plain.module("kernel")

_MAGIC = b"HFT"
_VERSION = const(2)
_HEADER = const(24)  # bytes
_PARTS = ("norms", "curve", "values")  # modules whose PART is 1, 2, 4

ONE = 32768  # a degree of 1


class TableError(Exception):
    """The table is damaged, or not one that this engine can run."""


class Engine:
    """Runs one table. `inputs` and `outputs` are the lengths of the arrays that `run` needs.

    table: bytes. They are used in place: a table frozen into the firmware costs no RAM. TableError
    if they are not a table of this version.
    """

    # x[i], array("h"): the position of input i in its range, 0..32767. y[k], array("h"), becomes
    # the position of output k in its range, -1 where no rule fired and there is no default. An
    # output that keeps its previous value leaves y[k] alone. Lengths and types are not checked.
    _run = kernel.run

    def __init__(self, table):
        _check(table)
        self.run = self._run  # bound here: on a board, finding it in the class costs 3 us a call
        self._table = _aligned(table)  # the work only holds its address
        self.inputs = self._word(kernel.INPUTS)
        self.outputs = self._word(kernel.OUTPUTS)
        self.rules = self._word(kernel.RULES)
        self.work = _work(self._table, self._word(kernel.CELLS))
        self.others = _others(self._word(kernel.PARTS))

    def degrees(self, into):
        """How strongly each rule fired in the last run, 0..ONE, into the array `into`
        (self.rules).
        """
        at = self._word(kernel.DEGREES)
        for rule in range(self.rules):
            multiply = self._word(at)
            count = self._word(at + 1)
            degree = ONE
            for slot in range(at + 2, at + 2 + count):
                other = self.work[self._word(slot)]
                degree = (degree * other + ONE // 2) // ONE if multiply else min(degree, other)
            into[rule] = degree
            at += 2 + count

    def _word(self, index):
        return self._table[2 * index] | self._table[2 * index + 1] << 8


def _check(table):
    if len(table) < _HEADER or bytes(table[:3]) != _MAGIC:
        raise TableError("not a fuzzy table")
    if table[3] != _VERSION:
        raise TableError("fuzzy table of format %d, expected %d" % (table[3], _VERSION))
    told = table[4] | table[5] << 8 | table[6] << 16 | table[7] << 24
    if crc32(memoryview(table)[8:]) != told:
        raise TableError("fuzzy table is damaged: wrong checksum")


def _others(parts):
    """The instructions that aren't the kernel's own, by number."""
    found = {}
    for bit, name in enumerate(_PARTS):
        if parts >> bit & 1:
            found.update(plain.module(name).OPERATIONS)
    return found


def _aligned(table):
    """The table where the processor can read words: a frozen one may begin at an odd address."""
    if kernel.is_native():
        from uctypes import addressof

        return bytearray(table) if addressof(table) & 1 else table
    return table


def _work(table, count):
    """Slots, the first of which are as kernel.py says."""
    zeros = [0] * (count - kernel.FIRST_SLOT)
    if kernel.is_native():
        from uctypes import addressof

        at = addressof(table)
        return array("I", [ONE, at & 0xFFFFFFFF, at >> 32, 0] + zeros)
    return plain.Slots([ONE, plain.pointer(array("H", bytes(table))), 0, 0] + zeros)
