"""The firmware in this very process, on CPython: for debugging, coverage and large benchmarks."""

# The firmware has no type hints.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections import deque
from pathlib import Path

from habitude import serve
from habitude.appliance import DeclarationError
from habitude_host.errors import LinkError


class NativeTransport:
    """Lines straight into the firmware's link."""

    def __init__(self, appliance: str, profile: Path | None) -> None:
        self._answers: deque[bytes] = deque()
        directory = None if profile is None else str(profile)
        try:
            self._link = serve.start(appliance, directory, self._answers.append)
        except DeclarationError as error:
            raise LinkError(str(error)) from error

    def write(self, line: bytes) -> None:
        self._link.feed(line, len(line))

    def readline(self) -> bytes:
        if not self._answers:
            raise LinkError("the appliance gave no answer")
        return self._answers.popleft()

    def close(self) -> None:
        self._answers.clear()
