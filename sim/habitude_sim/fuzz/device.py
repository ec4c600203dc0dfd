"""What the firmware takes from outside, and what must hold whatever that is.

Each function takes one input, and raises if something does not hold.
"""

# The firmware has no type hints.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportPrivateUsage=false

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from base64 import b64encode
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from habitude import update as updates
from habitude.appliances import load
from habitude.board import board_file
from habitude.board.errors import BoardError
from habitude.errors import ProfileError, Refused
from habitude.store import Store
from habitude_host.pack import packed
from habitude_sim.fuzz import lines
from habitude_sim.fuzz.appliance import (
    Shelf,
    WallClock,
    Watched,
    begun,
    known,
    learned,
    live,
    sound,
)
from habitude_sim.fuzz.draw import Draw

_PIECES = (0, 0, 0, 1, 16, 64, 255, 256)  # bytes that come at once; 0: all


def link(data: bytes) -> None:
    """Lines, in pieces; bit by bit of the second byte, those in JSON get a right checksum."""
    first, signing = (*data[:2], 0, 0)[:2]
    watched = Watched()
    watched.send(
        b"\n".join(lines.partly_signed(data[2:], signing)) + b"\n", _PIECES[first % len(_PIECES)]
    )
    watched.end()


def commands(data: bytes) -> None:
    """Requests in sequence with any arguments, on appliances with and without store and clock."""
    draw = Draw(data)
    kind = draw.byte()
    store = (None, Shelf(), Shelf(), Shelf(fails=True))[kind & 3]
    watched = Watched(store, WallClock() if kind & 4 else None)
    for _ in range(1 + draw.below(5)):
        body = json.dumps(lines.request(draw), ensure_ascii=bool(kind & 8)).encode(
            errors="surrogatepass"
        )
        watched.send(lines.signed(body) + b"\n")
    watched.end()


def words(data: bytes) -> None:
    """What people type: any text, on top of what can be said."""
    watched = Watched(Shelf())
    watched.send(data.replace(b"{", b"(") + b"\n")
    watched.end()


def profile(data: bytes) -> None:
    """A profile, imported or taken up at the start.

    It is refused and nothing changed, or taken: then it is what is saved again, and the appliance
    lives on within its limits, to a profile that another one takes.
    """
    kind, content = (data[0], data[1:]) if data else (0, b"")
    app = begun()
    before = known(app)
    if kind & 1:
        taken = sound(content, app)
    else:
        try:
            app.restore(content)
            taken = True
        except ProfileError:
            taken = False
    if not taken:
        assert known(app) == before, "refused, and something changed"
        return
    saved = app.profile()
    assert content[4] != saved[4] or saved == content, "saved, it is another one"
    live(app, 144 if kind & 62 == 0 else 12, turn=1)
    assert not kind & 1 or sound(app.profile(), begun()), "what came of it can't be imported"


def store(data: bytes) -> None:
    """Two copies on a disk, damaged: what is whole and newest is found, and saving goes on."""
    draw = Draw(data)
    with tempfile.TemporaryDirectory() as folder:
        copies = dict(_copies())
        for name in sorted(copies):
            for _ in range(draw.below(4)):
                copies[name] = _damaged(draw, copies[name])
            if draw.below(8):
                (Path(folder) / name).write_bytes(copies[name])
            else:
                copies[name] = b""
        whole = [name for name in _copies() if copies[name] == _copies()[name]]
        kept = Store(folder)
        assert kept.load() == (learned() if whole else None), "not what was saved"
        kept.save(b"the next one")
        assert Store(folder).load() == b"the next one", "what was saved last is not there"


@cache
def _copies() -> dict[str, bytes]:
    """Both files of a store that has saved twice."""
    with tempfile.TemporaryDirectory() as folder:
        made = Store(folder)
        made.save(learned())
        made.save(learned())
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def _damaged(draw: Draw, copy: bytes) -> bytes:
    at = draw.below(len(copy) + 1)
    match draw.below(4):
        case 0:
            return copy[:at]
        case 1:
            return copy[:at] + draw.take(4) + copy[at:]
        case 2:
            return copy + draw.take(8)
        case _:
            return copy[:at] + bytes((draw.byte(),)) + copy[at + 1 :]


def update(data: bytes) -> None:
    """Pieces of a new firmware, as they come over the link.

    What runs stays as it is, and nothing but a whole pack is started next.
    """
    draw = Draw(data)
    before, starter = Path.cwd(), updates._starter
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            Path("firmware.a").write_bytes(_pack())
            Path("firmware.txt").write_text("firmware.a\n")
            updates._starter = SimpleNamespace(slot="firmware.a", trial=None)
            for _ in range(1 + draw.below(6)):
                _update_step(draw)
            assert Path("firmware.a").read_bytes() == _pack(), "what runs was changed"
        finally:
            os.chdir(before)
            updates._starter = starter


def _update_step(draw: Draw) -> None:
    other = Path("firmware.b")
    come = other.read_bytes() if other.exists() else b""
    piece = _pack()[len(come) :][:60] if draw.below(4) else draw.take(draw.below(80))
    text: Any = b64encode(piece).decode() if draw.below(6) else lines.value(draw)
    start = len(come) if draw.below(4) else draw.integer()
    build: Any = _pack()[-32:].hex() if draw.below(4) else lines.value(draw)
    whole = False
    try:
        match draw.below(5):
            case 0:
                updates.look()
            case 1:
                updates.end(build)
                whole = True
            case _:
                updates.take(start, text, 1 + draw.below(1000))
    except Refused as refused:
        assert refused.code in ("bad-update", "no-room", "store-failed"), refused.code
    named = Path("firmware.txt").read_text()
    if whole:
        assert hashlib.sha256(come[:-32]).digest() == come[-32:], "a damaged pack is tried"
    assert named in ("firmware.a\n", "firmware.b trial\n"), named


@cache
def _pack() -> bytes:
    return packed({"main.mpy": bytes(100)}, "0.1.0", "armv6m")


def board_json(data: bytes) -> None:
    """A board.json, as the device checks it: BoardError, or a plan."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "board.json"
        path.write_bytes(data)
        try:
            document = board_file.read(str(path))
            plan = board_file.check(document, load("climate"))
            board_file.appliance_name(document)
        except BoardError as error:
            assert len(str(error)) < 1000, "a long story"
            return
    assert 1 <= plan.tick_s <= 300, plan.tick_s
