"""Alternatives to the firmware's routine learner that need no library: counts and a regression.

One setting for each, chosen beforehand: none was tuned on the data. Each predicts the probability
that a use begins within the hour, and learns the label when it is known.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol, TypeAlias

from habitude_sim.bench_learn.routine_data import DAY, HOUR, WEEK, Life

HALF_LIFE = 8 * WEEK


class Model(Protocol):
    """A learner of one appliance's life; slots are counted from its beginning."""

    def predict(self, slot: int) -> float: ...

    def learn(self, slot: int, label: int) -> None: ...


Make: TypeAlias = Callable[[Life], Model]


class BaseRate:
    """The share of hours so far in which a use began."""

    def __init__(self, life: Life) -> None:
        self._hours, self._uses = 2.0, 0.1

    def predict(self, slot: int) -> float:
        return self._uses / self._hours

    def learn(self, slot: int, label: int) -> None:
        self._hours += 1
        self._uses += label


class Chance(BaseRate):
    """No information: the base rate times something like chance. The floor of every ranking."""

    def predict(self, slot: int) -> float:
        return 2 * super().predict(slot) * (slot * 2654435761 % 2**32) / 2**32


class Counts:
    """Shares by bin of time, drawn towards the overall share by `drawn` imagined hours.

    period: slots after which the bins repeat. fading: half-life in slots, or none.
    """

    def __init__(self, life: Life, period: int, drawn: float, fading: int | None = None) -> None:
        self._bins = [slot % period for slot in life.slots]
        self._drawn = drawn
        self._kept = 0.5 ** (1 / fading) if fading else 1.0
        self._uses, self._hours = [0.0] * period, [0.0] * period
        self._touched = [0] * period
        self._all_uses, self._all_hours = 0.1, 2.0

    def overall(self, slot: int) -> float:
        return self._all_uses / self._all_hours

    def predict(self, slot: int) -> float:
        own = self._bins[slot]
        weight = self._kept ** (slot - self._touched[own])
        uses = weight * self._uses[own] + self._drawn * self.overall(slot)
        return uses / (weight * self._hours[own] + self._drawn)

    def learn(self, slot: int, label: int) -> None:
        own = self._bins[slot]
        weight = self._kept ** (slot - self._touched[own])
        self._uses[own] = weight * self._uses[own] + label
        self._hours[own] = weight * self._hours[own] + 1
        self._touched[own] = slot
        self._all_uses = self._all_uses * self._kept + label
        self._all_hours = self._all_hours * self._kept + 1


class Laplace(Counts):
    """By time of day, with one imagined use and one imagined hour without."""

    def __init__(self, life: Life) -> None:
        super().__init__(life, DAY, 2.0)

    def overall(self, slot: int) -> float:
        return 0.5


class Backoff(Counts):
    """By time of the week, drawn towards the time of day, which is drawn towards the whole."""

    def __init__(self, life: Life) -> None:
        super().__init__(life, WEEK, 4.0, HALF_LIFE)
        self._of_day = Counts(life, DAY, 2.0, HALF_LIFE)

    def overall(self, slot: int) -> float:
        return self._of_day.predict(slot)

    def learn(self, slot: int, label: int) -> None:
        super().learn(slot, label)
        self._of_day.learn(slot, label)


class Rested:
    """A model of the rested appliance only, by how much of the hour a use can begin in."""

    def __init__(self, life: Life, model: Model) -> None:
        self._rest, self._needed = life.rest, life.task.rest
        self._model = model

    def predict(self, slot: int) -> float:
        free = min(HOUR, max(0, self._rest[slot] - self._needed + HOUR))
        return free / HOUR * self._model.predict(slot) if free else 0.0

    def learn(self, slot: int, label: int) -> None:
        if self._rest[slot] >= self._needed:
            self._model.learn(slot, label)


class Regression:
    """Online logistic regression on indicators, with AdaGrad (Duchi et al., 2011).

    Indicators: quarter of the day, the same by weekend or not, hour of the week, time since the
    last start, since it was on, and the latter by time of day.
    """

    RATE = 0.15
    _SIZES = (DAY, 2 * DAY, 168, 24, 24, 24 * 8, 1)

    def __init__(self, life: Life) -> None:
        self._slots, self._since, self._rest = life.slots, life.since, life.rest
        self._starts = [sum(self._SIZES[:n]) for n in range(len(self._SIZES))]
        self._weights = [0.0] * sum(self._SIZES)
        self._weights[-1] = -2.5
        self._squares = [0.01] * len(self._weights)

    def _indicators(self, slot: int) -> list[int]:
        of_week = self._slots[slot] % WEEK
        of_day = of_week % DAY
        rest = octaves(self._rest[slot])
        active = (
            of_day,
            DAY * (of_week >= 5 * DAY) + of_day,
            of_week // 4,
            octaves(self._since[slot]),
            rest,
            8 * rest + of_day // 12,
            0,
        )
        return [start + index for start, index in zip(self._starts, active, strict=True)]

    def _expected(self, indicators: list[int]) -> float:
        log_odds = sum(self._weights[index] for index in indicators)
        return 1 / (1 + math.exp(-max(-12, min(12, log_odds))))

    def predict(self, slot: int) -> float:
        return self._expected(self._indicators(slot))

    def learn(self, slot: int, label: int) -> None:
        indicators = self._indicators(slot)
        error = self._expected(indicators) - label
        for index in indicators:
            self._squares[index] += error * error
            self._weights[index] -= self.RATE * error / math.sqrt(self._squares[index])


def octaves(slots: int) -> int:
    """How long ago, in half octaves: 0 .. 23."""
    return min(23, int(2 * math.log2(slots + 1)))


ALTERNATIVES: dict[str, Make] = {
    "random": Chance,
    "base_rate": BaseRate,
    "tod96_laplace": Laplace,
    "tod96": lambda life: Counts(life, DAY, 2.0),
    "how672": lambda life: Counts(life, WEEK, 2.0),
    "tod96_f8w": lambda life: Counts(life, DAY, 2.0, HALF_LIFE),
    "how672_f8w": lambda life: Counts(life, WEEK, 2.0, HALF_LIFE),
    "how_backoff_f8w": Backoff,
    "tod96_f8w_idle": lambda life: Rested(life, Counts(life, DAY, 2.0, HALF_LIFE)),
    "how_backoff_f8w_idle": lambda life: Rested(life, Backoff(life)),
    "logreg_sgd": Regression,
}
