"""ROHM BH1750FVI on I2C: illuminance in lx, 0..54612.

It measures once for each reading and sleeps in between, which also shows whether it is there.

Pages: BH1750FVI Technical Note, 2009.04, Rev. B.
"""

from habitude.board.fields import I2C, choice, reading
from habitude.board.one_shot import OneShot
from habitude.compat import const
from habitude.fixed import MISSING

_MEASURE = b"\x20"  # p. 5: one time H-resolution mode, 1 lx; it powers up by itself
_MEASURE_MS = const(180)  # p. 2: at most

FIELDS = {
    "i2c": I2C,
    "address": choice(0x23, 0x5C),  # p. 10: 0x23 with the ADDR pin low, 0x5C with it high
    "illuminance": reading(0, 0),
}


def build(options, pins, clock):
    return Bh1750(pins.i2c(options["i2c"]), clock, options["address"])


def illuminance(code):
    """lx of a 16-bit code; p. 10: code / 1.2, rounded. Its example: 0x8390 gives 28067."""
    return (5 * code + 3) // 6


class Bh1750(OneShot):
    def __init__(self, i2c, clock, address=0x23):
        super().__init__(i2c, clock, address, _MEASURE, _MEASURE_MS, 2)
        self.values = [MISSING]

    def read(self):
        """Fill `values` with the measurement that was started; SensorError if there is none."""
        self._fetch()
        self.values[0] = illuminance(self._answer[0] << 8 | self._answer[1])
