"""What can be wrong with a reading: a fault turns what is true into what a sensor tells.

Readings are raw integers in the order of the appliance's declaration, None where there is none.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from habitude_sim.torture.faults_spec import Spec

Raw = int | None

KINDS = (
    "missing",
    "stuck",
    "too low",
    "too high",
    "offset",
    "jumping",
    "noisy",
    "drifting",
    "swapped",
    "loose",
    "rubbish",
)


@dataclass
class Sick:
    """A reading with a fault of one of KINDS.

    size: in the reading's unit: the offset, how far it jumps to and fro, the noise's standard
    deviation, the drift in an hour. index: the reading; other: the one it is swapped with.
    since_s: when it began. last: what was told just before.
    """

    kind: str
    size: float
    index: int
    other: int
    since_s: int
    last: Raw
    _ticks: int = 0

    def tell(self, true: Sequence[Raw], spec: Spec, now_s: int, rng: random.Random) -> Raw:
        """What the sensor tells in this tick."""
        self._ticks += 1
        declared, value = spec.readings[self.index], true[self.index]
        match self.kind:
            case "missing":
                return None
            case "stuck":
                return value if self.last is None else self.last
            case "too low":
                return declared.lowest - 1 - self._ticks % 3
            case "too high":
                return declared.highest + 1 + self._ticks % 3
            case "loose":  # its contact is closed in one tick of three
                return value if rng.random() < 1 / 3 else None
            case "rubbish":
                return rng.randint(declared.lowest, declared.highest)
            case "swapped":  # the board tells the other's value in this one's decimals
                other = true[self.other]
                shift = declared.decimals - spec.readings[self.other].decimals
                return None if other is None else round(other * 10**shift)
            case _:
                return None if value is None else value + self._off(declared.decimals, now_s, rng)

    def _off(self, decimals: int, now_s: int, rng: random.Random) -> int:
        """By how much it is wrong."""
        size = round(self.size * 10**decimals)
        match self.kind:
            case "offset":
                return size
            case "jumping":
                return size if self._ticks % 2 else -size
            case "noisy":
                return round(rng.gauss(0, abs(size)))
            case "drifting":
                return size * (now_s - self.since_s) // 3600
            case _:
                raise ValueError(f"no fault is called '{self.kind}'")
