"""Alternatives to a learner that need no fitting: rules, bands, counts.

One setting for each, chosen beforehand: none was tuned on the data.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from habitude_sim.bench_learn.votes_data import Moment, Vote

Probabilities: TypeAlias = "tuple[float, float, float]"  # wants cooler, no change, wants warmer


class Model(Protocol):
    """A learner of one person's votes."""

    def predict(self, moment: Moment) -> Probabilities | None:
        """Of each answer, before it is known; None if this model can't tell."""
        ...

    def learn(self, moment: Moment, answer: int) -> None: ...


@dataclass(frozen=True)
class Setup:
    """What a model may know beforehand: the name of the source, and the other people's votes."""

    source: str
    others: list[Vote]

    @property
    def factory_c(self) -> float:
        """Set point that thermostats come with: in Singapore, which cools all year, a higher."""
        return 24.0 if self.source == "enth" else 22.5


Make: TypeAlias = Callable[[Setup], Model]


def surely(answer: int, confidence: float) -> Probabilities:
    """`confidence` for one answer, the rest shared by the others."""
    rest = (1 - confidence) / 2
    a, b, c = (confidence if answer == other else rest for other in (-1, 0, 1))
    return a, b, c


def normalised(weights: list[float]) -> Probabilities:
    total = sum(weights)
    a, b, c = (weight / total for weight in weights)
    return a, b, c


class NoChange:
    """Always "no change"."""

    def __init__(self, setup: Setup) -> None:
        pass

    def predict(self, moment: Moment) -> Probabilities:
        return surely(0, 0.98)

    def learn(self, moment: Moment, answer: int) -> None:
        pass


class Shares:
    """The shares of the answers so far, each starting with a third of a vote."""

    kept = 1.0  # of the counts, at each vote

    def __init__(self, setup: Setup | None = None) -> None:
        self.counts = [1 / 3, 1 / 3 + 1e-3, 1 / 3]

    def predict(self, moment: Moment) -> Probabilities:
        return normalised(self.counts)

    def learn(self, moment: Moment, answer: int) -> None:
        self.counts = [count * self.kept for count in self.counts]
        self.counts[answer + 1] += 1


class RecentShares(Shares):
    """The same, forgetting a fifth at each vote."""

    kept = 0.8


class LastVote:
    """What they said last."""

    def __init__(self, setup: Setup) -> None:
        self._answer = 0

    def predict(self, moment: Moment) -> Probabilities:
        return surely(self._answer, 0.8)

    def learn(self, moment: Moment, answer: int) -> None:
        self._answer = answer


class Pmv:
    """Comfort by Fanger's predicted mean vote (1970): within 0.5 all is well."""

    def __init__(self, own: bool) -> None:
        self._own = own

    def predict(self, moment: Moment) -> Probabilities | None:
        pmv = moment.pmv_est if self._own else moment.pmv
        if pmv is None:
            return None
        return surely(0 if abs(pmv) <= 0.5 else -1 if pmv > 0 else 1, 0.8)

    def learn(self, moment: Moment, answer: int) -> None:
        pass


class Band:
    """A thermostat's band of 1.5 K around its set point."""

    def __init__(self, setup: Setup) -> None:
        self.set_point_c = setup.factory_c

    def predict(self, moment: Moment) -> Probabilities:
        if moment.ta is None:
            return surely(0, 0.6)
        off = moment.ta - self.set_point_c
        return surely(0 if abs(off) <= 1.5 else -1 if off > 0 else 1, 0.8)

    def learn(self, moment: Moment, answer: int) -> None:
        pass


class RunningBand(Band):
    """The same around the mean of the temperatures at which all was well."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self._count = 1

    def learn(self, moment: Moment, answer: int) -> None:
        if answer == 0 and moment.ta is not None:
            self._count += 1
            self.set_point_c += (moment.ta - self.set_point_c) / self._count


RULES: dict[str, Make] = {
    "no change": NoChange,
    "shares": Shares,
    "last vote": LastVote,
    "recent shares": RecentShares,
    "fixed band": Band,
    "running band": RunningBand,
    "PMV of the source": lambda setup: Pmv(own=False),
    "PMV estimated": lambda setup: Pmv(own=True),
}
