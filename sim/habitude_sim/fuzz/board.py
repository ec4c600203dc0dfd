"""Hostile lines for an emulated Pico W with the firmware and its sensors, over its USB console.

All come as fast as the board takes them. Then a line without an end, for some seconds.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from habitude_host import bundle
from habitude_host.link import Link
from habitude_sim.emulator import Board
from habitude_sim.emulator.devices import I2cBus, Sht3x
from habitude_sim.emulator.wiring import wired
from habitude_sim.engines import rp2040
from habitude_sim.fuzz.hostile import first_of_each, refused

TICK_S = 1
_GROWN = 256  # bytes of heap: what is in use is not the same at each moment
_LOOK_S = 1.0  # of the board's time, between two looks
_LONGEST_S = 0.5  # for a line
_HALF_OPEN_S = 5
_ENDLESS = 8192  # bytes without a newline


class Heart(Sht3x):
    """A sensor that is asked once a tick. beats: when, in seconds since power-on."""

    def __init__(self) -> None:
        super().__init__()
        self.beats: list[float] = []

    def start(self, reading: bool) -> bool:
        if not reading:
            self.beats.append(self.now_s)
        return super().start(reading)


@dataclass(frozen=True)
class Siege:
    """What hostile lines did to a board.

    seconds: of the board's time. longest_s: from one tick to the next, of `ticks`. grown: bytes
    that are in use after a collection, more than before. changed: whether the profile or what is
    set is another. died: what the board printed if it failed or started again.
    """

    lines: int
    answers: int
    seconds: float
    ticks: int
    longest_s: float
    grown: int
    changed: bool
    died: str | None

    @property
    def told(self) -> str:
        """For people."""
        outcome = self.died or ("something changed" if self.changed else "nothing changed")
        return (
            f"{self.lines:,} hostile lines, {self.answers:,} answers in {self.seconds:,.0f} s of "
            f"the board's time: {outcome}; {self.ticks:,} ticks, one a second, at most "
            f"{self.longest_s:.3f} s apart; {self.grown} bytes of heap more in use"
        )

    @property
    def survived(self) -> bool:
        """Whether all was answered, nothing changed or grew, and control went on."""
        in_time = self.longest_s <= 2 * TICK_S and self.ticks >= self.seconds / TICK_S - 1
        whole = self.answers == self.lines and not self.changed and self.died is None
        return whole and in_time and self.grown <= _GROWN


class Besieged:
    """A board with a sensor and a heater, which lives a second a tick."""

    def __init__(self, micropython: Path | None = None) -> None:
        firmware = Path(str(resources.files("habitude"))).parent
        document = json.loads((firmware / "boards" / "pico_w.json").read_bytes())
        document["tick_s"] = TICK_S
        others = [part for part in document["parts"] if part["driver"] != "sht3x"]
        self.heart = Heart()
        models = [*wired({"parts": others}), I2cBus(0, self.heart)]
        files = bundle.firmware(rp2040.PROCESSOR) | {"board.json": json.dumps(document).encode()}
        self.board = Board(files, micropython, models)
        self.link = Link(rp2040.Rp2040Transport(self.board), 1 << 29)
        self.link.greet("climate")

    def throw(self, count: int, seed: int = 0, tell: Callable[[str], None] = print) -> Siege:
        """`count` lines as fast as they are taken, after one of each kind."""
        board, made = self.board, refused(seed)
        self._send(first_of_each(seed), tell)
        before, used = self._state(), self._used()
        began, first = board.seconds, len(self.heart.beats)
        answers = self._send(list(islice(made, count)), tell)
        board.send(b"{" * 200)  # a line that nobody ends
        board.sleep(_HALF_OPEN_S)
        board.send(b"{" * _ENDLESS)
        answers += self._send([b"}"], tell)
        seconds = board.seconds - began
        beats = self.heart.beats[first - 1 :]
        ticks, longest = len(beats) - 1, max(later - one for one, later in pairwise(beats))
        died = next((sign for sign in _SIGNS if sign in board.said), None)
        after = self._state()
        grown = self._used() - used
        return Siege(count + 1, answers, seconds, ticks, longest, grown, after != before, died)

    def _send(self, sent: list[bytes], tell: Callable[[str], None]) -> int:
        """How many answers came to these lines."""
        board, answers, quiet = self.board, 0, 0.0
        board.take()
        board.send(b"".join(line + b"\n" for line in sent))
        while answers < len(sent) and quiet < len(sent) * _LONGEST_S and quiet < 20:
            board.sleep(_LOOK_S)
            came = board.take().count(b"\n")
            quiet = 0 if came else quiet + _LOOK_S
            answers += came
            tell(f"{answers:,} of {len(sent):,} lines answered in {board.seconds:.0f} s")
        return answers

    def _state(self) -> tuple[Any, ...]:
        status = self.link.ask("status")
        shown = [setting[1] for setting in status["settings"]]
        return self.link.ask("profile")["crc"], self.link.ask("people"), shown, status["frozen"]

    def _used(self) -> int:
        return self.link.ask("memory")["used"]


_SIGNS = ("Traceback", "MPY: soft reboot", "MicroPython v", ">>>", "error:")
