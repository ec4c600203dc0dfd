"""Maxim DS3231. Figures and sections: DS3231 data sheet, 19-5170, revision 10."""

from __future__ import annotations

from datetime import datetime, timedelta

from habitude_sim.emulator.devices.i2c import I2cDevice

_REGISTERS = 19  # figure 1: 0x00..0x12
_TIME = 7  # of them seconds to year
_STATUS = 0x0F
_STOPPED = 0x80  # "Status Register", bit OSF
_TWELVE_HOURS = 0x40
_CENTURY = 0x80  # of the month's register
_AFTER_POWER_ON = {0x0E: 0x1C, _STATUS: _STOPPED | 0x08}  # "Control Register", "Status Register"


class Ds3231(I2cDevice):
    """A clock that shows `local` when the board is switched on; None: a new battery, never set.

    drift_ppm: how much too fast it is. damaged: registers that show something else.
    """

    def __init__(self, local: datetime | None = None, drift_ppm: float = 0.0) -> None:
        super().__init__(0x68)
        self.drift_ppm = drift_ppm
        self.damaged: dict[int, int] = {}
        self.registers = bytearray(_REGISTERS)
        for register, content in _AFTER_POWER_ON.items():
            self.registers[register] = content
        if local is not None:
            self.registers[_STATUS] &= ~_STOPPED
        self._shown = local or datetime(1900, 1, 1)
        self._at_s = 0.0  # when it showed that
        self._pointer = 0
        self._addressed = False  # the pointer was written in this transfer
        self._time_written = False

    @property
    def local(self) -> datetime:
        """The time that it shows now."""
        passed_s = (self.now_s - self._at_s) * (1 + self.drift_ppm / 1e6)
        return self._shown + timedelta(seconds=passed_s)

    def stop_oscillator(self) -> None:
        """Its battery was empty: it stood still, and says so."""
        self.registers[_STATUS] |= _STOPPED

    def start(self, reading: bool) -> bool:
        """ "Clock and Calendar": the time is copied at a start, so that it can't change midway."""
        self._addressed = reading
        self._load()
        return True

    def write(self, byte: int) -> bool:
        if not self._addressed:
            self._pointer = byte % _REGISTERS
            self._addressed = True
            return True
        if self._pointer == _STATUS:  # bit OSF can be cleared, not set
            byte &= self.registers[_STATUS] | ~_STOPPED
        self.registers[self._pointer] = byte
        self._time_written = self._time_written or self._pointer < _TIME
        self._pointer = (self._pointer + 1) % _REGISTERS
        return True

    def read(self) -> int:
        content = self.registers[self._pointer]
        self._pointer = (self._pointer + 1) % _REGISTERS
        return content

    def stop(self) -> None:
        if self._time_written:
            self._shown, self._at_s = self._written(), self.now_s
        self._time_written = False

    def _load(self) -> None:
        now = self.local
        parts = (now.second, now.minute, now.hour, now.isoweekday(), now.day, now.month)
        self.registers[:_TIME] = bytes(_bcd(part) for part in (*parts, now.year % 100))
        if now.year >= 2000:
            self.registers[5] |= _CENTURY
        for register, content in self.damaged.items():
            self.registers[register] = content

    def _written(self) -> datetime:
        """The registers as a time; ValueError if the driver has written none."""
        second, minute, hour, _, day, month, year = self.registers[:_TIME]
        if hour & _TWELVE_HOURS:
            raise ValueError("hours of 12 are not modelled")
        date = (2000 + _number(year), _number(month & ~_CENTURY), _number(day))
        return datetime(*date, _number(hour), _number(minute), _number(second))


def _bcd(number: int) -> int:
    return number // 10 << 4 | number % 10


def _number(bcd: int) -> int:
    return 10 * (bcd >> 4) + (bcd & 0x0F)
