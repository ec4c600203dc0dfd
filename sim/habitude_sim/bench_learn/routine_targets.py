"""What the routine learner has to reach beside the best of all alternatives, task by task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from statistics import mean
from typing import TypeAlias

from habitude_sim.bench_learn.part import OURS
from habitude_sim.bench_learn.routine_scores import Scores

ByTask: TypeAlias = "dict[str, dict[str, Scores]]"  # task, then window
Figure: TypeAlias = Callable[[Scores], float]


@dataclass(frozen=True)
class Target:
    """figure: what is meant; weeks: the window; at_most: whether `bound` is from above."""

    figure: str
    weeks: str
    value: float
    bound: float
    at_most: bool = False

    @property
    def reached(self) -> bool:
        return self.value <= self.bound if self.at_most else self.value >= self.bound


def targets(models: dict[str, ByTask]) -> list[Target]:
    """Every target whose window the data has."""
    return [
        *_of_window(models, "1-4", _early),
        *_of_window(models, "5-26", _settled),
        *_of_window(models, "27+", _settled),
        *_of_window(models, "27+", _late),
    ]


def _of_window(
    models: dict[str, ByTask], weeks: str, make: Callable[[_Compared], list[Target]]
) -> list[Target]:
    compared = _Compared(models, weeks)
    return make(compared) if compared.tasks else []


class _Compared:
    """Our figures and the best alternative's in one window, over the tasks that have it."""

    def __init__(self, models: dict[str, ByTask], weeks: str) -> None:
        self.weeks = weeks
        self._models = models
        self.tasks = [task for task, windows in models[OURS].items() if weeks in windows]

    def ours(self, figure: Figure) -> list[float]:
        return [figure(self._models[OURS][task][self.weeks]) for task in self.tasks]

    def best(self, figure: Figure, lowest: bool = False) -> list[float]:
        choose = min if lowest else max
        others = [of_task for name, of_task in self._models.items() if name != OURS]
        return [choose(figure(of[task][self.weeks]) for of in others) for task in self.tasks]

    def ratios(self, figure: Figure, lowest: bool = False) -> list[float]:
        pairs = zip(self.ours(figure), self.best(figure, lowest), strict=True)
        return [ours / best for ours, best in pairs]

    def gains(self, figure: Figure) -> list[float]:
        pairs = zip(self.ours(figure), self.best(figure), strict=True)
        return [ours - best for ours, best in pairs]


_log_loss: Figure = attrgetter("log_loss")
_brier_skill: Figure = attrgetter("brier_skill")
_ap: Figure = attrgetter("ap")
_ap_rested: Figure = attrgetter("ap_rested")
_anticipated: Figure = attrgetter("anticipated")
_false_per_day: Figure = attrgetter("false_per_day")


def _early(c: _Compared) -> list[Target]:
    return [
        Target(
            "log-loss, of the best, worst task", c.weeks, max(c.ratios(_log_loss, True)), 1, True
        ),
        Target("Brier skill, mean", c.weeks, mean(c.ours(_brier_skill)), 0.06),
    ]


def _settled(c: _Compared) -> list[Target]:
    losses = c.ratios(_log_loss, True)
    return [
        Target("log-loss, of the best, worst task", c.weeks, max(losses), 1, True),
        Target("log-loss, of the best, mean", c.weeks, mean(losses), 0.965, True),
        Target("Brier skill above the best, worst task", c.weeks, min(c.gains(_brier_skill)), 0),
        Target("AP, of the best, worst task", c.weeks, min(c.ratios(_ap)), 0.99),
        Target("AP rested, of the best, worst task", c.weeks, min(c.ratios(_ap_rested)), 0.99),
    ]


def _late(c: _Compared) -> list[Target]:
    off = max(abs(false - 2) for false in c.ours(_false_per_day))
    return [
        Target("AP, of the best, mean", c.weeks, mean(c.ratios(_ap)), 1.08),
        Target("AP rested, of the best, mean", c.weeks, mean(c.ratios(_ap_rested)), 1.08),
        Target("false preparations a day off 2.0, worst task", c.weeks, off, 0.1, True),
        Target(
            "anticipated above the best, worst task", c.weeks, min(c.gains(_anticipated)), -0.01
        ),
        Target("anticipated, of the best, mean", c.weeks, mean(c.ratios(_anticipated)), 1.05),
    ]
