"""A board that lives as fast as it can: the firmware on MicroPython's unix port, all of it.

Its main.py, its loop, its drivers and its clock run as they would on a Pico W; `time`, `machine`
and `select` are stand-ins (device/hardware.py) in a time that the host passes, leg by leg. So a
year with a tick a minute takes minutes. What the firmware does itself takes no time.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from math import exp
from pathlib import Path

import numpy as np

from habitude_host import bundle
from habitude_host.errors import LinkError
from habitude_sim.emulator import flash
from habitude_sim.engines.unix import find_micropython

PERIOD_MS = 1 << 30  # of ticks_ms on a 32-bit board: 12.4 days
# Objects of a 64-bit port are twice as large as a Pico's: this leaves, after the start, twice the
# 58 KB that a Pico with the parts of its example has left. tests/sim/test_soak.py looks whether it
# does.
HEAP_KB = 300
_ARCHITECTURE = "x64"  # byte code, as on a board: the compiler takes no part
_DEVICE = Path(str(resources.files("habitude_sim.soak"))) / "device"
_LEG = struct.Struct("<IHBb6sH")  # see device/hardware.py
_TOLD = struct.Struct("<QIHHBIII")
_MOTION, _ANSWERS, _CLOCK_LOST, _BUSY = 1, 2, 4, 8
_LINK_MS = 5  # for which time passes with each line

_SERIES_OHM = _OHM_25C = 10_000
_BETA, _T25_K = 3950, 298.15


@dataclass
class Surroundings:
    """What a board's sensors are in: degC, %RH, degC, whether somebody moves; and what is wrong.

    answer: what the SHT3x gives instead of its measurement; b"": it does not answer at all.
    code: what the outdoor thermistor's ADC reads instead.
    """

    room_c: float = 20.0
    humidity: float = 45.0
    outdoor_c: float = 5.0
    motion: bool = False
    answer: bytes | None = None
    code: int | None = None


@dataclass(frozen=True)
class Told:
    """A board at the end of a leg: ms since power-on, ticks begun, shares of power 0..1.

    late_ms: by how much the last tick missed its time, latest_ms: the most of all.
    unfed_ms: the longest time between two feeds of the watchdog.
    """

    now_ms: int
    ticks: int
    heat: float
    fan: float
    cool: bool
    late_ms: int
    latest_ms: int
    unfed_ms: int


@dataclass(frozen=True)
class Storage:
    """What stays in `folder` when the power is gone: the flash, and a note of each erase."""

    folder: Path

    @classmethod
    def new(cls, folder: Path, tick_s: int) -> Storage:
        """What `habitude flash` and an update leave, and a board.json of all simple parts."""
        for source in sorted(_DEVICE.glob("*.py")):
            content = bundle.compiled(source, source.name, _ARCHITECTURE)
            (folder / source.with_suffix(".mpy").name).write_bytes(content)
        example = Path(str(resources.files("habitude"))).parent / "boards" / "pico_w.json"
        described = {**json.loads(example.read_text(encoding="utf-8")), "tick_s": tick_s}
        firmware = bundle.packed(_ARCHITECTURE)
        files = {
            **bundle.starter(),
            "firmware.a": firmware,
            "firmware.b": firmware,
            "firmware.txt": b"firmware.a\n",
            "board.json": json.dumps(described).encode(),
        }
        made = cls(folder)
        made.image.write_bytes(flash.file_system(files))
        made.noted.write_bytes(b"")
        return made

    @property
    def image(self) -> Path:
        return self.folder / "flash"

    @property
    def noted(self) -> Path:
        return self.folder / "erases"

    def files(self) -> dict[str, bytes]:
        """By path."""
        return flash.files_of(self.image.read_bytes())

    def erases(self) -> list[int]:
        """Of each block, ever."""
        noted = np.fromfile(self.noted, np.uint16)
        return np.bincount(noted, minlength=flash.BLOCKS).tolist()


class Board:
    """A board that was just switched on; also the transport of its link.

    storage: what it has kept. first_ticks: where its ticks_ms begins.
    leak: bytes a day that it is to lose. Raises LinkError when it has ended, telling why.
    """

    def __init__(
        self,
        storage: Storage,
        tick_s: int,
        first_ticks: int = 0,
        leak: int = 0,
        heap_kb: int = HEAP_KB,
    ) -> None:
        legs, self._legs = os.pipe()
        self._told, told = os.pipe()
        numbers = (legs, told, first_ticks, 1000 * tick_s, leak)
        command = [find_micropython(), "-X", f"heapsize={heap_kb}k", "-m", "live"]
        self._process = subprocess.Popen(
            [*command, str(storage.image), str(storage.noted), *map(str, numbers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(legs, told),
            env={**os.environ, "MICROPYPATH": str(storage.folder), "TZ": "UTC"},
        )
        os.close(legs)
        os.close(told)
        self._around = Surroundings()
        self._end_ms = 0
        self.told = self._hear()

    def live(
        self, until_ms: int, around: Surroundings, steps: int = 0, busy: bool = False
    ) -> Told:
        """Live on until so long after power-on; `steps` are turned at once.

        busy: something takes long just when a tick is due.
        """
        self._around = around
        return self._leg(until_ms - self._end_ms, steps=steps, flags=_BUSY * busy)

    def lose_clock(self) -> None:
        """The clock chip of the processor is as after power-on."""
        self._leg(_LINK_MS, flags=_CLOCK_LOST)

    def write(self, line: bytes) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # told by what is heard next
            self._process.stdin.write(line)
            self._process.stdin.flush()
        self._leg(_LINK_MS, count=len(line))

    def readline(self) -> bytes:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def cut(self) -> None:
        """Its power is gone."""
        self._process.kill()
        self.close()

    def close(self) -> None:
        if self._legs < 0:
            return
        os.close(self._legs)
        os.close(self._told)
        self._legs = -1
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._process.wait()

    def _leg(self, ms: int, steps: int = 0, flags: int = 0, count: int = 0) -> Told:
        around = self._around
        answer = measured(around) if around.answer is None else around.answer
        flags |= _MOTION * around.motion | _ANSWERS * bool(answer)
        code = _thermistor(around.outdoor_c) if around.code is None else around.code
        self._end_ms += ms
        with suppress(BrokenPipeError):
            os.write(self._legs, _LEG.pack(ms, code, flags, steps, answer, count))
        self.told = self._hear()
        return self.told

    def _hear(self) -> Told:
        told = os.read(self._told, _TOLD.size)
        if len(told) != _TOLD.size:
            assert self._process.stdout is not None
            said = self._process.stdout.read().decode(errors="replace").strip()
            raise LinkError(f"the firmware ended: {said or 'it said nothing'}")
        now_ms, ticks, heat, fan, *others = _TOLD.unpack(told)
        cool, late, latest, unfed = others
        return Told(now_ms, ticks, heat / 65535, fan / 65535, bool(cool), late, latest, unfed)


def measured(around: Surroundings) -> bytes:
    """What an SHT3x answers (data sheet, sections 4.12 and 4.13)."""
    return sht3x_word((around.room_c + 45) / 175) + sht3x_word(around.humidity / 100)


def sht3x_word(share: float) -> bytes:
    """A share (0..1) of the range and its CRC-8, polynomial 0x31, start 0xFF."""
    word = round(65535 * min(max(share, 0.0), 1.0)).to_bytes(2, "big")
    crc = 0xFF
    for byte in word:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x131) if crc & 0x80 else crc << 1
    return word + bytes((crc,))


def _thermistor(celsius: float) -> int:
    """The ADC's code of a thermistor at ground's side (Steinhart and Hart, 1968: beta)."""
    ohm = _OHM_25C * exp(_BETA * (1 / (celsius + 273.15) - 1 / _T25_K))
    return min(round(65535 * ohm / (ohm + _SERIES_OHM)), 65535)
