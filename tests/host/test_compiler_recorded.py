"""What the firmware's tests of the engine take as given: tests/firmware/fuzzy_tables.py.

`python tests/host/test_compiler_recorded.py` records it anew.
"""

import random
import textwrap
from array import array
from base64 import b64encode
from pathlib import Path

from habitude.fuzzy.engine import Engine
from habitude_host import rules

ROOT = Path(__file__).resolve().parents[2]
SYSTEMS = sorted(
    [
        *(ROOT / "tests/host/fuzzy_systems").glob("*.fll"),
        *(ROOT / "sim/habitude_sim/bench/systems").glob("*.fll"),
    ],
    key=lambda path: path.stem,
)
RECORD = ROOT / "tests/firmware/fuzzy_tables.py"
HEADER = '''\
"""Tables, inputs, outputs, and the rules' degrees at the last inputs, for every instruction.

Recorded by tests/host/test_compiler_recorded.py from tests/host/fuzzy_systems and the systems
of the benchmark.
"""
# fmt: off

from binascii import a2b_base64

RECORDED = {'''
POINTS = 24


def points(inputs):
    """The corners of the range, then anywhere."""
    random_ = random.Random(4)
    corners = [[0] * inputs, [32767] * inputs]
    return corners + [
        [random_.randrange(32768) for _ in range(inputs)] for _ in range(POINTS - len(corners))
    ]


def recorded(path):
    data = rules.compile(rules.load(path)).data
    engine = Engine(data)
    rows = points(engine.inputs)
    y = array("h", [-1] * engine.outputs)
    outputs = []
    for row in rows:
        engine.run(array("h", row), y)
        outputs.append(tuple(y))
    degrees = array("H", [0] * engine.rules)
    engine.degrees(degrees)
    return data, rows, outputs, tuple(degrees)


def module_text():
    lines = [HEADER]
    for path in SYSTEMS:
        data, rows, outputs, degrees = recorded(path)
        lines += [f'    "{path.stem}": (', "        a2b_base64("]
        lines += [f'            "{part}"' for part in textwrap.wrap(b64encode(data).decode(), 80)]
        lines.append("        ),")
        for value in (rows, outputs, degrees):
            text = textwrap.wrap(f"{value},", 88, break_long_words=False)
            lines += [f"        {part}" for part in text]
        lines.append("    ),")
    return "\n".join([*lines, "}", ""])


def test_the_record_is_current():
    assert RECORD.read_text(encoding="utf-8") == module_text(), f"run: python {__file__}"


if __name__ == "__main__":
    RECORD.write_text(module_text(), encoding="utf-8")
