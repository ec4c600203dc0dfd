"""Avia HX711 with a load cell: weight in grams, from channel A with a gain of 128.

The weight is (counts - zero) / counts_per_kg: read `raw` with nothing on it and with a known
weight to find both.

Sections and figures: HX711 data sheet of Avia Semiconductor.
"""

from habitude.board.errors import NO_ANSWER, OPEN, SHORT, SensorError
from habitude.board.fields import PIN, reading, whole
from habitude.compat import const
from habitude.fixed import MISSING

_BITS = const(24)
_SIGN = const(0x800000)
_LOWEST = const(-0x800000)  # where it stays with an input beyond its range, as of a broken wire
_HIGHEST = const(0x7FFFFF)

FIELDS = {
    "data": PIN,
    "clock": PIN,
    "zero": whole(0, -0x800000, 0x7FFFFF),
    "counts_per_kg": whole(430000, 16, 10000000),  # 5 kg, 1 mV/V
    "weight": reading(0, 0),
}


def build(options, pins, clock):
    # The pull-up makes a module that is not there one that is never ready.
    data = pins.input(options["data"])
    return Hx711(data, pins.output(options["clock"], 0), options["zero"], options["counts_per_kg"])


def grams(counts, counts_per_kg):
    """Counts (a difference of two 24-bit ones) as grams, rounded.

    In sixteenths, which are noise: 2**24 / 16 * 1000 stays below 2**30.
    """
    per_kg = counts_per_kg >> 4
    return ((counts >> 4) * 1000 + per_kg // 2) // per_kg


class Hx711:
    """raw: the last counts, before zero and scale."""

    def __init__(self, data, clock_pin, zero=0, counts_per_kg=430000):
        self.values = [MISSING]
        self.raw = 0
        self._data = data
        self._clock_pin = clock_pin
        self._zero = zero
        self._counts_per_kg = counts_per_kg

    def read(self):
        """Fill `values` with the latest conversion, of which there are 10 a second."""
        if self._data.value():
            raise SensorError(NO_ANSWER)  # not ready, long after the last tick: it is not there
        self.raw = self._shifted_in()
        if not self._data.value():
            raise SensorError(SHORT)  # figure 2: after the 25th pulse it is high until ready again
        if self.raw in (_LOWEST, _HIGHEST):
            raise SensorError(OPEN)
        self.values[0] = grams(self.raw - self._zero, self._counts_per_kg)

    def _shifted_in(self):
        """24 bits, the highest first; the 25th pulse asks for channel A with 128 again.

        Section "Power down control": a pulse of 60 us would switch it off. Between the two edges
        there is no jump, so that no handler of an interrupt can run there.
        """
        clock_pin, data = self._clock_pin, self._data
        code = 0
        for _ in range(_BITS):
            clock_pin.value(1)
            bit = data.value()
            clock_pin.value(0)
            code = code << 1 | bit
        clock_pin.value(1)
        clock_pin.value(0)
        return code - 2 * (code & _SIGN)
