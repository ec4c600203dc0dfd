"""Functions of a position as straight lines: the rows of the kernel's LINES instruction."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from .program import ONE

Array = npt.NDArray[np.float64]

_TOLERANCE = 0.5  # how far a line may be from its function, in steps of Q15


@dataclass(frozen=True)
class Line:
    """From the first position of a row on: value + (along * slope >> shift)."""

    term: int
    value: int
    slope: int


@dataclass(frozen=True)
class Row:
    """Positions `first` to `last`; terms without a line are 0 there."""

    first: int
    last: int
    shift: int
    lines: tuple[Line, ...]


def fit(values: Array, tolerance: float = _TOLERANCE, most: int | None = None) -> list[Row]:
    """Rows that follow `values` (terms, positions), in steps of Q15, to within `tolerance`.

    None at all if there would be more than `most`.
    """
    ends: list[int] = []
    first = 0
    while first < values.shape[1]:
        if most is not None and len(ends) == most:
            return []
        ends.append(_reach(values, first, tolerance))
        first = ends[-1] + 1
    starts = [0, *(end + 1 for end in ends[:-1])]
    return [
        _row(values[:, first : last + 1], first, last)
        for first, last in zip(starts, ends, strict=True)
    ]


def _reach(values: Array, first: int, tolerance: float) -> int:
    """The last position of the longest row that starts at `first`."""
    end = values.shape[1]
    good, step = first, 1
    while good + step < end and _is_straight(values[:, first : good + step + 1], tolerance):
        good += step
        step *= 2
    while step:
        if good + step < end and _is_straight(values[:, first : good + step + 1], tolerance):
            good += step
        step //= 2
    return good


def _is_straight(part: Array, tolerance: float) -> bool:
    along = np.linspace(0.0, 1.0, part.shape[1])
    chord = part[:, :1] + (part[:, -1:] - part[:, :1]) * along
    if np.any(chord[part == 0.0] >= 0.5):  # 0 is to stay 0: nothing may fire there
        return False
    return bool(np.max(np.abs(part - chord)) <= tolerance)


def _row(part: Array, first: int, last: int) -> Row:
    slopes = (part[:, -1] - part[:, 0]) / max(1, last - first)
    steepest = float(np.max(np.abs(slopes)))
    shift = 15
    while shift and steepest * 2**shift > 32766:
        shift -= 1
    lines = [
        _line(term, values, float(slope), shift)
        for term, (values, slope) in enumerate(zip(part, slopes, strict=True))
        if values.max() >= 0.5
    ]
    return Row(first, last, shift, tuple(lines))


def _line(term: int, values: Array, slope: float, shift: int) -> Line:
    """The integers near the ideal line that come closest, 0 being met where it is due."""
    along = np.arange(len(values))
    best = Line(term, round(float(values[0])), 0)
    least = np.inf
    for value, scaled_slope in product(_near(float(values[0])), _near(slope * 2**shift)):
        got = value + (along * scaled_slope >> shift)
        if got.min() < 0 or got.max() > max(ONE, values.max()):
            continue
        error = float(np.max(np.abs(got - values)))
        if np.any(got[values == 0] != 0):
            error += 1.0
        if error < least:
            best, least = Line(term, value, scaled_slope), error
    return best


def _near(value: float) -> tuple[int, int, int]:
    middle = round(value)
    return middle, middle + 1, middle - 1
