"""A relay module: what it switches, and when it did."""

from __future__ import annotations

from rp2040py.gpio_pin import GPIOPinState
from rp2040py.rp2040 import RP2040


class Relay:
    """on: now. switched: (seconds since power-on, on) of each change, oldest first.

    A pin that nobody drives leaves it off. stuck: its contact is welded (True) or burnt (False),
    whatever the coil does; None: it works.
    """

    def __init__(self, pin: int, *, active_low: bool = False) -> None:
        self.switched: list[tuple[float, bool]] = []
        self.stuck: bool | None = None
        self._number = pin
        self._on_level = GPIOPinState.LOW if active_low else GPIOPinState.HIGH

    def attach(self, rp2040: RP2040) -> None:
        self._pin = rp2040.gpio[self._number]
        self._clock = rp2040.clock
        self._pin.add_listener(self._on_change)

    @property
    def on(self) -> bool:
        return self._pin.value == self._on_level if self.stuck is None else self.stuck

    def power(self, since_s: float = 0.0) -> int:
        """Thousandths of the time since `since_s` (since power-on) that its coil was on."""
        now_s = self._clock.nanos / 1e9
        passed_s = now_s - since_s
        coil = self._pin.value == self._on_level
        if passed_s <= 0:
            return 1000 * coil
        on_s, end_s = 0.0, now_s
        for at_s, on in reversed(self.switched):
            if on:
                on_s += max(end_s - max(at_s, since_s), 0)
            end_s = max(at_s, since_s)
        return round(1000 * on_s / passed_s)

    def _on_change(self, level: GPIOPinState, before: GPIOPinState) -> None:
        on = level == self._on_level
        if on != bool(self.switched and self.switched[-1][1]):
            self.switched.append((self._clock.nanos / 1e9, on))
