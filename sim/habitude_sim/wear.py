"""How long the flash of a board lasts: a year's writes on its littlefs, the erases of each block.

The host writes what the firmware writes, as often as it does, to a littlefs of the board's
geometry, with the parameters that MicroPython mounts it with, and counts what reaches each block.
"""

# littlefs-python leaves the types of its files open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from littlefs import LittleFS, LittleFSError, UserContext
from littlefs.lfs import LFSConfig
from rich import box
from rich.table import Table

CYCLES = 100_000  # erases that a block of NOR flash stands (W25Q16JV data sheet, 9.1)
TARGET_YEARS = 20
WIDTH = 110  # of the table, where there is no terminal
PROFILE_BYTES = 2900  # with the most people that can be known
_COPIES = ("/profile.a", "/profile.b")
_COPY_EXTRA = 14  # head and checksum of a stored copy
_ERROR_BYTES, _TRIES_BYTES, _PACK_BYTES = 700, 2, 170_000
_BLOCK = 4096


@dataclass(frozen=True)
class Flash:
    """The file system of a board, and what MicroPython mounts it with (extmod/vfs_lfsx.c)."""

    name: str
    blocks: int
    prog_size: int

    def littlefs(self, context: UserContext) -> LittleFS:
        read_size = 32
        return LittleFS(
            context=context,
            mount=False,
            block_size=_BLOCK,
            block_count=self.blocks,
            read_size=read_size,
            prog_size=self.prog_size,
            cache_size=4 * max(read_size, self.prog_size),
            lookahead_size=32,
            block_cycles=100,
        )


# ports/rp2/modules/_boot.py, ports/esp32/modules/inisetup.py and partitions-4MiB.csv
FLASHES = (Flash("Pico W, 848 KiB", 212, 256), Flash("ESP32, 2 MiB", 512, 32))


@dataclass(frozen=True)
class Use:
    """How often in a year the firmware writes what.

    saves: of the profile, of any cause. erasures: of all free blocks, after `forget`. errors,
    tries: kept errors, PINs tried. updates: of the firmware. restarts: littlefs goes on at another
    block then.
    """

    name: str
    saves: int
    erasures: int = 0
    errors: int = 0
    tries: int = 0
    updates: int = 0
    restarts: int = 12


# `make soak`, seed 1: a year with guests, holidays, faults, and 64 corrections by the owner.
EVENTFUL = Use("an eventful household", saves=927, erasures=4, errors=12, tries=12, updates=4)
# The app saves at most once an hour, and once for a question; errors are kept once an hour, and
# wrong PINs come to one an hour. Beside them an owner who corrects it twenty times a day.
MOST = Use(
    "all that the app allows, 20 corrections a day",
    saves=(25 + 20) * 365,
    erasures=365,
    errors=24 * 365,
    tries=24 * 365,
    updates=52,
    restarts=365,
)
# Over the link there is no limit.
PROGRAM = Use("a program that corrects something every minute", saves=60 * 24 * 365)


def lived(path: Path) -> Use:
    """The eventful household as `habitude sim soak --out` has counted it."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return replace(EVENTFUL, saves=round(told["saves"] * 365 / told["days"]))


@dataclass(frozen=True)
class Wear:
    """Erases in a year: in all, and of the most worn block."""

    flash: Flash
    use: Use
    erases: float
    most_of_a_block: float

    @property
    def years(self) -> float:
        """Until the most worn block is worn out."""
        return CYCLES / self.most_of_a_block


class _Memory(UserContext):
    """Memory that counts the erases of each block."""

    def __init__(self, blocks: int) -> None:
        super().__init__(blocks * _BLOCK)
        self.erases = np.zeros(blocks, np.int64)

    def erase(self, cfg: LFSConfig, block: int) -> int:
        self.erases[block] += 1
        return super().erase(cfg, block)


class _Board:
    """What the firmware does to its flash."""

    def __init__(self, flash: Flash) -> None:
        self.memory = _Memory(flash.blocks)
        self._flash = flash
        self._files = flash.littlefs(self.memory)
        self._files.format()
        self._files.mount()
        self._saves = 0
        for slot in ("/firmware.a", "/firmware.b"):
            self._write(slot, _PACK_BYTES)
        self.memory.erases[:] = 0

    def save(self) -> None:
        self._write(_COPIES[self._saves % 2], PROFILE_BYTES + _COPY_EXTRA)
        self._saves += 1

    def erase(self) -> None:
        """Fill what is free, block by block, and let it go."""
        try:
            with self._files.open("/erase", "wb") as file:
                while True:
                    file.write(bytes(_BLOCK))
        except LittleFSError as full:
            if full.code != LittleFSError.Error.LFS_ERR_NOSPC:
                raise
        self._files.remove("/erase")

    def keep_error(self) -> None:
        self._write("/last_error.txt", _ERROR_BYTES)

    def count_try(self) -> None:
        self._write("/tries", _TRIES_BYTES)

    def update(self) -> None:
        self._write("/firmware.b", _PACK_BYTES)

    def restart(self) -> None:
        self._files.unmount()
        self._files = self._flash.littlefs(self.memory)
        self._files.mount()

    def _write(self, path: str, count: int) -> None:
        with self._files.open(path, "wb") as file:
            file.write(bytes(count))


def measure(flash: Flash, use: Use, years: float = 1.0, seed: int = 1) -> Wear:
    """Write so many years' worth in a chance order."""
    board = _Board(flash)
    times: list[tuple[Callable[[], None], int]] = [
        (board.save, use.saves),
        (board.erase, use.erasures),
        (board.keep_error, use.errors),
        (board.count_try, use.tries),
        (board.update, use.updates),
        (board.restart, use.restarts),
    ]
    writes = [write for write, in_a_year in times for _ in range(round(in_a_year * years))]
    for index in np.random.default_rng(seed).permutation(len(writes)).tolist():
        writes[index]()
    erases = board.memory.erases
    return Wear(flash, use, float(erases.sum()) / years, float(erases.max()) / years)


def measure_all(eventful: Use) -> list[Wear]:
    """Every use on every flash, for so long that each block is written to, again and again."""
    lives = ((eventful, 3.0), (MOST, 0.2), (PROGRAM, 0.04))
    return [measure(flash, use, years) for flash in FLASHES for use, years in lives]


def lasts(found: list[Wear]) -> bool:
    """Whether no flash is worn out before its time, but by a program that may do anything."""
    return all(wear.years >= TARGET_YEARS for wear in found if wear.use is not PROGRAM)


def table(found: list[Wear]) -> Table:
    told = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    told.add_column("flash")
    told.add_column("use")
    for name in ("saves\na year", "erases\na year", "of the most\nworn block", "years\nit lasts"):
        told.add_column(name, justify="right")
    for wear in found:
        told.add_row(
            wear.flash.name,
            wear.use.name,
            f"{wear.use.saves:,}",
            f"{wear.erases:,.0f}",
            f"{wear.most_of_a_block:,.0f}",
            f"{wear.years:,.0f}",
        )
    return told
