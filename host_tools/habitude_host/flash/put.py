"""Put the firmware on a board, or go back to the one before. Learned profiles are never touched.

The board keeps two packs, firmware.a and firmware.b, and firmware.txt, which names one. A new pack
goes into the other, is checked there, and then named: by a rename, which littlefs does whole or
not at all. So a cut cable or plug leaves the old firmware, and the version before stays on the
board: going back needs no network, no cache, and not the host that wrote it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from habitude_host import bundle, pack
from habitude_host.errors import HabitudeError
from habitude_host.flash import survey as surveying
from habitude_host.flash.repl import Progress, Repl
from habitude_host.flash.survey import Survey

_SPARE_BLOCKS = 8  # for profiles, board.json, and littlefs's own

Say = Callable[[str], None]


class FlashError(HabitudeError):
    """The board can't take the firmware, or did not get it whole."""


@dataclass(frozen=True)
class Order:
    """What to put on a board. pack: None makes that of the board's processor."""

    pack: bytes | None = None
    board_file: Path | None = None


def install(repl: Repl, order: Order, say: Say, progress: Progress | None = None) -> None:
    """Write, check and name a pack; board.json and the starter where they differ.

    FlashError or ScriptError leave on the board what was there.
    """
    found = surveying.take(repl)
    firmware = order.pack or _made_for(found)
    slot = _write_pack(repl, found, firmware, say, progress)
    if order.board_file:
        _replace(repl, "board.json", order.board_file.read_bytes())
        say(f"board.json is {order.board_file}")
    if "main.py" in found.starter and not found.packs:
        repl.run("import os\nos.rename('main.py', 'main_before.py')")
        say("the main.py that was there is now main_before.py")
    for path, content in bundle.starter().items():
        if found.starter.get(path) != hashlib.sha256(content).hexdigest():
            _replace(repl, path, content)
    _name(repl, slot)


def go_back(repl: Repl, say: Say) -> None:
    """Name the version before. FlashError if there is none, or not whole."""
    found = surveying.take(repl)
    slot = found.other_slot
    before = found.packs.get(slot)
    if found.current is None or before is None:
        raise FlashError("there is no version before this one on the board")
    if not before.whole:
        raise FlashError("the version before is damaged: its checksum does not match")
    _name(repl, slot)
    say(f"back to {described(before.version, before.check)}")


def described(version: str | None, check: str) -> str:
    """A version and the build of it, as people read it."""
    return f"habitude {version or '?'} (build {check[:8]})"


def _made_for(found: Survey) -> bytes:
    if not found.runs:
        raise FlashError(
            f"the board runs {found.implementation} {'.'.join(map(str, found.version))}; "
            "MicroPython 1.23 or later is needed: habitude flash --micropython"
        )
    if found.architecture not in (*bundle.ARCHITECTURES, "x64"):
        raise FlashError(f"there is no byte code for this processor: {found.machine}")
    return bundle.packed(found.architecture)


def _write_pack(
    repl: Repl, found: Survey, firmware: bytes, say: Say, progress: Progress | None
) -> str:
    """The slot that now holds `firmware`, checked."""
    version = pack.unpacked(firmware)[0].version
    check = pack.digest(firmware)
    if found.current and found.current.whole and found.current.check == check:
        say(f"{described(version, check)} is already there")
        return found.named or ""
    slot = found.other_slot
    there = found.packs.get(slot)
    if there and there.whole and there.check == check:
        say(f"{described(version, check)} is there as the version before")
        return slot
    _check_room(found, slot, len(firmware))
    repl.run(f"import os\n{slot!r} in os.listdir() and os.remove({slot!r})")
    repl.send(slot, firmware, progress)
    _verify(repl, slot, hashlib.sha256(firmware).hexdigest())
    say(f"{described(version, check)}: {len(firmware)} bytes written and checked")
    return slot


def needed(block: int, size: int) -> int:
    """Bytes of a file system that a new pack of `size` takes, with some to spare."""
    return (-(-size // block) + _SPARE_BLOCKS) * block


def _check_room(found: Survey, slot: str, size: int) -> None:
    replaced = found.packs.get(slot)
    room = found.free + (replaced.size if replaced else 0)
    wanted = needed(found.block, size)
    if room < wanted:
        raise FlashError(
            f"not enough room on the board: {wanted // 1024} KB needed, {room // 1024} KB free; "
            "habitude doctor lists what can go"
        )


def _replace(repl: Repl, path: str, data: bytes) -> None:
    """A small file, whole or not at all."""
    repl.send(path + ".new", data)
    _verify(repl, path + ".new", hashlib.sha256(data).hexdigest())
    repl.run(f"import os\nos.rename({path + '.new'!r}, {path!r})")


def _name(repl: Repl, slot: str) -> None:
    _replace(repl, "firmware.txt", f"{slot}\n".encode())


def _verify(repl: Repl, path: str, expected: str) -> None:
    """Read it again from the board's flash."""
    if repl.call("digest", path) != expected:
        raise FlashError(f"{path} did not arrive whole: the board read other bytes than were sent")
