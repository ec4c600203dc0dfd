"""Which boards are plugged in, as far as the operating system tells without asking them."""

from __future__ import annotations

from dataclasses import dataclass

from serial.tools import list_ports

from habitude_host.errors import HabitudeError

# Who makes the USB chips of boards, by vendor number, and what that tells of the board.
_MAKERS = {
    0x2E8A: "RP2040 or RP2350",
    0x303A: "ESP32 with USB of its own",
    0x10C4: "behind a CP210x, mostly an ESP32",
    0x1A86: "behind a CH340 or CH9102, mostly an ESP32",
    0x0403: "behind an FTDI chip",
}


@dataclass(frozen=True)
class Port:
    """A serial port that a board may be on; `guess`: what its USB chip tells of it."""

    device: str
    guess: str


def boards() -> list[Port]:
    """The ports that a board may be on, by name."""
    found = (p for p in list_ports.comports() if p.vid in _MAKERS)
    return sorted((Port(p.device, _MAKERS[p.vid]) for p in found), key=lambda port: port.device)


def only_board() -> str:
    """The port of the only board. HabitudeError, listing those there are, if there isn't one."""
    found = boards()
    if len(found) == 1:
        return found[0].device
    if not found:
        raise HabitudeError(
            "no board found: plug one in, with a cable that carries data, or name a port (--port)"
        )
    listed = ", ".join(f"{port.device} ({port.guess})" for port in found)
    raise HabitudeError(f"{len(found)} boards found: {listed}; choose one with --port")
