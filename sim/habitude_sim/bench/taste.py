"""How long a taste takes to foretell and to learn, and what it allocates, on an emulated RP2040.

In each moment of a made-up life, with every feature known, it is asked what would be said and what
is wanted, told a vote, and overridden. Moments are days apart, so that evidence has to be halved
in some.
"""

from __future__ import annotations

import ast
import random
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from zlib import crc32

from rich.table import Table

from habitude_host import bundle
from habitude_sim.emulator import Board

TARGET_US = 500
MOMENTS = 20
CALLS = ("predict", "wanted", "vote", "override")
_DEVICE = Path(str(resources.files("habitude_sim.bench"))) / "device"
_TIMEOUT_S = 20.0
_DAY_S = 86400

Told = tuple[tuple[int, ...], int, int, int]  # raw values, local seconds, answer, value set


@dataclass(frozen=True)
class Measured:
    """times_us: of each call, by its kind. kept: what the taste saved in the end."""

    times_us: dict[str, list[int]]
    taken_bytes: int
    kept: bytes


def life(seed: int = 1) -> list[Told]:
    """Moments of a person who mostly has it too cold, two and a half days apart."""
    chance = random.Random(seed)
    moments: list[Told] = []
    for at in range(MOMENTS):
        local_s = 10 * _DAY_S + at * 5 * _DAY_S // 2 + chance.randrange(_DAY_S // 2)
        room = chance.randrange(1800, 2800)
        clothing, activity = chance.randrange(30, 120), chance.randrange(80, 160)
        moment = (room, clothing, activity, chance.randrange(-500, 3000), local_s % _DAY_S)
        moments.append((moment, local_s, chance.choice((-1, 0, 1, 1)), room + 100))
    return moments


def measure(told: list[Told], micropython: Path | None = None) -> Measured:
    """Live through these moments on an emulated Pico W. micropython: the image, None finds it."""
    board = Board(_files(), micropython)
    board.run("from taste_bench import *")
    times, taken, kept = ast.literal_eval(board.run(f"print(times_of({told}))", _TIMEOUT_S))
    return Measured(dict(zip(CALLS, times, strict=True)), taken, kept)


def table(measured: Measured) -> Table:
    """A row for each kind of call."""
    made = Table(
        title=f"A taste, emulated RP2040 (target: {TARGET_US:,} us, 0 bytes)",
        caption=f"Allocated by all calls together: {measured.taken_bytes:,} bytes. "
        f"State: {len(measured.kept)} bytes, CRC-32 {crc32(measured.kept):08x}.",
        caption_justify="left",
    )
    made.add_column("call")
    for title in ("calls", "least us", "mean us", "most us"):
        made.add_column(title, justify="right")
    for name, times in measured.times_us.items():
        us = (min(times), sum(times) / len(times), max(times))
        made.add_row(name, f"{len(times)}", *(f"{one:,.0f}" for one in us))
    return made


def _files() -> dict[str, bytes]:
    files = {
        path: content
        for path, content in bundle.firmware("armv6m").items()
        if path.startswith(
            ("habitude/learn/", "habitude/__init__", "habitude/compat", "habitude/fixed")
        )
    }
    for name in ("stopwatch", "taste_bench"):
        files[f"{name}.mpy"] = bundle.compiled(_DEVICE / f"{name}.py", f"{name}.py", "armv6m")
    return files
