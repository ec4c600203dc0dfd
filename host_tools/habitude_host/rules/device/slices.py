"""Exact centroids: what the rules make of an output's terms, as slices for the kernel's CENTROID.

The highest of several clipped terms is, by inclusion and exclusion, the sum of the clipped terms
less what two of them have in common, plus what three have in common, and so on: max(a, b) = a + b
- min(a, b); and what terms have in common is itself clipped, at the lowest of their heights. So
areas and moments of shapes clipped at one height are all that is needed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..model import System, Term
from ..terms import membership
from . import contours, polygon
from .firmware import kernel, norms
from .polygon import Polygon, Slice
from .program import FULL, ONE, Program
from .rulebase import Activation
from .scale import Scale, Unsuited, head

_STRAIGHT = ("Triangle", "Trapezoid", "Ramp", "Rectangle", "Discrete", "Binary")
_MOST_SLICES = 160  # beyond this, sampling is as fast
_AREA_BITS = 20  # the sum of all areas stays below 2**20: see the kernel's arithmetic


@dataclass(frozen=True)
class _Common:
    """What the terms of `members` have in common."""

    members: tuple[int, ...]
    shape: Polygon
    slices: list[Slice]


def add(
    program: Program,
    index: int,
    system: System,
    scale: Scale,
    activations: Sequence[Activation],
    tolerance: float,
) -> None:
    """The centroid of output `index`; smooth terms become polygons, right to
    within `tolerance` of the range.

    Unsuited where clipping (implication Minimum, aggregation Maximum) is not what the rules do.
    """
    output = system.output_variables[index]
    if output.defuzzifier is None or output.defuzzifier.kind != "Centroid":
        raise Unsuited("not a centroid")
    if any(a.implication != "Minimum" for a in activations):
        raise Unsuited("terms are not clipped")
    shapes = _shapes([output.term(a.term) for a in activations], scale, tolerance)
    deepest = 1 if output.aggregation == "UnboundedSum" else len(shapes)
    commons = _commons(shapes, deepest)
    if output.aggregation != "Maximum" and len(commons) > len(shapes):
        raise Unsuited("overlapping terms are not joined by their maximum")
    slots = [a.slot for a in activations]
    lowest = _lowest(program, commons, slots)
    total = sum(piece.area(1.0) for common in commons for piece in common.slices)
    shift = max(0, math.ceil(math.log2(total * ONE)) - _AREA_BITS)
    words = [kernel.CENTROID, *head(index, output, scale), shift]
    for sign in (1, 0):
        part = [c for c in commons if len(c.members) % 2 == sign]
        records = [
            _slice_words(*_slot_pair(lowest, slots, common, piece), piece)
            for common in part
            for piece in common.slices
        ]
        words += [len(records), *(word for record in records for word in record)]
    program.add(*words)


def _shapes(terms: list[Term], scale: Scale, tolerance: float) -> list[Polygon]:
    """The terms as polygons: exact where they are straight."""
    smooth = [i for i, term in enumerate(terms) if term.kind not in _STRAIGHT]
    x = scale.value(contours.PLACES)
    curves = [np.nan_to_num(membership(terms[i], x)) for i in smooth]
    followed = dict(zip(smooth, contours.polygons(curves, tolerance * FULL), strict=True))
    return [
        followed[i] if i in followed else _straight(term, scale) for i, term in enumerate(terms)
    ]


def _straight(term: Term, scale: Scale) -> Polygon:
    def degree(position: float) -> float:
        return float(np.nan_to_num(membership(term, scale.value(position))))

    x = term.parameters[::2] if term.kind == "Discrete" else term.parameters
    return polygon.polygon(degree, [scale.position(value) for value in x], 0.0, FULL)


def _commons(shapes: list[Polygon], deepest: int) -> list[_Common]:
    """What the terms, and all groups of terms that overlap, cover."""
    level = [_Common((i,), shape, polygon.slices(shape)) for i, shape in enumerate(shapes)]
    alone = list(level)
    result: list[_Common] = []
    while level:
        result += [common for common in level if common.slices]
        if sum(len(common.slices) for common in result) > _MOST_SLICES:
            raise Unsuited("too many slices")
        level = [
            _Common((*common.members, other.members[0]), both, pieces)
            for common in level
            if len(common.members) < deepest
            for other in alone[common.members[-1] + 1 :]
            for both in [polygon.minimum(common.shape, other.shape)]
            if (pieces := polygon.slices(both))
        ]
    return result


def _lowest(
    program: Program, commons: list[_Common], slots: list[int]
) -> dict[tuple[int, ...], int]:
    """Slots that hold the lowest degree of three or more terms, by the terms' numbers."""
    found: dict[tuple[int, ...], int] = {}
    steps: list[int] = []
    for members in [common.members for common in commons if len(common.members) > 2]:
        *before, last = members
        target = program.fresh()
        if len(before) == 2:
            steps += [norms.MINIMUM, target, slots[before[0]], slots[before[1]]]
            found[tuple(before)] = target
        steps += [norms.MINIMUM, target, found.get(tuple(before), target), slots[last]]
        found[members] = target
    if steps:
        program.add_other(norms.COMBINE, norms.PART, len(steps) // 4, *steps)
    return {members: slot for members, slot in found.items() if len(members) > 2}


def _slot_pair(
    lowest: dict[tuple[int, ...], int], slots: list[int], common: _Common, piece: Slice
) -> tuple[int, int]:
    """The two slots whose lower degree clips a slice; the second is 0 if nothing else is to be
    seen to.
    """
    if common.members in lowest:
        slot = lowest[common.members]
        return slot, slot
    first, last = slots[common.members[0]], slots[common.members[-1]]
    is_whole = round(piece.base * ONE) == 0 and round(piece.thickness * ONE) == ONE
    return first, 0 if is_whole and len(common.members) == 1 else last


def _slice_words(slot: int, other: int, piece: Slice) -> list[int]:
    low, high = (piece.right[i] - piece.left[i] for i in (0, 1))
    middle = [(piece.right[i] + piece.left[i]) / 2 for i in (0, 1)]
    thickness = piece.thickness * ONE
    start = round(middle[0])
    return [
        *(slot, other, round(piece.base * ONE), round(thickness), round(low)),
        *_scaled((low - high) / 2 / thickness),
        *(start >> 5, start & 31),
        *_scaled((middle[1] - middle[0]) / thickness),
    ]


def _scaled(factor: float) -> tuple[int, int]:
    """A factor as the biased word and the shift that come closest to it; shift 0 for none."""
    if abs(factor) < 2.0**-31:
        return 32768, 0
    shift = min(30, math.floor(math.log2(32767 / abs(factor))))
    return round(factor * 2**shift) + 32768, shift
