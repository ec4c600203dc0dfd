"""Fuzzy inference from a compiled table.

engine = Engine(TABLE)
x = array("h", [0] * engine.inputs)
y = array("h", [0] * engine.outputs)
engine.run(x, y)
"""

from array import array
from binascii import crc32

from habitude.fuzzy.kernel import PROGRAM, infer

_MAGIC = b"HFT\x01"  # the last byte is the version of the format
_HEADER = 16  # bytes


class TableError(Exception):
    """The table is damaged, or not one that this engine can run."""


class Engine:
    """Runs one table. `inputs` and `outputs` are the lengths that `run` needs.

    table: bytes, used in place: they must stay as they are.
    """

    def __init__(self, table):
        _check(table)
        self._words = _words(table)
        self._work = array("i", [0] * (table[12] | table[13] << 8))
        self.inputs = table[8] | table[9] << 8
        self.outputs = table[10] | table[11] << 8

    def run(self, x, y):
        """One inference. x, y: arrays of type "h".

        x[i] is the position of input i in its range, 0..32767. y[k] becomes the position of output
        k in its range, -1 where no rule fired and there is no default.
        """
        infer(self._words, self._work, PROGRAM, x, y)


def _words(table):
    """What the kernel reads: viper takes the bytes themselves, CPython a view of words."""
    try:
        return memoryview(table).cast("H")
    except AttributeError:
        return table


def _check(table):
    if len(table) < _HEADER or bytes(table[:3]) != _MAGIC[:3]:
        raise TableError("not a fuzzy table")
    if table[3] != _MAGIC[3]:
        raise TableError("fuzzy table of format %d, expected %d" % (table[3], _MAGIC[3]))
    told = table[4] | table[5] << 8 | table[6] << 16 | table[7] << 24
    if crc32(memoryview(table)[8:]) != told:
        raise TableError("fuzzy table is damaged: wrong checksum")
