"""Presence from a PIR motion sensor with a digital output, HC-SR501 or AM312: 1 or 0.

A movement is told for `hold_s`: from one tick to the next, so that none is missed. That people sit
still is for the appliance to reckon with (habitude/presence.py). Both modules hold their output
high for 2 s and more, so polling misses nothing. An unplugged one tells nobody.
"""

from habitude.board.fields import PIN, reading, whole
from habitude.fixed import MISSING

FIELDS = {
    "pin": PIN,
    "hold_s": whole(60, 1, 86400),
    # HC-SR501 data sheet: for about a minute after power-on it switches at random.
    "warmup_s": whole(60, 0, 600),
    "presence": reading(0, 0),
}


def build(options, pins, clock):
    return Pir(pins.input(options["pin"], up=False), clock, options["hold_s"], options["warmup_s"])


class Pir:
    def __init__(self, pin, clock, hold_s=60, warmup_s=60):
        self.values = [MISSING]
        self._pin = pin
        self._clock = clock
        self._hold_ms = 1000 * hold_s
        self._warmup_ms = 1000 * warmup_s
        self._warm = False
        self._present = False
        self._since = clock.ticks()  # of the last movement; while warming up, of power-on

    def poll(self):
        if not self._warm:
            self._warm = self._clock.since(self._since) >= self._warmup_ms
        elif self._pin.value():
            self._present = True
            self._since = self._clock.ticks()
        elif self._present and self._clock.since(self._since) >= self._hold_ms:
            self._present = False  # kept as a state: ticks can't tell an absence of weeks

    def read(self):
        """1: someone is there, 0: nobody, MISSING: the module is still warming up."""
        self.poll()
        self.values[0] = int(self._present) if self._warm else MISSING
