"""What the figures of a change mean, on lives made up for it."""

import json
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from habitude_sim import bench_change
from habitude_sim.bench_change import Life, Scenario, figures
from habitude_sim.changes import Guest, WishShift

HOURS = 28 * 24
LASTING = Scenario("lasting", WishShift(14, 2.0), 14 * 24)
PASSING = Scenario("passing", Guest(14, 7, 2.5), 14 * 24, 21 * 24)


def life(satisfied: list[float], overrides: list[int] | None = None) -> Life:
    """Person-minutes from shares of an hour with two at home."""
    minutes = np.rint(120 * np.array(satisfied)).astype(np.int64)
    return Life(minutes, np.array(overrides or [0] * HOURS, np.int64))


def lives(satisfied: list[float], overrides: list[int] | None = None) -> dict[str, Life]:
    best = life([1.0] * HOURS)
    mine = life(satisfied, overrides)
    return {"habitude": mine, "manual": mine, "oracle": best}


def course(*spans: tuple[int, float]) -> list[float]:
    return [share for hours, share in spans for _ in range(hours)]


STEADY = lives(course((HOURS, 0.9)))


def test_days_until_it_is_back() -> None:
    mended = lives(course((336, 0.9), (48, 0.5), (336 - 48, 0.975)))
    of = figures(LASTING, "habitude", [mended], [STEADY])
    # A day may hold as many bad hours as leave it at .95, and at .95 of .9.
    assert of.days_to_oracle == pytest.approx((48 - 1) / 24)
    assert of.days_to_own == pytest.approx((48 - 6) / 24)
    assert of.share[:3] == pytest.approx([0.5, 0.5, 0.975], abs=0.005)
    assert of.share_without[0] == pytest.approx(0.9)


def test_one_good_day_is_not_back() -> None:
    for_a_day = lives(course((336, 0.9), (24, 0.97), (312, 0.5)))
    of = figures(LASTING, "habitude", [for_a_day], [STEADY])
    assert of.days_to_oracle is None and of.days_to_own is None


def test_what_is_lost_and_turned_is_counted_against_the_life_without() -> None:
    pressed = [int(336 <= hour < 340) for hour in range(HOURS)]
    visited = lives(course((336, 0.9), (168, 0.8), (24, 0.4), (144, 0.9)), pressed)
    of = figures(PASSING, "habitude", [visited], [STEADY])
    assert of.lost_during_h == pytest.approx(168 * 2 * 0.1)
    assert of.lost_after_h == pytest.approx(24 * 2 * 0.5)
    assert (of.overrides_during, of.overrides_after) == (4.0, 0.0)
    assert of.share[0] == pytest.approx(0.4), "a passing change is watched from its end"


def test_a_guest_is_not_whom_it_is_for() -> None:
    measured = bench_change.measure("good", 1, 4, Guest(0, 1, 2.5), days=2)
    without = bench_change.measure("good", 1, 4, None, days=2)
    assert set(measured) == {"habitude", "manual", "oracle"}
    for name, lived in measured.items():
        assert lived.satisfied.max() <= 60, name
        assert len(lived.overrides) == 48
    assert not np.array_equal(measured["oracle"].satisfied, without["oracle"].satisfied)


def test_a_run_prints_and_writes_its_figures(tmp_path, monkeypatch) -> None:
    found = {
        "average": {
            "lasting": {
                policy: figures(LASTING, policy, [STEADY], [STEADY])
                for policy in ("habitude", "manual")
            }
        }
    }
    monkeypatch.setattr(bench_change, "measure_all", lambda *_: found)
    text = StringIO()
    console = Console(file=text, width=bench_change.WIDTH)
    bench_change.run([1], 2, ["average"], [], tmp_path / "out", console)
    assert "never" in text.getvalue() and "lasting" in text.getvalue()
    written = json.loads((tmp_path / "out" / "bench-change.json").read_text())
    assert written["figures"]["average"]["lasting"]["habitude"]["lost_after_h"] == 0
