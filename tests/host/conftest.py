"""Serial ports to test with: a scripted peer on a pty, and the real firmware on one."""

import json
import os
import pty
import select
import subprocess
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from habitude_host import protocol

Respond = Callable[["Peer", bytes], bytes | None]


# A board runs byte code; here, what is loaded late is compiled first, which takes memory.
HEAP = "512k"


class Peer:
    """The other end of a serial port at `path`: `respond(peer, line)` is what it says to a line.

    lines: those it got, but for empty ones.
    """

    def __init__(self, path: Path, respond: Respond) -> None:
        self.path = path
        self.lines: list[bytes] = []
        self._respond = respond
        self._over = threading.Event()
        self._plug()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    @staticmethod
    def asked(line: bytes) -> dict:
        """The request in a line."""
        return json.loads(line.rpartition(b"*")[0])

    @staticmethod
    def answer(number: int | None, **content: object) -> bytes:
        """A line as an appliance sends it."""
        body = json.dumps({"id": number, **content}).encode()
        return b"%s*%04X\n" % (body, protocol.checksum(body))

    def send(self, data: bytes) -> None:
        os.write(self._master, data)

    def replug(self) -> None:
        """The cable is pulled, and put in again: another pty, of the same name."""
        self._unplug()
        self._plug()

    def stop_reading(self) -> None:
        """It hangs, and the port stays."""
        self._over.set()
        self._thread.join()

    def pull(self) -> None:
        """The cable is pulled, and stays out."""
        self.stop_reading()
        self._unplug()

    def close(self) -> None:
        self.stop_reading()
        if self.path.is_symlink():
            self._unplug()

    def _plug(self) -> None:
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.path.symlink_to(os.ttyname(self._slave))

    def _unplug(self) -> None:
        self.path.unlink()
        os.close(self._master)
        os.close(self._slave)

    def _run(self) -> None:
        buffer = b""
        while not self._over.is_set():
            if not select.select([self._master], [], [], 0.01)[0]:
                continue
            buffer += os.read(self._master, 4096)
            *lines, buffer = buffer.split(b"\n")
            for line in filter(None, lines):
                self.lines.append(line)
                said = self._respond(self, line)
                if said:
                    self.send(said)


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Callable[[Respond], Peer]]:
    """Puts a scripted peer on a port; one a test."""
    made: list[Peer] = []

    def make(respond: Respond) -> Peer:
        made.append(Peer(tmp_path / "port", respond))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def climate_port(micropython: Path, root: Path, tmp_path: Path) -> Iterator[str]:
    """The name of a port behind which the real firmware lives, without a board's parts."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    process = subprocess.Popen(
        [micropython, "-X", f"heapsize={HEAP}", "-m", "habitude.serve", "climate", str(tmp_path)],
        stdin=master,
        stdout=master,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "MICROPYPATH": str(root / "firmware")},
    )
    yield os.ttyname(slave)
    process.kill()
    process.wait()
    for end in (master, slave):
        with suppress(OSError):
            os.close(end)
