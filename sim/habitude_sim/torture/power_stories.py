"""What boards do when their power fails: scenarios that write to the flash.

A scenario goes in steps: after each `yield`, what was asked for is done, and must outlast any cut.
To add one, write its steps and add it to a story, or a story of its own for a board that begins
with other files.
"""

# littlefs-python leaves the types of its files open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from littlefs import LittleFSError, UserContext

from habitude_host import bundle, pack
from habitude_host.errors import HabitudeError
from habitude_host.flash import put
from habitude_host.flash.repl import Progress, Repl, ScriptError, compressed
from habitude_host.link import Link
from habitude_host.profiles import transfer
from habitude_sim import engines
from habitude_sim.emulator import Board, BoardError, flash
from habitude_sim.emulator.board import Wired
from habitude_sim.emulator.devices import Button, PwmLoad
from habitude_sim.emulator.wiring import wired
from habitude_sim.engines.rp2040 import PROCESSOR, Rp2040Transport
from habitude_sim.engines.rp2040 import files as climate_files

APPLIANCE = "climate"
SLOTS = ("firmware.a", "firmware.b")
COPIES = ("profile.a", "profile.b")
_SETTING = "target_temp"
_MORNING = 700 * 86400 + 7 * 3600  # a Monday's, in seconds since 2024-01-01
_TICK_S = 600
_COLD = 1500  # hundredths of a degree
_UP_S = 10.0  # of the board's time, for what starts in two
_WORK_S = 60.0
_PIECE_S = 0.5
_PROMPT = rb">>> "
_WINDOW, _ASK = 240, b"\x06"  # see host_tools/habitude_host/flash/device/take.py


@dataclass(frozen=True)
class Scenario:
    """name: of it in tables."""

    name: str
    steps: Callable[[Board], Iterator[None]]


@dataclass(frozen=True)
class Story:
    """Scenarios that one board lives through, one after the other.

    files: what is on its flash before; bytes are all of it. wakes: lets time pass until the board
    is at work, and tells what it works by; HabitudeError if it is not. holds: the same, told from
    the files on its flash.
    """

    name: str
    files: Callable[[], Mapping[str, bytes] | bytes]
    wakes: Callable[[Board], str]
    holds: Callable[[Mapping[str, bytes]], str]
    writes: Callable[[Mapping[str, bytes]], tuple[str, bytes]]
    scenarios: tuple[Scenario, ...]
    parts: Callable[[], Sequence[Wired]] = tuple[Wired, ...]
    quick: bool = False


def wakes_as_appliance(board: Board) -> str:
    """The link answers; what it learned and what it does in a cold room."""
    return told(_link(board))


def holds_as_appliance(files: Mapping[str, bytes]) -> str:
    """The same of the firmware on this computer, from the copies of its profile."""
    return _held_by(tuple(files.get(name) for name in COPIES))


@lru_cache(maxsize=1024)
def _held_by(copies: tuple[bytes | None, ...]) -> str:
    with TemporaryDirectory() as folder:
        for name, content in zip(COPIES, copies, strict=True):
            if content is not None:
                (Path(folder) / name).write_bytes(content)
        return told(engines.start("native", APPLIANCE, Path(folder)))


def saves(files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """What a save writes where, on a board with these files."""
    copies = {name: files[name] for name in COPIES if name in files}
    with TemporaryDirectory() as folder:
        for name, content in copies.items():
            (Path(folder) / name).write_bytes(content)
        link = engines.start("native", APPLIANCE, Path(folder))
        _live(link, 0, turn=1)
        link.ask("save")
        for name in COPIES:
            path = Path(folder) / name
            if path.exists() and path.read_bytes() != copies.get(name):
                return name, path.read_bytes()
    raise HabitudeError("a save wrote nothing")


def told(link: Link) -> str:
    link.greet(APPLIANCE)
    crc = link.ask("profile")["crc"]
    answer = _live(link, 0)
    answer = _live(link, _TICK_S)  # by then, waiting times that began with the start are over
    if answer["fault"] or not answer["outputs"][0]:
        raise HabitudeError(f"it does not heat a cold room: {answer}")
    return f"profile {crc}, heat {answer['outputs'][0]}"


def wakes_with_parts(board: Board) -> str:
    """It drives an output by its own sensors; what it learned."""
    loads = [part for part in board.wired if isinstance(part, PwmLoad)]
    while not any(load.power for load in loads):
        board.sleep(0.001)
        if board.seconds > _UP_S:
            board.wait_for(b"an output", 0.001)  # which tells what it said instead
    return f"profile {_link(board).ask('profile')['crc']}"


def holds_with_parts(files: Mapping[str, bytes]) -> str:
    """The same, from its files: those of the firmware that firmware.txt names must be whole."""
    holds_version(files)
    return holds_as_appliance(files).partition(",")[0]


def wakes_with_version(board: Board) -> str:
    """The pack that starts says its version."""
    return board.wait_for(rb"this is (\S+)\r\n", _UP_S)[1].decode()


def holds_version(files: Mapping[str, bytes]) -> str:
    """The version of the pack that firmware.txt names. PackError if it is not whole."""
    named = files["firmware.txt"].split()[0].decode()
    return pack.unpacked(files[named])[0].version


def wakes_blank(board: Board) -> str:
    """MicroPython shows its prompt, and can write a file."""
    return board.run("with open('try.new', 'w') as file:\n    print(file.write('works'))", _UP_S)


def _link(board: Board) -> Link:
    return Link(Rp2040Transport(board))


def _live(link: Link, up_s: int, turn: int = 0) -> dict[str, Any]:
    readings = [_COLD, None, None, 1]
    local_s = _MORNING + up_s
    return link.ask("step", up=up_s, local=local_s, readings=readings, turns=[turn])


def _save(board: Board) -> Iterator[None]:
    _link(board).ask("save")
    yield


def _learn(board: Board) -> Iterator[None]:
    """What is turned is learned, and saved without being asked for once an hour has passed."""
    link = _link(board)
    _live(link, 0)
    _live(link, _TICK_S, turn=3)
    for number in range(2, 8):
        _live(link, number * _TICK_S)
    yield


def _learn_unsaved(board: Board) -> Iterator[None]:
    """No block is free: it goes on, and says so."""
    yield from _learn(board)
    if not _link(board).ask("status")["unsaved"]:
        raise HabitudeError("it does not tell that nothing can be saved")
    yield


def _correct(board: Board) -> Iterator[None]:
    link = _link(board)
    for request in ("undo", "freeze", "unfreeze"):
        link.ask(request, setting=_SETTING)
        yield


def _import(board: Board) -> Iterator[None]:
    """Somebody brings what another appliance has learned."""
    other = engines.start("native", APPLIANCE)
    other.ask("came", person="ada")
    for number in range(12):
        _live(other, number * _TICK_S, turn=-2 if number == 1 else 0)
    layout, profile = transfer.fetch(other)
    transfer.give(_link(board), profile, layout)
    yield


def _forget_hours(board: Board) -> Iterator[None]:
    _link(board).ask("forget", setting=_SETTING, **{"from": 6, "to": 9})
    yield


def _forget_all(board: Board) -> Iterator[None]:
    """And what the free blocks still hold is erased."""
    link = _link(board)
    link.ask("forget", setting="all")
    yield
    while link.ask("status")["erasing"]:
        board.sleep(_PIECE_S)


def _set_clock(board: Board) -> Iterator[None]:
    _link(board).ask("clock", local=_MORNING)
    yield


def _turn(board: Board) -> Iterator[None]:
    """Somebody turns it up at its button; saved after the next tick, as it would be in time."""
    button = next(part for part in board.wired if isinstance(part, Button))
    button.tap()
    board.sleep(61)
    _link(board).ask("save")
    yield


class Prompt(Repl):
    """The prompt of an emulated board for the host's tools. No port, and so no clock of this
    computer's, is between them: what they do is repeatable.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._loaded: set[str] = set()

    def run(self, code: str) -> str:
        try:
            return self._board.run(code, _WORK_S)
        except BoardError as error:
            raise ScriptError(str(error)) from error

    def send(self, path: str, data: bytes, progress: Progress | None = None) -> None:
        chunks = [
            compressed(data[at : at + flash.BLOCK]) for at in range(0, len(data), flash.BLOCK)
        ]
        lengths = tuple(len(chunk) for chunk in chunks)
        self._load("take")
        call = f"take({path!r}, {len(data)}, {flash.BLOCK}, {_WINDOW}, {lengths!r})"
        self._board.send(call.encode() + b"\x04")
        self._board.wait_for(b"OK")
        for chunk in chunks:
            for at in range(0, len(chunk), _WINDOW):
                self._board.wait_for(_ASK)
                self._board.send(chunk[at : at + _WINDOW])
        raised = self._board.wait_for(rb"\x04(.*?)\x04>", _WORK_S)[1]
        if raised:
            raise ScriptError(raised.decode())

    def close(self) -> None:
        """There is nothing to let go of."""


def _flash(version: str) -> Callable[[Board], Iterator[None]]:
    def steps(board: Board) -> Iterator[None]:
        put.install(Prompt(board), put.Order(small_pack(version)), lambda _: None)
        yield

    return steps


def _back(board: Board) -> Iterator[None]:
    put.go_back(Prompt(board), lambda _: None)
    yield


def _nothing(board: Board) -> Iterator[None]:
    """What is done until the prompt comes, at power-on."""
    board.wait_for(_PROMPT, _UP_S)
    yield


@lru_cache
def small_pack(version: str) -> bytes:
    """A firmware that says its version. Bytes on the emulated USB take their time."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "main.py"
        source.write_text(f"# {'.' * 60}\nprint('this is', {version!r})\n", encoding="utf-8")
        made = bundle.compiled(source, "main.py", PROCESSOR)
    # More than two blocks, as the real one has more than forty.
    return pack.packed({"main.mpy": made, "rest": bytes(range(256)) * 40}, version, PROCESSOR)


@lru_cache
def learned_copies() -> dict[str, bytes]:
    """Both copies of a profile; the second is the newer one."""
    with TemporaryDirectory() as folder:
        link = engines.start("native", APPLIANCE, Path(folder))
        for number in range(24):
            _live(link, number * _TICK_S, turn=number % 9 - 4 if number % 6 == 1 else 0)
            if number % 12 == 11:
                link.ask("save")
        return {name: (Path(folder) / name).read_bytes() for name in COPIES}


def full(image: bytes) -> bytes:
    """A file system without a free block."""
    context = UserContext(buffer=bytearray(image))
    system = flash.as_on_board(context)
    with suppress(LittleFSError):
        for number in range(flash.BLOCKS):
            with system.open(f"filler{number}", "wb") as file:
                file.write(bytes(flash.BLOCK - 64))
    return bytes(context.buffer)


def flashed() -> dict[str, bytes]:
    """A board that `habitude flash` wrote."""
    return {
        **bundle.starter(),
        "firmware.txt": f"{SLOTS[0]}\n".encode(),
        SLOTS[0]: small_pack("1.0.0"),
        "board.json": json.dumps({"appliance": APPLIANCE}).encode(),
        COPIES[0]: b"as it was learned",
    }


def _flashed_climate() -> dict[str, bytes]:
    """The Pico W of the example, with the whole firmware, as `habitude flash` writes it."""
    return {
        **bundle.starter(),
        "firmware.txt": f"{SLOTS[0]}\n".encode(),
        SLOTS[0]: bundle.packed(PROCESSOR),
        "board.json": _example(),
    }


def _example() -> bytes:
    firmware = Path(str(resources.files("habitude"))).parent
    return (firmware / "boards" / "pico_w.json").read_bytes()


STORIES: Sequence[Story] = (
    Story(
        "an appliance",
        lambda: climate_files(APPLIANCE),
        wakes_as_appliance,
        holds_as_appliance,
        saves,
        (
            Scenario("first save", _save),
            Scenario("learning", _learn),
            Scenario("undo, freeze, unfreeze", _correct),
            Scenario("profile import", _import),
            Scenario("forget hours", _forget_hours),
            Scenario("forget all, erased", _forget_all),
        ),
    ),
    Story(
        "an appliance whose flash is full",
        lambda: full(flash.file_system({**climate_files(APPLIANCE), **learned_copies()})),
        wakes_as_appliance,
        holds_as_appliance,
        lambda files: ("profile.a", files["profile.a"]),
        (Scenario("learning, with a full flash", _learn_unsaved),),
    ),
    Story(
        "an appliance with its parts",
        _flashed_climate,
        wakes_with_parts,
        holds_with_parts,
        saves,
        (Scenario("clock set", _set_clock), Scenario("turned at its button", _turn)),
        parts=lambda: wired(json.loads(_example())),
    ),
    Story(
        "a board on the desk",
        flashed,
        wakes_with_version,
        holds_version,
        lambda _: (COPIES[1], b"learned since" * 200),
        (
            Scenario("update by habitude flash", _flash("1.0.1")),
            Scenario("the next update", _flash("1.0.2")),
            Scenario("flash --back", _back),
        ),
    ),
    Story(
        "a new board",
        lambda: b"\xff" * flash.SIZE,
        wakes_blank,
        lambda _: "5\n",
        lambda _: ("main.py.new", b"print('mine')\n"),
        (Scenario("MicroPython formats the flash", _nothing),),
        quick=True,
    ),
)
