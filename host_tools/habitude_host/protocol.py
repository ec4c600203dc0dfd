"""The link's lines as bytes: encode requests, decode answers. Pure; docs/link.md has the form."""

from __future__ import annotations

import binascii
import json
from typing import Any, NoReturn, cast

from habitude_host.errors import LinkError, RefusedError

PROTOCOL = 2  # the version that `hello` tells
LONGEST_REQUEST = 1024  # bytes, as the device takes it
NOT_TAKEN = ("no-checksum", "bad-checksum", "too-long", "bad-json")  # refusals of a damaged line

_CRC_START = 0xFFFF


def checksum(body: bytes) -> int:
    """CRC-16/CCITT-FALSE of `body`."""
    return binascii.crc_hqx(body, _CRC_START)


def encode(number: int, command: str, arguments: dict[str, Any]) -> bytes:
    """A request's line. Raises LinkError if it is longer than the device takes."""
    message = {"id": number, "do": command, **arguments}
    body = json.dumps(message, separators=(",", ":")).encode()
    line = b"%s*%04X\n" % (body, checksum(body))
    if len(line) > LONGEST_REQUEST:
        raise LinkError(f"the request '{command}' is longer than {LONGEST_REQUEST} bytes")
    return line


def is_json(line: bytes) -> bool:
    """Whether a line is meant for programs; others are a person's, or the console's."""
    return line.lstrip().startswith(b"{")


def decode(line: bytes) -> dict[str, Any]:
    """The answer in a line: its `id` with `ok` or `error`. Raises LinkError if it is damaged."""
    stripped = line.strip()
    body, star, check = stripped[:-5], stripped[-5:-4], stripped[-4:]
    try:
        good = star == b"*" and int(check, 16) == checksum(body)
    except ValueError:
        good = False
    if not good:
        raise LinkError(f"an answer with a wrong checksum: {_shown(line)}")
    try:
        answer: object = _harmless(json.loads(body, parse_constant=_refuse))
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise LinkError(f"an answer that is no JSON object: {_shown(line)}")
    return cast("dict[str, Any]", answer)


def result(answer: dict[str, Any]) -> dict[str, Any]:
    """What an answer gives. Raises RefusedError if the appliance refused, LinkError if nothing."""
    if "error" in answer:
        raise RefusedError(str(answer["error"]), str(answer.get("say", answer["error"])))
    found: object = answer.get("ok")
    if not isinstance(found, dict):
        raise LinkError(f"an answer without a result: {str(answer)[:80]}")
    return cast("dict[str, Any]", found)


def shown(line: bytes) -> str:
    """A line for a terminal, which nothing in it steers, without its end."""
    return _printable(line.decode(errors="replace").rstrip())


def _harmless(value: Any) -> Any:
    """The same with no text in it that steers a terminal: what answers may be anything."""
    if isinstance(value, str):
        return _printable(value)
    if isinstance(value, list):
        return [_harmless(each) for each in cast("list[Any]", value)]
    if isinstance(value, dict):
        told = cast("dict[str, Any]", value)
        return {_printable(name): _harmless(each) for name, each in told.items()}
    return value


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each == "\n" else "?" for each in text)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _shown(line: bytes) -> str:
    return repr(line[:80]) + ("..." if len(line) > 80 else "")
