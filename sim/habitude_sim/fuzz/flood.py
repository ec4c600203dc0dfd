"""Floods against the board's loop, on MicroPython's unix port: hours of them in seconds.

Time and wires are stand-ins as slow as an emulated Pico W (on_board/flood.py); the rest is the
firmware: loop, console, link, appliance.
"""

from __future__ import annotations

import ast
import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from rich.table import Table

from habitude_host.errors import HabitudeError
from habitude_sim.engines.unix import HEAP, find_micropython

TICK_S = 1
MOST_GROWN = 256  # bytes
_HALF_OPEN_S = 6 * 3600
_ENDLESS = 10_000_000


@dataclass(frozen=True)
class Scenario:
    """seconds: that pass, at least. bytes: that come, as fast as they are taken."""

    name: str
    title: str
    seconds: int
    bytes: int = 1 << 28


SCENARIOS = (
    Scenario("lines", "damaged lines, as fast as they are taken", 600),
    Scenario("words", "a person's lines, as fast as they are taken", 600),
    Scenario("deaf", "the same from a host that reads no answer", 600),
    Scenario("half-open", "a line that nobody ends", _HALF_OPEN_S, 500),
    Scenario("endless", "10 MB without a newline", 60, _ENDLESS),
)


@dataclass(frozen=True)
class Flood:
    """What came of one. longest_ms: from a tick to the next. grown: bytes of heap in use."""

    title: str
    seconds: int
    bytes: int
    answers: int
    ticks: int
    longest_ms: int
    safes: int
    grown: int

    @property
    def survived(self) -> bool:
        """No tick was late by more than one, nothing was switched off, nothing grew."""
        return self.longest_ms <= 2000 * TICK_S and not self.safes and self.grown <= MOST_GROWN


def run(scenario: Scenario) -> Flood:
    """Live through one. HabitudeError if the firmware did not."""
    firmware = Path(str(resources.files("habitude"))).parent
    script = Path(str(resources.files("habitude_sim.fuzz"))) / "on_board" / "flood.py"
    asked = (scenario.name, str(scenario.seconds), str(scenario.bytes))
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [find_micropython(), "-X", f"heapsize={HEAP}", str(script), *asked],
            env={**os.environ, "MICROPYPATH": f"{firmware}:.frozen"},
            capture_output=True,
            text=True,
            cwd=folder,
        )
    if done.returncode != 0:
        raise HabitudeError(f"{scenario.title}: {done.stderr.strip() or done.stdout.strip()}")
    found: Mapping[str, int] = ast.literal_eval(done.stdout)
    return Flood(scenario.title, **found)


def table(floods: list[Flood]) -> Table:
    """What came, and what came of it."""
    made = Table(title="floods, a tick a second")
    made.add_column("")
    for name in ("seconds", "bytes", "answers", "ticks", "longest", "grown", ""):
        made.add_column(name, justify="right")
    for each in floods:
        numbers = (each.seconds, each.bytes, each.answers, each.ticks)
        cells = [f"{number:,}" for number in numbers]
        last = "" if each.survived else "missed"
        made.add_row(each.title, *cells, f"{each.longest_ms:,} ms", f"{each.grown:,} bytes", last)
    return made
