"""The opinion learner (firmware, learn/opinion.py) in float64, for many people and many sets of
constants at once: the reference that the integers are checked against, and what constants are
fitted with.

Natural units: K, clo, met, hours, nats. Arrays are (sets of constants, people, ...); all people
vote in lockstep, the first vote of each, then the second, and so on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from habitude_sim.bench_learn.votes_data import FRESH, Person

Array: TypeAlias = NDArray[np.float64]

LOWEST_C, HIGHEST_C, ROOM_SETS = 8.0, 40.0, 17
HOUR_SETS = 8
HALF_DAYS = 23.0
RATE_CLIP = 2.0
FEATURES = ("ta", "clo", "met", "t_out", "hour")
MET_MOST = 2.0  # sport says little more of the room than this

# Constants: a first guess in round numbers, about which they are fitted.
GUESS = {
    "slope_ta": 0.3,  # of the ordinal scale, per K, clo, met, K outdoors
    "slope_clo": 0.7,
    "slope_met": 1.0,
    "slope_t_out": 0.03,
    "neutral_c": 25.0,  # where it is 0, at 0.7 clo, 1.1 met, 25 degC outdoors
    "threshold": 1.3,
    "shift_rate": 0.15,
    "rule_ta": 0.15,  # weight of a vote in a set
    "rule_hour": 0.25,
    "rules_doubt": 0.25,  # votes
    "unlike_ta": 0.28,  # nats per K, clo, met, hour
    "further_ta": 0.05,
    "unplaced": 0.15,  # nats
    "unlike_clo": 2.0,
    "unlike_met": 1.2,
    "unlike_hour": 0.3,
    "order": 1.9,
    "broken": 0.4,
    "recent_doubt": 0.35,
    "weight_prior": 0.4,
    "weight_rules": 0.07,
    "weight_recent": 0.7,
    "content": 0.15,
    "after_break": 0.88,
    "rate": 0.02,
}
CENTRES = {"clo": 0.7, "met": 1.1, "t_out": 25.0}


@dataclass(frozen=True)
class Ballots:
    """All votes of some people as arrays (people, votes); after a person's last, `given` is 0."""

    features: dict[str, Array]  # nan: not known
    days: Array
    broken: Array
    answers: NDArray[np.int64]
    given: Array

    @classmethod
    def of(cls, people: list[Person], without: tuple[str, ...] = ()) -> Ballots:
        """`without`: features to be taken as not known."""
        shape = (len(people), max(len(person.votes) for person in people))
        features = {name: np.full(shape, np.nan) for name in FEATURES}
        days, broken, given = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        answers = np.ones(shape, np.int64)
        for row, person in enumerate(people):
            before = person.votes[0].moment.at
            for column, vote in enumerate(person.votes):
                moment = vote.moment
                for name in FEATURES:
                    value: float | None = getattr(moment, name)
                    if value is not None and name not in without:
                        features[name][row, column] = value
                days[row, column:] = moment.at.toordinal()
                broken[row, column] = moment.at - before >= FRESH
                answers[row, column] = vote.answer + 1
                given[row, column] = 1
                before = moment.at
        features["met"] = np.minimum(features["met"], MET_MOST)
        return cls(features, days, broken, answers, given)


@dataclass
class _State:
    """What was learned of each person, with each set of constants."""

    shift: Array
    weights: Array  # learned of them, (.., 3)
    counts: Array  # (.., sets, 3)
    last: list[tuple[int, Array, Array]] = field(default_factory=list[tuple[int, Array, Array]])


def foretell(constants: dict[str, Array], ballots: Ballots) -> Array:
    """Probabilities before each vote, (sets of constants, people, votes, 3).

    constants: for each name an array (sets, 1).
    """
    width = len(next(iter(constants.values())))
    people, votes = ballots.answers.shape
    said = np.empty((width, people, votes, 3))
    model = _Model(constants, ballots, width)
    for column in range(votes):
        said[:, :, column] = model.step(column)
    return said


class _Model:
    def __init__(self, constants: dict[str, Array], ballots: Ballots, width: int) -> None:
        people = len(ballots.answers)
        self.constants, self.ballots = constants, ballots
        self.state = _State(
            np.zeros((width, people)),
            np.zeros((width, people, 3)),
            np.zeros((width, people, ROOM_SETS + HOUR_SETS, 3)),
        )
        c = constants
        names = ("weight_prior", "weight_rules", "weight_recent")
        self.weights = np.stack([c[name] for name in names], -1)
        self.members = list(_members(ballots, c))
        self.rows = np.arange(people)

    def step(self, column: int) -> Array:
        """Foretell the vote of this column, then learn it."""
        b, c, state = self.ballots, self.constants, self.state
        past = b.days[:, column] - b.days[:, max(column - 1, 0)]
        fade = 0.5 ** (past / HALF_DAYS)
        state.shift *= fade
        state.weights *= fade[:, None]
        state.counts *= fade[:, None, None]
        prior, slopes = self._prior(column)
        ruled = self._ruled(column, prior)
        recent = self._recent(column, ruled)
        costs = -np.log(np.stack([prior, ruled, recent], -2))
        after = np.where(b.broken[:, column] > 0, c["after_break"], 1.0)
        costs[..., 2, :] *= after[..., None]
        weights = np.clip(self.weights + state.weights, 0, 1.5)
        total = (weights[..., None] * costs).sum(-2)
        total[..., 1] -= c["content"]
        p = np.exp(total.min(-1, keepdims=True) - total)
        p /= p.sum(-1, keepdims=True)
        self._learn(column, slopes, costs, p)
        return 0.985 * p + 0.005

    def _prior(self, column: int) -> tuple[Array, Array]:
        c, features = self.constants, self.ballots.features
        u = self.state.shift + c["slope_ta"] * _known(features["ta"][:, column] - c["neutral_c"])
        for name, centre in CENTRES.items():
            u = u + c[f"slope_{name}"] * _known(features[name][:, column] - centre)
        less = 1 / (1 + np.exp(c["threshold"] - u))
        more = 1 / (1 + np.exp(c["threshold"] + u))
        p = np.stack([less, 1 - less - more, more], -1) * 0.98 + np.array([0.005, 0.01, 0.005])
        return p, np.stack([1 - less, more - less, more - 1], -1)

    def _ruled(self, column: int, prior: Array) -> Array:
        votes = np.zeros_like(prior)
        for sets, degrees, weight in self.members:
            counts = self.state.counts[:, self.rows, sets[:, column]]
            votes += (weight * degrees[:, column])[..., None] * counts
        doubt = self.constants["rules_doubt"][..., None]
        return (votes + doubt * prior) / (votes.sum(-1, keepdims=True) + doubt)

    def _recent(self, column: int, ruled: Array) -> Array:
        c, b = self.constants, self.ballots
        votes = np.zeros_like(ruled)
        later = c["broken"] * b.broken[:, column]
        for then in range(column - 1, max(column - 4, -1), -1):
            days = b.days[:, column] - b.days[:, then]
            apart = self._unlike(column, then) + later + days / HALF_DAYS * np.log(2)
            votes[:, self.rows, b.answers[:, then]] += np.exp(-apart)
            later = later + c["order"] + c["broken"] * b.broken[:, then]
        doubt = c["recent_doubt"][..., None]
        return (votes + doubt * ruled) / (votes.sum(-1, keepdims=True) + doubt)

    def _unlike(self, column: int, then: int) -> Array:
        c, features = self.constants, self.ballots.features
        far = features["ta"][:, column] - features["ta"][:, then]
        complaint = self.ballots.answers[:, then] - 1
        worth = np.where(far * complaint < 0, c["further_ta"], c["unlike_ta"])
        apart = np.where(np.isnan(far), c["unplaced"], worth * np.abs(_known(far)))
        for name in ("clo", "met"):
            far = features[name][:, column] - features[name][:, then]
            apart = apart + c[f"unlike_{name}"] * np.abs(_known(far))
        far = np.abs(_known(features["hour"][:, column] - features["hour"][:, then]))
        return apart + c["unlike_hour"] * np.minimum(far, 24 - far)

    def _learn(self, column: int, slopes: Array, costs: Array, p: Array) -> None:
        b, c, state = self.ballots, self.constants, self.state
        answers, given = b.answers[:, column], b.given[:, column]
        gains = (p[..., None, :] * costs).sum(-1) - costs[:, self.rows, :, answers].swapaxes(0, 1)
        gains = np.clip(gains, -RATE_CLIP, RATE_CLIP) * np.array([2.0, 1.0, 1.0])
        state.weights += c["rate"][..., None] * gains * given[:, None]
        state.shift += c["shift_rate"] * slopes[:, self.rows, answers] * given
        for sets, degrees, _ in self.members:
            state.counts[:, self.rows, sets[:, column], answers] += degrees[:, column] * given


def _members(
    ballots: Ballots, c: dict[str, Array]
) -> Iterator[tuple[NDArray[np.int64], Array, Array]]:
    """The two sets of each feature that every vote is in, how much, and what that is worth."""
    at = (np.clip(ballots.features["ta"], LOWEST_C, HIGHEST_C) - LOWEST_C) / (
        (HIGHEST_C - LOWEST_C) / (ROOM_SETS - 1)
    )
    lower = np.minimum(np.floor(_known(at)), ROOM_SETS - 2).astype(np.int64)
    known = ~np.isnan(at)
    yield lower, known * (1 - (_known(at) - lower)), c["rule_ta"]
    yield lower + 1, known * (_known(at) - lower), c["rule_ta"]
    at = ballots.features["hour"] / (24 / HOUR_SETS)
    lower = np.floor(_known(at)).astype(np.int64)
    known = ~np.isnan(at)
    yield ROOM_SETS + lower % HOUR_SETS, known * (1 - (_known(at) - lower)), c["rule_hour"]
    yield ROOM_SETS + (lower + 1) % HOUR_SETS, known * (_known(at) - lower), c["rule_hour"]


def _known(values: Array) -> Array:
    """With 0 in place of what isn't known."""
    return np.where(np.isnan(values), 0.0, values)
