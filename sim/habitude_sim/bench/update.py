"""What an update over the link and a hang cost, on the emulated Pico W, whose flash takes no time.

The whole firmware goes over the emulated USB once, into a board that then tries and takes it; and
a driver, the learner, the guard, a command, the loop hang, until the watchdog has the board back
in control.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from habitude_host import bundle, pack, update
from habitude_host.link import Link
from habitude_sim.bench.board import APPLIANCE, Figure
from habitude_sim.emulator import Board
from habitude_sim.emulator.devices import PwmLoad
from habitude_sim.emulator.wiring import wired
from habitude_sim.engines import rp2040

_BACK_S = 10.0  # in control after a hang
_TRIAL_S = 120.0
_LOOK_S = 0.01

# A board that has hung once does not hang again.
_HANGS = """

def _hang(*arguments):
    import os
    import time

    if "hung" not in os.listdir("/"):
        with open("/hung", "w"):
            pass
        print("it hangs")
        time.sleep(1000)
    return _goes_on(*arguments)


_goes_on, {0}.{1} = {0}.{1}, _hang
"""


@dataclass(frozen=True)
class Hang:
    """A method of the firmware that never ends, and what is said to the board to get it called."""

    title: str
    module: str
    owner: str
    method: str
    said: bytes = b""


HANGS = (
    Hang("a driver", "habitude/board/sht3x", "Sht3x", "read"),
    Hang("the learner", "habitude/learn/habit", "Habit", "tick"),
    Hang("the guard", "habitude/guard", "Guard", "apply"),
    Hang("a command", "habitude/commands", "Commands", "run", b"set target_temp 21\n"),
    Hang("the loop", "habitude/board/loop", "Loop", "_pass"),
)


def measure(tell: Callable[[str], None], micropython: Path | None = None) -> list[Figure]:
    """Every figure. tell: is told what is measured next."""
    figures: list[Figure] = []
    for hang in HANGS:
        tell(f"{hang.title} that hangs")
        title = f"a hang in {hang.title}, until an output"
        figures.append(Figure(title, hang_s(hang, micropython), "s", _BACK_S))
    tell("the whole firmware over the link, which takes half an hour")
    return [*figures, *sent(micropython)]


def hang_s(hang: Hang, micropython: Path | None = None) -> float:
    """From a hang to the next output; the board ticks once a second."""
    firmware = Path(str(resources.files("habitude"))).parent
    document = json.loads((firmware / "boards" / "pico_w.json").read_bytes()) | {"tick_s": 1}
    models = wired(document)
    loads = [model for model in models if isinstance(model, PwmLoad)]
    files = bundle.firmware(rp2040.PROCESSOR) | {"board.json": json.dumps(document).encode()}
    with TemporaryDirectory() as folder:
        whole = (firmware / f"{hang.module}.py").read_text(encoding="utf-8")
        source = Path(folder) / "hangs.py"
        source.write_text(whole + _HANGS.format(hang.owner, hang.method), encoding="utf-8")
        hanging = bundle.compiled(source, f"{hang.module}.py", rp2040.PROCESSOR)
    board = Board(files | {f"{hang.module}.mpy": hanging}, micropython, models)
    if hang.said:
        _await(board, lambda: _on(loads))
        board.send(hang.said)
    board.wait_for(b"it hangs")
    began_s = board.seconds
    _await(board, lambda: not _on(loads))
    _await(board, lambda: _on(loads))
    return board.seconds - began_s


def _await(board: Board, there: Callable[[], bool]) -> None:
    while not there():
        board.sleep(_LOOK_S)


def _on(loads: list[PwmLoad]) -> bool:
    return any(load.power for load in loads)


def sent(micropython: Path | None = None) -> list[Figure]:
    """The firmware's pack into a board that runs the same as another version."""
    firmware = bundle.packed(rp2040.PROCESSOR)
    before = pack.packed(pack.unpacked(firmware)[1], "0.0.0", rp2040.PROCESSOR)
    files = {"firmware.a": before, "firmware.txt": b"firmware.a\n", **bundle.starter()}
    files["board.json"] = json.dumps({"appliance": APPLIANCE}).encode()
    board = Board(files, micropython)
    link = Link(rp2040.Rp2040Transport(board))
    link.greet()
    answers_s = [board.seconds]
    to_send = update.Update.of(firmware, rp2040.PROCESSOR)

    def answered(done: int, total: int) -> None:
        answers_s.append(board.seconds)

    update.send(link, to_send, answered)
    sent_s = board.seconds
    pieces_s = [after - before for before, after in pairwise(answers_s)]

    def again() -> Link:
        board.sleep(1)
        return Link(rp2040.Rp2040Transport(board))

    update.await_taken(again, to_send)
    return [
        Figure("a pack", len(firmware), "bytes"),
        Figure("sent over the link and checked", 1000 * (sent_s - answers_s[0]), "ms"),
        Figure("a piece, longest", 1000 * max(pieces_s), "ms"),
        Figure(
            "restarted, tried and taken", 1000 * (board.seconds - sent_s), "ms", 1000 * _TRIAL_S
        ),
    ]
