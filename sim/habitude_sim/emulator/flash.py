"""The flash of a Pico W: where MicroPython 1.27 keeps its files, and littlefs images for there."""

# littlefs-python leaves the types of its files open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from littlefs import LittleFS, UserContext

START = 0x12C000  # of the file system: 2 MiB less 848 KiB (ports/rp2/boards/RPI_PICO_W)
BLOCK = 4096
BLOCKS = 212
SIZE = BLOCK * BLOCKS


def file_system(files: Mapping[str, bytes]) -> bytes:
    """A littlefs image that holds `files`, by path ("habitude/app.mpy")."""
    context = UserContext(SIZE)
    system = formatted(context)
    for path, content in files.items():
        folder = path.rpartition("/")[0]
        if folder:
            system.makedirs(folder, exist_ok=True)
        with system.open(path, "wb") as file:
            file.write(content)
    system.unmount()
    return bytes(context.buffer)


def files_of(image: bytes) -> dict[str, bytes]:
    """The files of a littlefs image, by path. littlefs.LittleFSError if it can't be mounted."""
    system = as_on_board(UserContext(buffer=bytearray(image)))
    found: dict[str, bytes] = {}
    for folder, _, names in system.walk("/"):
        for name in names:
            path = f"{folder.strip('/')}/{name}".lstrip("/")
            with system.open(path, "rb") as file:
                found[path] = file.read()
    return found


def formatted(context: UserContext) -> LittleFS:
    """An empty file system in `context`, which holds SIZE bytes; mounted."""
    system = _soon(context)
    system.format()
    system.mount()
    return system


def as_on_board(context: UserContext) -> LittleFS:
    """The file system in `context`, mounted as MicroPython's rp2 port does it (modules/_boot.py,
    extmod/vfs_lfs.c): what is written to it then, is written as on the board.

    littlefs.LittleFSError if it can't be mounted.
    """
    system = _littlefs(context, prog_size=256, cache_size=1024, block_cycles=100)
    system.mount()
    return system


def _soon(context: UserContext) -> LittleFS:
    """For an image that a board starts from soonest."""
    return _littlefs(
        context,
        prog_size=32,
        cache_size=128,
        disk_version=0x00020001,
        # Of a directory: what is looked up is read from the first byte on, each time. The board
        # starts a fifth faster than with the port's 4096.
        metadata_max=512,
    )


def _littlefs(context: UserContext, **parameters: Any) -> LittleFS:
    return LittleFS(
        context=context,
        mount=False,  # which would format what can't be mounted
        block_size=BLOCK,
        block_count=BLOCKS,
        read_size=32,
        lookahead_size=32,
        **parameters,
    )
