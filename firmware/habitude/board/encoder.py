"""A rotary encoder with detents (EC11, KY-040) that turns a setting: one step a detent.

Both contacts connect to ground. Every edge interrupts; a table of the 16 transitions of the two
levels gives a quarter of the code's cycle, and bounces cancel out. At each detent the quarters are
rounded to whole detents and forgotten, so that a lost edge never leaves it half a step off.
"""

from habitude.board.fields import PIN, SETTING, choice
from habitude.compat import const

_REST = const(3)  # both contacts open
# By 4 * state before + state now; 0: no change, or two at once, whose direction nobody knows.
_QUARTERS = (
    (0, -1, 1, 0)
    + (1, 0, 0, -1)
    + (-1, 0, 0, 1)
    + (0, 1, -1, 0)
)  # fmt: skip

FIELDS = {"a": PIN, "b": PIN, "edges": choice(4, 2), "turns": SETTING}


def build(options, pins, clock):
    a = pins.input(options["a"])
    b = pins.input(options["b"])
    encoder = Encoder(a, b, options["edges"])
    pins.on_edges(a, encoder.edge)
    pins.on_edges(b, encoder.edge)
    return encoder


class Encoder:
    """edges: level changes from detent to detent, 4 (rests with both contacts open) or 2."""

    def __init__(self, a, b, edges=4):
        self._a = a
        self._b = b
        self._edges = edges
        self._state = 2 * a.value() + b.value()
        self._quarters = 0
        # Written by the interrupt only, `_taken` by take() only: neither can lose a step.
        self._position = 0
        self._taken = 0

    def edge(self, _pin):
        """Interrupt: one of the contacts changed."""
        state = 2 * self._a.value() + self._b.value()
        self._quarters += _QUARTERS[4 * self._state + state]
        self._state = state
        if state == _REST or (state == 0 and self._edges == 2):
            edges = self._edges
            if self._quarters >= 0:
                self._position += (2 * self._quarters + edges) // (2 * edges)
            else:
                self._position -= (edges - 2 * self._quarters) // (2 * edges)
            self._quarters = 0

    def take(self):
        """Detents turned since the last call, above zero where `a` closes first: clockwise."""
        position = self._position
        steps = position - self._taken
        self._taken = position
        return steps
