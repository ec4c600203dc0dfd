"""A board behind a pty: MicroPython's unix port with a Pico's file system, see prompt.py."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import threading
import time
import tty
from collections.abc import Mapping
from pathlib import Path

from habitude_sim.emulator import file_system, files_of

_RESET = 3
_PROMPT = b">>> "
_PATIENCE_S = 15.0
_START_S = 1.5


class StandIn:
    """port: what a tool opens. operations: after so many flash operations the power fails."""

    def __init__(
        self, micropython: Path, image: Path, files: Mapping[str, bytes], operations: int = 0
    ) -> None:
        image.write_bytes(file_system(files))
        self._image = image
        here = Path(__file__).parent / "prompt.py"
        self._command = [micropython, "-X", "heapsize=2M", here, image]
        self._plug_in()
        self._raw = False
        self._over = False
        self._said = b""
        self.starts = 0  # how often it was switched on or reset
        self._process = self._start(operations)
        self._pump = threading.Thread(target=self._run, daemon=True)
        self._pump.start()

    def wait_for(self, pattern: bytes, starts: int = 0) -> re.Match[bytes]:
        """What it says, or has said, since its latest start, which must be the `starts`th."""
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            found = re.search(pattern, self._said) if self.starts >= starts else None
            if found:
                return found
            time.sleep(0.01)
        raise TimeoutError(f"it did not say {pattern!r} but {self._said!r}")

    def files(self) -> dict[str, bytes]:
        """What is on its flash now, by path."""
        return files_of(self._image.read_bytes())

    def power_on(self) -> None:
        """After a cut; it may get another port."""
        self._process.wait(5)
        self._pump.join(5)
        os.close(self._slave)
        self._plug_in()
        self._process = self._start(0)
        self._pump = threading.Thread(target=self._run, daemon=True)
        self._pump.start()

    def restart(self) -> None:
        """Pull the plug and put it back; it may get another port."""
        self._process.kill()
        self.power_on()

    @property
    def dead(self) -> bool:
        return self._process.poll() not in (None, _RESET)

    def close(self) -> None:
        self._over = True
        self._process.kill()
        self._process.wait()
        self._pump.join(5)
        os.close(self._slave)

    def _start(self, operations: int) -> subprocess.Popen[bytes]:
        self._raw = False
        process = subprocess.Popen(
            [*self._command, str(operations)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
        )
        assert process.stdout.read(3) == b"on\n"
        self._said = b""
        self._started = time.monotonic()
        self.starts += 1
        return process

    def _plug_in(self) -> None:
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)

    def _run(self) -> None:
        """Until the power fails; the port is gone then, as a real board's."""
        while not self._over and not self.dead:
            out = self._process.stdout.fileno()
            heard = [self._master] if self._settled() else []
            ready, _, _ = select.select([*heard, out], [], [], 0.05)
            if out in ready:
                said = os.read(out, 4096)
                self._said += said
                os.write(self._master, said)
                if not said:
                    self._ended()
            if self._master in ready:
                self._typed(os.read(self._master, 4096))
        os.close(self._master)

    def _settled(self) -> bool:
        """A signal in the middle of a flash operation, at the start, would spoil littlefs's state:
        on boards a Ctrl-C waits for its end."""
        return _PROMPT in self._said or time.monotonic() > self._started + _START_S

    def _ended(self) -> None:
        if self._process.wait() == _RESET:
            self._process = self._start(0)

    def _typed(self, data: bytes) -> None:
        """A Ctrl-C is a signal to what runs; at the raw prompt, and in a file, it is a byte."""
        if self._process.poll() == _RESET:
            self._ended()
        while data and not self._raw:
            before, interrupt, data = data.partition(b"\x03")
            self._raw = b"\x01" in before
            if self._raw:
                data = interrupt + data
            self._write(before)
            if interrupt and not self._raw:
                self._process.send_signal(signal.SIGINT)
                self._skip_to_prompt()
        self._write(data)

    def _write(self, data: bytes) -> None:
        try:
            if data:
                self._process.stdin.write(data)
        except BrokenPipeError:
            pass  # its power is off

    def _skip_to_prompt(self) -> None:
        said = b""
        end = time.monotonic() + 3
        while not said.endswith(_PROMPT) and time.monotonic() < end:
            if select.select([self._process.stdout], [], [], 0.1)[0]:
                said += os.read(self._process.stdout.fileno(), 4096)
        os.write(self._master, said)
