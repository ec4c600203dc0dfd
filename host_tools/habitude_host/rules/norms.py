"""T-norms (and) and s-norms (or), by fuzzylite's names, on arrays of degrees.

Formulas: Klement, Mesiar, Pap, Triangular Norms (2000), chapter 1; the unbounded and the
normalised sum (IEC 61131-7, table 3: NSUM) are aggregations, not s-norms in the strict sense.
Arguments above 1, which the unbounded sum can produce, are not cut.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Norm = Callable[[Array, Array], Array]


def _ratio(numerator: Array, denominator: Array, limit: float) -> Array:
    """The quotient, and `limit` where the denominator is 0."""
    zero = denominator == 0
    return np.where(zero, limit, numerator / np.where(zero, 1.0, denominator))


def bounded_difference(a: Array, b: Array) -> Array:
    return np.maximum(0.0, a + b - 1.0)


def drastic_product(a: Array, b: Array) -> Array:
    return np.where(np.maximum(a, b) == 1.0, np.minimum(a, b), 0.0)


def einstein_product(a: Array, b: Array) -> Array:
    return a * b / (2.0 - (a + b - a * b))


def hamacher_product(a: Array, b: Array) -> Array:
    return _ratio(a * b, a + b - a * b, 0.0)


def nilpotent_minimum(a: Array, b: Array) -> Array:
    return np.where(a + b > 1.0, np.minimum(a, b), 0.0)


def algebraic_sum(a: Array, b: Array) -> Array:
    return a + b - a * b


def bounded_sum(a: Array, b: Array) -> Array:
    return np.minimum(1.0, a + b)


def drastic_sum(a: Array, b: Array) -> Array:
    return np.where(np.minimum(a, b) == 0.0, np.maximum(a, b), 1.0)


def einstein_sum(a: Array, b: Array) -> Array:
    return (a + b) / (1.0 + a * b)


def hamacher_sum(a: Array, b: Array) -> Array:
    return _ratio(a + b - 2.0 * a * b, 1.0 - a * b, 1.0)


def nilpotent_maximum(a: Array, b: Array) -> Array:
    return np.where(a + b < 1.0, np.maximum(a, b), 1.0)


def normalized_sum(a: Array, b: Array) -> Array:
    return (a + b) / np.maximum(1.0, a + b)


T_NORMS: dict[str, Norm] = {
    "Minimum": np.minimum,
    "AlgebraicProduct": np.multiply,
    "BoundedDifference": bounded_difference,
    "DrasticProduct": drastic_product,
    "EinsteinProduct": einstein_product,
    "HamacherProduct": hamacher_product,
    "NilpotentMinimum": nilpotent_minimum,
}

S_NORMS: dict[str, Norm] = {
    "Maximum": np.maximum,
    "AlgebraicSum": algebraic_sum,
    "BoundedSum": bounded_sum,
    "DrasticSum": drastic_sum,
    "EinsteinSum": einstein_sum,
    "HamacherSum": hamacher_sum,
    "NilpotentMaximum": nilpotent_maximum,
    "NormalizedSum": normalized_sum,
    "UnboundedSum": np.add,
}
