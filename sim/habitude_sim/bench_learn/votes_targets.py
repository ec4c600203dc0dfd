"""The firmware's learner against what it is meant to reach, and against the best alternative."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from habitude_sim.bench_learn.part import Json, Sheet
from habitude_sim.bench_learn.votes_measured import Measured
from habitude_sim.bench_learn.votes_scores import Said, paired, score


@dataclass(frozen=True)
class Goal:
    """What to reach in a slice: `times` the best alternative's, less `slack`, less one paired
    error if `by_error`. `bounds` are absolute, for the sources that they were set for; in the
    sources `above`, the best alternative has to be beaten.
    """

    slice: str
    figure: str
    times: float = 1.0
    slack: float = 0.0
    by_error: bool = False
    bounds: tuple[tuple[str, float], ...] = ()
    above: tuple[str, ...] = ()

    @property
    def lower_is_better(self) -> bool:
        return self.figure in ("log_loss", "error")

    def best(self, values: dict[str, float]) -> str:
        """The name of the best value."""
        return (min if self.lower_is_better else max)(values, key=lambda name: values[name])

    def target(self, source: str, best: float, error: float) -> float:
        """What to reach in a source where the best alternative has `best`."""
        if source in self.above:
            return best
        allowed = best * self.times - self.slack - (error if self.by_error else 0.0)
        return dict(self.bounds).get(source, allowed)

    def reached(self, source: str, value: float, target: float) -> bool:
        further = target - value if self.lower_is_better else value - target
        return further > 0 or (further == 0 and source not in self.above)


GOALS = (
    Goal("after 20", "accuracy", by_error=True, above=("ashrae",)),
    Goal("after 20", "macro_f1", by_error=True, above=("ashrae",)),
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
IN_ONE_POT = Goal("fresh, in one pot", "accuracy", bounds=(("ashrae, enth", 0.73),))


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
    target = goal.target(measured.source.name, values[best], error)
    found = (own.mean_of(goal.figure), best, values[best], difference, error)
    return _result(goal, measured.source.name, model, *found, target)


def in_one_pot(pots: dict[str, list[Said]], ours: list[str], source: str) -> list[list[Result]]:
    """The accuracy of each of our models on the fresh votes of all sources together."""
    most = max((len(pot) for pot in pots.values()), default=0)
    values = {name: score(pot).accuracy for name, pot in pots.items() if len(pot) == most}
    best = IN_ONE_POT.best({name: v for name, v in values.items() if name not in ours} or values)
    target = dict(IN_ONE_POT.bounds).get(source)
    return [
        [
            _result(
                *(IN_ONE_POT, source, model, values[model], best, values[best]),
                *(values[model] - values[best], 0.0, target),
            )
        ]
        for model in ours
        if model in values
    ]


def _thermostat(goal: Goal, measured: Measured, model: str) -> Result:
    values = {
        name: float(getattr(served, goal.figure)) for name, served in measured.served.items()
    }
    value = values[model]
    best = goal.best({name: v for name, v in values.items() if name not in measured.ours})
    target = dict(goal.bounds).get(measured.source.name)
    found = (value, best, values[best], value - values[best], 0.0)
    return _result(goal, measured.source.name, model, *found, target)


def _result(
    goal: Goal,
    source: str,
    model: str,
    value: float,
    best: str,
    best_value: float,
    difference: float,
    error: float,
    target: float | None,
) -> Result:
    return Result(
        source=source,
        model=model,
        slice=goal.slice,
        figure=goal.figure,
        value=value,
        best=best,
        best_value=best_value,
        difference=difference,
        error=error,
        target=target,
        reached=None if target is None else goal.reached(source, value, target),
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
