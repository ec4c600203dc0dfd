"""A serial port to an emulated board, which lives in real time: a pty, or a TCP port.

Any serial tool connects to it as to a board's USB port: the path of the pty, or pyserial's
socket://127.0.0.1:PORT. A busy board is some thirty times slower than a real one; an idle one
keeps real time.
"""

from __future__ import annotations

import os
import select
import socket
import time
import tty
from contextlib import suppress
from typing import Protocol

from habitude_sim.emulator.board import Board

_PASS_S = 0.002  # of the board's time, from look to look at the port
_BACKLOG = 1 << 16  # bytes that wait for a reader; then the oldest are lost


class Port(Protocol):
    """One end of a wire. name: what a tool connects to."""

    name: str

    def inputs(self) -> list[int]:
        """File descriptors that can be read when there is something to do for `read`."""
        ...

    def read(self) -> bytes:
        """What has come by now."""
        ...

    def write(self, data: bytes) -> int:
        """Send what can be sent at once: how many bytes that were."""
        ...

    def close(self) -> None: ...


class Pty:
    """A pseudo-terminal without echo or line discipline."""

    def __init__(self) -> None:
        self._master, self._slave = os.openpty()  # held open: tools come and go
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.name = os.ttyname(self._slave)

    def inputs(self) -> list[int]:
        return [self._master]

    def read(self) -> bytes:
        with suppress(BlockingIOError):
            return os.read(self._master, 4096)
        return b""

    def write(self, data: bytes) -> int:
        with suppress(BlockingIOError):
            return os.write(self._master, data)
        return 0

    def close(self) -> None:
        os.close(self._master)
        os.close(self._slave)


class Tcp:
    """A port of this machine alone, for one client at a time; 0 takes one that is free."""

    def __init__(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self._listener.setblocking(False)
        self._client: socket.socket | None = None
        self.name = f"socket://127.0.0.1:{self._listener.getsockname()[1]}"

    def inputs(self) -> list[int]:
        return [(self._client or self._listener).fileno()]

    def read(self) -> bytes:
        if self._client is None:
            with suppress(BlockingIOError):
                self._client, _ = self._listener.accept()
                self._client.setblocking(False)
            return b""
        try:
            data = self._client.recv(4096)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def write(self, data: bytes) -> int:
        if self._client is None:
            return len(data)  # nobody listens
        try:
            return self._client.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            self._hang_up()
            return len(data)

    def close(self) -> None:
        self._hang_up()
        self._listener.close()

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


def serve(board: Board, port: Port) -> None:
    """Let `board` live in real time with `port` on its console, until a KeyboardInterrupt."""
    started = time.monotonic() - board.seconds
    unsent = b""
    while True:
        ahead_s = board.seconds - (time.monotonic() - started)
        if ahead_s < 0:
            started -= ahead_s  # it was busy: what it is late is forgotten
        select.select(port.inputs(), [], [], max(ahead_s, 0))
        board.send(port.read())
        board.sleep(_PASS_S)
        unsent += board.take()
        unsent = unsent[port.write(unsent) :][-_BACKLOG:]
