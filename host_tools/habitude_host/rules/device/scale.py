"""Where an output's values lie among positions, and what all ways to make one have in common."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from ..model import OutputVariable
from .firmware import kernel
from .program import FULL

Number = TypeVar("Number", float, npt.NDArray[np.float64])


class Unsuited(Exception):
    """This way to make the output can't; another one may."""


@dataclass(frozen=True)
class Scale:
    """The range of an output that positions 0..FULL stand for."""

    lowest: float
    highest: float

    def position(self, value: Number) -> Number:
        """Where `value` lies, in steps; not rounded, not clamped."""
        return (value - self.lowest) / (self.highest - self.lowest) * FULL

    def value(self, position: Number) -> Number:
        return self.lowest + position / FULL * (self.highest - self.lowest)


def head(index: int, output: OutputVariable, scale: Scale) -> tuple[int, int]:
    """The words that begin an instruction for an output: its number and its default."""
    if output.lock_previous:
        return index, kernel.KEEP
    if output.default is None or not math.isfinite(output.default):
        return index, kernel.NONE
    return index, round(min(max(scale.position(output.default), 0), FULL))
