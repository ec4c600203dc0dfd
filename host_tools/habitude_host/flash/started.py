"""Whether the firmware answers after a reset, and what the board says if it doesn't."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime

from habitude_host.errors import HabitudeError, LinkError, NoApplianceError, RefusedError
from habitude_host.link import Link
from habitude_host.serial_port import connect
from habitude_host.trace import local_seconds

# A version on trial that does not come up is given up after two minutes: the one before starts.
PATIENCE_S = 180.0
_ANSWER_S = 2.0
_PORT_BACK_S = 15.0


class NotStartedError(HabitudeError):
    """The board was reset and the firmware does not answer."""


def await_firmware(port: str, *, set_clock: bool = True, patience_s: float = PATIENCE_S) -> str:
    """The firmware's version, told by itself over the link.

    The port may vanish and come back, as a real board's does. set_clock: a reset has stopped it,
    unless it has a battery. NotStartedError, with what the board told instead, after `patience_s`
    or as soon as that shows that it won't answer.
    """
    end = time.monotonic() + patience_s
    while True:
        try:
            link = connect(port, _ANSWER_S, _PORT_BACK_S)
        except LinkError as error:
            if isinstance(error, NoApplianceError) or time.monotonic() > end:
                raise NotStartedError(f"the board was reset, but {error}") from error
            time.sleep(0.2)
            continue
        try:
            if set_clock:
                _set_clock(link)
            return str(link.greet()["firmware"])
        finally:
            link.close()


def _set_clock(link: Link) -> None:
    with suppress(RefusedError):  # it has no clock of its own
        link.ask("clock", local=local_seconds(datetime.now().replace(microsecond=0)))
