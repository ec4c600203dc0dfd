"""Whether the firmware answers after a reset, and what the board says if it doesn't."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime

from habitude_host.errors import HabitudeError, LinkError, RefusedError
from habitude_host.link import Link
from habitude_host.serial_port import connect
from habitude_host.trace import local_seconds

_PATIENCE_S = 60.0
_ANSWER_S = 2.0
_PORT_BACK_S = 15.0


class NotStartedError(HabitudeError):
    """The board was reset and the firmware does not answer."""


def await_firmware(port: str, patience_s: float = _PATIENCE_S) -> str:
    """The firmware's version, told by itself over the link; its clock is set on the way.

    The port may vanish and come back, as a real board's does. NotStartedError, with what the
    board told instead, after `patience_s` or as soon as it shows its prompt.
    """
    end = time.monotonic() + patience_s
    while True:
        try:
            link = connect(port, _ANSWER_S, _PORT_BACK_S)
        except LinkError as error:
            at_prompt = not str(error).startswith(("no answer", "there is no port", "another"))
            if at_prompt or time.monotonic() > end:
                raise NotStartedError(f"the board was reset, but {error}") from error
            time.sleep(0.2)
            continue
        try:
            _set_clock(link)
            return str(link.greet()["firmware"])
        finally:
            link.close()


def _set_clock(link: Link) -> None:
    """A reset has stopped it, unless it has a battery."""
    with suppress(RefusedError):  # it has no clock of its own
        link.ask("clock", local=local_seconds(datetime.now().replace(microsecond=0)))
