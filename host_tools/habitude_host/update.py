"""A new firmware over the link: sent in pieces, checked on the board, tried, and taken or not.

The board goes on controlling meanwhile. docs/update.md
"""

from __future__ import annotations

import binascii
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from habitude_host import pack
from habitude_host.errors import HabitudeError, LinkError, RefusedError
from habitude_host.link import Link

PIECE = (
    672  # bytes, so that a request with them in base64 fits a line: a multiple of littlefs's 32
)
_TRIES = 3  # of a transfer whose pieces got out of order
_NEEDED = "habitude/update.mpy"  # without it a firmware on trial can't be taken
_LOOK_S = 1.0
TRIAL_S = 150.0  # two minutes, and the starts before and after

Progress = Callable[[int, int], None]


class UpdateError(HabitudeError):
    """The board can't take this firmware, or has not taken it."""


@dataclass(frozen=True)
class Update:
    """A pack that is to be sent."""

    firmware: bytes
    version: str
    build: str

    @classmethod
    def of(cls, firmware: bytes, architecture: str) -> Update:
        """UpdateError or PackError if it is none that a board with this processor can try."""
        head, files = pack.unpacked(firmware)
        if head.architecture != architecture:
            raise UpdateError(f"the pack is for {head.architecture}, the board has {architecture}")
        if _NEEDED not in files:
            raise UpdateError(
                f"habitude {head.version} can't be taken over the link: habitude flash puts it "
                "onto the board"
            )
        return cls(firmware, head.version, pack.digest(firmware))


def send(link: Link, update: Update, progress: Progress | None = None) -> bool:
    """Send what the board has not yet, and let it try it. False: it runs that already.

    Begins where a transfer before has ended. RefusedError if the board does not take it.
    """
    for attempt in range(_TRIES):
        there = link.ask("update")
        if there["build"] == update.build:
            return bool(there["trial"])
        try:
            _send_rest(link, update.firmware, _common(there, update.firmware), progress)
            link.ask("update", build=update.build)
        except RefusedError as refused:
            # A piece that got out of order; or the board restarted before its answer came.
            if refused.code != "bad-update" or attempt == _TRIES - 1:
                raise
        else:
            break
    return True


def _common(there: dict[str, Any], firmware: bytes) -> int:
    """So many bytes of it are on the board already."""
    size = int(there["size"])
    same = there["crc"] == f"{binascii.crc32(firmware[:size]):08x}"
    return size if same and size <= len(firmware) else 0


def _send_rest(link: Link, firmware: bytes, start: int, progress: Progress | None) -> None:
    total = len(firmware)
    for at in range(start, total, PIECE):
        piece = firmware[at : at + PIECE]
        announced: dict[str, int] = {} if at else {"size": total}
        link.ask("update", **{"from": at, "data": b64encode(piece).decode()}, **announced)
        if progress:
            progress(at + len(piece), total)


def await_taken(
    connect: Callable[[], Link], update: Update, patience_s: float = TRIAL_S
) -> dict[str, Any]:
    """Wait until the board has taken it: what it tells of itself.

    connect: makes a link to the board, which restarts meanwhile. UpdateError if it has gone back
    to the firmware before, with the reason, or is not back in time.
    """
    end = time.monotonic() + patience_s
    last = "it did not come back"
    while time.monotonic() < end:
        with suppress(LinkError):
            link = connect()
            try:
                told = link.ask("update")
            finally:
                link.close()
            if told["build"] == update.build and not told["trial"]:
                return told
            if told["build"] != update.build and told["tried"] is not None:
                raise UpdateError(
                    f"habitude {update.version} was not taken: {told['tried']}. Habitude "
                    f"{told['version']} runs as before"
                )
            last = "it is still being tried" if told["trial"] else "it was not tried yet"
        time.sleep(_LOOK_S)
    raise UpdateError(f"whether it was taken is not known: {last}; habitude update tells it")
