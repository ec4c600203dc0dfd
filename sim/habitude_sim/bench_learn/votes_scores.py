"""Figures of predictions: by slice of the votes, by person, in one pot, and paired.

Accuracy, macro-F1 and log-loss of each person, then their mean over people; a person with fewer
than five votes in a slice (fresh: three) counts only in the pot.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import mean, stdev

from habitude_sim.bench_learn.baselines import Probabilities
from habitude_sim.bench_learn.prequential import Run, trained
from habitude_sim.bench_learn.votes_data import CLASSES, Person, Vote


@dataclass(frozen=True)
class Scores:
    """accuracy, macro_f1: 0..1, over the answers that were given; log_loss: nats a vote."""

    accuracy: float
    macro_f1: float
    log_loss: float


@dataclass(frozen=True)
class Slice:
    """Which votes count; `fewest` of a person for their own figures."""

    name: str
    holds: Callable[[Person, int, Vote], bool]
    fewest: int = 5


SLICES = (
    Slice("all", lambda person, place, vote: True),
    Slice("after 20", lambda person, place, vote: place >= 20),
    Slice("fresh", lambda person, place, vote: vote.moment.fresh, 3),
    Slice("first 10", lambda person, place, vote: place < 10),
    Slice("with PMV", lambda person, place, vote: vote.moment.pmv is not None),
    Slice(
        "indoors, ta known",
        lambda person, place, vote: vote.moment.ta is not None and vote.moment.indoor == 1,
    ),
    Slice("last 40 %", lambda person, place, vote: place >= trained(person.votes)),
)
SEASONS = (
    Slice("season 1", lambda person, place, vote: vote.moment.season == 0),
    Slice(
        "season 2, first 20",
        lambda person, place, vote: vote.moment.season == 1 and vote.moment.place_in_season < 20,
    ),
    Slice(
        "season 2, then",
        lambda person, place, vote: vote.moment.season == 1 and vote.moment.place_in_season >= 20,
    ),
)

Said = tuple[Probabilities, int]


def score(said: list[Said]) -> Scores:
    """Of predictions with their answers, at least one."""
    decided = [(CLASSES[p.index(max(p))], answer) for p, answer in said]
    given = sorted({answer for _, answer in decided})
    return Scores(
        mean(float(guess == answer) for guess, answer in decided),
        mean(_f1(decided, answer) for answer in given),
        mean(-math.log(min(1.0, max(p[answer + 1], 1e-3))) for p, answer in said),
    )


def _f1(decided: list[tuple[int, int]], answer: int) -> float:
    hits = sum(guess == answer == given for guess, given in decided)
    guessed = sum(guess == answer for guess, _ in decided)
    return 2 * hits / (guessed + sum(given == answer for _, given in decided))


def select(run: Run, chosen: Slice) -> list[Said]:
    """The predictions of one person that a slice holds."""
    places = enumerate(run.person.votes[run.first :], run.first)
    return [
        (said, vote.answer)
        for said, (place, vote) in zip(run.predictions, places, strict=True)
        if said is not None and chosen.holds(run.person, place, vote)
    ]


@dataclass(frozen=True)
class Sliced:
    """One model in one slice: each person's scores by name, and all votes in one pot."""

    people: dict[str, Scores]
    pot: list[Said]

    @property
    def votes(self) -> int:
        return len(self.pot)

    def mean_of(self, figure: str) -> float:
        return mean(getattr(scores, figure) for scores in self.people.values())

    def mean(self) -> Scores:
        return Scores(*(self.mean_of(name) for name in ("accuracy", "macro_f1", "log_loss")))

    def pooled(self) -> Scores:
        return score(self.pot)


def slice_runs(runs: Iterable[Run], chosen: Slice) -> Sliced | None:
    """None if nobody has enough votes in the slice."""
    people: dict[str, Scores] = {}
    pot: list[Said] = []
    for run in runs:
        said = select(run, chosen)
        pot += said
        if len(said) >= chosen.fewest:
            people[run.person.name] = score(said)
    return Sliced(people, pot) if people else None


def paired(ours: Sliced, other: Sliced, figure: str) -> tuple[float, float]:
    """Mean difference (ours less the other's) over people, and its standard error."""
    both = [name for name in ours.people if name in other.people]
    differences = [
        getattr(ours.people[name], figure) - getattr(other.people[name], figure) for name in both
    ]
    error = stdev(differences) / math.sqrt(len(differences)) if len(differences) > 1 else 0.0
    return mean(differences), error
