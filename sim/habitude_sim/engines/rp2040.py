"""The firmware on an emulated Pico W, reached over its USB console; time passes while we wait."""

from __future__ import annotations

import json
from pathlib import Path

from habitude_host import bundle, micropython_image
from habitude_host.errors import LinkError
from habitude_sim.emulator import Board, BoardError

PROCESSOR = "armv6m"
_KEPT = ("profile.a", "profile.b")  # what of its flash is learned
_PATIENCE_S = 5.0  # of the board's time; it takes one to start


def files(appliance: str, profile: Path | None = None) -> dict[str, bytes]:
    """The flash of a board without sensors that is `appliance`: it lives by `step` alone.

    profile: folder from which it has what was learned before.
    """
    found = bundle.firmware(PROCESSOR)
    found["board.json"] = json.dumps({"appliance": appliance}).encode()
    for name in _KEPT:
        if profile is not None and (profile / name).exists():
            found[name] = (profile / name).read_bytes()
    return found


def transport(appliance: str, profile: Path | None) -> Rp2040Transport:
    """A board that was just switched on; see `files`.

    Raises ImageError if there is no MicroPython for it and none can be fetched.
    """
    image = micropython_image.fetch(micropython_image.PICO_W)
    return Rp2040Transport(Board(files(appliance, profile), image), profile)


class Rp2040Transport:
    """Lines to and from a board's console. A day of ticks, one a minute, takes minutes."""

    def __init__(self, board: Board, profile: Path | None = None) -> None:
        self._board = board
        self._profile = profile

    def write(self, line: bytes) -> None:
        self._board.send(line)

    def readline(self) -> bytes:
        try:
            line: bytes = self._board.wait_for(rb"[^\n]*\n", _PATIENCE_S)[0]
            if line.startswith(b"error: "):
                raise LinkError(line.decode(errors="replace").removeprefix("error: ").strip())
            if line.startswith(b"Traceback"):
                rest = self._board.wait_for(rb"(.*?)\r\nMicroPython v", _PATIENCE_S)[1]
                raise LinkError(f"the firmware failed:\n{(line + rest).decode()}")
        except BoardError as error:
            raise LinkError(str(error)) from error
        return line

    def close(self) -> None:
        """Pull its plug; what it has saved is kept in its folder."""
        if self._profile is not None:
            for name, content in self._board.files().items():
                if name in _KEPT:
                    (self._profile / name).write_bytes(content)
