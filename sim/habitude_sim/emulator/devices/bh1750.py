"""ROHM BH1750FVI. Pages: BH1750FVI Technical Note, 2009.04, Rev. B."""

from __future__ import annotations

from habitude_sim.emulator.devices.i2c import I2cDevice
from habitude_sim.emulator.devices.quantity import Quantity

# Page 5, the instructions: those without a measurement, and those with one by resolution.
_POWER_DOWN, _POWER_ON, _RESET = 0x00, 0x01, 0x07
_CONTINUOUS = {0x10: 1.0, 0x11: 0.5, 0x13: 4.0}  # lx
_ONE_TIME = {0x20: 1.0, 0x21: 0.5, 0x23: 4.0}
_MEASURE_S = {1.0: 0.180, 0.5: 0.180, 4.0: 0.024}  # page 2: at most
_COUNTS_PER_LUX = 1.2  # page 2: typical


class Bh1750(I2cDevice):
    """illuminance (lx). A result is there once the time of a measurement is over; until then the
    one before is read, or 0.
    """

    def __init__(self, illuminance: float = 120.0, address: int = 0x23) -> None:
        super().__init__(address)
        self.illuminance = Quantity(illuminance, seed=4)
        self._result = 0
        self._resolution = 0.0  # of the measurement at work; 0: none
        self._repeats = False
        self._done_s = 0.0
        self._taken = False  # the one instruction that this transfer may have
        self._out: list[int] = []

    def start(self, reading: bool) -> bool:
        self._taken = False
        if reading:
            self._finish()
            self._out = [self._result >> 8, self._result & 0xFF]
        return True

    def write(self, byte: int) -> bool:
        """Page 10: one instruction before each stop."""
        if self._taken:
            return False
        self._taken = True
        known = {**_CONTINUOUS, **_ONE_TIME}
        if byte in known:
            self._resolution = known[byte]
            self._repeats = byte in _CONTINUOUS
            self._done_s = self.now_s + _MEASURE_S[self._resolution]
        elif byte == _POWER_DOWN:
            self._resolution = 0.0
        elif byte == _RESET:
            self._result = 0
        return byte in known or byte in (_POWER_DOWN, _POWER_ON, _RESET)

    def read(self) -> int:
        return self._out.pop(0) if self._out else 0xFF

    def lose_power(self) -> None:
        """Off and on again: nothing is measured until it is told to."""
        self._result, self._resolution = 0, 0.0

    def _finish(self) -> None:
        """What was measured by now."""
        if not self._resolution or self.now_s < self._done_s:
            return
        halves = 2 if self._resolution == 0.5 else 1
        counts = round(self.illuminance.sample() * _COUNTS_PER_LUX * halves)
        self._result = min(max(counts, 0), 0xFFFF)
        if self._resolution == 4.0:
            self._result &= ~3
        if self._repeats:
            self._done_s = self.now_s + _MEASURE_S[self._resolution]
        else:
            self._resolution = 0.0
