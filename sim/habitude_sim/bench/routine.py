"""How long a slot of the routine takes and what it allocates, on an emulated RP2040.

A slot is what happens each quarter of an hour: learn the label that is known by now, expect the
coming hour, decide whether to prepare for it.
"""

from __future__ import annotations

import ast
import random
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from rich.table import Table

from habitude_host import bundle
from habitude_sim.emulator import Board

TARGET_US = 2000
REST, KNOWN = 4, 6  # a water heater's long runs: the most that waits for its label
_DEVICE = Path(str(resources.files("habitude_sim.bench"))) / "device"
_TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Measured:
    """times_us: of each slot that learned. expected: after every slot, twice the log-odds (Q12),
    and 1 more while prepared.
    """

    times_us: list[int]
    taken_bytes: int
    expected: list[int]


def uses(slots: int, seed: int = 1) -> bytes:
    """A made-up life: for each slot whether it was on, and twice how long ago a use began."""
    chance = random.Random(seed)
    life = bytearray(slots)
    slot = 0
    while slot < slots:
        length = chance.randrange(1, 4)
        for on in range(slot, min(slots, slot + length)):
            life[on] |= 1
        if slot + KNOWN - 1 < slots:
            life[slot + KNOWN - 1] |= KNOWN << 1
        slot += length + chance.randrange(REST, 20)
    return bytes(life)


def measure(life: bytes, micropython: Path | None = None) -> Measured:
    """Live through `life` on an emulated Pico W. micropython: the image, None finds it."""
    board = Board({**_files(), "uses.bin": life}, micropython)
    board.run("from routine_bench import *")
    printed = board.run(f"print(slots_of({REST}, {KNOWN}))", _TIMEOUT_S)
    times, taken, expected = ast.literal_eval(printed)
    return Measured(times[REST + KNOWN + 3 :], taken, expected)


def table(measured: Measured) -> Table:
    """One row: how many slots, how long they take, what they allocate."""
    made = Table(title=f"A routine's slot, emulated RP2040 (target: {TARGET_US:,} us, 0 bytes)")
    for title in ("slots", "least us", "mean us", "most us", "bytes"):
        made.add_column(title, justify="right")
    times = measured.times_us
    us = (min(times), sum(times) / len(times), max(times))
    made.add_row(f"{len(times)}", *(f"{one:,.0f}" for one in us), f"{measured.taken_bytes:,}")
    return made


def _files() -> dict[str, bytes]:
    files = {
        path: content
        for path, content in bundle.firmware("armv6m").items()
        if path.startswith(("habitude/learn/", "habitude/__init__", "habitude/compat"))
    }
    for name in ("stopwatch", "routine_bench"):
        files[f"{name}.mpy"] = bundle.compiled(_DEVICE / f"{name}.py", f"{name}.py", "armv6m")
    return files
