"""Defuzzifiers: from a fuzzy set, or from weighted values, to one number a row.

Integral defuzzifiers see the set at the midpoints of `resolution` equal steps (rectangle rule).
Sources: Runkler, Selection of appropriate defuzzification methods (IEEE Trans. Fuzzy Systems,
1997); IEC 61131-7, table 4.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def midpoints(lowest: float, highest: float, resolution: int) -> Array:
    """The places at which an integral defuzzifier looks at the set."""
    steps = np.arange(resolution, dtype=np.float64) + 0.5
    return lowest + steps * ((highest - lowest) / resolution)


def _mean_where(x: Array, chosen: npt.NDArray[np.bool_]) -> Array:
    return np.where(chosen, x, 0.0).sum(axis=1) / chosen.sum(axis=1)


def _at_maximum(degrees: Array) -> npt.NDArray[np.bool_]:
    return degrees == degrees.max(axis=1, keepdims=True)


def _centroid(x: Array, degrees: Array) -> Array:
    return (degrees * x).sum(axis=1) / degrees.sum(axis=1)


def _bisector(x: Array, degrees: Array) -> Array:
    """Where the area to the left is nearest to half of it; the mean of such places."""
    area = np.cumsum(degrees, axis=1)
    off = np.abs(area / area[:, -1:] - 0.5)
    return _mean_where(x, off == off.min(axis=1, keepdims=True))


def _smallest_of_maximum(x: Array, degrees: Array) -> Array:
    return x[np.argmax(degrees, axis=1)]


def _largest_of_maximum(x: Array, degrees: Array) -> Array:
    return x[::-1][np.argmax(degrees[:, ::-1], axis=1)]


def _mean_of_maximum(x: Array, degrees: Array) -> Array:
    return _mean_where(x, _at_maximum(degrees))


def _weighted_average(weights: Array, values: Array) -> Array:
    return _products(weights, values).sum(axis=1) / weights.sum(axis=1)


def _weighted_sum(weights: Array, values: Array) -> Array:
    return _products(weights, values).sum(axis=1)


def _products(weights: Array, values: Array) -> Array:
    """Weighted values; what has no weight counts for nothing, even where it is infinite."""
    return np.where(weights == 0.0, 0.0, weights * values)


INTEGRAL: dict[str, Callable[[Array, Array], Array]] = {
    "Bisector": _bisector,
    "Centroid": _centroid,
    "LargestOfMaximum": _largest_of_maximum,
    "MeanOfMaximum": _mean_of_maximum,
    "SmallestOfMaximum": _smallest_of_maximum,
}

WEIGHTED: dict[str, Callable[[Array, Array], Array]] = {
    "WeightedAverage": _weighted_average,
    "WeightedSum": _weighted_sum,
}


def integral(kind: str, x: Array, degrees: Array) -> Array:
    """Of a set of `degrees` (rows, samples) at `x` (samples): (rows,), nan where it is empty."""
    with np.errstate(all="ignore"):
        return np.where(degrees.any(axis=1), INTEGRAL[kind](x, degrees), np.nan)


def weighted(kind: str, weights: Array, values: Array) -> Array:
    """Of `values` with `weights`, both (rows, terms): (rows,); nan where all weights are 0."""
    with np.errstate(all="ignore"):
        return np.where(weights.any(axis=1), WEIGHTED[kind](weights, values), np.nan)
