"""One emulated board. Time on it passes only while a call of it runs: repeatable to the cycle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from rp2040py.boards import BoardSpec
from rp2040py.device import BaseDevice
from rp2040py.execute_batch import execute_batch
from rp2040py.memory_map import FLASH_START_ADDRESS
from rp2040py.rp2040 import RP2040

from habitude_host import micropython_image
from habitude_host.errors import HabitudeError
from habitude_sim.emulator import flash, usb

_BOOT_S = 5.0
_TOLD = 400  # characters of what the board said, in messages


class BoardError(HabitudeError):
    """A program on the board failed, or the board did not answer in time."""


class Wired(Protocol):
    """Something connected to the board's pins before it is switched on (see devices/)."""

    def attach(self, rp2040: RP2040) -> None: ...


class Board:
    """A Pico W without its radio, switched on.

    board = Board({"main.py": b"print('hello')"})
    board.wait_for(rb"hello")
    board.run("print(1 + 1)")  # "2\\r\\n"

    files: what is on its flash, by path, or the `storage` of a board that was switched off.
    micropython: the image to run; None finds it (micropython_image.find). wired: what is
    connected to it. Time-outs are in seconds of the board's own time.
    """

    def __init__(
        self,
        files: Mapping[str, bytes] | bytes | None = None,
        micropython: Path | None = None,
        wired: Iterable[Wired] = (),
    ) -> None:
        image = micropython or micropython_image.find(micropython_image.PICO_W)
        self._device = BaseDevice(board=BoardSpec(image=image))
        self.mcu = self._device.mcu
        self._simulator = self._device.simulator
        self._said = bytearray()
        self._read = 0  # what of it has been looked at
        self._awaited: re.Pattern[bytes] | None = None
        self._in_raw_repl = False
        self._is_on = True
        _rest_programmable_io(self.mcu)
        content = files if isinstance(files, bytes) else flash.file_system(files or {})
        self.mcu.flash[flash.START : flash.START + flash.SIZE] = content
        cdc = self._device.cdc
        cdc.on_serial_data = self._on_serial_data
        self._console = usb.Console(cdc, self._simulator.clock)
        usb.start_of_frames(cdc.usb, self._simulator.clock)
        cdc.on_device_connected = self._on_connected
        self.wired = tuple(wired)
        for thing in self.wired:
            thing.attach(self.mcu)
        self.mcu.core.pc = FLASH_START_ADDRESS
        if not self._execute(_BOOT_S):
            raise BoardError(f"the board's USB port did not come up within {_BOOT_S:g} s")

    @property
    def cycles(self) -> int:
        """Processor cycles since it was switched on; sleep is none."""
        return self.mcu.core.cycles

    @property
    def seconds(self) -> float:
        """The board's time since it was switched on."""
        return self._simulator.clock.nanos / 1e9

    @property
    def said(self) -> str:
        """All that the board has printed."""
        return self._said.decode(errors="replace")

    def send(self, data: bytes) -> None:
        """Type on the console. The board reads it while time passes."""
        self._console.send(data)

    def wait_for(self, pattern: bytes, timeout_s: float = 10.0) -> re.Match[bytes]:
        """Let time pass until the board has printed `pattern`, to the very byte.

        What was found before is not looked at again. BoardError, with what it printed instead,
        after `timeout_s`.
        """
        return self._wait(pattern, timeout_s, f"say {pattern!r}")

    def sleep(self, seconds: float) -> None:
        """Let time pass, whatever the board does meanwhile."""
        end_s = self.seconds + seconds
        while self._is_on and self.seconds < end_s:
            self._execute(end_s - self.seconds)

    def run(self, code: str, timeout_s: float = 10.0) -> str:
        """What `code` prints on the board. What it defines stays; main.py is interrupted.

        Compiling takes a board a millisecond a line: put more than a few lines into `files`, as
        .mpy. BoardError carries the board's traceback if the code raises.
        """
        if not self._in_raw_repl:
            self._read = len(self._said)
            self.send(b"\r\x03")  # which empties the board's input: no more before it answers
            self.wait_for(rb">>> ")
            self.send(b"\x01")
            self.wait_for(rb"raw REPL; CTRL-B to exit\r\n>")
            self._in_raw_repl = True
        self.send(code.encode() + b"\x04")
        answer = self._wait(rb"OK(.*?)\x04(.*?)\x04>", timeout_s, "finish")
        printed, raised = answer.groups()
        if raised:
            told = raised.decode(errors="replace").replace("\r\n", "\n").strip()
            raise BoardError(f"on the board:\n{told}")
        return printed.decode(errors="replace").replace("\r\n", "\n")

    def unplug(self) -> None:
        """Its power fails, in the midst of whatever it does: no time passes on it any more."""
        self._is_on = False
        self._simulator.stop()

    def take(self) -> bytes:
        """What it has printed that was not looked at yet."""
        printed = bytes(self._said[self._read :])
        self._read = len(self._said)
        return printed

    @property
    def storage(self) -> bytes:
        """The file system on its flash as it is now: what a board has after a power cut."""
        return bytes(self.mcu.flash[flash.START : flash.START + flash.SIZE])

    def files(self) -> dict[str, bytes]:
        """What is on its flash now, by path."""
        return flash.files_of(self.storage)

    def _wait(self, pattern: bytes, timeout_s: float, what: str) -> re.Match[bytes]:
        self._awaited = re.compile(pattern, re.DOTALL)
        if not self._found():
            self._execute(timeout_s)
        found = self._found()
        self._awaited = None
        if found is None:
            heard = self._said[self._read :][-_TOLD:].decode(errors="replace").strip()
            raise BoardError(
                f"the board did not {what} within {timeout_s:g} s; it said {heard or 'nothing'}"
            )
        self._read = found.end()
        return found

    def _found(self) -> re.Match[bytes] | None:
        return self._awaited.search(self._said, self._read) if self._awaited else None

    def _on_connected(self) -> None:
        """Its USB port came up, at the start or after a reset."""
        self._in_raw_repl = False
        if self._awaited is None:
            self._simulator.stop()

    def _on_serial_data(self, data: bytes | bytearray) -> None:
        self._said += data
        if self._found():
            self._simulator.stop()

    def _execute(self, timeout_s: float) -> bool:
        """Run the processor until something stops it; False if that is that `timeout_s` passed."""
        clock = self._simulator.clock
        end_ns = clock.nanos + timeout_s * 1e9
        alarm = clock.create_alarm(self._simulator.stop)
        alarm.schedule(timeout_s * 1e9)
        self._simulator.stopped = not self._is_on
        while not self._simulator.stopped:
            execute_batch(self._simulator, 1)
        alarm.cancel()
        return clock.nanos < end_ns


def _rest_programmable_io(mcu: RP2040) -> None:
    """Nothing here uses it, and to look after it costs a third of all speed: it is there only
    while the chip resets it.
    """
    units, reset = mcu.pio, mcu.reset

    def reset_all(**how: bool) -> None:
        mcu.pio = units
        reset(**how)
        mcu.pio = []

    mcu.pio = []
    mcu.reset = reset_all
