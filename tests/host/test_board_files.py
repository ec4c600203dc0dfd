"""board.json as makers write it, well or badly; conversions of the drivers against formulas."""

from __future__ import annotations

import copy
import json
import math
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitude.appliance import DeclarationError, Output, Reading, Setting
from habitude.appliances import load
from habitude.board import board_file, drivers, ntc, sht3x
from habitude.board.errors import BoardError
from habitude.declaration import Appliance, Drive

BOARDS = Path(__file__).resolve().parents[2] / "firmware" / "boards"
EXAMPLES = sorted(path.name for path in BOARDS.glob("*.json"))


class NoRules:
    INPUTS = ()
    OUTPUTS = ()


APPLIANCE = Appliance(
    "climate",
    readings=(
        Reading("room_temp", "°C", 2, -20, 60),
        Reading("humidity", "%", 1, 0, 100, optional=True),
        Reading("outdoor_temp", "°C", 2, -50, 60, optional=True),
        Reading("presence", "", 0, 0, 1, optional=True),
    ),
    settings=(Setting("target_temp", "°C", 2, 5, 30, step=0.5, factory=21),),
    outputs=(Output("heat"), Output("cool"), Output("fan")),
    drive=Drive(NoRules, ()),
)


def pico(root: Path) -> dict[str, Any]:
    return json.loads((root / "firmware" / "boards" / "pico_w.json").read_text())


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_right_for_the_climate_appliance(name: str, root: Path) -> None:
    document = board_file.read(str(root / "firmware" / "boards" / name))
    plan = board_file.check(document, load(board_file.appliance_name(document)))
    assert len(plan.parts) >= 6


def test_every_registered_driver_says_what_it_takes() -> None:
    for name in drivers.DRIVERS:
        module = drivers.module(name)
        kinds = {field[0] for field in module.FIELDS.values()}
        serves = kinds & {"reading", "setting", "output", "named_setting"}
        assert len(serves) == (0 if name in ("ds3231", "pn532") else 1), name
        assert callable(module.build)


def test_every_driver_and_key_is_documented(root: Path) -> None:
    page = (root / "docs" / "boards.md").read_text(encoding="utf-8")
    for name in drivers.DRIVERS:
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{name}` |")]
        for key, field in drivers.module(name).FIELDS.items():
            assert f"`{key}`" in row, (name, key)
            if field[0] == "whole":
                assert f"({field[1]}" in row.partition(f"`{key}`")[2][:80], (name, key)


def test_defaults_are_filled_in(root: Path) -> None:
    plan = board_file.check({**pico(root), "tick_s": 10}, APPLIANCE)
    sensor = plan.parts[0].options
    assert (plan.tick_s, plan.watchdog_s) == (10, 5)
    assert plan.buses[0]["freq_hz"] == 100000
    assert (sensor["address"], sensor["temperature"]) == (0x44, "room_temp")
    assert plan.parts[1].options["series_ohm"] == 10000


def test_without_parts_there_is_no_hardware() -> None:
    assert board_file.check({"appliance": "climate"}, APPLIANCE).parts is None


# What a maker got wrong; where the message must point; what it must say.
MISTAKES: list[tuple[str, Any, str, str]] = [
    ("parts/0/driver", "sht31", "parts[0]", "known: bh1750, buttons, ds3231, encoder"),
    ("parts/0/driver", None, "parts[0]", '"driver" is missing'),
    ("parts/0", 7, "parts[0]", "not an object"),
    ("parts", {}, "board.json", "a list in brackets"),
    ("parts/1/pin", None, "parts[1] (ntc)", '"pin" is missing; give a GPIO number'),
    ("parts/1/pin", "26", "parts[1] (ntc)", '"pin" is "26"; give a GPIO number'),
    ("parts/1/pin", True, "parts[1] (ntc)", "a GPIO number"),
    ("parts/1/pin", 64, "parts[1] (ntc)", "0..63"),
    ("parts/1/pin", 4, "parts[1] (ntc)", 'pin 4 already belongs to board.json: i2c[0] "sda"'),
    ("parts/3/up", 15, "parts[3] (buttons)", "pin 15 already belongs"),
    ("parts/1/pinn", 3, "parts[1] (ntc)", "beta, ohm_25c, pin, series_ohm"),
    ("parts/1/beta", 100, "parts[1] (ntc)", "1000..6000"),
    ("parts/1/beta", 3950.0, "parts[1] (ntc)", "a whole number"),
    ("parts/0/i2c", 1, "parts[0] (sht3x)", "the id of a bus (0)"),
    ("parts/0/address", 70, "parts[0] (sht3x)", "68, 69"),
    ("parts/0/temperature", "rom_temp", "parts[0] (sht3x)", "room_temp, humidity"),
    ("parts/1/temperature", "room_temp", "parts[1] (ntc)", "already comes from"),
    ("parts/1/temperature", None, "parts[1] (ntc)", "gives nothing"),
    ("parts/0/temperature", None, "board.json", 'no part gives the reading "room_temp"'),
    ("parts/3", None, "board.json", '"target_temp"; if that is meant'),
    ("parts/6", None, "board.json", 'no part serves "fan"'),
    ("parts/4/drives", "cooling", "parts[4] (pwm)", "an output of the climate: heat, cool, fan"),
    ("parts/5/active", "lo", "parts[5] (relay)", "one of high, low"),
    ("parts/5/min_on_s", -1, "parts[5] (relay)", "0..600"),
    ("i2c", None, "parts[0] (sht3x)", 'describe it in "i2c"'),
    (
        "parts/3",
        {"driver": "vote_buttons", "less": 6, "fine": 7, "more": 8, "votes": "heat"},
        "parts[3] (vote_buttons)",
        "a setting of the climate: target_temp",
    ),
    (
        "parts/3",
        {"driver": "ssd1306", "i2c": 0, "shows": "target_temp"},
        "board.json",
        '"target_temp"; if that is meant',
    ),
    ("i2c/0/scl", None, "i2c[0]", '"scl" is missing'),
    ("i2c/0/id", 4, "i2c[0]", "0..3"),
    ("tick_s", 0, "board.json", "1..300"),
    ("watchdog_s", 9, "board.json", "0..8"),
    ("not_connected", ["room_temp"], "not_connected", "can't be left out"),
    ("colour", "red", "board.json", 'nothing is called "colour" here'),
]


@pytest.mark.parametrize(("path", "value", "where", "says"), MISTAKES)
def test_mistakes_are_told(path: str, value: Any, where: str, says: str, root: Path) -> None:
    document: Any = pico(root)
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    place = document
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    with pytest.raises(BoardError) as raised:
        board_file.check(document, APPLIANCE)
    assert where in str(raised.value)
    assert says in str(raised.value)


def test_what_is_left_out_on_purpose_is_fine(root: Path) -> None:
    document = pico(root)
    del document["parts"][5:]
    document["not_connected"] = ["cool", "fan"]
    assert len(board_file.check(document, APPLIANCE).parts) == 5


def test_two_controls_may_turn_one_setting(root: Path) -> None:
    document = pico(root)
    document["parts"].append({"driver": "encoder", "a": 10, "b": 11, "turns": "target_temp"})
    assert len(board_file.check(document, APPLIANCE).parts) == 8


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is no JSON"),
        (b"[1, 2]", "a list, not an object"),
        (b'{"parts": [}', "is no JSON"),
        (b'{"board": "\xff"}', "is no JSON"),
        (b"[" * 8000, "is no JSON"),
        (b" " * 9000, "longer than 8192 bytes"),
    ],
    ids=["empty", "list", "syntax", "not UTF-8", "deep", "long"],
)
def test_unreadable_files_are_told(content: bytes, says: str, tmp_path: Path) -> None:
    file = tmp_path / "board.json"
    file.write_bytes(content)
    with pytest.raises(BoardError, match=says):
        board_file.read(str(file))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BoardError, match="can't be read"):
        board_file.read(str(tmp_path / "board.json"))


def try_to_start(content: bytes, folder: Path) -> None:
    """As main.py does; anything but the two errors that it tells is a defect."""
    file = folder / "board.json"
    file.write_bytes(content)
    try:
        document = board_file.read(str(file))
        board_file.appliance_name(document)
        board_file.check(document, APPLIANCE)
    except (BoardError, DeclarationError) as error:
        assert str(error)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(content=st.binary(max_size=200))
def test_no_bytes_crash_the_check(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try_to_start(content, tmp_path_factory.getbasetemp())


@given(data=st.data())
def test_no_change_of_a_good_file_crashes_the_check(
    data: st.DataObject, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    document: Any = copy.deepcopy(pico(root))
    for _ in range(data.draw(st.integers(1, 3))):
        place = document
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = data.draw(st.sampled_from(keys))
            if (
                not place[key]
                or not isinstance(place[key], dict | list)
                or data.draw(st.booleans())
            ):
                break
            place = place[key]
        place[key] = data.draw(
            JSON | st.sampled_from(["room_temp", "heat", "ntc", 26, 68, [], {}])
        )
        if not document:
            break
    try_to_start(json.dumps(document).encode(), tmp_path_factory.getbasetemp())


def celsius(code: float, beta: int, series_ohm: float, at_supply: bool) -> float:
    """The divider and the beta equation in floating point."""
    low_side = code / (65536 - code)
    ohm = series_ohm / low_side if at_supply else series_ohm * low_side
    return 1 / (1 / 298.15 + math.log(ohm / 10000) / beta) - 273.15


@pytest.mark.parametrize(
    ("beta", "series_ohm", "at_supply", "lowest", "highest", "bound"),
    [  # bound: largest error in 0.01 degC between the two temperatures
        (3950, 10000, False, -40, 110, 5),
        (3950, 10000, False, -20, 50, 2),
        (3950, 5600, True, -40, 110, 13),
        (3950, 5600, True, -20, 50, 2),
        (3435, 10000, False, -30, 80, 2),
    ],
)
def test_ntc_table_against_the_beta_equation(
    beta: int, series_ohm: int, at_supply: bool, lowest: int, highest: int, bound: int
) -> None:
    entries = ntc.table(beta, series_ohm, 10000, at_supply)
    errors = [
        abs(ntc.interpolate(entries, code) - 100 * exact)
        for code in range(1, 65536)
        if lowest <= (exact := celsius(code, beta, series_ohm, at_supply)) <= highest
    ]
    assert len(errors) > 10000
    assert max(errors) <= bound


def test_sht3x_conversion_against_the_formula_for_every_code() -> None:
    for code in range(65536):
        assert abs(sht3x.temperature(code) - 100 * (-45 + 175 * code / 65535)) <= 0.5001
        assert abs(sht3x.humidity(code) - 10 * (100 * code / 65535)) <= 0.5001


def test_sht3x_conversion_stays_within_small_integers() -> None:
    assert 3500 * 65535 + 6553 < 1 << 30


CONSOLE = """
import select, sys, time
from habitude.board.console import Console
console = Console(sys.stdin.buffer, sys.stdout.buffer, select.poll(), time)
got = bytearray()
while not got.endswith(b"end"):
    console.wait(1000)
    got += console.buffer[: console.read()]
console.write(got)
"""


def test_console_on_a_real_stream(micropython: Path, root: Path) -> None:
    sent = bytes(range(256)) * 5 + b"end"
    result = subprocess.run(
        [micropython, "-c", CONSOLE],
        env={"MICROPYPATH": f"{root / 'firmware'}:.frozen"},
        input=sent,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert result.stdout == sent, result.stderr
