"""The firmware as one file: what `habitude flash` puts on a board, and checks there.

firmware/packed/main.py describes the format and reads it on the board.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from habitude_host.errors import HabitudeError

FORMAT = 1
CHECK = hashlib.sha256().digest_size  # bytes at the end
_MAGIC = "habitude-pack"


class PackError(HabitudeError):
    """Bytes that are no whole pack."""


@dataclass(frozen=True)
class Head:
    """The first line of a pack: the firmware's version, and the processor it is compiled for."""

    version: str
    architecture: str
    index_size: int


def packed(files: Mapping[str, bytes], version: str, architecture: str) -> bytes:
    """A pack of `files` (by path). The same files give the same bytes."""
    index = "\n"
    contents = bytearray()
    for path, content in sorted(files.items()):
        index += f"{path} {len(contents)}\n"
        contents += content
    listed = index.encode()
    head = f"{_MAGIC} {FORMAT} {version} {architecture} {len(listed)}\n".encode()
    body = head + listed + contents
    return body + hashlib.sha256(body).digest()


def unpacked(pack: bytes) -> tuple[Head, dict[str, bytes]]:
    """What `packed` put in. PackError if a byte is not as it was."""
    body, check = pack[:-CHECK], pack[-CHECK:]
    if hashlib.sha256(body).digest() != check:
        raise PackError("the pack is damaged: its checksum does not match")
    line, _, rest = body.partition(b"\n")
    told = head(line.decode(errors="replace"))
    contents = rest[told.index_size :]
    try:
        lines = rest[: told.index_size].decode().split("\n")
        entries = [entry.rsplit(" ", 1) for entry in lines[1:-1]]
        starts = [int(start) for _, start in entries]
    except ValueError:
        raise PackError("the pack's index is damaged") from None
    bounds = [0, *starts, len(contents)]
    if bounds != sorted(bounds) or len(dict(entries)) != len(entries):
        raise PackError("the pack's index is damaged")
    return told, {
        path: contents[start:end]
        for (path, _), start, end in zip(entries, starts, bounds[2:], strict=True)
    }


def head(line: str) -> Head:
    """The first line of a pack, read. PackError if it is none, or of another format."""
    words = line.split()
    if len(words) != 5 or words[0] != _MAGIC or not words[4].isdecimal():
        raise PackError("this is no firmware pack")
    if words[1] != str(FORMAT):
        raise PackError(f"the pack has format {words[1]}, this tool knows {FORMAT}")
    return Head(version=words[2], architecture=words[3], index_size=int(words[4]))


def digest(pack: bytes) -> str:
    """Its SHA-256, by which two builds of one version are told apart."""
    return pack[-CHECK:].hex()
