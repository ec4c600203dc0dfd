"""The link, host side: ask an appliance and get its answer, over anything that carries lines."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Protocol

from habitude_host import console, protocol
from habitude_host.errors import LinkError, LostError, NoApplianceError, RestartedError
from habitude_host.protocol import PROTOCOL

_ATTEMPTS = 3
_KEPT = 20  # lines that were no answer, for the diagnosis
_SKIPPED = 200  # of them in a row, and no answer is to be expected any more
# What done twice is not the same as done once, so that after a restart it is not asked again.
_COUNTS = frozenset({"undo", "vote", "step"})


@contextmanager
def understood(command: str) -> Generator[None]:
    """Raises LinkError if what is read of an answer in here is not there, or of another kind."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise LinkError(
            f"the answer to '{command}' is not what an appliance would say ({error})"
        ) from None


class Transport(Protocol):
    """What carries lines: a serial port, a process, an appliance in this process."""

    def write(self, line: bytes) -> None:
        """Send a line. Raises LinkError if the appliance is gone."""
        ...

    def readline(self) -> bytes:
        """The next line. Raises LinkError, saying what to try, if none comes.

        LostError, if it is worth asking again; RestartedError, if the connection is a new one.
        """
        ...

    def close(self) -> None:
        """Let go of it; may be called twice."""
        ...


class Link:
    """One appliance behind a transport.

    Lines that are no answer (a console's text) are skipped, and told if no answer comes. What got
    lost is asked again, under its number: the appliance does nothing twice.

    first: number of the first request. On a wire that outlives this program it should be one of
    chance: an appliance knows by it what it has already done.

    >>> link.ask("set", setting="target_temp", value=2150)
    {'setting': 'target_temp', 'value': 2150}
    """

    def __init__(self, transport: Transport, first: int = 1) -> None:
        self._transport = transport
        self._number = first - 1
        self._heard: deque[bytes] = deque(maxlen=_KEPT)

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The result of a command. Values are raw integers, see `describe`.

        Raises RefusedError if the appliance refuses, LinkError if it can't be reached.
        """
        self._number += 1
        line = protocol.encode(self._number, command, arguments)
        again = b"\n" + protocol.encode(self._number, command, {**arguments, "again": 1})
        self._heard.clear()
        failure: LinkError | None = None
        for _ in range(_ATTEMPTS):
            try:
                self._transport.write(line)
                return self._answer()
            except RestartedError as restarted:
                if command in _COUNTS:
                    raise _not_known(command, restarted) from None
                failure = restarted
            except LostError as lost:
                if command in _COUNTS and any(map(console.restarted, self._heard)):
                    raise _not_known(command, lost) from None
                failure = lost
            line = again
        kind = NoApplianceError if console.refused(self._heard) else LinkError
        raise kind(f"no answer to '{command}' ({failure}): {console.judge(self._heard)}")

    def _answer(self) -> dict[str, Any]:
        """The result of the request that was sent last."""
        for _ in range(_SKIPPED):
            line = self._transport.readline()
            if not protocol.is_json(line):
                self._listen(line)
                continue
            try:
                answer = protocol.decode(line)
            except LinkError as damaged:
                self._heard.append(line)
                raise LostError(str(damaged)) from None
            if "do" in answer:  # our own words, given back
                self._heard.append(line)
            elif answer.get("id") == self._number:
                return protocol.result(answer)
            elif answer.get("id") is None and answer.get("error") in protocol.NOT_TAKEN:
                raise LostError("the request came damaged to the appliance")
        raise LostError("only other lines came")

    def _listen(self, line: bytes) -> None:
        """Keep what is no answer. Raises NoApplianceError if it shows that none will come."""
        self._heard.append(line)
        if console.at_prompt(line):
            raise NoApplianceError(console.judge(self._heard))

    def greet(self, appliance: str | None = None) -> dict[str, Any]:
        """Who is there: {"appliance", "firmware", "protocol", "runtime", "damaged"}.

        Raises NoApplianceError if it is not `appliance`, or speaks another protocol's version.
        """
        told = self.ask("hello")
        with understood("hello"):
            if told["protocol"] != PROTOCOL:
                raise NoApplianceError(_other_protocol(told))
            if appliance is not None and told["appliance"] != appliance:
                raise NoApplianceError(f"this is a {told['appliance']}, not a {appliance}")
        return told

    def say(self, words: str) -> str:
        """The first line of the answer to a person's words."""
        self._transport.write(words.encode() + b"\n")
        return protocol.shown(self._transport.readline())

    def close(self) -> None:
        self._transport.close()


def _not_known(command: str, error: LinkError) -> LinkError:
    return LinkError(
        f"{error}; whether '{command}' was carried out before that is not known: look at "
        "'habitude status' before you do it again"
    )


def _other_protocol(told: dict[str, Any]) -> str:
    firmware = f"firmware {told.get('firmware')} on the board"
    speak = f"speaks protocol {told['protocol']}, this tool speaks {PROTOCOL}"
    if told["protocol"] < PROTOCOL:
        return (
            f"the {firmware} {speak}: 'habitude flash' brings it up to date and keeps what it "
            "has learned"
        )
    return f"the {firmware} {speak}: update this tool (pip install --upgrade habitude)"
