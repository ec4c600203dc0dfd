"""A board's MicroPython prompt: run code there, and send files faster than by its source text."""

# mpremote has no type hints.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import errno
import time
import zlib
from collections.abc import Callable
from contextlib import redirect_stdout
from importlib import resources
from io import StringIO
from typing import Any

import serial
from mpremote.transport import TransportError
from mpremote.transport_serial import SerialTransport

from habitude_host.errors import HabitudeError, LinkError
from habitude_host.serial_port import connect

_CHUNK = 4096  # what a board unpacks at a time: twice this must be free in one piece
_WINDOW = 240  # bytes on the way: below the 256 that an ESP32's UART keeps
_PATIENCE_S = 10.0
_RUN_S = 120.0  # an emulated board on a busy computer takes so long over a file's SHA-256
_BUSY_S = 0.3
_ANSWER_S = 1.0  # without a byte, while a prompt is looked for
_TRIES, _PROMPT_S = 3, 3.0
_ASK = b"\x06"
_END = b"\x04"

Progress = Callable[[int, int], None]


class PortError(HabitudeError):
    """The port can't be opened; `cause` is "permission", "busy", "gone" or "other"."""

    def __init__(self, cause: str, sentence: str) -> None:
        super().__init__(sentence)
        self.cause = cause


class SilentError(HabitudeError):
    """Whatever is on the port, it shows no MicroPython prompt."""


class LockedError(SilentError):
    """An appliance answers there that shows its prompt only to who knows its PIN."""


class ScriptError(HabitudeError):
    """What ran on the board failed there, or the connection did."""


class Repl:
    """The prompt behind `port`. What ran there has been stopped, with its outputs off.

    No soft reset: the timer that feeds the appliance's watchdog would end with it.
    PortError, SilentError or LockedError if there is none.
    """

    def __init__(self, port: str) -> None:
        self.port = port
        self._loaded: set[str] = set()
        self._transport = _opened(port)
        for _ in range(_TRIES):
            if self._enter():
                return
        self.close()
        if _locked(port):
            raise LockedError(
                f"the appliance on {port} is locked: 'habitude unlock' first, then this again "
                "within ten minutes"
            )
        raise SilentError(f"nothing on {port} answers like MicroPython")

    def _enter(self) -> bool:
        """False if no prompt comes: it may be starting, and hear nothing yet."""
        try:
            with redirect_stdout(StringIO()):  # mpremote prints what it did not understand
                self._transport.enter_raw_repl(soft_reset=False, timeout_overall=_PROMPT_S)
        except (TransportError, OSError):
            return False
        # A busy board, an emulated one most of all, may take its time over the next lines.
        self._transport.serial.timeout = _PATIENCE_S
        return True

    def run(self, code: str) -> str:
        """What `code` prints. ScriptError with the board's own words if it fails."""
        try:
            printed, raised = self._transport.exec_raw(code, timeout=_RUN_S)
        except (TransportError, OSError) as error:
            raise ScriptError(f"the board on {self.port} went silent: {error}") from error
        if raised:
            raise ScriptError(f"on the board: {_last_line(raised.decode(errors='replace'))}")
        return printed.decode(errors="replace").replace("\r\n", "\n")

    def script(self, name: str) -> str:
        """What a script of the folder device/ prints."""
        return self.run(source(name))

    def call(self, function: str, argument: str) -> str:
        """What the function of device/FUNCTION.py returns, as text."""
        self._load(function)
        return self.run(f"print({function}({argument!r}))").strip()

    def _load(self, function: str) -> None:
        """A script's functions stay: each is sent once."""
        if function not in self._loaded:
            self.script(function + ".py")
            self._loaded.add(function)

    def send(self, path: str, data: bytes, progress: Progress | None = None) -> None:
        """Write `data` to `path` on the board. ScriptError if it doesn't arrive."""
        chunks = [compressed(data[i : i + _CHUNK]) for i in range(0, len(data), _CHUNK)]
        lengths = tuple(len(chunk) for chunk in chunks)
        self._load("take")
        call = f"take({path!r}, {len(data)}, {_CHUNK}, {_WINDOW}, {lengths!r})"
        done = 0
        try:
            self._transport.exec_raw_no_follow(call)
            for chunk in chunks:
                for at in range(0, len(chunk), _WINDOW):
                    self._await_ask()
                    self._transport.serial.write(chunk[at : at + _WINDOW])
                    done += len(chunk[at : at + _WINDOW])
                    if progress:
                        progress(done, sum(lengths))
            _, failed = self._transport.follow(_RUN_S)
        except (TransportError, OSError) as error:
            raise ScriptError(f"the transfer broke off after {done} bytes: {error}") from error
        if failed:
            raise ScriptError(f"on the board: {_last_line(failed.decode(errors='replace'))}")

    def reset(self) -> None:
        """As if the plug were pulled and put back; the prompt is gone."""
        try:
            self._transport.exec_raw_no_follow("import machine\nmachine.reset()")
        except (TransportError, OSError) as error:
            raise ScriptError(f"the board on {self.port} went silent: {error}") from error
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the port; may be called twice."""
        try:
            self._transport.close()
        except OSError:
            self._transport.serial.close()

    def _await_ask(self) -> None:
        heard = b""
        end = time.monotonic() + _RUN_S
        while not heard and time.monotonic() < end:
            heard = self._transport.serial.read(1)
        if heard == _ASK:
            return
        if heard == _END:  # the script ended: its traceback follows
            told: bytes = self._transport.read_until(1, _END)
            raise TransportError(_last_line(told.rstrip(_END).decode(errors="replace")))
        raise TransportError(f"heard {heard!r}" if heard else "the board asks for nothing more")


def _locked(port: str) -> bool:
    try:
        link = connect(port)
    except LinkError:
        return False
    try:
        return link.ask("status").get("lock") in ("locked", "sealed")
    finally:
        link.close()


def _opened(port: str) -> Any:
    """mpremote's transport. A port that just appeared may be busy: ModemManager looks at it."""
    for _ in range(_TRIES):
        try:
            return SerialTransport(port, timeout=_ANSWER_S)
        except (TransportError, OSError) as error:
            cause = why_not(port)
            if cause.cause != "busy":
                raise cause from error
            time.sleep(_BUSY_S)
    raise why_not(port)


def compressed(chunk: bytes) -> bytes:
    """Raw deflate with a window of 4 KiB, which costs a board little memory to undo."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -12)
    return packer.compress(chunk) + packer.flush()


def source(name: str) -> str:
    """A script for boards, without its comments: each byte takes its time."""
    folder = resources.files("habitude_host.flash") / "device"
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if line.strip() and not line.startswith("#"))


def why_not(port: str) -> PortError:
    """Why a port can't be opened, found by trying once more."""
    try:
        serial.serial_for_url(port, exclusive=True).close()
    except (serial.SerialException, OSError, ValueError) as error:
        number = getattr(error, "errno", None)
        if number in (errno.EACCES, errno.EPERM):
            return PortError("permission", f"no permission to open {port}")
        if number in (errno.EBUSY, errno.EAGAIN) or "exclusively lock" in str(error):
            return PortError("busy", f"{port} is in use by another program")
        if number in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
            return PortError("gone", f"there is no {port}")
        return PortError("other", f"{port} can't be opened: {error}")
    return PortError("busy", f"{port} was in use by another program: try again")


def _last_line(traceback: str) -> str:
    lines = traceback.strip().splitlines()
    return lines[-1] if lines else "no reason given"
