"""A firmware that is written, replaced or gone back from while the power may be cut."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

from habitude_host import bundle, pack, update
from habitude_host.flash import put
from habitude_host.flash.repl import Progress, Repl, ScriptError, compressed
from habitude_sim.emulator import Board, BoardError, flash
from habitude_sim.engines.rp2040 import PROCESSOR
from habitude_sim.torture.power_appliance import APPLIANCE
from habitude_sim.torture.power_story import COPIES, SLOTS, Scenario, Steps, Story, link_to

_UP_S = 10.0  # of the board's time, for what starts in two
_WORK_S = 60.0
_PROMPT = rb">>> "
_WINDOW, _ASK = 240, b"\x06"  # see host_tools/habitude_host/flash/device/take.py


def wakes(board: Board) -> str:
    """The pack that starts says its version."""
    return board.wait_for(rb"this is (\S+)\r\n", _UP_S)[1].decode()


def holds(files: Mapping[str, bytes]) -> str:
    """The version of the pack that firmware.txt names. PackError if it is not whole."""
    named = files["firmware.txt"].split()[0].decode()
    return pack.unpacked(files[named])[0].version


def wakes_blank(board: Board) -> str:
    """MicroPython shows its prompt, and can write a file."""
    return board.run("with open('try.new', 'w') as file:\n    print(file.write('works'))", _UP_S)


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


def _flash(version: str) -> Steps:
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


def _update(version: str) -> Steps:
    """Over the link; each `yield` is where another slot is named than before."""

    def steps(board: Board) -> Iterator[None]:
        _send(board, _updatable(version), version)
        yield
        board.wait_for(b"this is " + version.encode(), _UP_S)  # on trial: the old one is named
        yield
        board.wait_for(b"it is taken", _UP_S)
        yield

    return steps


def _failing_update(before: str, version: str) -> Steps:
    """One that fails when it starts: the firmware before is back by itself."""

    def steps(board: Board) -> Iterator[None]:
        _send(board, _packed(f"print('this is', {version!r})\n1 / 0\n", version), version)
        yield
        board.wait_for(b"this is " + before.encode(), _UP_S)
        yield

    return steps


def _send(board: Board, firmware: bytes, version: str) -> None:
    update.send(link_to(board), update.Update(firmware, version, pack.digest(firmware)))


@lru_cache
def small_pack(version: str) -> bytes:
    """A firmware that says its version. Bytes on the emulated USB take their time."""
    return _packed(f"# {'.' * 60}\nprint('this is', {version!r})\n", version)


@lru_cache
def _updatable(version: str) -> bytes:
    """A firmware that says its version, proves itself, and takes updates."""
    source = Path(str(resources.files("habitude_sim.torture"))) / "device" / "updatable.py"
    return _packed(f"VERSION = {version!r}\n{source.read_text(encoding='utf-8')}", version)


def _packed(main: str, version: str) -> bytes:
    with TemporaryDirectory() as folder:
        source = Path(folder) / "main.py"
        source.write_text(main, encoding="utf-8")
        made = bundle.compiled(source, "main.py", PROCESSOR)
    # More than two blocks, as the real one has more than forty.
    return pack.packed({"main.mpy": made, "rest": bytes(range(256)) * 40}, version, PROCESSOR)


def flashed() -> dict[str, bytes]:
    """A board that `habitude flash` wrote."""
    return {
        **bundle.starter(),
        "firmware.txt": f"{SLOTS[0]}\n".encode(),
        SLOTS[0]: small_pack("1.0.0"),
        "board.json": json.dumps({"appliance": APPLIANCE}).encode(),
        COPIES[0]: b"as it was learned",
    }


def _flashed_updatable() -> dict[str, bytes]:
    """One whose firmware takes updates; the modules of the real one lie beside the pack."""
    return {**bundle.firmware(PROCESSOR), **flashed(), SLOTS[0]: _updatable("1.0.0")}


def _saved(_: Mapping[str, bytes]) -> tuple[str, bytes]:
    return COPIES[1], b"learned since" * 200


STORIES: Sequence[Story] = (
    Story(
        "a board on the desk",
        flashed,
        wakes,
        holds,
        _saved,
        (
            Scenario("update by habitude flash", _flash("1.0.1")),
            Scenario("the next update", _flash("1.0.2")),
            Scenario("flash --back", _back),
        ),
    ),
    Story(
        "a board on its wall",
        _flashed_updatable,
        wakes,
        holds,
        _saved,
        (
            Scenario("update over the link, tried and taken", _update("1.0.1")),
            Scenario("one that fails, and the way back", _failing_update("1.0.1", "1.0.2")),
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
