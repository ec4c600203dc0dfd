import json
from io import StringIO

import pytest
from rich.console import Console

from habitude_sim import bench_home
from habitude_sim.bench_home import House
from habitude_sim.bench_home_tables import TARGETS
from habitude_sim.homes import REFERENCE, STRESSED, Home
from habitude_sim.people.parameters import PeopleParameters


def weeks(satisfied: float, overrides: float, energy: float) -> list[dict]:
    week = {
        "satisfied": satisfied,
        "satisfied_with_asleep": satisfied,
        "overrides_per_day": overrides,
        "energy_kwh": energy,
        "windows_opened": 0,
    }
    return [{"week": number, **week} for number in range(1, 5)]


def house(seed: int, habitude: float, manual: float, oracle: float) -> House:
    return House(
        "average",
        seed,
        {
            "habitude": weeks(habitude, 0.5, 102),
            bench_home.UNANSWERED: weeks(habitude - 0.02, 0.5, 102),
            "manual": weeks(manual, 1.0, 110),
            "schedule": weeks(manual, 1.0, 105),
            "oracle": weeks(oracle, 0.3, 100),
        },
    )


HOUSES = [house(1, 0.9, 0.8, 1.0), house(2, 0.7, 0.8, 0.8)]


def test_figures_are_relative_to_the_same_households():
    mine = bench_home.figures(HOUSES)["average"]["habitude"]
    assert mine["satisfied_weeks_3_4"].mean == pytest.approx(0.8)
    assert mine["of_oracle"].mean == pytest.approx((0.9 + 0.875) / 2)
    assert mine["of_oracle"].worst == pytest.approx(0.875)
    assert mine["gap_closed"].mean == pytest.approx(0.0)  # one gained 0.1, one lost it
    assert mine["overrides_of_manual"].mean == pytest.approx(0.5)
    assert mine["energy_of_oracle"].mean == pytest.approx(1.02)
    assert mine["energy_of_manual"].worst == pytest.approx(102 / 110)
    unanswered = bench_home.figures(HOUSES)["average"][bench_home.UNANSWERED]
    assert unanswered["satisfied_weeks_3_4"].mean == pytest.approx(0.78)


def test_homes_that_no_one_temperature_serves_are_told_apart():
    found = bench_home.by_servability(HOUSES)["average"]
    assert found["servable"] == pytest.approx(
        {"households": 1, "of_oracle": 0.9, "gap_closed": 0.5}
    )
    assert found["others"]["households"] == 1


def test_a_run_prints_its_targets_and_writes_its_figures(tmp_path, monkeypatch):
    monkeypatch.setattr(bench_home, "measure_all", lambda *_: HOUSES)
    text = StringIO()
    path = tmp_path / "out" / "figures.json"
    bench_home.run(REFERENCE, [1, 2], "winter", 2, path, Console(file=text, width=120))
    assert "missed" in text.getvalue()
    assert "reached" in text.getvalue()
    written = json.loads(path.read_text())
    assert written["seeds"] == [1, 2]
    assert len(written["households"]) == 2


def test_every_kind_of_home_has_a_target():
    aimed_at = {home for _, _, homes, _, _ in TARGETS for home in homes}
    assert aimed_at == {home.name for home in REFERENCE + STRESSED}


def test_one_household_is_lived_under_every_policy():
    measured = bench_home.measure(Home("new", "good"), "winter", 1, 1, seed=4)
    assert measured.home == "new"
    assert set(measured.weeks) == set(bench_home.POLICIES)
    assert all(len(lived) == 1 for lived in measured.weeks.values())


def test_people_harder_to_serve_are_less_satisfied_by_the_same_hand():
    easy = Home("easy", "average", PeopleParameters(tolerance_median_k=2.0))
    narrow = STRESSED[0]
    satisfied = [
        bench_home.measure(home, "winter", 1, 3, seed=4).weeks["manual"][0]["satisfied"]
        for home in (easy, narrow)
    ]
    assert satisfied[0] > satisfied[1]
