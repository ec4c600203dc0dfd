"""What a system does over one or two of its inputs: the data of a drawing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import terms
from .errors import did_you_mean
from .model import System, Variable
from .reference import infer, membership

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Surface:
    """Outputs over a grid: `values` (outputs, y, x); `y_name` is "" over one input, with one y.

    `held` are the other inputs and the values that they have.
    """

    x_name: str
    y_name: str
    x: Array
    y: Array
    values: Array
    held: dict[str, float]


def surface(
    system: System,
    points: int,
    along: tuple[str, ...] = (),
    held: Mapping[str, float] | None = None,
) -> Surface:
    """Evaluate a system over `along`, one or two inputs (the first two with terms if empty).

    The others have their value in `held` or the middle of their range. ValueError for a name that
    isn't an input's.
    """
    held = dict(held or {})
    for name in (*along, *held):
        if name not in system.inputs:
            raise ValueError(f"unknown input {name!r}{did_you_mean(name, system.inputs)}")
    if not along:
        with_terms = [variable.name for variable in system.input_variables if variable.terms]
        along = tuple(name for name in with_terms or system.inputs if name not in held)[:2]
    ranges = {variable.name: shown_range(variable) for variable in system.input_variables}
    x_name, y_name = (*along, "")[:2] if along else (system.inputs[0], "")
    x = np.linspace(*ranges[x_name], points)
    y = np.linspace(*ranges[y_name], points) if y_name else np.zeros(1)
    rows = np.empty((len(y) * len(x), len(system.inputs)))
    for column, name in enumerate(system.inputs):
        if name == x_name:
            rows[:, column] = np.tile(x, len(y))
        elif name == y_name:
            rows[:, column] = np.repeat(y, len(x))
        else:
            rows[:, column] = held.setdefault(name, sum(ranges[name]) / 2.0)
    values = system.evaluate(rows).T.reshape(len(system.outputs), len(y), len(x))
    return Surface(x_name, y_name, x, y, values, held)


def memberships(system: System, variable: Variable, points: int) -> tuple[Array, Array]:
    """Places x over the range of a variable, and the degrees of its terms there, (terms, x).

    A term whose degree depends on other variables sees them in the middle of their ranges.
    """
    x = np.linspace(*shown_range(variable), points)
    middle = np.array([[sum(shown_range(v)) / 2.0 for v in system.input_variables]])
    inference = infer(system, middle)
    degrees = [membership(inference, term, x[np.newaxis, :])[0] for term in variable.terms]
    return x, np.array(degrees).reshape(len(degrees), points)


def shown_range(variable: Variable) -> tuple[float, float]:
    """The declared range or, where that isn't finite, what spans the numbers of the terms."""
    if math.isfinite(variable.highest - variable.lowest):
        if variable.highest > variable.lowest:
            return variable.lowest, variable.highest
        return variable.lowest - 1.0, variable.highest + 1.0
    places = [
        place for term in variable.terms for place in terms.extent(term.kind, term.parameters)
    ]
    finite = [place for place in places if math.isfinite(place)]
    low, high = min(finite, default=0.0), max(finite, default=1.0)
    return (low, high) if high > low else (low - 1.0, high + 1.0)
