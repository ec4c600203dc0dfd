"""What the routine expected in the last week, beside what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from habitude_sim.people.presence import ACTIVE
from habitude_sim.scenario import Expected
from habitude_sim.weather import MINUTES_PER_DAY
from habitude_sim.world import World

Spells = list[tuple[float, float]]  # begin and end, hours
_RESTED_MIN = 60  # without anybody awake at home, before somebody is expected again


@dataclass(frozen=True)
class Expectation:
    """Days of a world: their names; (days, 24) the mean probability in each hour that a use begins
    within the hour to come, NaN where none was told; when it was prepared, and when used.

    comings: how often somebody came or got up after an hour of nobody; met: how often it was
    prepared then.
    """

    names: list[str]
    probability: NDArray[np.float64]
    prepared: list[Spells]
    used: list[Spells]
    comings: int
    met: int


def expectation(world: World, expected: list[Expected]) -> Expectation:
    """Of what was expected, in order of time, at least once; held against who was there."""
    first, last = (at.minute // MINUTES_PER_DAY for at in (expected[0], expected[-1]))
    days = range(first, last + 1)
    begin = first * MINUTES_PER_DAY
    minutes = len(days) * MINUTES_PER_DAY
    chance, prepared = np.full(minutes, np.nan), np.zeros(minutes, np.bool_)
    ends = [at.minute for at in expected[1:]] + [(last + 1) * MINUTES_PER_DAY]
    for at, end in zip(expected, ends, strict=True):
        chance[at.minute - begin : end - begin] = at.probability
        prepared[at.minute - begin : end - begin] = at.prepared
    there = (world.states == ACTIVE).any(axis=1)
    comings = [minute for minute in _comings(there) if begin <= minute < begin + minutes]
    return Expectation(
        [f"{world.start + timedelta(days=day):%a}" for day in days],
        _by_hour(chance.reshape(len(days), 24, 60)),
        [_spells(row) for row in prepared.reshape(len(days), -1)],
        [_spells(row) for row in there[begin : begin + minutes].reshape(len(days), -1)],
        len(comings),
        sum(bool(prepared[minute - begin]) for minute in comings),
    )


def _by_hour(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    known = ~np.isnan(chance)
    total = np.where(known, chance, 0.0).sum(axis=2)
    return np.where(known.any(axis=2), total / np.maximum(known.sum(axis=2), 1), np.nan)


def _comings(there: NDArray[np.bool_]) -> list[int]:
    """The minutes at which somebody is there after an hour of nobody."""
    begins = np.flatnonzero(there[1:] & ~there[:-1]) + 1
    return [int(at) for at in begins if not there[max(0, at - _RESTED_MIN) : at].any()]


def _spells(there: NDArray[np.bool_]) -> Spells:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], there, [False]]).astype(np.int8)))
    return [(float(a) / 60, float(b) / 60) for a, b in edges.reshape(-1, 2)]
