"""The part "routine": when a household used its appliances, foretold."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import asdict, dataclass

from habitude_sim.bench_learn import routine_firmware as firmware
from habitude_sim.bench_learn.part import OURS, Json, Options, Part
from habitude_sim.bench_learn.routine_baselines import ALTERNATIVES, Make
from habitude_sim.bench_learn.routine_data import Life, read_lives
from habitude_sim.bench_learn.routine_scores import WINDOWS, Scores, score
from habitude_sim.bench_learn.routine_sheets import ablation_sheet, sheets, target_sheet
from habitude_sim.bench_learn.routine_targets import ByTask, Target, targets

# What the ablation leaves out: groups of features together, then each alone; then other constants.
STATE = ("rest", "rest and hour", "run", "heated", "rest and weekend", "heated and rest")
TOGETHER = {
    "all but time of day": tuple(g for g in firmware.GROUPS if g not in ("base", "hour")),
    "own state": (*STATE, "same time", "busy"),
    "kind of day": ("weekend", "weekday", "rest and weekend"),
}
TRIALS = {
    "without people's sleep": {"filter._NIGHT": 0},
    "without sharpness": {"routine.BLUNT": 1 << 24, "routine.SHARP": 1 << 24},
    "without fading": {"filter._FADING": 0},
    "with ten times the fading": {"filter._FADING": 1470},
    "with a full weight for each label": {"filter._EVIDENCE": 256},
}


@dataclass(frozen=True)
class Measured:
    """Model, then task, then window."""

    models: dict[str, ByTask]
    targets: list[Target]


def measure(options: Options) -> Part:
    """Every model on every appliance of the folder. Raises HouseholdError."""
    lives = read_lives(options.data)
    if not lives:
        options.tell(f"routine: no household in {options.data}")
        return Part("routine", [])
    models: dict[str, ByTask] = {OURS: {}}
    for name, make in {**ALTERNATIVES, **_river()}.items():
        options.tell(f"routine: {name}")
        models[name] = {life.task.name: _scores(life, foretell(make, life)) for life in lives}
    options.tell(f"routine: {OURS}")
    models[OURS] = {life.task.name: _scores(life, firmware.expect(life)) for life in lives}
    reached = targets(models)
    shown = [*sheets(models), target_sheet(reached)]
    figures: dict[str, Json] = {
        "models": _json(models),
        "targets": [{**asdict(target), "reached": target.reached} for target in reached],
    }
    if options.ablation:
        changed = {OURS: models[OURS], **_ablation(lives, options)}
        best = {name: of_task for name, of_task in models.items() if name != OURS}
        shown.append(ablation_sheet(changed, best))
        figures["ablation"] = _json(changed)
    return Part("routine", shown, figures)


def _river() -> dict[str, Make]:
    from habitude_sim.bench_learn.routine_river import RIVER  # heavy

    return RIVER


def foretell(make: Make, life: Life) -> list[float]:
    """Predict, then learn: the model's probability in each slot; NaN where it isn't judged.

    A label is learned as soon as it is known, before that slot's prediction.
    """
    model = make(life)
    expected = [math.nan] * len(life)
    waiting: deque[int] = deque()
    for slot, valid in enumerate(life.valid):
        while waiting and waiting[0] <= slot - life.task.delay:
            past = waiting.popleft()
            model.learn(past, life.label[past])
        if valid:
            expected[slot] = model.predict(slot)
            waiting.append(slot)
    return expected


def _scores(life: Life, expected: list[float]) -> dict[str, Scores]:
    begun = firmware.prepare(life, expected)
    found = {name: score(life, expected, begun, weeks) for name, weeks in WINDOWS.items()}
    return {name: scores for name, scores in found.items() if scores}


def _ablation(lives: list[Life], options: Options) -> dict[str, ByTask]:
    changed: dict[str, ByTask] = {}
    for name, groups in {**TOGETHER, **{g: (g,) for g in firmware.GROUPS}}.items():
        options.tell(f"routine without {name}")
        changed[f"without {name}"] = {
            life.task.name: _scores(life, firmware.expect(life, groups)) for life in lives
        }
    for name, constants in TRIALS.items():
        options.tell(f"routine {name}")
        with firmware.trial(constants):
            changed[name] = {
                life.task.name: _scores(life, firmware.expect(life)) for life in lives
            }
    return changed


def _json(models: dict[str, ByTask]) -> dict[str, Json]:
    return {
        name: {
            task: {window: dict(asdict(scores)) for window, scores in windows.items()}
            for task, windows in of_model.items()
        }
        for name, of_model in models.items()
    }
