"""Boards in BOOTSEL mode: they are drives that wait for MicroPython."""

from __future__ import annotations

import string
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_INFO = "INFO_UF2.TXT"


@dataclass(frozen=True)
class Drive:
    """A board in BOOTSEL mode. model: "RPI-RP2" (RP2040) or "RP2350"."""

    path: Path
    model: str


def drives(folders: Iterable[Path] | None = None) -> list[Drive]:
    """Boards in BOOTSEL mode: they are small drives. folders: instead of where drives appear."""
    found: list[Drive] = []
    for folder in folders if folders is not None else _mount_points():
        try:
            told = (folder / _INFO).read_text(encoding="ascii", errors="replace")
        except OSError:
            continue
        for line in told.splitlines():
            if line.startswith("Board-ID:"):
                found.append(Drive(folder, line.partition(":")[2].strip()))
    return found


def _mount_points() -> list[Path]:
    if sys.platform == "win32":
        return [Path(f"{letter}:/") for letter in string.ascii_uppercase]
    # Each user's drives have a folder below these two.
    users = [folder for place in ("/media", "/run/media") for folder in _inside(Path(place))]
    places = [Path("/Volumes"), Path("/mnt"), *users]
    return [folder for place in places for folder in _inside(place)]


def _inside(parent: Path) -> list[Path]:
    try:
        return sorted(parent.iterdir())
    except OSError:
        return []  # not there, or somebody else's
