"""Lines that an appliance has to refuse, all of them, whatever it knows."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from habitude_sim.fuzz import lines
from habitude_sim.fuzz.appliance import WallClock, Watched
from habitude_sim.fuzz.draw import Draw
from habitude_sim.fuzz.mutate import mutated

CTRL_C = b"\x03"  # stops the firmware: MicroPython's own, no line of the link

_SAID = (
    *("dance", "set target_temp 99", "set target_temp warm", "vote target_temp perhaps"),
    *("forget target_temp 25 99", "forget target_temp someday", "left nobody", "came"),
)
_WHOLE = lines.signed(b'{"id": 1, "do": "set", "setting": "target_temp", "value": 2500}')
# Of a thousand lines: damaged ones, noise, wrong requests to what is always loaded and to what is
# borrowed, a person's, too long ones. On a board the last three take fifty times as long.
_MIX = (480, 420, 80, 5, 13, 2)
_LOADED = frozenset({"set", "vote", "came", "left", "step", "clock"})
# What is refused here for want of a cipher is carried out on a board.
_OTHERS = frozenset(lines.COMMANDS) - _LOADED - lines.READING - {"lock", "challenge", "unlock"}


def refused(seed: int = 0) -> Iterator[bytes]:
    """Lines without their end, none empty; the same ones for the same seed."""
    rng = random.Random(seed)
    makers = (_damaged, _noise, _loaded, _borrowed, _words, _overlong)
    while True:
        (make,) = rng.choices(makers, _MIX)
        line = make(rng).replace(b"\n", b"").replace(CTRL_C, b"")
        if line.strip():
            yield line


def first_of_each(seed: int = 0) -> list[bytes]:
    """A refused line for each command and each word, so that a board has loaded all that it ever
    loads, and knows all names in it.
    """
    rng = random.Random(seed)
    requests = [_request(rng, frozenset({command})) for command in sorted(_LOADED | _OTHERS)]
    return [*requests, *(said.encode() for said in _SAID), _overlong(rng)]


def _damaged(rng: random.Random) -> bytes:
    while True:
        line = b"{" + mutated(rng, _WHOLE, _WHOLE, ()).lstrip(b"{").replace(b"\n", b"")
        line = line[: rng.randrange(3, 60)]
        if lines.body_of(line.replace(CTRL_C, b"").strip()) is None:
            return line


def _noise(rng: random.Random) -> bytes:
    return b"\xff" + rng.randbytes(rng.randrange(24))


def _loaded(rng: random.Random) -> bytes:
    return _request(rng, _LOADED)


def _borrowed(rng: random.Random) -> bytes:
    return _request(rng, _OTHERS)


def _request(rng: random.Random, commands: frozenset[str]) -> bytes:
    """A request that an appliance like it has refused, and that has changed nothing there."""
    while True:
        body = json.dumps(lines.request(Draw(rng.randbytes(60)))).encode()
        line = lines.signed(body)
        asked = lines.request_of(line)
        if (
            asked is None
            or str(asked["do"]) not in commands
            or "again" in asked
            or len(line) > 300
        ):
            continue
        watched = Watched(clock=WallClock())
        watched.send(line + b"\n")
        watched.end()
        if watched.refused:
            return line


def _words(rng: random.Random) -> bytes:
    return rng.choice(_SAID).encode()


def _overlong(rng: random.Random) -> bytes:
    return b"{" + b"x" * (lines.LONGEST + rng.randrange(500))
