"""How long the flash of a board lasts: the store's saves on littlefs, its block erases counted.

The host writes what `firmware/habitude/store.py` writes (two files in turn, each rewritten whole)
to a littlefs of the board's geometry and counts what reaches each block.
"""

# littlefs-python leaves the types of its files open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from dataclasses import dataclass

from littlefs import LittleFS, UserContext
from littlefs.lfs import LFSConfig

CYCLES = 100_000  # erases that a block of the board's NOR flash stands (W25Q16JV data sheet, 9.1)
SAVES_A_DAY = 24  # the app allows one an hour
PROFILE_BYTES = 280
_BLOCK = 4096
_PICO_W_BLOCKS = 212
_NAMES = ("/profile.a", "/profile.b")


class _Flash(UserContext):
    """Memory that counts the erases of each block."""

    def __init__(self, blocks: int) -> None:
        super().__init__(blocks * _BLOCK)
        self.erases = [0] * blocks

    def erase(self, cfg: LFSConfig, block: int) -> int:
        self.erases[block] += 1
        return super().erase(cfg, block)


@dataclass(frozen=True)
class Wear:
    """Erases over some saves: in all, of the most worn block, and the life that this gives."""

    saves: int
    erases: int
    most_of_a_block: int

    @property
    def years(self) -> float:
        """Until the most worn block is worn out, at the most saves a day that the app allows."""
        return self.saves * CYCLES / self.most_of_a_block / SAVES_A_DAY / 365


def measure(saves: int = 20_000, other_bytes: int = 120_000) -> Wear:
    """Save so many times on a Pico W's file system that also holds `other_bytes` of firmware."""
    flash = _Flash(_PICO_W_BLOCKS)
    files = LittleFS(
        context=flash,
        block_size=_BLOCK,
        block_count=_PICO_W_BLOCKS,
        read_size=32,
        prog_size=32,
        cache_size=128,
        lookahead_size=32,
    )
    with files.open("/firmware", "wb") as file:
        file.write(bytes(other_bytes))
    before = list(flash.erases)
    for save in range(saves):
        with files.open(_NAMES[save % 2], "wb") as file:
            file.write(bytes(PROFILE_BYTES + 14))
    worn = [after - start for after, start in zip(flash.erases, before, strict=True)]
    return Wear(saves, sum(worn), max(worn))
