"""The fuzzy engine on the RP2040's own instructions: the firmware's tests, on the emulated board.

The same files run on CPython and on MicroPython's unix port; the outputs that they compare with
were recorded on CPython. So all three give the same bits.
"""

from array import array
from binascii import crc32
from itertools import product

import pytest

from habitude.fuzzy import norms

# Those that say something that another processor could make untrue.
CHOSEN = (
    "test_gives_the_recorded_outputs",
    "test_allocates_nothing",
    "test_a_table_may_lie_at_an_odd_address",
)
NORMS_ON_BOARD = """
from array import array
from binascii import crc32
from habitude.fuzzy import norms
degrees = %r
there = [norms.norm(k, a, b) for k in range(%d) for a in degrees for b in degrees]
there += [norms.hedge(k, a) for k in range(%d, %d) for a in degrees]
"""
DEGREES = (0, 1, 300, 8192, 16384, 16385, 20000, 32000, 32767, 32768)


@pytest.mark.parametrize("name", CHOSEN)
def test_engine(name, board):
    board.run("import unittest, test_fuzzy_engine")
    said = board.run(f"print(unittest.run_test(test_fuzzy_engine.TestEngine, {name!r}))", 60)
    assert said == "False\n", said  # it has not failed


def test_it_is_viper(board):
    assert board.run("from habitude.fuzzy import kernel\nprint(kernel.is_native())") == "True\n"


def test_norms_and_hedges(board):
    pairs = list(product(DEGREES, DEGREES))
    here = [norms.norm(kind, a, b) for kind in range(norms.SCALE) for a, b in pairs]
    here += [norms.hedge(kind, a) for kind in range(norms.NOT, norms.SELDOM + 1) for a in DEGREES]
    board.run(NORMS_ON_BOARD % (DEGREES, norms.SCALE, norms.NOT, norms.SELDOM + 1))
    assert board.run("print(crc32(array('I', there)))") == f"{crc32(array('I', here))}\n"
