"""Lines of the link, right and wrong, and what an answer has to look like. Pure."""

from __future__ import annotations

import binascii
import json
from typing import Any, NoReturn

from habitude_sim.fuzz.draw import Draw

LONGEST = 1024  # bytes of a line to an appliance
LONGEST_ANSWER = 4096
READING = frozenset(
    {
        *("hello", "describe", "status", "people", "why", "question", "routine", "learned"),
        *("changes", "satisfaction", "profile", "memory"),
    }
)
# Refusals after which something may be different, docs/link.md.
HALF_DONE = ("store-failed", "no-answer", "no-memory")
_HIGHEST_ID = (1 << 30) - 1

# Of each command, what it takes.
COMMANDS: dict[str, tuple[str, ...]] = {
    "hello": (),
    "describe": (),
    "status": (),
    "set": ("setting", "value"),
    "people": (),
    "came": ("person",),
    "left": ("person",),
    "why": ("setting",),
    "question": (),
    "vote": ("setting", "answer"),
    "routine": (),
    "undo": ("setting",),
    "freeze": ("setting",),
    "unfreeze": ("setting",),
    "forget": ("setting", "from", "to", "day", "person"),
    "learned": ("setting", "from", "every", "count"),
    "changes": ("setting",),
    "satisfaction": ("setting",),
    "step": ("up", "local", "readings", "turns"),
    "clock": ("local",),
    "save": (),
    "profile": ("from",),
    "import": ("from", "data", "crc"),
    "memory": (),
    "lock": ("key", "seed", "salt", "n", "r", "p"),
    "challenge": (),
    "unlock": ("proof", "remove"),
    "update": ("from", "data", "size", "build"),
}
_NAMES = ("target_temp", "all", "routine", "anna", "bo", "x" * 17, "", "two words", "\x1b[2J")
_NUMBERS = (1 << 30, -(1 << 29), 1 << 31, 1 << 64, 10**300, -1, 0, 0.5, -1e300)
_CHARACTERS = ("\x00", "\ud800", "\U0001f600", "a\x7f", "\u2028", "\u00e9")
_SOUND: dict[str, tuple[Any, ...]] = {
    "setting": ("target_temp", "all", "routine"),
    "person": ("anna", "bo", "\u00fc", "x", "y", "z"),
    "value": (2150, 500, 3000, 2100),
    "answer": (-1, 0, 1),
    "from": (0, 480, 22, 7),
    "to": (7, 24, 0),
    "day": (0, 6),
    "every": (3600, 1),
    "count": (1, 24, 96),
    "up": (0, 60, 120, 1 << 29),
    "local": (-1, 0, 1 << 25, (1 << 30) - 1),
    "readings": ([2100, 400, 500, 1], [None] * 4, [3500, None, None, 0], [-3000, 0, 0, 1]),
    "turns": ([0], [2], [-1], [60]),
    "data": ("SEJUUA==", "", "AAAA", "A" * 640, "===="),
    "crc": ("00000000", "d202ef8d"),
    **dict.fromkeys(("key", "seed", "proof", "build"), ("00" * 32, "0" * 63, "zz" * 32)),
    "salt": ("00" * 16, ""),
    **dict.fromkeys(("n", "r", "p"), (1, 17, 255, 256)),
    "remove": (True, False),
    "size": (1, 100_000),
}


def signed(body: bytes) -> bytes:
    """A body with its checksum, as a line of the link without its end."""
    return b"%s*%04X" % (body, binascii.crc_hqx(body, 0xFFFF))


def partly_signed(text: bytes, which: int) -> list[bytes]:
    """The lines of a text; those in JSON get a right checksum by the bits of `which`, in turn."""
    return [
        signed(line) if line.startswith(b"{") and which >> index % 8 & 1 else line
        for index, line in enumerate(text.split(b"\n"))
    ]


def body_of(line: bytes) -> bytes | None:
    """The body of a line whose checksum is right, else None."""
    body, check = line[:-5], line[-5:]
    whole = len(line) >= 5 and check.upper() == b"*%04X" % binascii.crc_hqx(body, 0xFFFF)
    return body if whole else None


def request_of(line: bytes) -> dict[str, Any] | None:
    """The request in a program's line, None if it is damaged or none."""
    body = body_of(line)
    try:
        request: object = None if body is None else json.loads(body.decode())
    except (ValueError, RecursionError):
        return None
    return request if isinstance(request, dict) else None  # pyright: ignore[reportUnknownVariableType]


def answer_of(line: bytes, request: dict[str, Any] | None) -> dict[str, Any]:
    """What a line answers to a program's request; AssertionError if its form is not right."""
    assert len(line) <= LONGEST_ANSWER, f"an answer of {len(line)} bytes"
    assert line.endswith(b"\n"), "an answer without an end"
    assert line.count(b"\n") == 1, "an answer of several lines"
    body = body_of(line[:-1])
    assert body is not None, "an answer with a wrong checksum"
    answer = json.loads(body.decode(), parse_constant=_refuse)
    assert ("ok" in answer) != ("error" in answer), "an answer that is neither"
    if "error" in answer:
        assert answer["error"], "no code"
        assert answer["say"], "no sentence"
    number = None if request is None else request.get("id")
    if type(number) is not int or not 0 <= number <= _HIGHEST_ID:
        number = None
    assert answer["id"] == number, "another id"
    return answer


def _refuse(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} in an answer")


def request(draw: Draw) -> dict[str, Any]:
    """A request with any arguments, most of them of the right kind."""
    command = draw.choice(tuple(COMMANDS))
    asked: dict[str, Any] = {"id": draw.below(1 << 30), "do": command}
    for name in COMMANDS[command]:
        chance = draw.byte()
        if chance < 150:
            asked[name] = draw.choice(_SOUND[name])
        elif chance < 230:
            asked[name] = value(draw)
    odd = draw.byte()
    if odd < 16:
        asked[draw.choice(tuple(_SOUND))] = value(draw)
    elif odd < 24:
        asked[draw.choice(("id", "do"))] = value(draw)
    elif odd < 40:
        asked["again"] = 1
    return asked


def value(draw: Draw, depth: int = 0) -> Any:
    """Any value that JSON has."""
    kind = draw.byte() % (12 if depth < 4 else 8)
    match kind:
        case 0:
            return draw.choice((None, True, False))
        case 1 | 2:
            return draw.integer()
        case 3:
            return draw.choice(_NUMBERS)
        case 4:
            return draw.choice(_NAMES)
        case 5:
            return draw.take(draw.below(24)).decode("latin-1")
        case 6:
            return draw.take(draw.below(24)).decode("utf-16-le", "replace")
        case 7:
            return draw.choice(_CHARACTERS) * draw.below(80)
        case 8 | 9:
            return [value(draw, depth + 1) for _ in range(draw.below(6))]
        case 10:
            deep: Any = 0
            for _ in range(draw.below(200)):
                deep = [deep]
            return deep
        case _:
            return {str(draw.byte()): value(draw, depth + 1) for _ in range(draw.below(4))}
