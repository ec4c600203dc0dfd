"""The flash of a Pico for Renode: MicroPython, the firmware, and the link on UART0.

`python -m habitude_sim.renode build/renode/flash.bin`; sim/renode/README.md has the rest.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Mapping
from pathlib import Path

from habitude_host import micropython_image
from habitude_host.errors import HabitudeError
from habitude_sim.emulator import file_system
from habitude_sim.emulator.flash import SIZE, START
from habitude_sim.engines import rp2040

_FLASH = 0x10000000
_UF2_BLOCK = 512
_UF2_MAGIC = (0x0A324655, 0x9E5D5157)
_LINK_ON_UART0 = b"""
import machine
import os

os.dupterm(machine.UART(0, 115200, rxbuf=2048))
print("the link is on UART0")
"""


def flash(micropython: Path, files: Mapping[str, bytes]) -> bytes:
    """All 2 MiB of it, with these files and the console on UART0.

    HabitudeError if `micropython` is no UF2 file.
    """
    content = bytearray(b"\xff" * (START + SIZE))
    blocks = micropython.read_bytes()
    for at in range(0, len(blocks), _UF2_BLOCK):
        magic_1, magic_2, _, address, size = struct.unpack_from("<5I", blocks, at)
        if (magic_1, magic_2) != _UF2_MAGIC:
            raise HabitudeError(f"{micropython}: no UF2 file")
        start = address - _FLASH
        content[start : start + size] = blocks[at + 32 : at + 32 + size]
    boot = files.get("boot.py", b"") + _LINK_ON_UART0
    content[START:] = file_system({**files, "boot.py": boot})
    return bytes(content)


if __name__ == "__main__":
    try:
        image = micropython_image.fetch(micropython_image.PICO_W)
        made = flash(image, rp2040.files("climate"))
    except HabitudeError as error:
        sys.exit(f"error: {error}")
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(made)
    print(target)
