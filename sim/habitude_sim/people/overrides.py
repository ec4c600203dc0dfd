"""How residents act: when discomfort becomes an override, and what they turn the setting to.

They see the displayed set-point and room temperature, feel the room with a lag, and can only
press the buttons, open a window, or bear it.
"""

from __future__ import annotations

from math import copysign
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from habitude_sim.people.parameters import PeopleParameters
from habitude_sim.people.presence import ACTIVE
from habitude_sim.people.wishes import Residents

_LONG_AGO = -(10**6)


class People:
    """The residents of a world, with their chance drawn ahead: any number of runs share it.

    `chance` (minutes, residents), uniform, decides whether somebody acts; `manner`, standard
    normal, decides how.
    """

    def __init__(
        self,
        states: NDArray[np.int8],
        residents: Residents,
        chance: NDArray[np.float64],
        manner: NDArray[np.float64],
        summer: bool,
        parameters: PeopleParameters,
    ) -> None:
        p = parameters
        self.parameters, self.summer = p, summer
        # By resident, then minute: few long lists are quicker made than many short ones.
        self.wish_c: list[list[float]] = residents.wish_c.T.tolist()
        self.tolerance_k: list[float] = residents.tolerance_k.tolist()
        self.eagerness: list[float] = residents.eagerness.tolist()
        self.valve: list[bool] = residents.turns_like_a_valve.tolist()
        self.chance: list[list[float]] = chance.T.tolist()
        self.manner: list[list[float]] = manner.T.tolist()
        awake = states == ACTIVE
        self.awake = _groups(awake)
        highest = p.hazard_per_k * p.hazard_highest_k + p.non_thermal_per_min
        # Nobody else could act in that minute, whatever the room is like.
        self.might_act = _groups(awake & (chance < residents.eagerness * highest))
        self.opens_window_above = NormalDist().inv_cdf(1 - p.window_share)


def _groups(mask: NDArray[np.bool_]) -> list[tuple[int, ...]]:
    """The residents marked in each row."""
    count: int = mask.shape[1]
    groups = [tuple(i for i in range(count) if bits >> i & 1) for bits in range(1 << count)]
    bits_by_row: list[int] = (mask @ (1 << np.arange(count))).tolist()
    return [groups[bits] for bits in bits_by_row]


class Household:
    """The residents while they live through one run."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._acted_at = [_LONG_AGO] * len(people.eagerness)
        self._last_turner = -1

    def act(
        self, minute: int, felt_c: float, shown_c: float, setpoint_c: float
    ) -> tuple[list[tuple[int, int]], bool]:
        """What is done in this minute: presses (resident, steps), and whether to open a window.

        Steps are positive upwards. `felt_c` is the operative temperature as felt, `shown_c` and
        `setpoint_c` are displayed.
        """
        people = self._people
        p = people.parameters
        presses: list[tuple[int, int]] = []
        window = False
        for i in people.might_act[minute]:
            if minute - self._acted_at[i] < p.refractory_min:
                continue
            error = felt_c - people.wish_c[i][minute]
            chance, manner = people.chance[i][minute], people.manner[i][minute]
            hazard = self._hazard(i, minute, error, shown_c, setpoint_c)
            if chance < hazard:
                self._acted_at[i] = minute
                if self._cannot_be_helped(error, shown_c, setpoint_c):
                    window |= not people.summer and manner > people.opens_window_above
                    continue
                change = self._thermal_setpoint(i, error, manner, shown_c) - setpoint_c
                steps = self._presses(change, -error, setpoint_c)
            elif chance < hazard + people.eagerness[i] * p.non_thermal_per_min:
                self._acted_at[i] = minute
                change = self._non_thermal_change(manner)
                steps = self._presses(change, change, setpoint_c)
            else:
                continue
            if steps:
                self._last_turner = i
                presses.append((i, steps))
                setpoint_c += steps * p.step_k
        return presses, window

    def _hazard(
        self, i: int, minute: int, error: float, shown_c: float, setpoint_c: float
    ) -> float:
        """Probability that discomfort makes resident `i` act in this minute."""
        people = self._people
        p = people.parameters
        excess = abs(error) - people.tolerance_k[i]
        if excess <= 0:
            return 0.0
        hazard = people.eagerness[i] * p.hazard_per_k * min(excess, p.hazard_highest_k)
        if (setpoint_c - shown_c) * copysign(1, -error) > p.patience_margin_k:
            hazard *= p.patience
        other = self._last_turner
        if (
            other not in (-1, i)
            and other in people.awake[minute]
            and minute - self._acted_at[other] < p.deference_min
        ):
            hazard *= p.deference
        return hazard

    def _cannot_be_helped(self, error: float, shown_c: float, setpoint_c: float) -> bool:
        """The set-point is right already and the appliance can't work in that direction."""
        margin = self._people.parameters.patience_margin_k
        if self._people.summer:
            return error < 0 and setpoint_c > shown_c + margin
        return error > 0 and setpoint_c < shown_c - margin

    def _thermal_setpoint(self, i: int, error: float, manner: float, shown_c: float) -> float:
        p = self._people.parameters
        gain = max(p.correction_gain + p.correction_gain_sd * manner, p.correction_gain_lowest)
        extra = copysign(p.valve_extra_k, error) if self._people.valve[i] else 0.0
        return shown_c - gain * error - extra

    def _non_thermal_change(self, manner: float) -> float:
        p = self._people.parameters
        size = min(p.non_thermal_lowest_k + abs(manner), p.non_thermal_highest_k)
        return copysign(size, manner)

    def _presses(self, change_k: float, direction: float, setpoint_c: float) -> int:
        """Steps for a change, at least one in `direction`, within what people ever set."""
        p = self._people.parameters
        steps = round(change_k / p.step_k)
        steps = max(steps, 1) if direction > 0 else min(steps, -1)
        highest = int((p.highest_setpoint_c - setpoint_c) / p.step_k)
        lowest = int((p.lowest_setpoint_c - setpoint_c) / p.step_k)
        return min(max(steps, min(lowest, 0)), max(highest, 0))
