"""The link, host side: ask an appliance and get its answer, over anything that carries lines."""

from __future__ import annotations

from typing import Any, Protocol

from habitude_host import protocol
from habitude_host.errors import LinkError

PROTOCOL = 1


class Transport(Protocol):
    """What carries lines: a serial port, a process, an appliance in this process."""

    def write(self, line: bytes) -> None:
        """Send a line. Raises LinkError if the appliance is gone."""
        ...

    def readline(self) -> bytes:
        """The next line. Raises LinkError, saying what to try, if none comes."""
        ...

    def close(self) -> None:
        """Let go of it; may be called twice."""
        ...


class Link:
    """One appliance behind a transport.

    >>> link.ask("set", setting="target_temp", value=2150)
    {'setting': 'target_temp', 'value': 2150}
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._number = 0

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The result of a command. Values are raw integers, see `describe`.

        Raises RefusedError if the appliance refuses, LinkError if it can't be reached.
        """
        self._number += 1
        self._transport.write(protocol.encode(self._number, command, arguments))
        return protocol.decode(self._transport.readline(), self._number)

    def greet(self, appliance: str | None = None) -> dict[str, Any]:
        """Who is there: {"appliance", "firmware", "protocol", "damaged"}.

        Raises LinkError if it is not `appliance`, or speaks another version of the protocol.
        """
        told = self.ask("hello")
        if told["protocol"] != PROTOCOL:
            raise LinkError(
                f"the appliance speaks protocol {told['protocol']}, this tool speaks {PROTOCOL}: "
                "update the older of the two"
            )
        if appliance is not None and told["appliance"] != appliance:
            raise LinkError(f"this is a {told['appliance']}, not a {appliance}")
        return told

    def say(self, words: str) -> str:
        """The first line of the answer to a person's words."""
        self._transport.write(words.encode() + b"\n")
        return self._transport.readline().decode().rstrip("\n")

    def close(self) -> None:
        self._transport.close()
