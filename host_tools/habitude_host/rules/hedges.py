"""Linguistic hedges: what "very", "not" and the like make of a degree.

Formulas: Zadeh, A fuzzy-set-theoretic interpretation of linguistic hedges (1972): concentration,
dilation, contrast intensification (here "extremely") and its inverse ("seldom").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def _extremely(degree: Array) -> Array:
    return np.where(degree <= 0.5, 2.0 * degree**2, 1.0 - 2.0 * (1.0 - degree) ** 2)


def _seldom(degree: Array) -> Array:
    with np.errstate(invalid="ignore"):
        return np.where(degree <= 0.5, np.sqrt(degree / 2.0), 1.0 - np.sqrt((1.0 - degree) / 2.0))


HEDGES: dict[str, Callable[[Array], Array]] = {
    "any": np.ones_like,
    "extremely": _extremely,
    "not": lambda degree: 1.0 - degree,
    "seldom": _seldom,
    "somewhat": np.sqrt,
    "very": np.square,
}


def apply(hedges: Iterable[str], degree: Array) -> Array:
    """`degree` modified by `hedges` as they are written: the last one is applied first."""
    for name in reversed(tuple(hedges)):
        degree = HEDGES[name](degree)
    return degree
