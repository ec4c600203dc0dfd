"""The firmware's own learners, unchanged: the only module here that imports them.

What is measured is code without I/O; through the link it would be the same code, with weeks of
ticks around each vote.
"""

# The firmware has no type hints.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingParameterType=false

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from habitude.fixed import MISSING
from habitude.learn.comfort import scale
from habitude.learn.taste import Taste
from habitude_sim.bench_learn.baselines import Make, Probabilities, normalised
from habitude_sim.bench_learn.thermostats import MakeThermostat
from habitude_sim.bench_learn.votes_data import Moment

Integers = dict[str, tuple[int, ...]]
_START = datetime(1990, 1, 1)  # of local seconds, on boards 2024: within 31 bits from here, too
HALF_HOUR_S, DAY_S = 1800, 86400
MOST = 2000  # half hours: nothing of a day is left after six weeks
NAMES = ("ta", "clo", "met", "t_out", "hour")
UNITS = {"ta": 100, "clo": 100, "met": 100, "t_out": 100, "hour": 3600}


class Voter:
    """One person's `Taste`, told only what an appliance would know."""

    def __init__(self, taste: Taste, without: tuple[str, ...]) -> None:
        self._taste = taste
        self._without = without
        self._lived_s = 0  # until when the taste's half hours and days were told; 0: not yet

    def predict(self, moment: Moment) -> Probabilities:
        self._taste.predict(self._raw(moment), _local_s(moment))
        opinion = cast(Any, self._taste.opinion())
        return normalised([opinion.chance(answer) for answer in (-1, 0, 1)])

    def set_point(self, moment: Moment) -> float:
        self._live(_local_s(moment))
        return self._taste.wanted(self._raw(moment)) / 100

    def learn(self, moment: Moment, answer: int) -> None:
        self._live(_local_s(moment))
        self._taste.vote(self._raw(moment), _local_s(moment), answer)

    def _live(self, local_s: int) -> None:
        """Tell of the time that has passed, as an appliance's loop does."""
        if self._lived_s:
            for _ in range(min(MOST, local_s // HALF_HOUR_S - self._lived_s // HALF_HOUR_S)):
                self._taste.half_hour()
            for _ in range(local_s // DAY_S - self._lived_s // DAY_S):
                self._taste.day()
        self._lived_s = local_s

    def _raw(self, moment: Moment) -> tuple[int, ...]:
        values = ((name, getattr(moment, name)) for name in NAMES)
        return tuple(
            MISSING if value is None or name in self._without else round(value * UNITS[name])
            for name, value in values
        )


def opinion(prior: Integers | None = None, without: tuple[str, ...] = ()) -> Make:
    """The learner as it is flashed, or with other first-use constants; `without`: not told."""
    made = scale(cast(Any, SimpleNamespace(**prior))) if prior else scale()
    return lambda setup: Voter(Taste(made), without)


def thermostat() -> MakeThermostat:
    """Where the learner would set the temperature."""
    made = scale()
    return lambda setup: Voter(Taste(made), ())


def state_bytes() -> int:
    """What a person costs."""
    return len(Taste(scale()).save())


def _local_s(moment: Moment) -> int:
    return int((moment.at - _START).total_seconds())
