"""A rotary encoder with detents (EC11, KY-040): two contacts to ground, in quadrature."""

from __future__ import annotations

from rp2040py.rp2040 import RP2040

_CLOCKWISE = ((0, 1), (0, 0), (1, 0), (1, 1))  # levels of a and b through one detent


class Encoder:
    """At rest both contacts are open."""

    def __init__(self, a: int, b: int) -> None:
        self._numbers = a, b

    def attach(self, rp2040: RP2040) -> None:
        self._pins = [rp2040.gpio[number] for number in self._numbers]
        self._clock = rp2040.clock

    def turn(self, detents: int, edge_ms: float = 5.0) -> float:
        """Turn from now on, clockwise above zero. The seconds that it takes."""
        levels = _CLOCKWISE if detents > 0 else (*reversed(_CLOCKWISE[:-1]), _CLOCKWISE[-1])
        edges = abs(detents) * len(levels)
        for edge in range(edges):
            a, b = levels[edge % len(levels)]
            self._later(edge * edge_ms, a, b)
        return edges * edge_ms / 1000

    def _later(self, ms: float, *levels: int) -> None:
        def change() -> None:
            for pin, level in zip(self._pins, levels, strict=True):
                # A contact that does not change makes no edge.
                if level != pin.input_value:
                    if level:
                        pin.release_input()
                    else:
                        pin.set_input_value(False)

        self._clock.create_alarm(change).schedule(ms * 1e6)
