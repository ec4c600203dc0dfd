"""What set-points made in hindsight know, and what is made of them."""

import json
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from habitude_sim import bench_limits as limits
from habitude_sim.people.presence import ACTIVE
from habitude_sim.world import World

DAY = 1440


@pytest.fixture(scope="module")
def wish() -> np.ndarray:
    """Four weeks of somebody awake from 7 to 23: warmer in the evening, and each third day."""
    minute = np.arange(28 * DAY)
    hour, day = minute % DAY // 60, minute // DAY
    wanted = 20.0 + (hour >= 18) + 0.5 * (day % 3 == 0)
    return np.where((hour >= 7) & (hour < 23), wanted, np.nan)


def test_more_is_known_from_one_to_the_next(wish) -> None:
    awake = ~np.isnan(wish)
    settled = awake & (np.arange(len(wish)) >= 14 * DAY)
    errors = [
        float(np.abs(make(wish) - wish)[settled].mean()) for make in limits.HINDSIGHT.values()
    ]
    assert errors == sorted(errors, reverse=True) and errors[0] > 0.4
    assert errors[2] == pytest.approx(0, abs=1e-9) and errors[3] == 0


def test_nothing_is_known_of_when_nobody_is_awake(wish) -> None:
    for make in limits.HINDSIGHT.values():
        assert (np.isnan(make(wish)) == np.isnan(wish)).all()


def test_an_hour_that_was_never_lived_has_the_mean(wish) -> None:
    early = wish.copy()
    early[3 * DAY] = 25.0  # at midnight, in a week that is not measured
    assert limits.by_hour(early)[3 * DAY] == pytest.approx(limits.one_value(early)[3 * DAY])


def test_the_mean_wish_is_of_those_awake() -> None:
    world = World(4, 2, 2)
    awake = world.states == ACTIVE
    both, one = awake.all(axis=1), awake[:, 0] & ~awake[:, 1]
    mean = limits.mean_wish(world)
    assert np.isnan(mean[~awake.any(axis=1)]).all()
    assert mean[both] == pytest.approx(world.residents.wish_c[both].mean(axis=1))
    assert mean[one] == pytest.approx(world.residents.wish_c[one, 0])


def test_a_run_prints_and_writes_its_figures(tmp_path, monkeypatch) -> None:
    home = dict(zip(limits.HINDSIGHT, (0.8, 0.85, 0.9, 0.95), strict=True))
    home |= {"manual": 0.7, "oracle": 1.0}
    monkeypatch.setattr(limits.many, "measured", lambda *_: [home])
    text = StringIO()
    limits.run([1], tmp_path, Console(file=text, width=120))
    assert "0.850, 0.50" in text.getvalue()
    found = json.loads((tmp_path / "bench-limits.json").read_text())["figures"]["poor"]
    assert found["one value"]["gap_closed"] == pytest.approx(1 / 3)
