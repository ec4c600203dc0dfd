"""What a sensor measures, with the faults that a measured value can have."""

from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass
class Quantity:
    """A value in its natural unit, changed by assignment at any time.

    noise: standard deviation of what each sample adds, in the same unit. stuck: samples repeat
    the last one. The noise is the same on each run; `seed` gives another.
    """

    value: float
    noise: float = 0.0
    stuck: bool = False
    seed: int = 0
    _random: random.Random = field(init=False, repr=False)
    _last: float | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def sample(self) -> float:
        """What a converter gets to see now."""
        if self._last is None or not self.stuck:
            self._last = self.value + (self._random.gauss(0, self.noise) if self.noise else 0)
        return self._last
