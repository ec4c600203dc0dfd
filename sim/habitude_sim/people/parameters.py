"""The reference household, version 1: every number that makes the people what they are.

Sources and their certainty: docs/household.md. A change here is a new version, reported beside
the old one; nothing here is tuned to make a learner look good.
"""

from dataclasses import dataclass

VERSION = 1


@dataclass(frozen=True)
class PeopleParameters:
    """Temperatures in degC, differences in K, times in minutes unless the name says otherwise."""

    # Wishes, as operative temperature.
    wish_c: float = 21.0
    wish_sd_house_k: float = 1.0
    wish_sd_person_k: float = 0.7
    morning_k: float = -0.5
    evening_k: float = 0.5
    time_of_day_sd_k: float = 0.3
    asleep_k: float = -3.0
    asleep_sd_k: float = 0.8
    day_sd_k: float = 0.4
    day_correlation: float = 0.5  # from one day to the next
    whim_sd_k: float = 0.3  # clothing, cooking
    whim_min: float = 90.0
    outdoor_drift: float = 0.05  # K per K of the running mean outdoors
    drift_sd_k_per_week: float = 0.10

    # Lighter clothing and bedding in the cooling season.
    summer_k: float = 2.5
    summer_asleep_k: float = 2.0  # on top of asleep_k

    # Tolerance, lognormal.
    tolerance_median_k: float = 1.25
    tolerance_spread: float = 0.25
    tolerance_lowest_k: float = 0.7
    tolerance_highest_k: float = 2.2
    asleep_tolerance_k: float = 2.5

    # How soon discomfort becomes an act: hazard per minute and K beyond tolerance.
    felt_lag_min: float = 10.0
    hazard_per_k: float = 1 / 30
    hazard_highest_k: float = 3.0
    eagerness_median: float = 0.5
    eagerness_spread: float = 0.8
    patience: float = 0.3  # when the set-point already is on the right side
    patience_margin_k: float = 0.4
    refractory_min: int = 30
    deference: float = 0.3  # after another person who is awake has acted
    deference_min: int = 60

    # What is done then.
    correction_gain: float = 1.0
    correction_gain_sd: float = 0.3
    correction_gain_lowest: float = 0.5
    valve_share: float = 0.3  # of people who take a thermostat for a valve
    valve_extra_k: float = 1.0
    step_k: float = 0.5
    lowest_setpoint_c: float = 10.0
    highest_setpoint_c: float = 28.0
    window_share: float = 0.5  # of those too warm whom a lower set-point would not help
    window_min: int = 15

    # Acts for reasons other than comfort.
    non_thermal_per_min: float = 0.3 / 600
    non_thermal_lowest_k: float = 0.5
    non_thermal_highest_k: float = 2.0
