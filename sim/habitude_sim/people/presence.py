"""When each resident is away, asleep or awake at home, by the minute.

Every household owns two template days for weekdays and two for weekends, repeats one of them on
most days with smooth jitter, and lives the others afresh: so there is a routine to be learned,
and exceptions to it. Days are drawn from distributions of get-up, leaving, return and bed times
set by hand to meet time-use statistics (docs/household.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

AWAY, ASLEEP, ACTIVE = 0, 1, 2

_FULL_TIME, _PART_TIME, _AT_HOME = 0, 1, 2
_MINUTES_PER_DAY = 1440

_Outing = tuple[float, float]  # leave and return, hours after midnight


@dataclass(frozen=True)
class PresenceParameters:
    """Habits of the population. Clock times in hours after midnight, spans in hours."""

    routine_share: float = 0.7
    main_template_share: float = 2 / 3
    jitter_sd_min: float = 15.0
    jitter_knot_h: float = 3.0

    retired_household_share: float = 0.15
    full_time_share: float = 0.66  # of people in other households
    part_time_share: float = 0.24
    works_today: float = 0.76  # away for work on a weekday: neither at home, ill nor on leave
    works_at_weekend: float = 0.08

    rhythm_sd_h: float = 0.5  # early and late households
    get_up_h: float = 6.8
    get_up_home_h: float = 7.5
    get_up_weekend_h: float = 8.3
    get_up_sd_h: float = 0.5
    bed_h: float = 23.4
    bed_weekend_h: float = 23.8
    bed_sd_h: float = 0.6

    full_time_leave_h: float = 8.0
    full_time_span_h: float = 9.5
    part_time_leave_h: float = 9.0
    part_time_span_h: float = 5.0
    work_sd_h: float = 1.0

    outings_weekday: float = 1.6  # mean number of candidates a day, alone and together each
    outings_weekend: float = 3.0
    outing_median_h: float = 1.5
    outing_spread: float = 0.8
    joins_share: float = 0.9  # of what the household does together
    evening_out_share: float = 0.25  # alone and together each
    evening_leave_h: float = 19.0
    evening_leave_sd_h: float = 0.7
    evening_span_h: float = 2.6
    night_away_share: float = 0.03


@dataclass(frozen=True)
class _Day:
    """One person's day in hours after midnight; going to bed may lie beyond 24."""

    get_up_h: float
    bed_h: float
    outings_h: tuple[_Outing, ...]


def household_presence(
    residents: int,
    days: int,
    rng: np.random.Generator,
    parameters: PresenceParameters | None = None,
) -> NDArray[np.int8]:
    """States (days * 1440, residents) of AWAY, ASLEEP, ACTIVE; day 0 is a Monday."""
    p = parameters or PresenceParameters()
    rhythm_h = float(rng.normal(0, p.rhythm_sd_h))
    occupations = _occupations(residents, rng, p)

    def fresh_day(weekend: bool) -> list[_Day]:
        together = _outings(weekend, rng, p)
        return [
            _draw_day(occupation, weekend, together, rhythm_h, rng, p)
            for occupation in occupations
        ]

    templates = [[fresh_day(weekend), fresh_day(weekend)] for weekend in (False, True)]
    states = np.full((days * _MINUTES_PER_DAY, residents), ASLEEP, np.int8)
    nights_away: list[tuple[int, int, int]] = []
    for day in range(days):
        weekend = day % 7 >= 5
        if rng.random() < p.routine_share:
            today = templates[weekend][int(rng.random() >= p.main_template_share)]
        else:
            today = fresh_day(weekend)
        midnight = day * _MINUTES_PER_DAY
        for person, plan in enumerate(today):
            _live(states[:, person], midnight, _jitter(plan, rng, p))
            if rng.random() < p.night_away_share:
                leave = midnight + round(60 * rng.normal(18.0, 1.5))
                nights_away.append((person, leave, midnight + round(60 * rng.normal(34.5, 1.5))))
    for person, leave, back in nights_away:
        states[leave:back, person] = AWAY
    return states


def _occupations(residents: int, rng: np.random.Generator, p: PresenceParameters) -> list[int]:
    if rng.random() < p.retired_household_share:
        return [_AT_HOME] * residents
    shares = (p.full_time_share, p.part_time_share, 1 - p.full_time_share - p.part_time_share)
    return [int(k) for k in rng.choice(3, residents, p=shares)]


def _draw_day(
    occupation: int,
    weekend: bool,
    together: list[_Outing],
    rhythm_h: float,
    rng: np.random.Generator,
    p: PresenceParameters,
) -> _Day:
    at_work = rng.random() < (p.works_at_weekend if weekend else p.works_today)
    at_work = at_work and occupation != _AT_HOME
    weekday_get_up = p.get_up_h if at_work else p.get_up_home_h
    get_up = p.get_up_weekend_h if weekend else weekday_get_up
    get_up += rhythm_h + float(rng.normal(0, p.get_up_sd_h))
    bed = p.bed_weekend_h if weekend else p.bed_h
    bed += rhythm_h + float(rng.normal(0, p.bed_sd_h))

    candidates = [_work(occupation, get_up, rng, p)] if at_work else []
    candidates += [outing for outing in together if rng.random() < p.joins_share]
    candidates += _outings(weekend, rng, p)
    outings: list[_Outing] = []
    for leave, back in candidates:
        if leave > get_up + 0.4 and all(leave > b + 0.3 or back < a - 0.3 for a, b in outings):
            outings.append((leave, back))
    bed = max([bed] + [back + 0.4 for _, back in outings])
    return _Day(get_up, bed, tuple(outings))


def _work(
    occupation: int, get_up: float, rng: np.random.Generator, p: PresenceParameters
) -> _Outing:
    full = occupation == _FULL_TIME
    leave = p.full_time_leave_h if full else p.part_time_leave_h
    span = p.full_time_span_h if full else p.part_time_span_h
    leave = max(leave + float(rng.normal(0, p.work_sd_h)), get_up + 0.5)
    return leave, leave + max(span + float(rng.normal(0, p.work_sd_h)), 2.0)


def _outings(weekend: bool, rng: np.random.Generator, p: PresenceParameters) -> list[_Outing]:
    count = rng.poisson(p.outings_weekend if weekend else p.outings_weekday)
    outings: list[_Outing] = []
    for leave in rng.uniform(9.0, 17.0, count):
        span = p.outing_median_h * float(np.exp(rng.normal(0, p.outing_spread)))
        outings.append((float(leave), float(leave) + span))
    if rng.random() < p.evening_out_share:
        leave = p.evening_leave_h + float(rng.normal(0, p.evening_leave_sd_h))
        outings.append((leave, leave + float(rng.gamma(6, p.evening_span_h / 6))))
    return outings


def _jitter(day: _Day, rng: np.random.Generator, p: PresenceParameters) -> _Day:
    """Moves all times by a smooth random shift, so that neighbouring times move together."""
    knots = np.arange(0.0, 30.0, p.jitter_knot_h)
    shift_h = rng.normal(0, p.jitter_sd_min / 60, len(knots))

    def moved(time_h: float) -> float:
        return time_h + float(np.interp(time_h, knots, shift_h))

    outings = tuple((moved(leave), moved(back)) for leave, back in day.outings_h)
    return _Day(moved(day.get_up_h), moved(day.bed_h), outings)


def _live(states: NDArray[np.int8], midnight: int, day: _Day) -> None:
    def minute(time_h: float) -> int:
        return midnight + round(60 * time_h)

    states[minute(day.get_up_h) : minute(day.bed_h)] = ACTIVE
    for leave, back in day.outings_h:
        states[minute(leave) : minute(back)] = AWAY
