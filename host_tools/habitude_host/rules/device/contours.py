"""Smooth shapes as polygons with corners at the same heights, so that they share their slices."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from .polygon import Polygon, through
from .program import FULL

Array = npt.NDArray[np.float64]

PLACES = np.linspace(0.0, FULL, 4097)
# Heights that may become corners: finest near 0 and 1, where flanks are flattest.
_HEIGHTS = np.unique(
    np.concatenate(
        ([0.0], np.geomspace(2.0**-16, 0.5, 80), 1.0 - np.geomspace(2.0**-14, 0.5, 60), [1.0])
    )
)


def polygons(shapes: Sequence[Array], tolerance: float) -> list[Polygon]:
    """Polygons that follow `shapes`, degrees at PLACES, sideways to within `tolerance`."""
    flanks = [flank for shape in shapes for flank in _flanks(shape)]
    heights = _corners(flanks, tolerance)
    return [_polygon(shape, heights) for shape in shapes]


def _turns(shape: Array) -> npt.NDArray[np.int64]:
    """Where a shape begins to rise, to fall or to be level, and its two ends."""
    direction = np.sign(np.diff(shape))
    (changes,) = np.nonzero(np.diff(direction))
    return np.unique(np.concatenate(([0], changes + 1, [len(shape) - 1]))).astype(np.int64)


def _flanks(shape: Array) -> list[Array]:
    """Each rising or falling part as places over _HEIGHTS, nan where it doesn't reach."""
    result: list[Array] = []
    turns = _turns(shape)
    for start, end in pairwise(turns):
        x, y = PLACES[start : end + 1], shape[start : end + 1]
        if y[0] == y[-1]:
            continue
        if y[0] > y[-1]:
            x, y = x[::-1], y[::-1]
        result.append(np.interp(_HEIGHTS, y, x, left=np.nan, right=np.nan))
    return result


def _corners(flanks: list[Array], tolerance: float) -> Array:
    """The fewest heights between which all flanks are straight to within `tolerance`."""
    chosen = [0]
    last = len(_HEIGHTS) - 1
    while chosen[-1] < last:
        start = end = chosen[-1]
        while end < last and all(_is_straight(f, start, end + 1, tolerance) for f in flanks):
            end += 1
        chosen.append(max(end, start + 1))
    return _HEIGHTS[chosen]


def _is_straight(flank: Array, start: int, end: int, tolerance: float) -> bool:
    part = flank[start : end + 1]
    known = np.nonzero(~np.isnan(part))[0]
    if len(known) < 3:
        return True
    first, last = known[0], known[-1]
    heights = _HEIGHTS[start : end + 1][first : last + 1]
    share = (heights - heights[0]) / (heights[-1] - heights[0])
    chord = part[first] + (part[last] - part[first]) * share
    return bool(np.max(np.abs(part[first : last + 1] - chord)) <= tolerance)


def _polygon(shape: Array, heights: Array) -> Polygon:
    corners: list[tuple[float, float]] = []
    turns = _turns(shape)
    for start, end in pairwise(turns):
        x, y = PLACES[start : end + 1], shape[start : end + 1]
        sign = 1.0 if y[-1] >= y[0] else -1.0
        between = np.sort(sign * heights[(heights > y.min()) & (heights < y.max())])
        levels = np.concatenate(([sign * y[0]], between, [sign * y[-1]]))
        places = np.concatenate((x[:1], np.interp(between, sign * y, x), x[-1:]))
        places = _balanced(levels, places, x, sign * y)
        corners += zip(places[:-1].tolist(), (sign * levels[:-1]).tolist(), strict=True)
    corners.append((float(PLACES[-1]), float(shape[-1])))
    return through(corners)


def _balanced(levels: Array, places: Array, x: Array, y: Array) -> Array:
    """Corners moved sideways so that what chords cut off on one side they add on the other.

    The mean of a shallow arc is 2/3 of its rise above the chord; each corner has part in two.
    """
    if len(places) < 3:
        return places
    rises = np.interp((levels[:-1] + levels[1:]) / 2, y, x) - (places[:-1] + places[1:]) / 2
    moved = places.copy()
    moved[1:-1] += (rises[:-1] + rises[1:]) / 3
    return np.maximum.accumulate(np.clip(moved, places[0], places[-1]))
