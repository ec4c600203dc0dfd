"""The firmware's learner against what it is meant to reach, and against the best alternative."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from habitude_sim.bench_learn.part import Json, Sheet
from habitude_sim.bench_learn.votes_measured import Measured
from habitude_sim.bench_learn.votes_scores import paired


@dataclass(frozen=True)
class Goal:
    """What to reach in a slice: `times` the best alternative's, less `slack`, less one paired
    standard error if `by_error`. `bounds` are absolute, for the sources that they were set for.
    """

    slice: str
    figure: str
    times: float = 1.0
    slack: float = 0.0
    by_error: bool = False
    bounds: tuple[tuple[str, float], ...] = ()

    @property
    def lower_is_better(self) -> bool:
        return self.figure in ("log_loss", "error")

    def best(self, values: dict[str, float]) -> str:
        """The name of the best value."""
        return (min if self.lower_is_better else max)(values, key=lambda name: values[name])


GOALS = (
    Goal("after 20", "accuracy", by_error=True),
    Goal("after 20", "macro_f1", by_error=True),
    Goal("after 20", "log_loss", times=0.95),
    Goal("fresh", "accuracy", by_error=True, bounds=(("ashrae", 0.75), ("enth", 0.63))),
    Goal("first 10", "log_loss", times=0.93),
    Goal("first 10", "accuracy", slack=0.01),
    Goal("season 2, first 20", "accuracy", by_error=True, bounds=(("ashrae", 0.67),)),
    Goal("season 2, then", "accuracy", by_error=True, bounds=(("ashrae", 0.79),)),
)
THERMOSTAT = (
    Goal("thermostat", "error", bounds=(("ashrae", 1.45), ("enth", 0.90))),
    Goal("thermostat", "direction", bounds=(("ashrae", 0.86), ("enth", 0.80))),
)


@dataclass(frozen=True)
class Result:
    """A goal and what became of it; difference and error are paired between persons."""

    source: str
    model: str
    slice: str
    figure: str
    value: float
    best: str
    best_value: float
    difference: float
    error: float
    target: float | None
    reached: bool | None


def compare(measured: Measured, model: str) -> list[Result]:
    """One model of a source against every goal."""
    results = [_against(goal, measured, model) for goal in GOALS]
    if model in measured.served:
        results += [_thermostat(goal, measured, model) for goal in THERMOSTAT]
    return [result for result in results if result]


def _against(goal: Goal, measured: Measured, model: str) -> Result | None:
    own = measured.sliced[model].get(goal.slice)
    if own is None:
        return None
    # only models that foretold the same votes
    others = {
        name: sliced[goal.slice]
        for name, sliced in measured.sliced.items()
        if name not in measured.ours
        and goal.slice in sliced
        and sliced[goal.slice].votes == own.votes
    }
    values = {name: other.mean_of(goal.figure) for name, other in others.items()}
    best = goal.best(values)
    difference, error = paired(own, others[best], goal.figure)
    allowed = values[best] * goal.times - goal.slack - (error if goal.by_error else 0.0)
    target = dict(goal.bounds).get(measured.source.name, allowed)
    found = (own.mean_of(goal.figure), best, values[best], difference, error)
    return _result(goal, measured, model, *found, target)


def _thermostat(goal: Goal, measured: Measured, model: str) -> Result:
    values = {
        name: float(getattr(served, goal.figure)) for name, served in measured.served.items()
    }
    value = values[model]
    best = goal.best({name: v for name, v in values.items() if name not in measured.ours})
    target = dict(goal.bounds).get(measured.source.name)
    found = (value, best, values[best], value - values[best], 0.0)
    return _result(goal, measured, model, *found, target)


def _result(
    goal: Goal,
    measured: Measured,
    model: str,
    value: float,
    best: str,
    best_value: float,
    difference: float,
    error: float,
    target: float | None,
) -> Result:
    reached = None
    if target is not None:
        reached = value <= target if goal.lower_is_better else value >= target
    return Result(
        source=measured.source.name,
        model=model,
        slice=goal.slice,
        figure=goal.figure,
        value=value,
        best=best,
        best_value=best_value,
        difference=difference,
        error=error,
        target=target,
        reached=reached,
    )


def sheets(results: list[list[Result]]) -> list[Sheet]:
    """A table for each source and model."""
    columns = ["figure", "here", "best alternative", "", "difference", "target", ""]
    return [
        Sheet(f"{rows[0].source}: {rows[0].model}, against", columns, [_row(r) for r in rows])
        for rows in results
        if rows
    ]


def _row(result: Result) -> list[str]:
    mark = "" if result.reached is None else "reached" if result.reached else "missed"
    return [
        f"{result.slice}: {result.figure.replace('_', ' ')}",
        f"{result.value:.3f}",
        f"{result.best_value:.3f}",
        result.best,
        f"{result.difference:+.3f} +- {result.error:.3f}" if result.error else "",
        "" if result.target is None else f"{result.target:.3f}",
        mark,
    ]


def as_json(results: list[list[Result]]) -> Json:
    return [asdict(result) for rows in results for result in rows]
