"""The link's lines as bytes: encode requests, decode answers. Pure; docs/link.md has the form."""

from __future__ import annotations

import binascii
import json
from typing import Any, cast

from habitude_host.errors import LinkError, RefusedError

_CRC_START = 0xFFFF
LONGEST_REQUEST = 1024  # bytes, as the device takes it


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


def decode(line: bytes, number: int) -> dict[str, Any]:
    """The result in an answer's line to request `number`.

    Raises LinkError if the line is damaged or answers something else, RefusedError if the
    appliance refused the request.
    """
    answer = _checked(line.strip())
    if answer.get("id") != number and "error" not in answer:
        raise LinkError(f"the appliance answered request {answer.get('id')}, not {number}")
    if "error" in answer:
        raise RefusedError(str(answer["error"]), str(answer.get("say", answer["error"])))
    result: object = answer.get("ok")
    if not isinstance(result, dict):
        raise LinkError(f"an answer without a result: {_shown(line)}")
    return cast("dict[str, Any]", result)


def _checked(line: bytes) -> dict[str, Any]:
    body, star, check = line[:-5], line[-5:-4], line[-4:]
    try:
        good = star == b"*" and int(check, 16) == checksum(body)
    except ValueError:
        good = False
    if not good:
        raise LinkError(f"an answer with a wrong checksum: {_shown(line)}")
    try:
        answer: object = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise LinkError(f"an answer that is no JSON object: {_shown(line)}")
    return cast("dict[str, Any]", answer)


def _shown(line: bytes) -> str:
    return repr(line[:80]) + ("..." if len(line) > 80 else "")
