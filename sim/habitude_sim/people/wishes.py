"""What the residents hiddenly are: their wishes by the minute and their personal constants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from habitude_sim.people.parameters import PeopleParameters
from habitude_sim.people.presence import ASLEEP

_MINUTES_PER_DAY = 1440
_MINUTES_PER_WEEK = 10080
_WHIM_STEP_MIN = 10
_DAYS_OF_RUNNING_MEAN = 3
_RUNNING_MEAN_KEEPS = 0.8

# Weight of the morning's and of the evening's deviation, linear between these hours.
_HOURS = (0.0, 1.0, 5.0, 6.0, 8.5, 10.0, 18.0, 19.5, 22.5, 24.0)
_MORNING = (0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
_EVENING = (0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.5)


@dataclass(frozen=True)
class Residents:
    """The hidden truth about the people of one household.

    `wish_c` (minutes, residents): operative temperature wished, while asleep the sleeping one.
    One entry a resident: `tolerance_k` half-width while awake, `eagerness` factor of the hazard
    to act, `turns_like_a_valve`.
    """

    wish_c: NDArray[np.float64]
    tolerance_k: NDArray[np.float64]
    eagerness: NDArray[np.float64]
    turns_like_a_valve: NDArray[np.bool_]


def draw_residents(
    states: NDArray[np.int8],
    outdoor_c: NDArray[np.float64],
    summer: bool,
    rng: np.random.Generator,
    p: PeopleParameters,
) -> Residents:
    """Draws people for `states` (minutes, residents) living in weather `outdoor_c` (minutes,)."""
    count: int = states.shape[1]
    house = rng.normal(p.wish_c, p.wish_sd_house_k)
    level = house + rng.normal(0, p.wish_sd_person_k, count) + (p.summer_k if summer else 0.0)
    tolerance = p.tolerance_median_k * np.exp(rng.normal(0, p.tolerance_spread, count))
    eagerness = p.eagerness_median * np.exp(rng.normal(0, p.eagerness_spread, count))
    valve = rng.random(count) < p.valve_share
    season = p.outdoor_drift * _running_mean_change(outdoor_c)
    wishes = [
        level[i] + season + _personal_course(states[:, i] == ASLEEP, summer, rng, p)
        for i in range(count)
    ]
    return Residents(
        np.stack(wishes, axis=1),
        np.clip(tolerance, p.tolerance_lowest_k, p.tolerance_highest_k),
        eagerness,
        valve,
    )


def _personal_course(
    asleep: NDArray[np.bool_], summer: bool, rng: np.random.Generator, p: PeopleParameters
) -> NDArray[np.float64]:
    """Deviation of one person's wish from their level: time of day, day, whim, slow drift."""
    minutes = len(asleep)
    days = minutes // _MINUTES_PER_DAY
    minute = np.arange(minutes)
    hour = minute % _MINUTES_PER_DAY / 60
    morning = p.morning_k + rng.normal(0, p.time_of_day_sd_k)
    evening = p.evening_k + rng.normal(0, p.time_of_day_sd_k)
    sleeping = p.asleep_k + rng.normal(0, p.asleep_sd_k)
    if summer:
        sleeping += p.summer_asleep_k
    time_of_day = morning * np.interp(hour, _HOURS, _MORNING)
    time_of_day += evening * np.interp(hour, _HOURS, _EVENING)
    day = _autoregression(days, p.day_sd_k, p.day_correlation, rng)
    whim_keeps = float(np.exp(-_WHIM_STEP_MIN / p.whim_min))
    whim = _autoregression(minutes // _WHIM_STEP_MIN, p.whim_sd_k, whim_keeps, rng)
    drift = rng.normal(0, p.drift_sd_k_per_week) * minute / _MINUTES_PER_WEEK
    awake = time_of_day + np.repeat(whim, _WHIM_STEP_MIN)
    return np.repeat(day, _MINUTES_PER_DAY) + drift + np.where(asleep, sleeping, awake)


def _autoregression(
    count: int, sd: float, keeps: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """A stationary AR(1) sequence of this standard deviation."""
    values = rng.normal(0, sd, count)
    values[1:] *= np.sqrt(1 - keeps**2)
    for k in range(1, count):
        values[k] += keeps * values[k - 1]
    return values


def _running_mean_change(outdoor_c: NDArray[np.float64]) -> NDArray[np.float64]:
    """Change of the weighted running mean outdoors (EN 16798-1) since the start, by the minute."""
    daily = outdoor_c.reshape(-1, _MINUTES_PER_DAY).mean(axis=1)
    running = np.empty(len(daily))
    running[0] = daily[:_DAYS_OF_RUNNING_MEAN].mean()
    for day in range(1, len(daily)):
        keeps = _RUNNING_MEAN_KEEPS
        running[day] = keeps * running[day - 1] + (1 - keeps) * daily[day - 1]
    noon = (np.arange(len(daily)) + 0.5) * _MINUTES_PER_DAY
    return np.interp(np.arange(len(outdoor_c)), noon, running) - running[0]
