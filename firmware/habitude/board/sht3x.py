"""Sensirion SHT3x-DIS on I2C: temperature in 0.01 degC, humidity in 0.1 %RH.

sensor = Sht3x(i2c, clock)
sensor.start()                            # 16 ms later, without waiting in between:
sensor.read()                             # SensorError, or
temperature, humidity = sensor.values

Sections and tables: Datasheet SHT3x-DIS, version 5.
"""

from habitude.board.errors import BAD_CHECKSUM, SensorError
from habitude.board.fields import I2C, choice, reading
from habitude.board.one_shot import OneShot
from habitude.compat import const
from habitude.fixed import MISSING

_MEASURE = b"\x24\x00"  # table 9: single shot, high repeatability, no clock stretching
_MEASURE_MS = const(16)  # table 4: at most 15 ms, 15.5 ms below 2.4 V
_POLYNOMIAL = const(0x31)  # table 20: x^8 + x^5 + x^4 + 1, start 0xFF, not reflected
_CRC_START = const(0xFF)

FIELDS = {
    "i2c": I2C,
    "address": choice(0x44, 0x45),  # table 8: 0x44 with the ADDR pin low, 0x45 with it high
    "temperature": reading(0, 2),
    "humidity": reading(1, 1),
}


def build(options, pins, clock):
    return Sht3x(pins.i2c(options["i2c"]), clock, options["address"])


def crc8(data, start, end):
    """Checksum of data[start:end]; section 4.12: 0xBE 0xEF gives 0x92."""
    crc = _CRC_START
    for index in range(start, end):
        crc ^= data[index]
        for _ in range(8):
            crc <<= 1
            if crc & 0x100:
                crc ^= 0x100 | _POLYNOMIAL
    return crc


def temperature(code):
    """0.01 degC of a 16-bit code; section 4.13: -45 + 175 S / (2^16 - 1), rounded.

    17500 / 65535 is reduced to 3500 / 13107 so that the product stays below 2**30.
    """
    return (3500 * code + 6553) // 13107 - 4500


def humidity(code):
    """0.1 %RH of a 16-bit code; section 4.13: 100 S / (2^16 - 1), rounded."""
    return (200 * code + 6553) // 13107


class Sht3x(OneShot):
    def __init__(self, i2c, clock, address=0x44):
        # Section 4.4: temperature, CRC, humidity, CRC.
        super().__init__(i2c, clock, address, _MEASURE, _MEASURE_MS, 6)
        self.values = [MISSING, MISSING]

    def read(self):
        """Fill `values` with the measurement that was started; SensorError if there is none."""
        self._fetch()
        answer = self._answer
        if crc8(answer, 0, 2) != answer[2] or crc8(answer, 3, 5) != answer[5]:
            raise SensorError(BAD_CHECKSUM)
        self.values[0] = temperature(answer[0] << 8 | answer[1])
        self.values[1] = humidity(answer[3] << 8 | answer[4])
