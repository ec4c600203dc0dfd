"""Typical weather: the right months, the sun where it belongs."""

from datetime import datetime

import numpy as np
import pytest

from habitude_sim.weather import CLIMATES, MINUTES_PER_DAY, typical_weather


def hourly(values: np.ndarray) -> np.ndarray:
    """Mean day by the hour."""
    return values.reshape(-1, 24, 60).mean(axis=(0, 2))


@pytest.mark.parametrize("season", sorted(CLIMATES))
def test_a_season_starts_on_a_monday_and_has_every_minute(season: str) -> None:
    weather = typical_weather(season, 28)
    assert weather.start.weekday() == 0
    for values in (weather.outdoor_c, weather.south_w_m2, weather.vapour_g_m3):
        assert values.shape == (28 * MINUTES_PER_DAY,)
        assert np.isfinite(values).all()
    assert (weather.south_w_m2 >= 0).all()
    assert (weather.vapour_g_m3 > 0).all()
    assert np.abs(np.diff(weather.outdoor_c)).max() < 0.2, "interpolated, without jumps"


def test_winter_and_summer() -> None:
    winter, summer = typical_weather("winter", 28), typical_weather("summer", 28)
    assert winter.start == datetime(2026, 1, 5)
    assert -1 < winter.outdoor_c.mean() < 2
    assert winter.outdoor_c.min() > -12
    assert 24 < summer.outdoor_c.mean() < 27
    assert summer.outdoor_c.max() > 33
    # kWh/(m2 d) on the south wall: a low winter sun under clouds, a high summer sun.
    assert 0.8 < winter.south_w_m2.mean() * 0.024 < 1.5
    assert 2.2 < summer.south_w_m2.mean() * 0.024 < 3.0


def test_the_sun_on_a_south_wall() -> None:
    # Local standard time: the sun culminates at 13:48 in Sand Point, at 12:25 in Greensboro.
    for season, noon, dark in (("winter", 13.8, range(8)), ("summer", 12.4, range(4))):
        course = hourly(typical_weather(season, 28).south_w_m2)
        middle = (course * (np.arange(24) + 0.5)).sum() / course.sum()
        assert middle == pytest.approx(noon, abs=0.6)
        assert course[list(dark)].max() == 0


def test_a_year_wraps_to_its_beginning() -> None:
    year = typical_weather("winter", 365)
    first_days = typical_weather("summer", 365).outdoor_c
    assert year.outdoor_c.shape == first_days.shape == (365 * MINUTES_PER_DAY,)
    new_year = 361 * MINUTES_PER_DAY
    assert abs(year.outdoor_c[new_year] - year.outdoor_c[new_year - 1]) < 0.2


def test_it_is_read_once() -> None:
    assert typical_weather("winter", 28) is typical_weather("winter", 28)
    with pytest.raises(KeyError):
        typical_weather("spring", 28)
