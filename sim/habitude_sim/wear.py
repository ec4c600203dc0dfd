"""How long the flash of a board lasts: the store's saves on littlefs, its block erases counted.

The host writes what `firmware/habitude/store.py` writes (two files in turn, each rewritten whole)
to a littlefs of the board's geometry and counts what reaches each block.
"""

# littlefs-python leaves the types of its files open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from dataclasses import dataclass

from littlefs import UserContext
from littlefs.lfs import LFSConfig

from habitude_sim.emulator import flash

CYCLES = 100_000  # erases that a block of the board's NOR flash stands (W25Q16JV data sheet, 9.1)
SAVES_A_DAY = 25  # the app allows one an hour, and one when it asks
PROFILE_BYTES = 2900  # with the most people that can be known
_NAMES = ("/profile.a", "/profile.b")


class _Flash(UserContext):
    """Memory that counts the erases of each block."""

    def __init__(self) -> None:
        super().__init__(flash.SIZE)
        self.erases = [0] * flash.BLOCKS

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
    memory = _Flash()
    files = flash.formatted(memory)
    with files.open("/firmware", "wb") as file:
        file.write(bytes(other_bytes))
    before = list(memory.erases)
    for save in range(saves):
        with files.open(_NAMES[save % 2], "wb") as file:
            file.write(bytes(PROFILE_BYTES + 14))
    worn = [after - start for after, start in zip(memory.erases, before, strict=True)]
    return Wear(saves, sum(worn), max(worn))
