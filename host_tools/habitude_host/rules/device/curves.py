"""Outputs as sampled sets: the CURVE instruction, for what has no closed form."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .. import defuzzifiers
from ..model import System
from ..terms import membership
from .firmware import curve
from .program import CELLS_START, ONE, NotOnDevice, Program
from .rulebase import NORMS, Activation
from .scale import Scale, Unsuited, head

_METHODS = {
    "Centroid": curve.CENTROID,
    "Bisector": curve.BISECTOR,
    "SmallestOfMaximum": curve.SMALLEST_OF_MAXIMUM,
    "LargestOfMaximum": curve.LARGEST_OF_MAXIMUM,
    "MeanOfMaximum": curve.MEAN_OF_MAXIMUM,
}
_MOST_SAMPLES = (
    256  # of a centroid; the other methods take one of the samples: those of the system
)
_MOST_SAMPLES_TO_CHOOSE_FROM = 1024


def add(
    program: Program,
    index: int,
    system: System,
    scale: Scale,
    activations: Sequence[Activation],
) -> None:
    """The set of output `index` by samples, as many as the system says, up to a limit."""
    output = system.output_variables[index]
    if output.defuzzifier is None or output.defuzzifier.kind not in _METHODS:
        raise Unsuited("not a defuzzifier of sets")
    method = _METHODS[output.defuzzifier.kind]
    most = _MOST_SAMPLES if method == curve.CENTROID else _MOST_SAMPLES_TO_CHOOSE_FROM
    samples = min(output.defuzzifier.resolution, most)
    x = defuzzifiers.midpoints(scale.lowest, scale.highest, samples)
    bits = int(math.log2(ONE / samples))
    highest = len(activations) if output.aggregation == "UnboundedSum" else 1
    largest = samples**2 / 2 * highest * ONE
    shift = max(0, math.ceil(math.log2(largest)) - 30)
    start = 10 + 6 * len(activations)
    places: dict[str, tuple[int, int, int]] = {}
    data: list[int] = []
    for name in dict.fromkeys(a.term for a in activations):
        term = output.term(name)
        degrees = np.rint(np.nan_to_num(membership(term, x)) * ONE).astype(int)
        if degrees.min() < 0 or degrees.max() > ONE:
            raise NotOnDevice(f"term {name!r} of {output.name!r} leaves 0..1")
        (above,) = np.nonzero(degrees)
        first, last = (int(above[0]), int(above[-1])) if len(above) else (0, -1)
        places[name] = (first, last + 1 - first, 2 * (start + len(data)))
        data += degrees[first : last + 1].tolist()
    words = [*head(index, output, scale), method, CELLS_START, samples]
    words += [len(activations), shift, bits]
    for a in activations:
        words += [a.slot, NORMS[a.implication], NORMS[output.aggregation], *places[a.term]]
    program.cells = max(program.cells, samples)
    program.add_other(curve.CURVE, curve.PART, *words, *data)
