"""How well a household was served: what happened in its house, held against the hidden truth."""

from __future__ import annotations

from math import nan
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from habitude_sim.people.presence import ACTIVE, ASLEEP
from habitude_sim.people.wishes import Residents

_MINUTES_PER_DAY = 1440
_MINUTES_PER_WEEK = 7 * _MINUTES_PER_DAY


class Week(TypedDict):
    """One week's figures; the last week may be shorter than seven days."""

    week: int
    satisfied: float
    satisfied_with_asleep: float
    overrides_per_day: float
    energy_kwh: float
    windows_opened: int


class Score:
    """What a house does minute by minute, and how well that served its residents.

    A person is satisfied while the operative temperature is within their own tolerance of their
    own wish. Power is the heat fed to the emitter plus the cooler's electricity.
    """

    def __init__(
        self, states: NDArray[np.int8], residents: Residents, asleep_tolerance_k: float
    ) -> None:
        self._states = states
        self._residents = residents
        self._asleep_tolerance_k = asleep_tolerance_k
        self.operative_c: list[float] = []
        self.power_w: list[float] = []
        self.overrides_at: list[int] = []
        self.windows_opened_at: list[int] = []

    def weeks(self) -> list[Week]:
        """The figures so far, week by week from 1; a share of no time at all is 1."""
        starts = range(0, len(self.operative_c), _MINUTES_PER_WEEK)
        return [
            self._week(number, start, min(start + _MINUTES_PER_WEEK, len(self.operative_c)))
            for number, start in enumerate(starts, 1)
        ]

    def awake(self) -> NDArray[np.bool_]:
        """Who is awake at home, (minutes lived, residents)."""
        return self._states[: len(self.operative_c)] == ACTIVE

    def satisfied(self) -> NDArray[np.bool_]:
        """Who is awake at home and satisfied, (minutes lived, residents)."""
        wish_c = self._residents.wish_c[: len(self.operative_c)]
        error_k = np.abs(np.array(self.operative_c).reshape(-1, 1) - wish_c)
        return self.awake() & (error_k <= self._residents.tolerance_k)

    def satisfied_by_day(self) -> list[float]:
        """The share of each day so far, as in `weeks`; NaN where nobody was awake at home."""
        awake, satisfied = self.awake(), self.satisfied()
        starts = range(0, len(awake), _MINUTES_PER_DAY)
        days = [slice(start, start + _MINUTES_PER_DAY) for start in starts]
        return [
            float(satisfied[day].sum() / awake[day].sum()) if awake[day].any() else nan
            for day in days
        ]

    def _week(self, number: int, start: int, end: int) -> Week:
        states, residents = self._states[start:end], self._residents
        operative_c = np.array(self.operative_c[start:end]).reshape(-1, 1)
        error_k = np.abs(operative_c - residents.wish_c[start:end])
        awake, asleep = states == ACTIVE, states == ASLEEP
        awake_satisfied = int((awake & (error_k <= residents.tolerance_k)).sum())
        asleep_satisfied = int((asleep & (error_k <= self._asleep_tolerance_k)).sum())
        awake_min, asleep_min = int(awake.sum()), int(asleep.sum())
        overrides = sum(start <= minute < end for minute in self.overrides_at)
        return {
            "week": number,
            "satisfied": _share(awake_satisfied, awake_min),
            "satisfied_with_asleep": _share(
                awake_satisfied + asleep_satisfied, awake_min + asleep_min
            ),
            "overrides_per_day": overrides * _MINUTES_PER_DAY / (end - start),
            "energy_kwh": sum(self.power_w[start:end]) / 60e3,
            "windows_opened": sum(start <= minute < end for minute in self.windows_opened_at),
        }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
