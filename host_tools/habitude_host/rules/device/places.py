"""Where to look for how far a table is from the reference: places of an input space.

Always the same for one system: tables and what is told of them can be made again to the byte.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt

from ..model import System, Variable
from . import memberships
from .program import FULL

Array = npt.NDArray[np.float64]

_GRID = 1000
_SOME = 400


def grid(variables: tuple[Variable, ...], count: int = _GRID) -> Array:
    """About `count` places all over the inputs' ranges, the ends included."""
    dimensions = len(variables)
    per_axis = int(count ** (1 / dimensions))
    if per_axis >= 5:
        axes = [np.linspace(0.0, 1.0, per_axis)] * dimensions
        share = np.stack([a.ravel() for a in np.meshgrid(*axes, indexing="ij")], axis=1)
    else:
        corners = np.array(list(product((0.0, 0.5, 1.0), repeat=min(dimensions, 6))))
        corners = np.pad(corners, ((0, 0), (0, dimensions - corners.shape[1])), mode="edge")
        share = np.vstack((corners, np.random.default_rng(7).random((count, dimensions))))
    low, high = bounds(variables)
    return low + share * (high - low)


def anywhere(variables: tuple[Variable, ...]) -> Array:
    """Places that keep clear of nothing and seek nothing: shares of them are shares of space."""
    low, high = bounds(variables)
    return np.random.default_rng(11).uniform(low, high, (_SOME, len(low)))


def steep(system: System) -> Array:
    """Places where degrees change most, each input at such a place of its own or anywhere.

    How often a stretch of an input is drawn goes by how much its terms change there: a term that
    rises within a thousandth of the range is met as often as one that takes half of it.
    """
    random = np.random.default_rng(13)
    low, high = bounds(system.input_variables)
    shares = random.random((_SOME, len(low)))
    for column, variable in enumerate(system.input_variables):
        change = memberships.variation(variable)
        steepest = np.interp(shares[:, column], change, np.linspace(0.0, 1.0, len(change)))
        shares[:, column] = np.where(random.random(_SOME) < 0.5, steepest, shares[:, column])
    return low + shares * (high - low)


def near(points: Array, reach: float, count: int, variables: tuple[Variable, ...]) -> Array:
    """`count` places around each point, no further than `reach`, a share of the ranges.

    Each input moves far or little by itself: what is narrow along one may be wide along another.
    """
    low, high = bounds(variables)
    random = np.random.default_rng(17)
    shape = (len(points), count, len(low))
    moves = random.uniform(-reach, reach, shape) * 10.0 ** -random.uniform(0.0, 2.0, shape)
    found = np.clip(points[:, np.newaxis] + moves * (high - low), low, high)
    return found.reshape(-1, len(low))


def rounded_most(points: Array, variables: tuple[Variable, ...]) -> Array:
    """Points moved to where positions are rounded most: for every second input up, or down."""
    low, high = bounds(variables)
    steps = np.floor((points - low) / (high - low) * FULL)
    ways = np.indices(points.shape).sum(axis=0) % 2
    moved = np.clip(steps + np.where(ways, 0.4999, 0.5001), 0, FULL)
    return low + moved / FULL * (high - low)


def bounds(variables: tuple[Variable, ...]) -> tuple[Array, Array]:
    """The lowest and highest value of each variable."""
    return (
        np.array([variable.lowest for variable in variables]),
        np.array([variable.highest for variable in variables]),
    )
