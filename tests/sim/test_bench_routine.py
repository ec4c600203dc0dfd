import csv
import gzip
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from habitude_sim.bench_learn import routine
from habitude_sim.bench_learn import routine_firmware as firmware
from habitude_sim.bench_learn.part import OURS, Options
from habitude_sim.bench_learn.routine_baselines import ALTERNATIVES
from habitude_sim.bench_learn.routine_data import (
    DAY,
    TASKS,
    WEEK,
    HouseholdError,
    Life,
    read_lives,
)
from habitude_sim.bench_learn.routine_scores import Scores, average_precision, np, score
from habitude_sim.bench_learn.routine_targets import targets

COLUMNS = (
    *("ts", "missing", "kitchen_on", "laundry_on", "wh_on"),
    *("kitchen_start", "laundry_start", "wh_start", "hw_start"),
)


def household(folder: Path, days: int, seed: int = 1, hole: range = range(0)) -> Path:
    """Two slots of use each morning about seven, and by chance; `hole`: slots without data."""
    chance = random.Random(seed)
    on = [0] * (days * DAY)
    for day in range(days):
        for hour in (28 + chance.randrange(3), chance.randrange(40, DAY)):
            for slot in (day * DAY + hour, day * DAY + hour + 1):
                if slot < len(on):
                    on[slot] = 1
    start = datetime(2007, 1, 1)
    with (folder / "household.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        for slot, use in enumerate(on):
            began = int(use and not any(on[max(0, slot - 8) : slot]) and slot >= 8)
            row = {name: began if name.endswith("start") else use for name in COLUMNS}
            if slot in hole:
                row = dict.fromkeys(COLUMNS, 0)
            when = start + timedelta(minutes=15) * slot
            table.writerow({**row, "ts": when.isoformat(" "), "missing": int(slot in hole)})
    return folder


def of_task(folder: Path, name: str = "kitchen") -> Life:
    return next(life for life in read_lives(folder) if life.task.name == name)


def test_what_is_told_and_what_is_true(tmp_path):
    hole = range(300, 310)
    life = of_task(household(tmp_path, 7, hole=hole))
    assert len(life) == 7 * DAY
    assert life.slots[0] % WEEK == 0  # the first day of 2007 was a Monday
    first = life.starts.index(True)
    assert life.began[first : first + 3] == [0, 1, 0]
    assert life.was_on[first : first + 4] == [0, 1, 1, 0]
    assert life.label[first - 4 : first + 2] == [0, 1, 1, 1, 1, 0]
    assert life.since[first + 1] == 1
    assert life.rest[first : first + 4][1:] == [0, 0, 1]
    assert [slot for slot in range(len(life)) if not life.told[slot]] == [0, *range(301, 311)]
    invalid = [slot for slot in range(len(life)) if not life.valid[slot]]
    assert invalid == [*range(8), *range(297, 318), *range(len(life) - 3, len(life))]


def test_long_runs_are_told_late(tmp_path):
    life = of_task(household(tmp_path, 3), "hw")
    first = life.starts.index(True)
    assert life.began[first : first + 8] == [0, 0, 0, 0, 0, 0, 6, 0]


def test_reads_compressed_tables_alike(tmp_path):
    plain = of_task(household(tmp_path, 3))
    data = (tmp_path / "household.csv").read_bytes()
    (tmp_path / "household.csv.gz").write_bytes(gzip.compress(data))
    (tmp_path / "household.csv").unlink()
    assert of_task(tmp_path) == plain


@pytest.mark.parametrize("content", ["", "ts,missing\n", "ts,missing\n2007-01-01 00:00,0\n"])
def test_refuses_other_tables(tmp_path, content):
    (tmp_path / "household.csv").write_text(content)
    with pytest.raises(HouseholdError, match=r"household\.csv"):
        read_lives(tmp_path)


@pytest.mark.parametrize("name", [OURS, *ALTERNATIVES])
def test_nobody_looks_ahead(tmp_path, name):
    """Two households alike until a day: nothing is expected differently before it ends."""
    day = 10 * DAY
    lives: list[list[float]] = []
    for other in (11, 12):
        folder = tmp_path / str(other)
        folder.mkdir()
        household(folder, 10)
        later = (household(tmp_path, other, seed=other) / "household.csv").read_text()
        table = folder / "household.csv"
        table.write_text(table.read_text() + "\n".join(later.splitlines()[day + 1 :]) + "\n")
        life = of_task(folder, "hw")
        expected = (
            firmware.expect(life) if name == OURS else routine.foretell(ALTERNATIVES[name], life)
        )
        lives.append(expected[:day])
    judged = day - 10  # what is judged at all depends on whether the label will be known
    assert str(lives[0][:judged]) == str(lives[1][:judged])


def test_a_group_left_out_has_no_say(tmp_path):
    life = of_task(household(tmp_path, 10))
    assert firmware.expect(life, ["weekend"]) != firmware.expect(life)
    alone = firmware.expect(life, [name for name in firmware.GROUPS if name != "base"])
    rested = {p for p, rest in zip(alone[:50], life.rest, strict=False) if rest > 20 and p == p}
    assert max(rested) - min(rested) < 0.01


@pytest.mark.parametrize("name", routine.TRIALS)
def test_a_trial_changes_the_learner_and_only_while_it_lasts(tmp_path, name):
    life = of_task(household(tmp_path, 21))
    usual = firmware.expect(life)
    with firmware.trial(routine.TRIALS[name]):
        assert str(firmware.expect(life)) != str(usual)
    assert str(firmware.expect(life)) == str(usual)


def test_average_precision_by_hand():
    label = np.array([True, False, True, False])
    assert average_precision(label, np.array([0.9, 0.8, 0.7, 0.1])) == pytest.approx(5 / 6)
    assert average_precision(label, np.full(4, 0.5)) == pytest.approx(0.5)


def test_scores_by_hand(tmp_path):
    life = of_task(household(tmp_path, 14))
    known = [0.9 if label else 0.1 for label in life.label]
    begun = [False] * len(life)
    first = life.starts.index(True)
    begun[first - 2] = begun[first + 20] = True
    found = score(life, known, begun, (0, 4))
    assert found is not None
    assert found.ap == found.ap_rested == 1
    assert found.log_loss == pytest.approx(-np.log(0.9))
    days = sum(life.valid) / DAY
    uses = sum(s and v for s, v in zip(life.starts, life.valid, strict=True))
    assert found.anticipated == pytest.approx(1 / uses)
    assert found.false_per_day == pytest.approx(1 / days)
    assert score(life, known, begun, (4, 26)) is None


def test_preparations_that_nobody_needed_come_as_often_as_promised(tmp_path):
    life = of_task(household(tmp_path, 70))
    begun = firmware.prepare(life, [0.05 + slot * 7 % 13 / 100 for slot in range(len(life))])
    later = slice(10 * DAY, None)
    false = sum(b and not y for b, y in zip(begun[later], life.label[later], strict=True))
    assert false / 60 == pytest.approx(2, abs=0.1)


def scores(log_loss: float, anticipated: float) -> Scores:
    return Scores(0.5, 0.5, 0.1, log_loss, anticipated, 2.05)


def test_targets_compare_with_the_best_in_each_task():
    models = {
        OURS: {"a": {"27+": scores(0.9, 0.5)}, "b": {"27+": scores(1.1, 0.4)}},
        "one": {"a": {"27+": scores(1.0, 0.5)}, "b": {"27+": scores(1.2, 0.3)}},
        "other": {"a": {"27+": scores(1.2, 0.4)}, "b": {"27+": scores(1.0, 0.4)}},
    }
    found = {target.figure: target for target in targets(models)}
    assert found["log-loss, of the best, worst task"].value == pytest.approx(1.1)
    assert not found["log-loss, of the best, worst task"].reached
    assert found["log-loss, of the best, mean"].value == pytest.approx(1.0)
    assert found["anticipated above the best, worst task"].value == pytest.approx(0)
    assert found["false preparations a day off 2.0, worst task"].reached
    assert {target.weeks for target in found.values()} == {"27+"}


def test_a_folder_without_a_household_has_no_figures(tmp_path):
    part = routine.measure(Options(tmp_path, tmp_path / "cache", tell=lambda _: None))
    assert (part.sheets, part.figures) == ([], {})


def test_a_small_household_is_measured_whole(tmp_path):
    data = household(tmp_path, 35)
    told: list[str] = []
    part = routine.measure(Options(data, tmp_path / "cache", tell=told.append))
    models = part.figures["models"]
    assert isinstance(models, dict)
    assert {OURS, "logreg_sgd", "river_logreg", "river_arf5"} <= set(models)
    ours = models[OURS]
    assert isinstance(ours, dict)
    assert set(ours) == {task.name for task in TASKS}
    assert len(told) == len(models)
    assert part.sheets[-1].columns[-2] == "reached"
    found = part.figures["targets"]
    assert isinstance(found, list)
    assert found[0].keys() == {"figure", "weeks", "value", "bound", "at_most", "reached"}
    assert all(len(row) == len(sheet.columns) for sheet in part.sheets for row in sheet.rows)
