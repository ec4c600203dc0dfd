"""What an update over the link and a hang cost, on the emulated Pico W, whose flash takes no time.

The whole firmware goes over the emulated USB once, into a board that then tries and takes it; and
a driver hangs in the middle of a reading, until the watchdog has the board back in control.
"""

from __future__ import annotations

import json
from collections.abc import Callable
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

import os
import time


def _hang(self):
    if "hung" not in os.listdir("/"):
        with open("/hung", "w"):
            pass
        print("it hangs")
        time.sleep(1000)
    _read(self)


_read, Sht3x.read = Sht3x.read, _hang
"""


def measure(tell: Callable[[str], None], micropython: Path | None = None) -> list[Figure]:
    """Every figure. tell: is told what is measured next."""
    tell("a driver that hangs")
    back_s = hang_s(micropython)
    tell("the whole firmware over the link, which takes half an hour")
    return [
        Figure("a hang in a driver, until an output", back_s, "s", _BACK_S),
        *sent(micropython),
    ]


def hang_s(micropython: Path | None = None) -> float:
    """From the hang of a sensor's driver to the next output; the board ticks once a second."""
    firmware = Path(str(resources.files("habitude"))).parent
    document = json.loads((firmware / "boards" / "pico_w.json").read_bytes()) | {"tick_s": 1}
    models = wired(document)
    loads = [model for model in models if isinstance(model, PwmLoad)]
    files = bundle.firmware(rp2040.PROCESSOR) | {"board.json": json.dumps(document).encode()}
    with TemporaryDirectory() as folder:
        source = Path(folder) / "sht3x.py"
        driver = firmware / "habitude" / "board" / "sht3x.py"
        source.write_text(driver.read_text(encoding="utf-8") + _HANGS, encoding="utf-8")
        hanging = bundle.compiled(source, "habitude/board/sht3x.py", rp2040.PROCESSOR)
    board = Board(files | {"habitude/board/sht3x.mpy": hanging}, micropython, models)
    board.wait_for(b"it hangs")
    began_s = board.seconds
    while not any(load.power for load in loads):
        board.sleep(_LOOK_S)
    return board.seconds - began_s


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
