"""The emulated board, with what its tests need."""

import ast
import json
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from habitude_host import bundle
from habitude_sim.emulator import Board, devices

PICO_W = "armv6m"


@pytest.fixture
def new_board(pico_w_image: Path) -> Callable[[dict[str, bytes]], Board]:
    """Switches on a new board with these files."""
    return lambda files: Board(files, pico_w_image)


@pytest.fixture(scope="session")
def board(pico_w_image: Path, root: Path) -> Board:
    """A board with the fuzzy engine, the tests of it, and a stopwatch; no main.py. One for all
    tests of a process: each should leave it at its prompt.
    """
    # Not the whole firmware: littlefs takes its time to find a file among many.
    files = {
        path: content
        for path, content in bundle.firmware(PICO_W).items()
        if path.startswith(("habitude/__init__", "habitude/compat", "habitude/fuzzy/"))
    }
    sources = [
        *(root / "tests/firmware/runner").glob("unittest.py"),
        *(root / "tests/firmware").glob("*fuzzy*.py"),
        *(root / "sim/habitude_sim/bench/device").glob("*.py"),
    ]
    for source in sources:
        files[f"{source.stem}.mpy"] = bundle.compiled(source, source.name, PICO_W)
    return Board(files, pico_w_image)


class WiredBoard:
    """A board with a part of each of these drivers, all devices connected to it.

    tests/firmware/wired_board.py puts it together on the board.
    """

    PARTS = (
        {"driver": "sht3x", "i2c": 0, "temperature": "room_temp", "humidity": "humidity"},
        {"driver": "bh1750", "i2c": 0, "illuminance": "light"},
        {"driver": "ntc", "pin": 26, "temperature": "outdoor_temp"},
        {"driver": "hx711", "data": 10, "clock": 11, "zero": 84000, "weight": "stock"},
        {"driver": "pir", "pin": 16, "hold_s": 2, "warmup_s": 0, "presence": "presence"},
        {"driver": "buttons", "up": 14, "down": 15, "turns": "target_temp"},
        {"driver": "encoder", "a": 2, "b": 3, "turns": "target_light"},
        {"driver": "vote_buttons", "less": 6, "fine": 7, "more": 8, "votes": "target_temp"},
        {"driver": "pwm", "pin": 18, "drives": "heat"},
        {"driver": "relay", "pin": 20, "active": "low", "cycle_s": 10, "drives": "cool"},
        {"driver": "pn532", "i2c": 0},
        {"driver": "ssd1306", "i2c": 0, "shows": "target_temp"},
        {"driver": "ds3231", "i2c": 0},
    )
    READINGS = ("room_temp", "humidity", "outdoor_temp", "light", "stock", "presence")
    TURNED = ("target_temp", "target_light", "heat", "cool")

    def __init__(self, files: dict[str, bytes], image: Path, drivers: Collection[str]) -> None:
        self.air = devices.Sht3x(21.5, 45)
        self.light = devices.Bh1750(1000)
        self.outdoor = devices.Ntc(26, -5)
        self.scale = devices.Hx711(10, 11, 1234, zero=84_000)
        self.motion = devices.Pir(16)
        self.up, self.down = devices.Button(14), devices.Button(15)
        self.knob = devices.Encoder(2, 3)
        self.less, self.fine, self.more = (devices.Button(pin) for pin in (6, 7, 8))
        self.heat, self.cool = devices.PwmLoad(18), devices.Relay(20, active_low=True)
        self.reader, self.display = devices.Pn532(), devices.Ssd1306()
        self.clock = devices.Ds3231(datetime(2026, 11, 22, 7, 30))
        chips = (self.air, self.light, self.reader, self.display, self.clock)
        contacts = (self.up, self.down, self.knob, self.less, self.fine, self.more, self.motion)
        others = (self.outdoor, self.scale, self.heat, self.cool)
        parts = [part for part in self.PARTS if part["driver"] in drivers]
        served = {part.get(key) for part in parts for key in ("turns", "drives")}
        served |= {name for part in parts for name in part.values() if name in self.READINGS}
        described = {
            "appliance": "pantry",
            "i2c": [{"id": 0, "scl": 5, "sda": 4, "freq_hz": 400000}],
            "parts": parts,
            "not_connected": sorted({*self.READINGS, *self.TURNED} - served),
        }
        files = {**files, "board.json": json.dumps(described).encode()}
        wired = (devices.I2cBus(0, *chips), *contacts, *others)
        self.board = Board(files, image, wired)
        self.run("from wired_board import *\nimport wired_board\nstart()")
        self.run("board = wired_board.board\nwait(500)")  # the scale settles

    def run(self, code: str) -> Any:
        """What the code prints, as the Python literal that it is; None if nothing."""
        printed = self.board.run(code, timeout_s=100)
        return ast.literal_eval(printed) if printed else None


@pytest.fixture(scope="session")
def wired_board(pico_w_image: Path, root: Path) -> Callable[[Collection[str]], WiredBoard]:
    """Switches on a board with parts of these drivers. What is not there costs no time."""
    needed = ("__init__", "appliance", "board/", "compat", "declaration", "errors", "fixed")
    needed += ("learn/__init__", "learn/clock", "learn/opinion_prior", "learn/scale", "people")
    files = {
        path: content
        for path, content in bundle.firmware(PICO_W).items()
        if path.startswith(tuple(f"habitude/{name}" for name in needed))
    }
    rig = root / "tests/firmware/wired_board.py"
    files["wired_board.mpy"] = bundle.compiled(rig, rig.name, PICO_W)
    return lambda drivers: WiredBoard(files, pico_w_image, drivers)
