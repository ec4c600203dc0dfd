"""What the tools on a computer take from outside, and what must hold whatever that is.

Each function takes one input, and raises if something does not hold: any exception but the
HabitudeError that a user is told.
"""

# Checksums are put right, so that more than the checksum is looked at.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import deque
from functools import cache
from pathlib import Path
from typing import Any

from habitude_host import board_files, chips, console, pack, pin
from habitude_host.errors import HabitudeError, LinkError, LostError, RefusedError
from habitude_host.link import Link
from habitude_host.profiles import diff, document, encrypted, transfer
from habitude_host.profiles.adopt import adopt
from habitude_host.profiles.layout import Layout
from habitude_host.profiles.model import Profile
from habitude_host.replay import Recording
from habitude_sim import engines
from habitude_sim.engines.native import NativeTransport
from habitude_sim.fuzz import lines

_CHIPS = (chips.RP2040, chips.ESP32, chips.ESP32_C3, chips.ESP32_S3)
_SHOWN = 500  # characters of a sentence for a user


class Scripted:
    """What carries lines: gives those it was made with, whatever is sent."""

    def __init__(self, said: list[bytes]) -> None:
        self._said = deque(said)

    def write(self, line: bytes) -> None:
        pass

    def readline(self) -> bytes:
        if not self._said:
            raise LostError("nothing came")
        return self._said.popleft()

    def close(self) -> None:
        pass


def answers(data: bytes) -> None:
    """Lines from what calls itself an appliance; by the second byte, with right checksums."""
    first, signing = (*data[:2], 0, 0)[:2]
    link = Link(Scripted([line + b"\n" for line in lines.partly_signed(data[2:], signing)]))
    try:
        match first % 5:
            case 0:
                link.greet()
            case 1:
                assert "\\u001b" not in json.dumps(link.ask("status")), "steers a terminal"
            case 2:
                assert link.say("status").isprintable(), "steers a terminal"
            case 3:
                pin.unlock(link, "1234")
            case _:
                _, profile = transfer.fetch(link)
                assert document.load(document.dump(profile).encode(), "") == profile
    except HabitudeError:
        pass


def told_console(data: bytes) -> None:
    """What a console shows in place of an answer: a sentence, of one line and with an end."""
    heard = data.split(b"\n")
    for line in heard:
        console.restarted(line)
    judged = console.judge(heard)
    assert judged.isprintable(), "not one line of text"
    assert len(judged) < _SHOWN, f"{len(judged)} characters"


def firmware_pack(data: bytes) -> None:
    """A pack of the firmware; by the first byte, with the right checksum at its end."""
    body = data[1:]
    if data[:1] > b"\x7f":
        body += hashlib.sha256(body).digest()
    try:
        head, files = pack.unpacked(body)
    except HabitudeError:
        return
    again = pack.packed(files, head.version, head.architecture)
    assert pack.unpacked(again) == (pack.head(again.split(b"\n")[0].decode()), files)


def trace(data: bytes) -> None:
    """A recorded trace."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trace.csv"
        path.write_bytes(data)
        try:
            recording = Recording.load(path, "climate")
        except HabitudeError:
            return
    assert 1 <= recording.tick_s <= 600, recording.tick_s
    times = [event.local_s for event in recording.events]
    assert times == sorted(times), "not in the order of time"


def board_file(data: bytes) -> None:
    """A board.json, and what each chip can't do of it."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    try:
        checked = board_files.parsed(text)
    except HabitudeError:
        return
    for chip in _CHIPS:
        assert all(problem for problem in board_files.problems(checked, chip))


def profile_file(data: bytes) -> None:
    """An exported profile: refused, or what it says can be given to an appliance, which may refuse
    its numbers.
    """
    try:
        profile = document.load(data, "file")
    except HabitudeError:
        return
    assert document.load(document.dump(profile).encode(), "again") == profile
    assert all(name.isprintable() for name in profile.people), "a name that steers a terminal"
    layout, own, link = _appliance()
    try:
        diff.compare(own, profile)
        transfer.give(link, adopt(profile, own).profile, layout)
    except HabitudeError as error:
        assert not isinstance(error, LinkError), error
        assert not isinstance(error, RefusedError) or error.code == "bad-profile", error.code


def encrypted_file(data: bytes) -> None:
    """An encrypted profile, with the right checksum; never one that is worth a key."""
    try:
        told: Any = json.loads(data)
        told["sha256"] = encrypted._checksum(told)
        assert not isinstance(told["n"], int) or told["n"] < 15
        data = json.dumps(told).encode()
    except (ValueError, RecursionError, TypeError, KeyError, AssertionError):
        pass
    if encrypted.is_one(data):
        try:
            encrypted.load(data, "passphrase", "file")
        except HabitudeError:
            return
        raise AssertionError("opened by chance")


@cache
def _appliance() -> tuple[Layout, Profile, Link]:
    link = engines.start("native", "climate")
    link.ask("came", person="anna")
    for tick in range(60):
        readings: list[Any] = [2100 + tick % 3, 400, 300, 1]
        turns = [1 if tick % 30 == 7 else 0]
        link.ask("step", up=tick * 600, local=tick * 600, readings=readings, turns=turns)
    return *transfer.fetch(link), link


def told() -> bytes:
    """What an appliance answers when its profile is fetched, with `answers`' first two bytes."""
    said: list[bytes] = []

    class Listening(Scripted):
        def __init__(self) -> None:
            super().__init__([])
            self._inner = NativeTransport("climate", None)

        def write(self, line: bytes) -> None:
            self._inner.write(line)

        def readline(self) -> bytes:
            said.append(self._inner.readline())
            return said[-1]

    transfer.fetch(Link(Listening()))
    return b"\x04\xff" + b"\n".join(line[:-6] for line in said)


def exported() -> bytes:
    """The file of what an appliance has learned."""
    return json.dumps(json.loads(document.dump(_appliance()[1]))).encode()


def sealed_file() -> bytes:
    """An encrypted profile whose key would be cheap to find, which is refused."""
    told: dict[str, Any] = {
        "habitude_encrypted_profile": encrypted.VERSION,
        "n": 14,
        "r": 8,
        "p": 1,
    }
    told |= {"salt": "A" * 22 + "==", "nonce": "A" * 16, "data": "A" * 40, "sha256": ""}
    return json.dumps(told).encode()
