"""A profile from an appliance and to one, over the link."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import crc32
from datetime import datetime

from habitude_host.errors import HabitudeError, LinkError
from habitude_host.link import Link, understood
from habitude_host.profiles import binary
from habitude_host.profiles.layout import Layout
from habitude_host.profiles.model import Profile

_PIECE = 480  # bytes: 640 in base64
_ATTEMPTS = 3
_MOST_BYTES = 1_000_000


def fetch(link: Link) -> tuple[Layout, Profile]:
    """What the appliance has learned, and how it lays it out. Raises HabitudeError."""
    for _ in range(_ATTEMPTS):
        with understood("profile"):
            layout = Layout.of(link)
            data = _data(link, layout)
            if data is not None:
                now = datetime.now().isoformat(timespec="seconds")
                return layout, binary.decode(data, layout, now)
    raise HabitudeError("the profile changed while it was read, each time: try again")


def give(link: Link, profile: Profile, layout: Layout) -> None:
    """Replace what the appliance has learned by `profile`, which has its layout; it is saved.

    Raises RefusedError, and nothing has changed, if the appliance does not take it.
    """
    data = binary.encode(profile, layout)
    for start in range(0, len(data), _PIECE):
        piece = b64encode(data[start : start + _PIECE]).decode()
        link.ask("import", **{"from": start}, data=piece)
    link.ask("import", crc=f"{crc32(data):08x}")


def _data(link: Link, layout: Layout) -> bytes | None:
    """The profile's bytes; None if it changed meanwhile."""
    data = b""
    if layout.size > _MOST_BYTES:
        raise LinkError(f"no appliance has a profile of {layout.size} bytes")
    while len(data) < layout.size:
        told = link.ask("profile", **{"from": len(data)})
        piece = b64decode(told["data"])
        if told["crc"] != layout.crc or not piece:
            return None
        data += piece
    return data if f"{crc32(data):08x}" == layout.crc else None
