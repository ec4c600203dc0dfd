"""Put MicroPython on a board: a UF2 file copied to a Pico's drive, esptool for the ESP32s."""

from __future__ import annotations

import struct
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from habitude_host import micropython_image, ports
from habitude_host.errors import HabitudeError
from habitude_host.flash.drives import Drive
from habitude_host.micropython_image import Image

_RPI_PICO_2_W = "RPI_PICO2_W"
_BLOCK = 512
_MAGIC = (0x0A324655, 0x9E5D5157)  # UF2 specification, "File Format"
_FAMILIES = {"RPI-RP2": 0xE48BFF56, "RP2350": 0xE48BFF59}
_PATIENCE_S = 60.0

Run = Callable[[Sequence[str]], int]


class PutError(HabitudeError):
    """MicroPython can't be put on this board, or this file is not for it."""


@dataclass(frozen=True)
class Kind:
    """A kind of board. image: None where no release is known by its checksum; `name` then says
    which of micropython.org's it is. drive: its model in BOOTSEL mode; chip, offset: esptool's.
    """

    name: str
    image: Image | None = None
    drive: str | None = None
    chip: str | None = None
    offset: int = 0


KINDS = {
    "pico_w": Kind("RPI_PICO_W", micropython_image.PICO_W, drive="RPI-RP2"),
    "pico_2_w": Kind(_RPI_PICO_2_W, drive="RP2350"),
    "esp32": Kind("ESP32_GENERIC", micropython_image.ESP32, chip="esp32", offset=0x1000),
    "esp32c3": Kind("ESP32_GENERIC_C3", micropython_image.ESP32_C3, chip="esp32c3"),
    "esp32s3": Kind("ESP32_GENERIC_S3", micropython_image.ESP32_S3, chip="esp32s3"),
}
BOOTSEL = (
    "hold the button BOOTSEL while you plug it in, then let go: it shows up as a drive. "
    "At a MicroPython prompt, machine.bootloader() does the same"
)


def image_for(kind: Kind, given: Path | None) -> Path:
    """The image to write: the given file, else the release, from the cache or fetched.

    HabitudeError if there is none; a given file is only checked to be for this kind of chip.
    """
    if given is None:
        if kind.image is None:
            raise PutError(
                f"take {kind.name} from micropython.org/download/{kind.name} and name the file "
                "with --image"
            )
        return micropython_image.fetch(kind.image)
    if not given.is_file():
        raise PutError(f"there is no file {given}")
    return given


def put_uf2(kind: Kind, image: Path, drives: Sequence[Drive]) -> Drive:
    """Copy a UF2 file to the board's drive; it restarts with it.

    PutError, which says how to get there, if no board is in BOOTSEL mode, or it is another chip.
    """
    fitting = [drive for drive in drives if drive.model == kind.drive]
    if not fitting:
        others = ", ".join(f"{drive.path} is a {drive.model}" for drive in drives)
        raise PutError(
            f"no {kind.name} waits for MicroPython{f' ({others})' if others else ''}: {BOOTSEL}"
        )
    data = image.read_bytes()
    family = uf2_family(data)
    if family != _FAMILIES[fitting[0].model]:
        raise PutError(f"{image} is not for this board: it is for UF2 family 0x{family:08x}")
    target = fitting[0].path / image.name
    try:
        target.write_bytes(data)
    except OSError as error:
        raise PutError(f"{fitting[0].path} can't be written: {error.strerror}") from error
    return fitting[0]


def uf2_family(data: bytes) -> int:
    """The chip that a UF2 file is for. PutError if it is none."""
    whole = len(data) >= _BLOCK and len(data) % _BLOCK == 0
    if not whole or struct.unpack_from("<2I", data) != _MAGIC:
        raise PutError("this is no UF2 file")
    # RP2350 images may begin with a block for any chip (erratum E10): the last block counts.
    return struct.unpack_from("<I", data, len(data) - _BLOCK + 28)[0]


def put_esp(kind: Kind, image: Path, port: str, run: Run | None = None) -> None:
    """Erase an ESP32's flash and write MicroPython. PutError if esptool fails."""
    command = [sys.executable, "-m", "esptool", "--chip", str(kind.chip), "--port", port]
    command += ["--baud", "460800", "write-flash", "--erase-all", hex(kind.offset), str(image)]
    if (run or _call)(command) != 0:
        raise PutError(
            "esptool could not write it: hold BOOT on the board, press EN (or RST) once, let go "
            "of BOOT, and try again"
        )


def await_port(boards: Callable[[], list[ports.Port]], patience_s: float = _PATIENCE_S) -> str:
    """The port that appears once MicroPython has started. PutError if none does."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        found = boards()
        if found:
            return found[0].device
        time.sleep(0.2)
    raise PutError("MicroPython is on the board, but its port does not appear: plug it in again")


def _call(command: Sequence[str]) -> int:
    return subprocess.run(command, check=False).returncode
