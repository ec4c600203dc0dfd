"""A board's serial port as the link's wire: any device, pty or URL that pyserial knows.

Used by one program at a time. After an unplugged cable or a reset it is opened again.
"""

from __future__ import annotations

import errno
import random
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, cast

import serial
from serial.tools import list_ports

from habitude_host import console
from habitude_host.errors import LinkError, LostError, RestartedError
from habitude_host.link import Link

PATIENCE_S = 3.0  # for the first answer; an appliance answers within a fraction of it
_KNOWN_PATIENCE_S = 8.0  # once one is known to be there; an emulated one may need some seconds
RECONNECT_S = 10.0  # a board that was reset is back within
BAUD = 115200

_LONGEST = 16384  # bytes without a newline that are no line of an appliance
_LOOK_S = 0.2  # between two looks for a port that is gone
# Makers of USB bridges (Silicon Labs, WCH, FTDI) whose control lines reset an ESP32. A board with
# USB of its own, on the other hand, is silent until DTR says that somebody listens.
_BRIDGES = (0x10C4, 0x1A86, 0x0403)
_FIRST_NUMBERS = 1 << 29  # so far the device's small integers reach, and as many after


def _silent(_: str) -> None:
    pass


def first_number() -> int:
    """A number for a connection's first request that no other connection is likely to have."""
    return random.randrange(_FIRST_NUMBERS)


def connect(
    url: str,
    patience_s: float = PATIENCE_S,
    reconnect_s: float = RECONNECT_S,
    tell: Callable[[str], None] = _silent,
) -> Link:
    """The link to the appliance at `url`, which has been greeted. Raises LinkError.

    patience_s: for the greeting; what comes after it may take longer. The rest as of
    SerialTransport.
    """
    transport = SerialTransport(url, patience_s, reconnect_s, tell)
    link = Link(transport, first_number())
    try:
        link.greet()
    except Exception:
        link.close()
        raise
    transport.patience_s = max(patience_s, _KNOWN_PATIENCE_S)
    return link


class SerialTransport:
    """Lines over the port `url`.

    patience_s: for a line; may be changed at any time. reconnect_s: for a port that is gone to
    come back. tell: is told of it.
    """

    def __init__(
        self,
        url: str,
        patience_s: float = PATIENCE_S,
        reconnect_s: float = RECONNECT_S,
        tell: Callable[[str], None] = _silent,
    ) -> None:
        self._url = url
        self.patience_s = patience_s
        self._reconnect_s = reconnect_s
        self._tell = tell
        self._board = _serial_number(url)
        self._buffer = bytearray()
        self._last_byte_s: float | None = None
        self._port = _opened(url, patience_s)
        self._begin()

    def write(self, line: bytes) -> None:
        """Send a line. RestartedError if the connection had to be made again."""
        try:
            self._port.write(line)
        except serial.SerialTimeoutException:
            raise LinkError(
                f"{self._url} takes no more bytes: the board hangs, reset it"
            ) from None
        except (serial.SerialException, OSError):
            self._reconnect()

    def readline(self) -> bytes:
        """The next line, or MicroPython's prompt, which has no end.

        Raises LostError after `patience_s` without one, RestartedError if the connection broke and
        is back, LinkError if it does not come back.
        """
        began = time.monotonic()
        while True:
            line, newline, rest = self._buffer.partition(b"\n")
            if newline or line.endswith(console.PROMPT) or len(line) > _LONGEST:
                self._buffer = rest
                return bytes(line + newline)
            if time.monotonic() - began > self.patience_s:
                raise LostError(self._silence())
            try:
                data = self._port.read(max(1, self._port.in_waiting))
            except (serial.SerialException, OSError):
                self._reconnect()
            else:
                if data:
                    self._buffer += data
                    self._last_byte_s = time.monotonic()

    def close(self) -> None:
        with suppress(serial.SerialException, OSError):
            self._port.close()

    def _begin(self) -> None:
        """Nothing said before counts, and a line that was left half typed ends."""
        self._buffer.clear()
        with suppress(serial.SerialException, OSError):  # the next request will tell
            self._port.write(b"\n")

    def _silence(self) -> str:
        if self._last_byte_s is None:
            return f"nothing came from {self._url} for {self.patience_s:g} s"
        ago = time.monotonic() - self._last_byte_s
        return f"the last byte came from {self._url} {ago:.1f} s ago"

    def _reconnect(self) -> NoReturn:
        """Open the port again, which may have another name now. Always raises."""
        self.close()
        self._tell(f"the connection to {self._url} broke: waiting for the board to come back")
        end = time.monotonic() + self._reconnect_s
        while time.monotonic() < end:
            time.sleep(_LOOK_S)
            url = _found(self._board) or self._url
            try:
                self._port = _opened(url, self.patience_s)
            except LinkError:
                continue  # not yet
            self._url = url
            self._begin()
            self._tell(f"{url} is back")
            raise RestartedError(f"the connection to {url} broke and is back")
        raise LinkError(
            f"the connection to {self._url} broke, and it was not back within "
            f"{self._reconnect_s:g} s: is the board unplugged?"
        )


_BUSY = "another program uses {}: close it (a terminal, mpremote, another habitude) and try again"


def _opened(url: str, patience_s: float) -> serial.Serial:
    """The open port. Raises LinkError, saying what to do."""
    try:
        port = cast("serial.Serial", serial.serial_for_url(url, do_not_open=True))
        port.baudrate = BAUD
        port.timeout = min(0.1, patience_s)
        port.write_timeout = patience_s
        if "://" not in url:
            port.exclusive = True
            if _maker(url) in _BRIDGES:
                port.dtr = port.rts = False
        port.open()
    except (serial.SerialException, OSError, ValueError) as error:
        raise LinkError(_why_not(url, error)) from None
    return port


def _why_not(url: str, error: Exception) -> str:
    reason = getattr(error, "errno", None)
    said = str(error)
    if reason in (errno.EBUSY, errno.EAGAIN) or "exclusively lock" in said:
        return _BUSY.format(url)
    if reason == errno.EACCES:
        return f"you may not use {url}: {right_to(url)}"
    if reason == errno.ENOENT:
        return f"there is no port {url}: is the board plugged in? 'habitude devices' lists boards"
    return f"{url} can't be opened: {said}"


def right_to(url: str) -> str:
    """What gives a user the right to use a port: to be in its group, on Linux mostly dialout."""
    group = "dialout"
    with suppress(OSError, KeyError, NotImplementedError):  # no such file, group or system
        group = Path(url).group()
    return f"'sudo usermod -aG {group} $USER' and a new login give you the right"


def _serial_number(url: str) -> str | None:
    return next((port.serial_number for port in list_ports.comports() if port.device == url), None)


def _maker(url: str) -> int | None:
    return next((port.vid for port in list_ports.comports() if port.device == url), None)


def _found(board: str | None) -> str | None:
    """Where the board with this serial number is now."""
    if board is None:
        return None
    ports = list_ports.comports()
    return next((port.device for port in ports if port.serial_number == board), None)
