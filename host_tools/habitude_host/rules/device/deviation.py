"""How far a table is from the reference: measured over the whole input space, worst places
searched.

Where an output jumps, no finite resolution can be on the right side of the jump always: there, the
answer counts as right if the reference gives it within one step of the inputs, or with rules that
fire by a few steps of Q15 more or less. But only if that is so in few places: an output that is
steep everywhere is measured as it is.

The same is granted where all rules for an output fire so weakly that degrees of the device can't
tell it from not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt

from ..model import Rule, System
from ..reference import infer
from . import places
from .program import FULL

Array = npt.NDArray[np.float64]
Evaluate = Callable[[Array], Array]

# How far from the worst points each search looks, in share of a range.
_SEARCHES = (0.03, 0.005, 0.001)
_WORST = 12
_NEAR = 8
_FEW = 0.05  # of the points anywhere
_MOST_NEIGHBOURS = 27
_JUMP = 0.0005  # share of an output's span, by which it changes within a step
_STEPS = 2.0**-13  # four of Q15: what degrees may be off
_PATTERNS = 6  # of which rules fire by so much more or less

WEAK = 2.0**-12  # eight of the smallest degrees


@dataclass(frozen=True)
class Deviation:
    """By output: the largest difference as a share of its span, off jumps; the share of points
    anywhere that lie at a jump; the share of those at which no rule fires by more than WEAK and
    that makes a difference."""

    largest: tuple[float, ...]
    at_jumps: tuple[float, ...]
    weak: tuple[float, ...]


def reached(system: System, points: Array) -> list[tuple[float, float]]:
    """The lowest and the highest finite value of each output at `points`; nan if there is none."""
    found = system.evaluate(points)
    found[~np.isfinite(found)] = np.nan
    result: list[tuple[float, float]] = []
    for column in found.T:
        known = column[~np.isnan(column)]
        result.append((float(known.min()), float(known.max())) if len(known) else (np.nan, np.nan))
    return result


def measure(system: System, evaluate: Evaluate, spans: Array, enough: float) -> Deviation:
    """Compare `evaluate`, which runs the table, with the reference. spans: of each output.

    Looks no further once a difference above `enough`, a share of the span, is found.
    """
    variables = system.input_variables
    everywhere, steep = places.anywhere(variables), places.steep(system)
    compare = Comparison(system, evaluate, spans)
    for points in (everywhere, steep, places.grid(variables)):
        compare.at(points)
        compare.at(places.rounded_most(points[: len(everywhere)], variables))
        found = compare.result(len(everywhere))
        if max(found.largest) > enough:
            return found
    if not compare.in_order:
        _search(compare)
    return compare.result(len(everywhere))


def _search(compare: Comparison) -> None:
    """Look around the worst places, ever closer."""
    variables = compare.system.input_variables
    for reach in _SEARCHES:
        for output in range(len(compare.spans)):
            seeds = np.vstack((compare.worst(output), compare.faintest(output)))
            points = places.near(seeds, reach, _NEAR, variables)
            compare.at(points)
            compare.at(places.rounded_most(points, variables))


class Comparison:
    """Collects points and how much the outputs differ there, off jumps and, plain, anywhere."""

    def __init__(self, system: System, evaluate: Evaluate, spans: Array) -> None:
        self.system = system
        self.evaluate = evaluate
        self.spans = spans
        self.in_order = any(o.lock_previous for o in system.output_variables)
        outputs = tuple(replace(o, lock_previous=False) for o in system.output_variables)
        self.memoryless = replace(system, output_variables=outputs)
        self.rounded = _rounded(self.memoryless)
        self.plain = np.empty((0, len(spans)))
        self.points = np.empty((0, len(system.inputs)))
        self.differences = np.empty((0, len(spans)))
        self.jumps = np.empty((0, len(spans)), dtype=bool)
        self.weak = np.empty((0, len(spans)), dtype=bool)

    def at(self, points: Array) -> None:
        """Compare at `points` (rows, inputs)."""
        expected, got = self.system.evaluate(points), self.evaluate(points)
        difference = np.abs(got - expected) / self.spans
        difference[np.isnan(got) & ~np.isfinite(expected)] = 0.0
        difference[np.isnan(got) != ~np.isfinite(expected)] = np.inf
        plain = difference.copy()
        weak = np.zeros(difference.shape, dtype=bool)
        jumps = np.zeros(difference.shape, dtype=bool)
        off = np.nonzero((difference > _JUMP).any(axis=1))[0]
        if len(off):
            strongest = self._strongest(points[off])
            weak[off] = (difference[off] > _JUMP) & (strongest > 0.0) & (strongest <= WEAK)
            lowest, highest, jumps[off] = self._around(points[off])
            away = np.maximum(lowest - got[off], got[off] - highest) / self.spans
            inside = np.where(np.isnan(away), 0.0, np.maximum(away, 0.0))
            granted = np.minimum(difference[off], inside)
            difference[off] = np.where(jumps[off], granted, difference[off])
            difference[weak] = 0.0
        self.points = np.vstack((self.points, points))
        self.plain = np.vstack((self.plain, plain))
        self.differences = np.vstack((self.differences, difference))
        self.jumps = np.vstack((self.jumps, jumps))
        self.weak = np.vstack((self.weak, weak))

    def _strongest(self, points: Array) -> Array:
        """How strongly the strongest rule for each output fires (rows, outputs)."""
        sets = infer(self.system, points).sets
        nothing = np.zeros((len(points), 1))
        columns = [
            np.max([nothing, *(a.degree for a in sets[name])], axis=0)
            for name in self.system.outputs
        ]
        return np.hstack(columns)

    def _around(self, points: Array) -> tuple[Array, Array, npt.NDArray[np.bool_]]:
        """Lowest and highest outputs within a step; whether they jump there."""
        around = np.concatenate((self._moved(points), self._nearly(points)), axis=1)
        finite = np.isfinite(around)
        lowest = np.min(np.where(finite, around, np.inf), axis=1)
        highest = np.max(np.where(finite, around, -np.inf), axis=1)
        some, every = finite.any(axis=1), finite.all(axis=1)
        jumps = some & (~every | (highest - lowest > _JUMP * self.spans))
        return lowest, highest, jumps

    def _moved(self, points: Array) -> Array:
        """The outputs (points, places, outputs) within a step of the inputs."""
        low, high = places.bounds(self.system.input_variables)
        count = len(low)
        if 3**count <= _MOST_NEIGHBOURS:
            moves = np.array(list(product((-1.0, 0.0, 1.0), repeat=count)))
        else:
            moves = np.vstack((np.zeros(count), np.eye(count), -np.eye(count)))
        near = np.clip(points[:, np.newaxis] + moves * (high - low) / FULL, low, high)
        found = self.memoryless.evaluate(near.reshape(-1, count))
        return found.reshape(len(points), len(moves), -1)

    def _nearly(self, points: Array) -> Array:
        """The outputs (points, patterns, outputs) where rules fire by a little more or less."""
        return np.stack([system.evaluate(points) for system in self.rounded], axis=1)

    def worst(self, output: int) -> Array:
        order = np.argsort(self.differences[:, output])
        return self.points[order[-_WORST:]]

    def faintest(self, output: int) -> Array:
        """Of the points where the rules fire by more than WEAK, those where they fire least."""
        strongest = self._strongest(self.points)[:, output]
        order = np.argsort(np.where(strongest > WEAK, strongest, np.inf))
        return self.points[order[:_WORST]]

    def result(self, first: int) -> Deviation:
        """Of all points; the `first` ones tell how much of the space lies at a jump."""
        at_jumps, weak = self.jumps[:first].mean(axis=0), self.weak[:first].mean(axis=0)
        few = at_jumps + weak <= _FEW
        off, plain = self.differences.max(axis=0), self.plain.max(axis=0)
        return Deviation(
            tuple(float(a if rare else b) for a, b, rare in zip(off, plain, few, strict=True)),
            tuple(float(share) for share in at_jumps * few),
            tuple(float(share) for share in weak * few),
        )


def _rounded(system: System) -> list[System]:
    """The system with the rules' weights a little higher or lower, in some patterns."""
    random = np.random.default_rng(19)
    return [_nudged(system, random) for _ in range(_PATTERNS)]


def _nudged(system: System, random: np.random.Generator) -> System:
    def nudged(rule: Rule) -> Rule:
        weight = min(rule.weight + _STEPS * int(random.integers(-1, 2)), 1.0)
        return replace(rule, weight=weight) if rule.weight else rule

    blocks = [
        replace(block, rules=tuple(nudged(rule) for rule in block.rules))
        for block in system.blocks
    ]
    return replace(system, blocks=tuple(blocks))
