"""Membership functions: the 23 kinds of terms, by fuzzylite's names.

Every shape maps x to 0..1; a term's height scales it. `Constant`, `Linear` and `Function` are
values of an output rather than shapes; `Linear` and `Function` need the values of the variables
and are computed in `reference`. Sources of the formulas: Jang, Sun, Mizutani, Neuro-Fuzzy and Soft
Computing (1997), section 2.4 (triangle, trapezoid, Gaussian, bell, sigmoids); Zadeh (1975) for S,
Z and pi; IEC 61131-7 for points; the others are the closed forms that fuzzylite's documentation
prints.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .model import Term

Array = npt.NDArray[np.float64]
Shape = Callable[..., Array]


def _climb(x: Array, foot: float, top: float) -> Array:
    """0 at and before `foot`, straight up to 1 at `top`; a foot at -inf makes it 1 everywhere."""
    if foot == -np.inf:
        return np.ones_like(x)
    if foot == top:
        return np.where(x >= top, 1.0, 0.0)
    return np.clip((x - foot) / (top - foot), 0.0, 1.0)


def _triangle(x: Array, left: float, top: float, right: float) -> Array:
    return np.minimum(_climb(x, left, top), _climb(-x, -right, -top))


def _trapezoid(x: Array, left: float, top_left: float, top_right: float, right: float) -> Array:
    return np.minimum(_climb(x, left, top_left), _climb(-x, -right, -top_right))


def _rectangle(x: Array, start: float, end: float) -> Array:
    low, high = min(start, end), max(start, end)
    return np.where((low <= x) & (x <= high), 1.0, 0.0)


def _ramp(x: Array, start: float, end: float) -> Array:
    return _climb(x, start, end) if start < end else _climb(-x, -start, -end)


def _discrete(x: Array, *points: float) -> Array:
    return np.interp(x, points[0::2], points[1::2])


def _binary(x: Array, start: float, direction: float) -> Array:
    return np.where(x >= start if direction > start else x <= start, 1.0, 0.0)


def _gaussian(x: Array, mean: float, deviation: float) -> Array:
    return np.exp(-((x - mean) ** 2) / (2.0 * deviation**2))


def _gaussian_product(
    x: Array, mean_a: float, deviation_a: float, mean_b: float, deviation_b: float
) -> Array:
    left = np.where(x < mean_a, _gaussian(x, mean_a, deviation_a), 1.0)
    right = np.where(x > mean_b, _gaussian(x, mean_b, deviation_b), 1.0)
    return left * right


def _bell(x: Array, center: float, width: float, slope: float) -> Array:
    return 1.0 / (1.0 + (np.abs(x - center) / abs(width)) ** (2.0 * slope))


def _cosine(x: Array, center: float, width: float) -> Array:
    wave = 0.5 * (1.0 + np.cos(2.0 / width * np.pi * (x - center)))
    return np.where(np.abs(x - center) <= width / 2.0, wave, 0.0)


def _spike(x: Array, center: float, width: float) -> Array:
    return np.exp(-np.abs(10.0 / width * (x - center)))


def _sigmoid(x: Array, inflection: float, slope: float) -> Array:
    return 1.0 / (1.0 + np.exp(-slope * (x - inflection)))


def _sigmoid_difference(
    x: Array, left: float, rising: float, falling: float, right: float
) -> Array:
    return np.abs(_sigmoid(x, left, rising) - _sigmoid(x, right, falling))


def _sigmoid_product(x: Array, left: float, rising: float, falling: float, right: float) -> Array:
    return _sigmoid(x, left, rising) * _sigmoid(x, right, falling)


def _s_shape(x: Array, start: float, end: float) -> Array:
    if start == end:
        return np.where(x > start, 1.0, 0.0)
    along = np.clip((x - start) / (end - start), 0.0, 1.0)
    return np.where(along <= 0.5, 2.0 * along**2, 1.0 - 2.0 * (1.0 - along) ** 2)


def _z_shape(x: Array, start: float, end: float) -> Array:
    return 1.0 - _s_shape(x, start, end)


def _pi_shape(x: Array, left: float, top_left: float, top_right: float, right: float) -> Array:
    return _s_shape(x, left, top_left) * _z_shape(x, top_right, right)


def _concave(x: Array, inflection: float, end: float) -> Array:
    before_end = x < end if inflection <= end else x > end
    curve = (end - inflection) / (2.0 * end - inflection - x)
    return np.where(before_end, curve, 1.0)


def _arc(x: Array, start: float, end: float) -> Array:
    """A quarter of an ellipse: 0 at and before `start`, 1 at and beyond `end`."""
    left = np.clip((end - x) / (end - start), 0.0, 1.0)
    return np.sqrt(1.0 - left**2)


def _semi_ellipse(x: Array, start: float, end: float) -> Array:
    across = (x - (start + end) / 2.0) / ((end - start) / 2.0)
    return np.where(np.abs(across) <= 1.0, np.sqrt(np.maximum(0.0, 1.0 - across**2)), 0.0)


def _constant(x: Array, value: float) -> Array:
    return np.full_like(x, value)


def _ramp_inverse(y: Array, start: float, end: float) -> Array:
    return start + (end - start) * y


def _sigmoid_inverse(y: Array, inflection: float, slope: float) -> Array:
    return inflection + np.log(1.0 / y - 1.0) / -slope


def _s_shape_inverse(y: Array, start: float, end: float) -> Array:
    lower = start + (end - start) * np.sqrt(y / 2.0)
    upper = end - (end - start) * np.sqrt((1.0 - y) / 2.0)
    return np.where(y <= 0.5, lower, upper)


def _z_shape_inverse(y: Array, start: float, end: float) -> Array:
    return _s_shape_inverse(1.0 - y, start, end)


def _concave_inverse(y: Array, inflection: float, end: float) -> Array:
    return (inflection - end) / y + 2.0 * end - inflection


def _arc_inverse(y: Array, start: float, end: float) -> Array:
    return end - (end - start) * np.sqrt(1.0 - y**2)


@dataclass(frozen=True)
class Kind:
    """A kind of term: its parameters in fuzzylite's order, its shape, its inverse if any."""

    parameters: tuple[str, ...]
    shape: Shape | None
    inverse: Shape | None = None
    has_height: bool = True


_CORNERS = ("left", "top left", "top right", "right")
_SIGMOIDS = ("left", "rising", "falling", "right")

KINDS: dict[str, Kind] = {
    "Arc": Kind(("start", "end"), _arc, _arc_inverse),
    "Bell": Kind(("center", "width", "slope"), _bell),
    "Binary": Kind(("start", "direction"), _binary),
    "Concave": Kind(("inflection", "end"), _concave, _concave_inverse),
    "Constant": Kind(("value",), _constant, has_height=False),
    "Cosine": Kind(("center", "width"), _cosine),
    "Discrete": Kind(("x", "y"), _discrete),
    "Function": Kind((), None, has_height=False),
    "Gaussian": Kind(("mean", "standard deviation"), _gaussian),
    "GaussianProduct": Kind(
        ("mean a", "standard deviation a", "mean b", "standard deviation b"), _gaussian_product
    ),
    "Linear": Kind((), None, has_height=False),
    "PiShape": Kind(_CORNERS, _pi_shape),
    "Ramp": Kind(("start", "end"), _ramp, _ramp_inverse),
    "Rectangle": Kind(("start", "end"), _rectangle),
    "SemiEllipse": Kind(("start", "end"), _semi_ellipse),
    "Sigmoid": Kind(("inflection", "slope"), _sigmoid, _sigmoid_inverse),
    "SigmoidDifference": Kind(_SIGMOIDS, _sigmoid_difference),
    "SigmoidProduct": Kind(_SIGMOIDS, _sigmoid_product),
    "Spike": Kind(("center", "width"), _spike),
    "SShape": Kind(("start", "end"), _s_shape, _s_shape_inverse),
    "Trapezoid": Kind(_CORNERS, _trapezoid),
    "Triangle": Kind(("left", "top", "right"), _triangle),
    "ZShape": Kind(("start", "end"), _z_shape, _z_shape_inverse),
}


VALUE_KINDS = frozenset(("Constant", "Linear", "Function"))

_RISING = "must have its corners in rising order"
_WIDTHS = {"Bell": [1], "Cosine": [1], "Gaussian": [1], "GaussianProduct": [1, 3], "Spike": [1]}
_MAY_BE_INFINITE = frozenset(("Binary", "Trapezoid", "Triangle"))


def split_height(kind: str, numbers: tuple[float, ...]) -> tuple[tuple[float, ...], float]:
    """Parameters and height, which is 1 unless there is a number more than parameters."""
    if kind == "Discrete":
        has_height = len(numbers) % 2 == 1
    else:
        has_height = len(numbers) == len(KINDS[kind].parameters) + 1
    return (numbers[:-1], numbers[-1]) if has_height else (numbers, 1.0)


def fault(kind: str, parameters: tuple[float, ...], height: float) -> str:
    """What is wrong with the parameters of a shape, as the end of a sentence; "" if nothing is."""
    if kind == "Discrete":
        return _fault_of_points(parameters)
    names = KINDS[kind].parameters
    if len(parameters) != len(names):
        return f"takes {len(names)} numbers ({', '.join(names)}), not {len(parameters)}"
    if any(np.isnan(parameters)) or not np.isfinite(height):
        return "takes numbers only"
    if kind not in _MAY_BE_INFINITE and not all(np.isfinite(parameters)):
        return "takes finite numbers only"
    if any(parameters[place] == 0.0 for place in _WIDTHS.get(kind, [])):
        return "must not have the width 0"
    return _fault_of_order(kind, parameters)


def _fault_of_order(kind: str, parameters: tuple[float, ...]) -> str:
    if kind in ("Arc", "Concave", "Ramp", "SemiEllipse") and parameters[0] == parameters[1]:
        return "must not start where it ends"
    if kind in ("SShape", "Triangle", "ZShape") and list(parameters) != sorted(parameters):
        return _RISING
    if kind in ("PiShape", "Trapezoid"):
        left, top_left, top_right, right = parameters
        if left > top_left or top_right > right or left > right:
            return _RISING
    return ""


def _fault_of_points(parameters: tuple[float, ...]) -> str:
    if not parameters:
        return "takes at least one point"
    if not all(np.isfinite(parameters)):
        return "takes finite numbers only"
    if list(parameters[0::2]) != sorted(parameters[0::2]):
        return "must have its points in rising order of x"
    return ""


# Kinds that are 0 or constant beyond the places that their numbers name.
BOUNDED = (
    *("Arc", "Constant", "Discrete", "PiShape", "Ramp", "Rectangle", "SemiEllipse"),
    *("SShape", "Trapezoid", "Triangle", "ZShape"),
)
_SMOOTH_REACH = 4.0  # in widths of a smooth shape: it hardly changes beyond


def extent(kind: str, parameters: Sequence[float]) -> tuple[float, ...]:
    """Places along x between which a shape changes; none if it has no place."""
    if kind == "Discrete":
        return tuple(parameters[0::2])
    if kind in BOUNDED:
        return tuple(parameters)
    if kind in ("Bell", "Cosine", "Gaussian", "Spike"):
        return _around(parameters[0], parameters[1])
    if kind == "GaussianProduct":
        return _around(*parameters[:2]) + _around(*parameters[2:])
    if kind == "Sigmoid":
        return _around(parameters[0], 1.0 / parameters[1] if parameters[1] else 1.0)
    if kind in ("SigmoidDifference", "SigmoidProduct"):
        return parameters[0], parameters[3]
    if kind in ("Binary", "Concave"):
        return (parameters[0],)
    return ()


def _around(center: float, width: float) -> tuple[float, ...]:
    return center - _SMOOTH_REACH * abs(width), center + _SMOOTH_REACH * abs(width)


def weighted_type(own_terms: Sequence[Term]) -> str:
    """How a weighted defuzzifier takes these terms: "TakagiSugeno" (values), "Tsukamoto" (inverses
    of monotonic shapes) or, if they don't tell, "Automatic"."""
    if own_terms and all(term.kind in VALUE_KINDS for term in own_terms):
        return "TakagiSugeno"
    if own_terms and all(KINDS[term.kind].inverse for term in own_terms):
        return "Tsukamoto"
    return "Automatic"


def membership(term: Term, x: npt.ArrayLike) -> Array:
    """The degree to which `x` belongs to `term`, nan where x is; not for Linear and Function."""
    values = np.asarray(x, dtype=np.float64)
    shape = KINDS[term.kind].shape
    if shape is None:
        raise ValueError(f"the value of a {term.kind} term depends on the variables")
    with np.errstate(all="ignore"):
        degree = shape(values, *term.parameters)
    if not KINDS[term.kind].has_height:
        return degree
    return np.where(np.isnan(values), np.nan, term.height * degree)


def inverse(term: Term, degree: npt.ArrayLike) -> Array:
    """The x where a monotonic term reaches `degree` (Tsukamoto, 1979); nan above its height."""
    inverse_shape = KINDS[term.kind].inverse
    if inverse_shape is None:
        raise ValueError(f"{term.kind} is not monotonic: it has no inverse")
    with np.errstate(all="ignore"):
        return inverse_shape(np.asarray(degree, dtype=np.float64) / term.height, *term.parameters)
