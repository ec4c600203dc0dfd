"""What an appliance learns, and what its owner makes of that, while its power may be cut."""

# littlefs-python leaves the types of its files open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import json
import struct
from binascii import crc32
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from littlefs import LittleFSError, UserContext

from habitude_host.errors import HabitudeError
from habitude_host.link import Link
from habitude_host.profiles import transfer
from habitude_sim import engines
from habitude_sim.emulator import Board, flash
from habitude_sim.emulator.devices import Button, I2cBus, PwmLoad, Sht3x
from habitude_sim.engines.rp2040 import files as climate_files
from habitude_sim.torture.power_story import COPIES, Scenario, Story, link_to

APPLIANCE = "climate"
_SETTING = "target_temp"
_MORNING = 700 * 86400 + 7 * 3600  # a Monday's, in seconds since 2024-01-01
_TICK_S = 600
_COLD = 1500  # hundredths of a degree
_UP_S = 10.0  # of the board's time, for what starts in two
_LOOK_S = 0.001
_PIECE_S = 0.5
_HELD_S = 10.5  # half a second more than it takes
# Of the example of a Pico W what these scenarios need: a start is the longer the more there is.
_PARTS = {
    "appliance": APPLIANCE,
    "i2c": [{"id": 0, "scl": 5, "sda": 4}],
    "parts": [
        {"driver": "sht3x", "i2c": 0, "temperature": "room_temp"},
        {"driver": "buttons", "up": 14, "down": 15, "turns": _SETTING},
        {"driver": "pwm", "pin": 22, "freq_hz": 25000, "drives": "fan"},
    ],
    "not_connected": ["outdoor_temp", "humidity", "presence", "heat", "cool"],
}


def told(link: Link) -> str:
    """What it learned, and that it heats a cold room; HabitudeError if it does not."""
    link.greet(APPLIANCE)
    crc = link.ask("profile")["crc"]
    live(link, 0)
    answer = live(link, _TICK_S)  # by then, waiting times that began with the start are over
    if answer["fault"] or not answer["outputs"][0]:
        raise HabitudeError(f"it does not heat a cold room: {answer}")
    return f"profile {crc}, heat {answer['outputs'][0]}"


def live(link: Link, up_s: int, turn: int = 0) -> dict[str, Any]:
    """A tick in a cold room; somebody turns the setting by so many steps."""
    readings = [_COLD, None, None, 1]
    local_s = _MORNING + up_s
    return link.ask("step", up=up_s, local=local_s, readings=readings, turns=[turn])


def saves(files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """What a save writes where, on a board with these files."""
    copies = {name: files[name] for name in COPIES if name in files}
    with TemporaryDirectory() as folder:
        link = _with(copies, folder)
        link.ask("came", person="zoe")  # what is stored already is not written again
        link.ask("save")
        for name in COPIES:
            path = Path(folder) / name
            if path.exists() and path.read_bytes() != copies.get(name):
                return name, path.read_bytes()
    raise HabitudeError("a save wrote nothing")


def _with(copies: Mapping[str, bytes], folder: str) -> Link:
    """The firmware on this computer, with these copies of a profile."""
    for name, content in copies.items():
        (Path(folder) / name).write_bytes(content)
    return engines.start("native", APPLIANCE, Path(folder))


def wakes(board: Board) -> str:
    """The link answers; what it learned and what it does in a cold room."""
    return told(link_to(board))


def holds(files: Mapping[str, bytes]) -> str:
    """The same of the firmware on this computer, from the copies of its profile."""
    return _held_by(tuple(files.get(name) for name in COPIES))


@lru_cache(maxsize=1024)
def _held_by(copies: tuple[bytes | None, ...]) -> str:
    there = {name: copy for name, copy in zip(COPIES, copies, strict=True) if copy is not None}
    with TemporaryDirectory() as folder:
        return told(_with(there, folder))


def wakes_with_parts(board: Board) -> str:
    """It drives an output by its own sensors; what it learned."""
    loads = [part for part in board.wired if isinstance(part, PwmLoad)]
    while not any(load.power for load in loads):
        board.sleep(_LOOK_S)
        if board.seconds > _UP_S:
            board.wait_for(b"an output", _LOOK_S)  # which tells what it said instead
    return f"profile {link_to(board).ask('profile')['crc']}"


def holds_with_parts(files: Mapping[str, bytes]) -> str:
    """The same, from the copies of its profile."""
    return holds(files).partition(",")[0]


def _save(board: Board) -> Iterator[None]:
    link_to(board).ask("save")
    yield


def _learn(board: Board) -> Iterator[None]:
    """What is turned is learned, and saved without being asked for once an hour has passed."""
    link = link_to(board)
    live(link, 0)
    live(link, _TICK_S, turn=3)
    for number in range(2, 8):
        live(link, number * _TICK_S)
    if link.ask("status")["unsaved"]:
        raise HabitudeError("what it learned is not saved")
    yield


def _start(board: Board) -> Iterator[None]:
    """What is done until the link answers."""
    link_to(board).greet(APPLIANCE)
    yield


def _correct(board: Board) -> Iterator[None]:
    link = link_to(board)
    for request in ("undo", "freeze", "unfreeze"):
        link.ask(request, setting=_SETTING)
        yield


def _import(board: Board) -> Iterator[None]:
    """Somebody brings what another appliance has learned."""
    other = engines.start("native", APPLIANCE)
    other.ask("came", person="ada")
    for number in range(12):
        live(other, number * _TICK_S, turn=-2 if number == 1 else 0)
    layout, profile = transfer.fetch(other)
    transfer.give(link_to(board), profile, layout)
    yield


def _forget_hours(board: Board) -> Iterator[None]:
    link_to(board).ask("forget", setting=_SETTING, **{"from": 6, "to": 9})
    yield


def _forget_all(board: Board) -> Iterator[None]:
    """And what the free blocks still hold is overwritten."""
    link = link_to(board)
    link.ask("forget", setting="all")
    yield
    overwritten(board, link)


def overwritten(board: Board, link: Link) -> None:
    """Let time pass until the free blocks are."""
    while link.ask("status")["erasing"]:
        board.sleep(_PIECE_S)


def _set_clock(board: Board) -> Iterator[None]:
    link_to(board).ask("clock", local=_MORNING)
    yield


def _begin_anew(board: Board) -> Iterator[None]:
    """Both buttons are held until it forgets all, and restarts."""
    for part in board.wired:
        if isinstance(part, Button):
            part.press()
    board.sleep(_HELD_S)
    yield


@lru_cache
def learned_copies() -> dict[str, bytes]:
    """Both copies of a profile; the second is the newer one."""
    with TemporaryDirectory() as folder:
        link = engines.start("native", APPLIANCE, Path(folder))
        for number in range(24):
            live(link, number * _TICK_S, turn=number % 9 - 4 if number % 6 == 1 else 0)
            if number % 12 == 11:
                link.ask("save")
        return {name: (Path(folder) / name).read_bytes() for name in COPIES}


def _older_copies() -> dict[str, bytes]:
    """As a firmware of format 2 left them: see firmware/habitude/profile.py, and store.py."""
    copies: dict[str, bytes] = {}
    for number, name in enumerate(COPIES, 1):
        learned = [400 * number] * 17 + [900] * 17
        profile = struct.pack("<4sBB", b"HBTP", 2, 1)
        profile += struct.pack("<17h17HIi28B28BHB", *learned, number, 1000, *bytes(56), 5, 0)
        copy = struct.pack("<4sIH", b"HBTS", number, len(profile)) + profile
        copies[name] = copy + struct.pack("<I", crc32(copy))
    return copies


def with_free(files: Mapping[str, bytes], blocks: int) -> bytes:
    """A file system with these files, whose other blocks are filled but for so many."""
    context = UserContext(buffer=bytearray(flash.file_system(files)))
    system = flash.as_on_board(context)
    number = 0
    with suppress(LittleFSError):
        while flash.BLOCKS - system.used_block_count > blocks:
            with system.open(f"filler{number}", "wb") as file:
                file.write(bytes(flash.BLOCK - 64))
            number += 1
    return bytes(context.buffer)


STORIES: Sequence[Story] = (
    Story(
        "an appliance",
        lambda: climate_files(APPLIANCE),
        wakes,
        holds,
        saves,
        (
            Scenario("first save", _save),
            Scenario("learning", _learn),
            Scenario("undo, freeze, unfreeze", _correct),
            Scenario("profile import", _import),
            Scenario("forget hours", _forget_hours),
            Scenario("forget all, overwritten", _forget_all),
        ),
    ),
    Story(
        "an appliance after an update",
        lambda: {**climate_files(APPLIANCE), **_older_copies()},
        wakes,
        holds,
        saves,
        (Scenario("a profile of an older format", _start),),
    ),
    Story(
        "an appliance whose flash is full",
        lambda: with_free({**climate_files(APPLIANCE), **learned_copies()}, 0),
        wakes,
        holds,
        lambda _: ("try.new", b"more" * 20),
        (
            Scenario("learning, with a full flash", _learn),
            Scenario("forget all, with a full flash", _forget_all),
        ),
    ),
    Story(
        "an appliance with its parts",
        lambda: {
            **climate_files(APPLIANCE),
            **learned_copies(),
            "board.json": json.dumps(_PARTS).encode(),
        },
        wakes_with_parts,
        holds_with_parts,
        saves,
        (Scenario("clock set", _set_clock), Scenario("all forgotten at its buttons", _begin_anew)),
        parts=lambda: (I2cBus(0, Sht3x(_COLD / 100, 45)), Button(14), Button(15), PwmLoad(22)),
    ),
)
