"""Functions of a position as equally spaced samples: the kernel's SAMPLES instruction."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_SHIFTS = range(13, 4, -1)  # from 4 to 1024 steps over the whole range


def fit(values: Array, tolerance: float) -> tuple[int, npt.NDArray[np.int64], float]:
    """The fewest samples that follow `values` (terms, positions), in steps of Q15.

    Returns how far positions are shifted to find their row, the rows (rows, terms) in half steps,
    and the largest difference, which is above the tolerance where even the most samples are too
    few.
    """
    highest = float(values.max())
    shift, rows, error = 0, np.empty((0, 0), dtype=np.int64), np.inf
    for shift in _SHIFTS:
        rows = _balanced(values[:, _places(shift)].T, highest)
        error = float(np.max(np.abs(reproduce(shift, rows) - values)))
        if error <= tolerance:
            break
    return shift, rows, error


def reproduce(shift: int, rows: npt.NDArray[np.int64]) -> Array:
    """What the device computes from `rows`, (terms, positions)."""
    positions = np.arange(32768)
    row, along = positions >> shift, positions & ((1 << shift) - 1)
    lower, upper = rows[row], rows[row + 1]
    between = (lower << shift) + (upper - lower) * along[:, np.newaxis]
    return ((between + (1 << shift)) >> (shift + 1)).T.astype(np.float64)


def _balanced(exact: Array, highest: float) -> npt.NDArray[np.int64]:
    """Samples moved so that the chords between them are as far above a bend as below it."""
    bend = np.zeros_like(exact)
    bend[1:-1] = exact[:-2] - 2 * exact[1:-1] + exact[2:]
    moved = np.clip(exact - bend / 16, 0.0, highest)
    return np.minimum(np.rint(2 * moved), 65535).astype(np.int64)


def _places(shift: int) -> npt.NDArray[np.int64]:
    """Positions of the samples; the last, one step beyond the range, stands for its end."""
    return np.minimum(np.arange((32768 >> shift) + 1) << shift, 32767)
