"""Wiring pictures are current, and show every wire of a board.json without a crossing."""

from __future__ import annotations

import itertools
import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from click.testing import CliRunner

from habitude_host import board_files, chips
from habitude_host.wiring import cli, draw, headers

BOARDS = Path(__file__).resolve().parents[2] / "firmware" / "boards"
EXAMPLES = sorted(BOARDS.glob("*.json"))
WIRE = re.compile(r"M([\d.]+) ([\d.]+) H([\d.]+) V([\d.]+) H([\d.]+)")
SVG = "{http://www.w3.org/2000/svg}"


def wires(svg: str) -> list[list[tuple[float, float]]]:
    """The corners of each wire."""
    corners = []
    for match in WIRE.finditer(svg):
        x0, y0, x1, y1, x2 = map(float, match.groups())
        corners.append([(x0, y0), (x1, y0), (x1, y1), (x2, y1)])
    return corners


def touch(one: tuple, other: tuple) -> bool:
    """Whether two upright or level lines have a point in common."""
    (ax, ay), (bx, by) = sorted(one)
    (cx, cy), (dx, dy) = sorted(other)
    apart_x = bx < cx or dx < ax
    apart_y = max(ay, by) < min(cy, dy) or max(cy, dy) < min(ay, by)
    return not (apart_x or apart_y)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_pictures_are_current(example: Path, root: Path) -> None:
    picture = root / "docs" / "wiring" / f"{example.stem}.svg"
    assert picture.read_text(encoding="utf-8") == draw.drawing(board_files.read(example)), (
        f"habitude wiring {example.relative_to(root)} -o {picture.relative_to(root)}"
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_each_signal_has_its_wire_and_none_meet(example: Path) -> None:
    file = board_files.read(example)
    drawn = wires(draw.drawing(file))
    assert len(drawn) == len(file.uses)
    for one, other in itertools.combinations(drawn, 2):
        for a, b in itertools.product(itertools.pairwise(one), itertools.pairwise(other)):
            assert not touch(a, b), (one, other)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_pin_that_is_used_is_on_the_header(example: Path) -> None:
    file = board_files.read(example)
    header = headers.header(file.board)
    chip = chips.of(file.board)
    assert chip is not None
    for label in header.left + header.right:
        gpio = header.gpio(label)
        assert gpio is None or gpio in chip.pins
    assert all(header.label(use.pin) for use in file.uses)


def test_every_driver_can_be_drawn(tmp_path: Path) -> None:
    """Also two parts on one bus, and pins on both sides: what has no wire says where it goes."""
    document = json.loads((BOARDS / "pico_w.json").read_text())
    document["parts"] += [
        {"driver": "encoder", "a": 10, "b": 28, "turns": "target_temp"},
        {"driver": "vote_buttons", "less": 6, "fine": 7, "more": 8, "votes": "target_temp"},
        {"driver": "ssd1306", "i2c": 0, "shows": "target_temp"},
        {"driver": "ds3231", "i2c": 0},
        {"driver": "pn532", "i2c": 0},
    ]
    path = tmp_path / "board.json"
    path.write_text(json.dumps(document))
    svg = draw.drawing(board_files.read(path))
    words = [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    for title in ("Knob, EC11", "Three buttons", "SSD1306 display, I2C", "DS3231 clock"):
        assert title in words
    assert "GP28" in words
    assert words.count("GP5") == 4  # the pin, and three that share the bus


def test_the_command(tmp_path: Path) -> None:
    out = tmp_path / "wiring.svg"
    done = CliRunner().invoke(cli.wiring, [str(EXAMPLES[0]), "-o", str(out)])
    assert done.exit_code == 0, done.exception
    assert ElementTree.fromstring(out.read_text()).tag == f"{SVG}svg"
    path = tmp_path / "board.json"
    path.write_text('{"board": "My own", "appliance": "climate", "parts": []}')
    done = CliRunner().invoke(cli.wiring, [str(path), "-o", str(out)])
    assert done.exit_code == 1
    path.write_text('{"board": "My own", "appliance": "climate"}')
    done = CliRunner().invoke(cli.wiring, [str(path), "-o", str(out)])
    assert "no picture of a board" in str(done.exception)
