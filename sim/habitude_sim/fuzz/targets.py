"""Every target: what it is given, and how much of it. A new one is a function and a line here."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from habitude_host import pack
from habitude_sim.fuzz import appliance, device, host, lines, rule_files
from habitude_sim.fuzz.draw import Draw
from habitude_sim.fuzz.mutate import mutated

Check = Callable[[bytes], None]


@dataclass(frozen=True)
class Target:
    """check: takes one input, and raises if something does not hold. seeds: inputs to begin with.

    share: of 1,000 inputs of all targets, by what one costs. pieces: what is worth inserting.
    """

    name: str
    check: Check
    seeds: Callable[[], list[bytes]]
    share: int
    pieces: Sequence[str] = ()
    longest: int = 4096

    @property
    def says(self) -> str:
        """What it is given, in a line."""
        return (self.check.__doc__ or "").strip().splitlines()[0]


class Broken(AssertionError):
    """An input for which something does not hold; `data` is it."""

    def __init__(self, target: Target, data: bytes) -> None:
        super().__init__(f"{target.name}: {data!r}")
        self.data = data


def sample(target: Target, count: int, seed: int = 0) -> None:
    """Check so many inputs that chance makes of the seeds: the same ones for the same `seed`.

    Broken, from what was raised, at the first one for which something does not hold.
    """
    seeds = target.seeds()
    pieces = [piece.encode() for piece in target.pieces]
    for number in range(count):
        rng = random.Random(f"{target.name} {seed} {number}")
        data = rng.choice(seeds)
        if number >= len(seeds):
            data = mutated(rng, data, rng.choice(seeds), pieces)[: target.longest]
        else:
            data = seeds[number]
        try:
            target.check(data)
        except Exception as error:
            raise Broken(target, data) from error


_JSON = (
    *('{"id": 1, "do": "', '"setting": "target_temp"', ": null", "[[[[", "1e999", "\\u0000"),
    *("\\ud800", "-1", "1073741824", '"again": 1', "}", "true", '"ok": {', '"error": "x"'),
)
_PRONOUNCED = (
    *("set ", "why ", "target_temp", " 21.5", "forget ", "person ", " sunday", "came "),
    *("left ", "vote ", "more", "routine", "freeze all", "undo ", "\x1b[2J", "\u00e9"),
)
_FIELDS = ('"parts": [', '"driver": "sht3x"', '"i2c": 0', '"pin": 64', '"not_connected": [')


def _requests() -> list[bytes]:
    """Each command, as lines, with and without its arguments."""
    found: list[bytes] = []
    for seed in range(120):
        draw = Draw(random.Random(seed).randbytes(60))
        asked = [json.dumps(lines.request(draw)).encode() for _ in range(1 + seed % 3)]
        found.append(bytes((seed % 9, 0xFF)) + b"\n".join(asked))
    return [*found, b"\0\0status\nhelp\n\n" + b"x" * 1025, b'\1\0{"id": 1, "do": "hello"}*0000']


def _chances() -> list[bytes]:
    return [random.Random(seed).randbytes(20 + seed) for seed in range(80)]


def _sayings() -> list[bytes]:
    told = "help status routine question people save"
    of_setting = ("why", "undo", "freeze", "unfreeze", "forget", "changes", "satisfaction")
    said = [*told.split(), *(f"{verb} target_temp" for verb in of_setting)]
    said += ["set target_temp 21.5", "forget target_temp 22 7", "forget target_temp sunday"]
    said += [
        "vote target_temp more",
        "came anna",
        "left bo",
        "forget person anna",
        "\u00e9 \u0661",
    ]
    return [line.encode() for line in said]


def _profiles() -> list[bytes]:
    fresh = b"HBTP\x02\x01" + bytes(17 * 2 + 17 * 2 + 8 + 58 + 1)
    return [
        bytes((kind,)) + data for kind in (0, 1, 2, 3) for data in (appliance.learned(), fresh)
    ]


def _board_files() -> list[bytes]:
    folder = Path(str(resources.files("habitude"))).parent / "boards"
    return [path.read_bytes() for path in sorted(folder.glob("*.json"))]


def _consoles() -> list[bytes]:
    failed = b'Traceback (most recent call last):\n  File "main.py", line 1\nOSError: 5'
    started = b"MPY: soft reboot\nMicroPython v1.27.0\n>>> "
    return [failed, started, b"error: board.json: is no JSON", b"rst:0x1", b'{"do": 1}']


def _packs() -> list[bytes]:
    files = {"main.mpy": b"M\x06\x00\x1f", "habitude/app.mpy": b"M\n\n"}
    whole = pack.packed(files, "0.1.0", "armv6m")
    return [b"\x00" + whole, b"\xff" + whole[: -pack.CHECK], b"\xffhabitude-pack 1 a b 1\n\n"]


def _traces() -> list[bytes]:
    first = "t,channel,value\n2026-01-05T00:00:00,meta.appliance,climate\n"
    rest = "2026-01-05T00:00:00,meta.tick_s,60\n2026-01-05T07:31:00,turn.target_temp,2\n"
    return [(first + rest).encode(), (first + "2026-01-05T00:00:00,reading.x,\n").encode()]


# The first takes longest by far: it begins first.
TARGETS: tuple[Target, ...] = (
    Target("words", device.words, _sayings, 120, _PRONOUNCED, 1100),
    Target("link", device.link, _requests, 80, _JSON, 2500),
    Target("commands", device.commands, _chances, 8, longest=400),
    Target("profile", device.profile, _profiles, 2, longest=5000),
    Target("store", device.store, _chances, 10, longest=400),
    Target("update", device.update, _chances, 10, longest=400),
    Target("board.json", device.board_json, _board_files, 30, _FIELDS, 9000),
    Target("answers", host.answers, lambda: [host.told(), *_requests()], 270, _JSON, 4096),
    Target("console", host.told_console, _consoles, 210, ("Traceback", ">>> ", "error: ")),
    Target("pack", host.firmware_pack, _packs, 210, ("habitude-pack 1 ", "\n", " 0\n")),
    Target("trace", host.trace, _traces, 24, ("meta.", "2026-01-05T", ",", '"', "tick_s")),
    Target("board file", host.board_file, _board_files, 12, _FIELDS, 9000),
    Target("profile file", host.profile_file, lambda: [host.exported()], 1, _JSON, 20000),
    Target("encrypted file", host.encrypted_file, lambda: [host.sealed_file()], 10, _JSON, 2000),
    Target("rule file", rule_files.rule_file, rule_files.seeds, 3, rule_files.PIECES),
)
assert sum(target.share for target in TARGETS) == 1000


def target(name: str) -> Target:
    """The target of this name; KeyError if there is none."""
    return {target.name: target for target in TARGETS}[name]
