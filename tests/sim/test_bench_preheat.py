import json
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from habitude_sim import alternatives, bench_preheat
from habitude_sim.bench_preheat import Household, Prepared, Warmth
from habitude_sim.people.presence import ACTIVE
from habitude_sim.scoring import Score
from habitude_sim.world import World


def warmth(miss: float, energy: float) -> Warmth:
    return Warmth(miss, miss / 2, miss, 0.9, 0.8, 0.5, energy)


def household(seed: int, mine: float, scheduled: float) -> Household:
    others = {name: warmth(1.0, 120) for name in ("manual", "oracle")}
    return Household(
        "reference",
        "good",
        seed,
        {"habitude": warmth(mine, 99), "schedule": warmth(scheduled, 110), **others},
        Prepared(2.0, 1.0 + seed),
    )


HOMES = [household(0, 0.1, 0.4), household(1, 0.0, 0.6)]


def test_missed_is_awake_and_colder_than_tolerated():
    world = World(3, days=1)
    score = Score(world.states, world.residents, 2.5)
    limit = world.residents.wish_c - world.residents.tolerance_k
    awake = world.states == ACTIVE
    score.operative_c = list(limit.min(axis=1) - 0.01)
    assert bench_preheat.miss_minutes(world, score) == pytest.approx(awake.mean(axis=1))
    score.operative_c = list(limit.max(axis=1) + 0.01)
    assert not bench_preheat.miss_minutes(world, score).any()
    assert awake.any()


def test_figures_are_ratios_of_means():
    found = bench_preheat.figures(HOMES)["reference, good room"]
    assert found["habitude"]["miss"] == pytest.approx(0.05)
    assert found["habitude"]["miss_of_schedule"] == pytest.approx(0.1)
    assert found["habitude"]["energy_of_schedule"] == pytest.approx(0.9)
    assert found["habitude"]["right_preparations"] == pytest.approx(1.5)
    assert found["schedule"]["miss_of_schedule"] == pytest.approx(1)


def test_writes_and_shows_what_it_measured(tmp_path, monkeypatch):
    monkeypatch.setattr(bench_preheat, "measure_all", lambda *_: HOMES)
    told = StringIO()
    bench_preheat.run([0, 1], ["good"], ["reference"], tmp_path, Console(file=told, width=140))
    assert "reference, good room" in told.getvalue()
    assert "1.5 preparations a day for somebody" in told.getvalue()
    written = json.loads((tmp_path / "bench-preheat.json").read_text(encoding="utf-8"))
    assert written["households"][1]["warmth"]["habitude"]["energy_kwh"] == 99
    assert written["seeds"] == [0, 1]


def test_an_appliance_prepares_for_people_of_one_wish(monkeypatch):
    monkeypatch.setattr(bench_preheat, "ALTERNATIVES", {"schedule": alternatives.schedule})
    home = bench_preheat.measure("one wish", "average", 1)
    mine, scheduled = home.warmth["habitude"], home.warmth["schedule"]
    assert mine.miss < scheduled.miss / 3
    assert mine.energy_kwh < 1.03 * scheduled.energy_kwh
    assert home.prepared.right > 1
    assert np.isfinite(mine.miss_soon)
