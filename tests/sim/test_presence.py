"""Presence against time-use statistics (docs/household.md), and its routine."""

import numpy as np
import pytest

from habitude_sim.people.presence import (
    ACTIVE,
    ASLEEP,
    AWAY,
    PresenceParameters,
    household_presence,
)

DAYS = 28
WEEKEND = np.arange(DAYS) % 7 >= 5


@pytest.fixture(scope="module")
def couples() -> np.ndarray:
    """(household, day, hour, minute, person)"""
    drawn = [household_presence(2, DAYS, np.random.default_rng([seed, 1])) for seed in range(100)]
    return np.stack(drawn).reshape(100, DAYS, 24, 60, 2)


def test_shares_of_time(couples: np.ndarray) -> None:
    assert (couples == AWAY).mean() == pytest.approx(0.28, abs=0.03)
    assert (couples == ASLEEP).mean() == pytest.approx(0.31, abs=0.03)
    assert (couples == ACTIVE).mean() == pytest.approx(0.41, abs=0.04)
    assert 0.02 < (couples[:, 1:, 3] == AWAY).mean() < 0.05, "nights elsewhere"


def test_people_active_at_home_during_the_day(couples: np.ndarray) -> None:
    active = (couples[:, :, 9:16] == ACTIVE).mean(axis=(0, 2, 3, 4)) * 2
    assert active[~WEEKEND].mean() == pytest.approx(0.69, abs=0.12)
    assert active[WEEKEND].mean() == pytest.approx(1.07, abs=0.15)


def test_the_night_is_for_sleeping_and_the_evening_at_home(couples: np.ndarray) -> None:
    assert (couples[:, 1:, 3] == ASLEEP).mean() > 0.9
    assert (couples[:, :, 19:22] == ACTIVE).mean() > 0.6


def predictability(states: np.ndarray) -> float:
    """Of "somebody is home", half hour by half hour: table of weeks 1 to 3 tried on week 4."""
    home = (states != AWAY).any(axis=-1).reshape(-1, DAYS, 48, 30).mean(axis=-1)
    right = []
    for day in range(21, DAYS):
        usual = home[:, :21][:, WEEKEND[:21] == WEEKEND[day]].mean(axis=1)
        right.append(np.where(usual > 0.5, home[:, day], 1 - home[:, day]))
    return float(np.mean(right))


def test_a_routine_can_be_learned_but_not_perfectly(couples: np.ndarray) -> None:
    assert 0.84 < predictability(couples) < 0.90


def test_repeating_template_days_makes_the_routine() -> None:
    def mean_predictability(routine_share: float, jitter_sd_min: float = 15.0) -> float:
        p = PresenceParameters(routine_share=routine_share, jitter_sd_min=jitter_sd_min)
        drawn = [household_presence(1, DAYS, np.random.default_rng(s), p) for s in range(40)]
        return predictability(np.stack(drawn))

    assert mean_predictability(1.0) > mean_predictability(0.0) + 0.03

    p = PresenceParameters(
        routine_share=1.0, main_template_share=1.0, jitter_sd_min=0.0, night_away_share=0.0
    )
    days = household_presence(2, DAYS, np.random.default_rng(7), p).reshape(DAYS, 1440, 2)
    assert (days[1] == days[2]).all(), "an unbroken routine repeats to the minute"
    assert not (days[1] == days[5]).all(), "weekends differ"


@pytest.mark.parametrize("residents", [1, 2, 3, 4])
def test_every_minute_has_a_state_for_everybody(residents: int) -> None:
    states = household_presence(residents, 3, np.random.default_rng(residents))
    assert states.shape == (3 * 1440, residents)
    assert set(np.unique(states)) <= {AWAY, ASLEEP, ACTIVE}


def test_same_seed_same_household() -> None:
    first, again, other = (household_presence(2, 7, np.random.default_rng(s)) for s in (5, 5, 6))
    assert (first == again).all()
    assert (first != other).any()
