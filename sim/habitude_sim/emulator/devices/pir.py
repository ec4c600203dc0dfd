"""A PIR motion sensor with a digital output (HC-SR501, AM312)."""

from __future__ import annotations

from rp2040py.rp2040 import RP2040

_HIGH_S = 2.3  # AM312 data sheet: how long its output stays high after a movement


class Pir:
    """stuck: the level that its output keeps, whatever moves; None: it works."""

    def __init__(self, pin: int) -> None:
        self.stuck: bool | None = None
        self._number = pin

    def attach(self, rp2040: RP2040) -> None:
        self._pin = rp2040.gpio[self._number]
        self._quiet = rp2040.clock.create_alarm(lambda: self._drive(False))
        self._drive(False)

    def move(self) -> None:
        """Somebody moves: its output is high for 2.3 s, from the last movement on."""
        self._drive(True)
        self._quiet.schedule(_HIGH_S * 1e9)

    def unplug(self) -> None:
        """Its wire comes off: the pin floats, until the next movement."""
        self._quiet.cancel()
        self._pin.release_input()

    def _drive(self, level: bool) -> None:
        self._pin.set_input_value(level if self.stuck is None else self.stuck)
