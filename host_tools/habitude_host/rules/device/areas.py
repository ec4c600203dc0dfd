"""Centroids of scaled terms that don't overlap (implication AlgebraicProduct), as averages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from .. import defuzzifiers
from ..model import System
from ..terms import membership
from .firmware import kernel, norms
from .program import ONE, Program
from .rulebase import Activation
from .scale import Scale, Unsuited, head


def add(
    program: Program,
    index: int,
    system: System,
    scale: Scale,
    activations: Sequence[Activation],
) -> None:
    """The centroid of output `index`: the terms' own centroids, weighted by their scaled areas."""
    output = system.output_variables[index]
    if output.defuzzifier is None or output.defuzzifier.kind != "Centroid":
        raise Unsuited("not a centroid")
    if any(a.implication != "AlgebraicProduct" for a in activations):
        raise Unsuited("terms are not scaled")
    x = defuzzifiers.midpoints(scale.lowest, scale.highest, output.defuzzifier.resolution)
    degrees = [np.nan_to_num(membership(output.term(a.term), x)) for a in activations]
    overlap = any(np.any(np.minimum(a, b) > 0) for a, b in combinations(degrees, 2))
    if overlap and output.aggregation != "UnboundedSum":
        raise Unsuited("terms overlap")
    areas = [float(d.sum()) for d in degrees]
    if min(areas) <= 0:
        raise Unsuited("a term has no area")
    steps: list[int] = []
    words = [kernel.AVERAGE, *head(index, output, scale), len(activations)]
    for activation, degree, area in zip(activations, degrees, areas, strict=True):
        slot = program.fresh()
        steps += [norms.SCALE, slot, activation.slot, round(area / max(areas) * ONE)]
        position = round(scale.position(float((degree * x).sum()) / area))
        words += [slot, position >> 7, position & 127]
    program.add_other(norms.COMBINE, norms.PART, len(steps) // 4, *steps)
    program.add(*words)
