"""Input memberships as straight lines: the rows of the kernel's LINES instruction."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

ONE = 32768  # a membership of 1 in Q15
POSITIONS = 32768  # of an input, 0..32767
_TOLERANCE = 0.5  # how far a line may be from its membership, in steps of Q15

Degrees = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """A membership from the first position of a row on: value + (along * slope >> shift)."""

    slot: int
    value: int
    slope: int


@dataclass(frozen=True)
class Row:
    first: int
    last: int
    shift: int
    lines: tuple[Line, ...]


def fit(slots: list[int], degrees: Degrees) -> list[Row]:
    """Rows that follow `degrees` (terms, POSITIONS), memberships at every position, 0..1."""
    scaled = degrees * ONE
    rows: list[Row] = []
    first = 0
    while first < POSITIONS:
        last = _reach(scaled, first)
        rows.append(_row(slots, scaled[:, first : last + 1], first, last))
        first = last + 1
    return rows


def encode(input_index: int, slots: list[int], rows: list[Row], opcode: int) -> list[int]:
    """The LINES instruction: every row as long as the longest, filled up with terms that are 0."""
    terms = max(len(row.lines) for row in rows)
    words: list[int] = []
    for row in rows:
        active = {line.slot for line in row.lines}
        idle = [Line(slot, 0, 0) for slot in slots if slot not in active]
        words += [row.last, row.first, row.shift]
        for line in (*row.lines, *idle)[:terms]:
            words += [line.slot, line.value, line.slope + 32768]
    return [opcode, input_index, terms, 3 + 3 * terms, len(words), *words]


def _reach(scaled: Degrees, first: int) -> int:
    """The last position of the longest row that starts at `first`."""
    good, step = first, 1
    while good + step < POSITIONS and _is_straight(scaled[:, first : good + step + 1]):
        good += step
        step *= 2
    while step:
        if good + step < POSITIONS and _is_straight(scaled[:, first : good + step + 1]):
            good += step
        step //= 2
    return good


def _is_straight(part: Degrees) -> bool:
    along = np.linspace(0.0, 1.0, part.shape[1])
    chord = part[:, :1] + (part[:, -1:] - part[:, :1]) * along
    return bool(np.max(np.abs(part - chord)) <= _TOLERANCE)


def _row(slots: list[int], part: Degrees, first: int, last: int) -> Row:
    slopes = (part[:, -1] - part[:, 0]) / max(1, last - first)
    steepest = float(np.max(np.abs(slopes)))
    shift = 15
    while shift and steepest * 2**shift > 32766:
        shift -= 1
    lines = [
        _line(slot, values, float(slope), shift)
        for slot, values, slope in zip(slots, part, slopes, strict=True)
        if values.max() >= 0.5
    ]
    return Row(first, last, shift, tuple(lines))


def _line(slot: int, values: Degrees, slope: float, shift: int) -> Line:
    """The integers near the ideal line that come closest, 0 and 1 being met where they are due."""
    along = np.arange(len(values))
    best = Line(slot, round(float(values[0])), 0)
    least = np.inf
    for value, scaled_slope in product(_near(float(values[0])), _near(slope * 2**shift)):
        got = value + (along * scaled_slope >> shift)
        if got.min() < 0 or got.max() > ONE:
            continue
        error = float(np.max(np.abs(got - values)))
        if np.any(got[values == 0] != 0):
            error += 1.0
        if error < least:
            best, least = Line(slot, value, scaled_slope), error
    return best


def _near(value: float) -> tuple[int, int, int]:
    middle = round(value)
    return middle, middle + 1, middle - 1
