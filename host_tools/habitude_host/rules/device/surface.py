"""Outputs as a table over one or two inputs: for what can't be expressed in another way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..model import System
from .firmware import kernel, values
from .program import FULL, Program
from .rulebase import Activation
from .scale import Scale, Unsuited, head

Array = npt.NDArray[np.float64]

_SHIFT_OF_ONE = 5  # 1024 steps over the range of a single input
_SHIFT_OF_TWO = 8  # 128 by 128
_TRIED = 100  # points or cells
_COARSE = 0.002  # of the range
_MANY = 0.1  # of the cells tried


def add(
    program: Program,
    index: int,
    system: System,
    scale: Scale,
    activations: Sequence[Activation],
) -> None:
    """Output `index` as the reference's values at equally spaced inputs, interpolated.

    `activations` are not looked at: no rule is evaluated. Unsuited where that would be off in many
    places, or where the output depends on more than two inputs.
    """
    inputs = _influences(system, index)
    if len(inputs) > 2:
        raise Unsuited(f"a table over {len(inputs)} inputs")
    shift = _SHIFT_OF_ONE if len(inputs) == 1 else _SHIFT_OF_TWO
    places = _places(shift)
    _check_between(system, index, scale, inputs, places)
    axes = np.meshgrid(*[places] * len(inputs), indexing="ij")
    points = _points(system, inputs, np.stack([axis.ravel() for axis in axes], axis=1))
    found = np.clip(scale.position(_outputs(system, index, points)), 0, FULL)
    words = np.where(np.isfinite(found), np.rint(np.nan_to_num(found)), kernel.NONE).astype(int)
    # One input is a single row whose upper neighbour is itself.
    alone = (inputs[0], 15, inputs[0], shift, 0)
    row = alone if len(inputs) == 1 else (inputs[0], shift, inputs[1], shift, 2 * len(places))
    output = system.output_variables[index]
    program.add_other(
        values.SURFACE, values.PART, *head(index, output, scale), *row, *words.tolist()
    )


def _influences(system: System, index: int) -> list[int]:
    """The inputs that make a difference to the output; the first if none does."""
    random = np.random.default_rng(9)
    share = random.random((_TRIED, len(system.inputs)))
    everything = list(range(len(system.inputs)))
    before = system.evaluate(_points(system, everything, share * FULL))[:, index]
    result: list[int] = []
    for number in everything:
        moved = share.copy()
        moved[:, number] = random.random(_TRIED)
        after = system.evaluate(_points(system, everything, moved * FULL))[:, index]
        if not np.allclose(before, after, rtol=0.0, atol=1e-12, equal_nan=True):
            result.append(number)
    return result or [0]


def _points(system: System, inputs: list[int], positions: Array) -> Array:
    """Rows of values from rows of positions of some inputs; the others are in the middle."""
    low = np.array([variable.lowest for variable in system.input_variables])
    high = np.array([variable.highest for variable in system.input_variables])
    share = np.full((len(positions), len(low)), 0.5)
    share[:, inputs] = np.minimum(positions, FULL) / FULL
    return low + share * (high - low)


def _check_between(
    system: System,
    index: int,
    scale: Scale,
    inputs: list[int],
    places: Array,
) -> None:
    """Look whether the output is straight enough between some of the samples."""
    cells = np.random.default_rng(3).integers(0, len(places) - 2, (_TRIED, len(inputs)))
    low, high = places[cells], places[cells + 1]
    found = [
        system.evaluate(_points(system, inputs, at))[:, index]
        for at in (low, (low + high) / 2, high)
    ]
    off = np.abs((found[0] + found[2]) / 2 - found[1]) / (scale.highest - scale.lowest)
    if np.mean(off > _COARSE) > _MANY:
        raise Unsuited("a table of it would be too coarse")


def _outputs(system: System, index: int, points: Array) -> Array:
    """The output at `points`; where it is undefined, next to them, so that a gap of one point
    closes.
    """
    low = np.array([variable.lowest for variable in system.input_variables])
    high = np.array([variable.highest for variable in system.input_variables])
    found = system.evaluate(points)[:, index]
    for step in (1, -1):
        near = np.clip(points + step * (high - low) / FULL, low, high)
        found = np.where(np.isfinite(found), found, system.evaluate(near)[:, index])
    return found


def _places(shift: int) -> Array:
    """Every 2**shift positions; the last, a step beyond the range, stands for its end."""
    return np.arange((FULL + 1 >> shift) + 1, dtype=np.float64) * 2**shift
