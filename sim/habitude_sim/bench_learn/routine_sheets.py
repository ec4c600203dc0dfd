"""Tables of what routine.py measured."""

from __future__ import annotations

from statistics import mean

from habitude_sim.bench_learn.part import OURS, Sheet
from habitude_sim.bench_learn.routine_scores import WINDOWS
from habitude_sim.bench_learn.routine_targets import ByTask, Target

FIGURES = {
    "ap": "AP",
    "ap_rested": "AP rested",
    "brier_skill": "Brier skill",
    "log_loss": "log-loss",
    "anticipated": "anticipated",
    "false_per_day": "false/day",
}


def sheets(models: dict[str, ByTask]) -> list[Sheet]:
    """One for each task and window: a row for each model, ours first."""
    return [
        sheet
        for task in models[OURS]
        for window in WINDOWS
        if (sheet := _sheet(models, task, window)) is not None
    ]


def _sheet(models: dict[str, ByTask], task: str, window: str) -> Sheet | None:
    rows = [
        [name, *(f"{getattr(of_task[task][window], figure):.3f}" for figure in FIGURES)]
        for name, of_task in models.items()
        if window in of_task[task]
    ]
    if not rows:
        return None
    title = f"{task}: weeks {window}"
    return Sheet(title, ["model", *FIGURES.values()], rows, frozenset({0}))


def target_sheet(targets: list[Target]) -> Sheet:
    """Each target, its bound, what was reached."""
    rows = [
        [
            target.figure,
            target.weeks,
            f"{'<=' if target.at_most else '>='} {target.bound:g}",
            f"{target.value:.3f}",
            "reached" if target.reached else "missed",
        ]
        for target in targets
    ]
    return Sheet("Routine: targets", ["figure", "weeks", "target", "reached", ""], rows)


def ablation_sheet(changed: dict[str, ByTask], alternatives: dict[str, ByTask]) -> Sheet:
    """For each variant and window: log-loss and AP of the best alternative's, mean over tasks."""
    columns = ["variant"]
    rows = [[name] for name in changed]
    for window in WINDOWS:
        for figure in ("log_loss", "ap"):
            columns.append(f"{FIGURES[figure]} {window}")
            for row, of_task in zip(rows, changed.values(), strict=True):
                row.append(_of_best(of_task, alternatives, window, figure))
    return Sheet("Routine: ablation", columns, rows, frozenset({0}))


def _of_best(of_task: ByTask, alternatives: dict[str, ByTask], window: str, figure: str) -> str:
    choose = min if figure == "log_loss" else max
    ratios = [
        getattr(windows[window], figure)
        / choose(getattr(other[task][window], figure) for other in alternatives.values())
        for task, windows in of_task.items()
        if window in windows
    ]
    return f"{mean(ratios):.3f}" if ratios else "-"
