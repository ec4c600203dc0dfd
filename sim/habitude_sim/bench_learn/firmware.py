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
from habitude.learn.opinion import Opinion
from habitude_sim.bench_learn.baselines import Make, Probabilities, normalised
from habitude_sim.bench_learn.thermostats import MakeThermostat
from habitude_sim.bench_learn.votes_data import Moment

Integers = dict[str, tuple[int, ...]]
_START = datetime(1990, 1, 1)  # of local seconds, on boards 2024: within 31 bits from here, too
NAMES = ("ta", "clo", "met", "t_out", "hour")
UNITS = {"ta": 100, "clo": 100, "met": 100, "t_out": 100, "hour": 3600}


class Voter:
    """One person's `Opinion`, told only what an appliance would know."""

    def __init__(self, opinion: Opinion, without: tuple[str, ...]) -> None:
        self._opinion = opinion
        self._without = without

    def predict(self, moment: Moment) -> Probabilities:
        self._opinion.predict(self._raw(moment), _local_s(moment))
        return normalised([self._opinion.chance(answer) for answer in (-1, 0, 1)])

    def set_point(self, moment: Moment) -> float:
        return self._opinion.wanted() / 100

    def learn(self, moment: Moment, answer: int) -> None:
        self._opinion.vote(self._raw(moment), _local_s(moment), answer)

    def _raw(self, moment: Moment) -> tuple[int, ...]:
        values = ((name, getattr(moment, name)) for name in NAMES)
        return tuple(
            MISSING if value is None or name in self._without else round(value * UNITS[name])
            for name, value in values
        )


def opinion(prior: Integers | None = None, without: tuple[str, ...] = ()) -> Make:
    """The learner as it is flashed, or with other first-use constants; `without`: not told."""
    made = scale(cast(Any, SimpleNamespace(**prior))) if prior else scale()
    return lambda setup: Voter(Opinion(made), without)


def thermostat() -> MakeThermostat:
    """Where the learner would set the temperature."""
    made = scale()
    return lambda setup: Voter(Opinion(made), ())


def state_bytes() -> int:
    """What a person costs."""
    return len(Opinion(scale()).state)


def _local_s(moment: Moment) -> int:
    return int((moment.at - _START).total_seconds())
