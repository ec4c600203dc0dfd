"""Sensirion SHT3x-DIS. Sections and tables: Datasheet SHT3x-DIS, version 5."""

from __future__ import annotations

from habitude_sim.emulator.devices.i2c import I2cDevice
from habitude_sim.emulator.devices.quantity import Quantity

_SINGLE_SHOT = bytes((0x24, 0x00))  # table 9: high repeatability, no clock stretching
_SOFT_RESET = bytes((0x30, 0xA2))  # table 14
_MEASURE_S = 0.015  # table 4: at most
_POLYNOMIAL = 0x131  # table 20: x^8 + x^5 + x^4 + 1


class Sht3x(I2cDevice):
    """temperature (degC), humidity (%RH). disturbed: bits of each checksum flipped on the way."""

    def __init__(
        self, temperature: float = 21.0, humidity: float = 45.0, address: int = 0x44
    ) -> None:
        super().__init__(address)
        self.temperature = Quantity(temperature, seed=1)
        self.humidity = Quantity(humidity, seed=2)
        self.disturbed = 0
        self._command = b""
        self._answer: list[int] | None = None  # None: nothing was measured
        self._ready_s = 0.0

    def start(self, reading: bool) -> bool:
        """Section 4.4: a read is not acknowledged while measuring, nor with no result."""
        self._command = b""
        return not reading or (self._answer is not None and self.now_s >= self._ready_s)

    def write(self, byte: int) -> bool:
        self._command += bytes((byte,))
        if self._command == _SINGLE_SHOT:
            self._measure()
        elif self._command == _SOFT_RESET:
            self._answer = None
        return len(self._command) < 2 or self._command in (_SINGLE_SHOT, _SOFT_RESET)

    def read(self) -> int:
        return self._answer.pop(0) if self._answer else 0xFF

    def stop(self) -> None:
        if not self._command:  # it was a read, and a result is read once
            self._answer = None

    def _measure(self) -> None:
        """Section 4.13: the codes; section 4.4: each with its checksum."""
        self._answer = [
            *self._word((self.temperature.sample() + 45) / 175),
            *self._word(self.humidity.sample() / 100),
        ]
        self._ready_s = self.now_s + _MEASURE_S

    def _word(self, share: float) -> tuple[int, int, int]:
        code = min(max(round(share * 65535), 0), 65535)
        return code >> 8, code & 0xFF, checksum(code) ^ self.disturbed


def checksum(word: int) -> int:
    """CRC-8 of 16 bits, starting with 0xFF (table 20): a long division; 0xBEEF gives 0x92."""
    rest = (word ^ 0xFF00) << 8
    for bit in range(23, 7, -1):
        if rest >> bit & 1:
            rest ^= _POLYNOMIAL << (bit - 8)
    return rest
