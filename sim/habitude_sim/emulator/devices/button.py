"""A push button: it connects its pin to ground."""

from __future__ import annotations

from collections.abc import Callable

from rp2040py.rp2040 import RP2040


class Button:
    """press() and release() are at once and clean; tap() is a press in time, as a finger's.

    A jammed button is one that is never released, a broken one is one that is never pressed.
    """

    def __init__(self, pin: int) -> None:
        self._number = pin

    def attach(self, rp2040: RP2040) -> None:
        self._pin = rp2040.gpio[self._number]
        self._clock = rp2040.clock

    def press(self) -> None:
        self._pin.set_input_value(False)

    def release(self) -> None:
        """Nothing drives the pin: its pull-up decides, if the firmware has switched that on."""
        self._pin.release_input()

    def tap(self, ms: float = 100.0, bounces: int = 0, bounce_ms: float = 1.0) -> None:
        """Press now and release after `ms`; each contact opens and closes `bounces` times more."""
        for start in (0.0, ms):
            first, second = (
                (self.press, self.release) if start == 0 else (self.release, self.press)
            )
            self._later(start, first)
            for bounce in range(bounces):
                self._later(start + (2 * bounce + 1) * bounce_ms, second)
                self._later(start + (2 * bounce + 2) * bounce_ms, first)

    def _later(self, ms: float, change: Callable[[], None]) -> None:
        self._clock.create_alarm(change).schedule(ms * 1e6)
