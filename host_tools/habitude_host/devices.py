"""What is on each port: an appliance, MicroPython without one, or something else.

Nothing that runs is disturbed: an appliance is asked who it is, and ignores the empty line that
makes MicroPython's prompt show itself. Only at the prompt, where nothing runs, something is typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from habitude_host import console
from habitude_host.errors import HabitudeError, LinkError
from habitude_host.link import Link
from habitude_host.ports import Port
from habitude_host.serial_port import SerialTransport, first_number

_PATIENCE_S = 1.0
_MOST_LINES = 50
_QUESTION = b"import sys; i = sys.implementation; print(*i[1][:3], i._machine, sep='|')\r\n"
_TOLD = re.compile(r"^(\d+)\|(\d+)\|(\d+)\|(.*)$")


@dataclass(frozen=True)
class Device:
    """What was found on a port. None: not known. trouble: why there is no appliance."""

    port: str
    chip: str
    micropython: str | None = None
    appliance: str | None = None
    firmware: str | None = None
    trouble: str | None = None

    def line(self) -> str:
        """For people."""
        python = f"MicroPython {self.micropython}" if self.micropython else "MicroPython not known"
        if self.appliance is None:
            return f"{self.port}  {self.chip}, {python}: {self.trouble}"
        return f"{self.port}  {self.chip}, {python}: {self.appliance}, firmware {self.firmware}"


def look(ports: Sequence[Port]) -> list[Device]:
    """What is on these ports."""
    return [_look(port) for port in ports]


def _look(port: Port) -> Device:
    try:
        transport = SerialTransport(port.device, _PATIENCE_S, reconnect_s=0)
    except LinkError as error:
        return Device(port.device, port.guess, trouble=str(error))
    link = Link(transport, first_number())
    try:
        told = link.ask("hello")
        name, version, machine = told.get("runtime", ("micropython", None, port.guess))
        python = version if name == "micropython" else None
        return Device(
            port.device, machine or port.guess, python, told["appliance"], told["firmware"]
        )
    except HabitudeError as error:
        chip, python = _at_prompt(transport)
        return Device(port.device, chip or port.guess, python, trouble=str(error))
    finally:
        link.close()


def _at_prompt(transport: SerialTransport) -> tuple[str | None, str | None]:
    """(chip, MicroPython's version) if its prompt is there to tell."""
    try:
        transport.write(b"\r\n")
        lines = (transport.readline() for _ in range(_MOST_LINES))
        if not any(map(console.at_prompt, lines)):
            return None, None
        transport.write(_QUESTION)
        for _ in range(_MOST_LINES):
            told = _TOLD.match(transport.readline().decode(errors="replace").strip())
            if told:
                return told[4], ".".join(told.group(1, 2, 3))
    except LinkError:
        pass  # something else, which says nothing
    return None, None
