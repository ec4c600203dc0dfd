"""Maxim DS3231 on I2C: a clock that runs on its battery while the board has no power.

The board takes the time from it at start-up, and sets it when the board's clock is set (clock.py).

Figures and sections: DS3231 data sheet, 19-5170, revision 10.
"""

from habitude.board.clock import EPOCH_YEAR, date, seconds
from habitude.board.fields import I2C
from habitude.compat import const

_ADDRESS = const(0x68)  # "I2C Serial Data Bus"
_CENTURY = const(2000)
_STATUS = const(15)  # figure 1: the registers before are time, alarms and control
_STOPPED = const(0x80)  # "Status Register", bit OSF: it stood still, so its time is wrong
_TWELVE_HOURS = const(0x40)  # figure 1: not as set_local() sets it
# Control: no alarms, runs on the battery; status: it has not stopped, no 32 kHz output.
_RUNNING = b"\x0e\x04\x00"

FIELDS = {"i2c": I2C}


def build(options, pins, clock):
    return Ds3231(pins.i2c(options["i2c"]))


def _number(bcd):
    return 10 * (bcd >> 4) + (bcd & 0x0F)


def _bcd(number):
    return number // 10 << 4 | number % 10


class Ds3231:
    def __init__(self, i2c):
        self._i2c = i2c
        self._registers = bytearray(_STATUS + 1)

    def local_s(self):
        """Seconds since 2024-01-01 00:00; -1: its time can't be trusted. OSError: no answer."""
        registers = self._registers
        self._i2c.writeto(_ADDRESS, b"\x00")
        self._i2c.readfrom_into(_ADDRESS, registers)
        if registers[_STATUS] & _STOPPED or registers[2] & _TWELVE_HOURS:
            return -1
        second, minute, hour = [_number(registers[index]) for index in range(3)]
        day, month = _number(registers[4]), _number(registers[5] & 0x1F)  # bit 7: the century
        year = _CENTURY + _number(registers[6])
        if year < EPOCH_YEAR or not (1 <= month <= 12 and 1 <= day <= 31):
            return -1
        if hour > 23 or minute > 59 or second > 59:
            return -1
        return seconds(year, month, day, hour, minute, second)

    def set_local(self, local_s):
        """Set it; OSError: no answer, and its time is not to be trusted if it wasn't before."""
        year, month, day, weekday, hour, minute, second = date(local_s)
        parts = (second, minute, hour, weekday + 1, day, month, year - _CENTURY)
        self._i2c.writeto(_ADDRESS, b"\x00" + bytes([_bcd(part) for part in parts]))
        self._i2c.writeto(_ADDRESS, _RUNNING)
