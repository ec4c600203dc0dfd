"""Whether the firmware answers after a reset, and what the board says if it doesn't."""

from __future__ import annotations

import time
from datetime import datetime

import serial

from habitude_host import protocol
from habitude_host.errors import HabitudeError, RefusedError

_ASK_AGAIN_S = 1.0
_EPOCH = datetime(2024, 1, 1)  # of local_s, see docs/architecture.md


class NotStartedError(HabitudeError):
    """The board was reset and the firmware does not answer."""


def await_firmware(port: str, patience_s: float = 30.0) -> str:
    """The firmware's version, told by itself over the link.

    The port may vanish and come back, as a real board's does. NotStartedError, with what the
    board printed instead, after `patience_s` or as soon as it gives an error and its prompt.
    """
    end = time.monotonic() + patience_s
    said = b""
    while time.monotonic() < end:
        try:
            with serial.serial_for_url(port, timeout=0.1, exclusive=True) as wire:
                version, said = _ask(wire, end, said)
        except (serial.SerialException, OSError):
            time.sleep(0.2)  # the port is not back yet
            continue
        if version:
            return version
    raise NotStartedError(f"the firmware does not answer on {port}; {_told(said)}")


def set_clock(port: str) -> bool:
    """Tell a board the local time; False if it has no clock, or does not answer."""
    local_s = int((datetime.now() - _EPOCH).total_seconds())
    try:
        with serial.serial_for_url(port, timeout=5, exclusive=True) as wire:
            wire.write(protocol.encode(1, "clock", {"local": local_s}))
            while line := wire.readline():
                try:
                    protocol.decode(line, 1)
                    return True
                except RefusedError:
                    return False
                except HabitudeError:
                    continue  # another answer, still on its way
    except (serial.SerialException, OSError):
        pass
    return False


def _ask(wire: serial.SerialBase, end: float, said: bytes) -> tuple[str | None, bytes]:
    number = 0
    asked = 0.0
    while time.monotonic() < end:
        if time.monotonic() - asked > _ASK_AGAIN_S:
            number += 1
            asked = time.monotonic()
            wire.write(b"\n" + protocol.encode(number, "hello", {}))
        said += wire.read(256)
        *lines, _ = said.split(b"\n")
        for line in lines:
            version = _version(line, number)
            if version:
                return version, said
        if b"\nerror: " in b"\n" + said and b">>> " in said:
            break
    raise NotStartedError(f"the firmware did not start; {_told(said)}")


def _version(line: bytes, last: int) -> str | None:
    for number in range(1, last + 1):
        try:
            return str(protocol.decode(line, number)["firmware"])
        except (HabitudeError, KeyError):
            continue
    return None


def _told(said: bytes) -> str:
    """What a person can use of it: the last error or line, without echoes of what was sent."""
    lines = [line.strip() for line in said.decode(errors="replace").splitlines()]
    lines = [line for line in lines if line and not line.startswith((">>>", "{"))]
    errors = [line for line in lines if "rror: " in line]
    if errors:
        return f"the board says: {errors[-1]}"
    return f"the last it said: {lines[-1]}" if lines else "it said nothing"
