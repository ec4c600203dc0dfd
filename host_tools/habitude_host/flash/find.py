"""Boards that are plugged in: serial ports, and drives that wait for MicroPython."""

from __future__ import annotations

import string
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from habitude_host.errors import HabitudeError

# USB vendor and product (None: any) and what they mean. Bridges are what ESP32 boards carry.
_KNOWN: tuple[tuple[int, int | None, str], ...] = (
    (0x2E8A, 0x0005, "Pico with MicroPython"),
    (0x303A, 0x1001, "ESP32-C3, -C6 or -S3, its own USB"),
    (0x303A, None, "ESP32-S2 or -S3 with MicroPython"),
    (0x10C4, 0xEA60, "CP210x bridge: an ESP32 board, most likely"),
    (0x1A86, None, "CH340 or CH9102 bridge: an ESP32 board, most likely"),
    (0x0403, None, "FTDI bridge: an ESP32 board, perhaps"),
)
_INFO = "INFO_UF2.TXT"


@dataclass(frozen=True)
class Port:
    """A serial port with something known on it."""

    device: str
    what: str


@dataclass(frozen=True)
class Drive:
    """A board in BOOTSEL mode. model: "RPI-RP2" (RP2040) or "RP2350"."""

    path: Path
    model: str


class NoBoardError(HabitudeError):
    """There is no board, or more than one."""


def ports(listed: Iterable[tuple[str, int | None, int | None]] | None = None) -> list[Port]:
    """Ports with a known USB vendor. listed: (device, vendor, product) of other ports."""
    found: list[Port] = []
    for device, vendor, product in listed if listed is not None else _listed():
        for known_vendor, known_product, what in _KNOWN:
            if vendor == known_vendor and known_product in (None, product):
                found.append(Port(device, what))
                break
    return found


def only_port(list_ports: Callable[[], list[Port]] = ports) -> str:
    """The port of the only board. NoBoardError, which says what to try, if there is not one."""
    found = list_ports()
    if len(found) == 1:
        return found[0].device
    if not found:
        raise NoBoardError(
            "no board is plugged in: try another cable (many only charge), another USB socket; "
            "habitude doctor looks closer"
        )
    names = ", ".join(f"{port.device} ({port.what})" for port in found)
    raise NoBoardError(f"there are several boards, say which with --port: {names}")


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


def _listed() -> list[tuple[str, int | None, int | None]]:
    from serial.tools.list_ports import comports

    return [(port.device, port.vid, port.pid) for port in comports()]


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
