"""What an appliance is measured against, in the same world and on the same random numbers.

- manual: the factory's set-point, an override holds until the next one;
- schedule: programmed once from the true wishes of the first week, an override holds two hours;
- oracle: knows everybody's wishes, presence, the room and the weather ahead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from habitude_sim.people.presence import ACTIVE, ASLEEP
from habitude_sim.plants.room import Room, RoomPlant
from habitude_sim.scoring import Score
from habitude_sim.weather import MINUTES_PER_DAY
from habitude_sim.world import MINUTES_PER_WEEK, History, House, Readings, World

FACTORY_C = {"winter": 21.0, "summer": 24.0}
_AWAY_C = {"winter": 17.0, "summer": 27.0}
_SETBACK_C = {"winter": 15.0, "summer": 28.0}
_STEP_C = 0.5
_HOLD_MIN = 120

# With emitter and sensor lag: maximum sensitivity 1.37 to 1.43 in the three rooms.
_PI_GAIN_W_K = 400.0
_PI_RESET_MIN = 40.0

# How fast the oracle lets its target rise ahead of a need, of what the room can do at full power.
_PREHEAT_SHARE = 0.8
_EDGE_MARGIN_K = 0.3
_ORACLE_HORIZON_MIN = 20


@dataclass(frozen=True)
class Run:
    """How an alternative did."""

    score: Score
    history: History | None


class Thermostat(Protocol):
    """What lives in a house in place of the appliance."""

    def setpoint(self, house: House, readings: Readings) -> float:
        """The set-point shown in this minute."""
        ...

    def turned(self, minute: int, steps: int) -> None:
        """Somebody pressed."""
        ...

    def power_w(self, house: House, readings: Readings) -> float:
        """Thermal power for this minute: positive heats, negative cools."""
        ...


def manual(world: World, record: bool = False) -> Run:
    """Lives through the world with a thermostat that is only ever turned by hand."""
    return _live(world, _Manual(world), record)


def schedule(world: World, record: bool = False) -> Run:
    """Lives through the world with a programmed hour table for weekdays and weekends."""
    return _live(world, _Schedule(world), record)


def oracle(world: World, record: bool = False) -> Run:
    """Lives through the world knowing everything but when people act."""
    return _live(world, _Oracle(world, oracle_target(world)), record)


def steered(world: World, liked: NDArray[np.float64], record: bool = False) -> Run:
    """As the oracle, but with these operative temperatures by the minute while people are awake.

    liked: shape (minutes,), degC; NaN while nobody is awake, when it does what the oracle does.
    """
    return _live(world, _Oracle(world, _target(world, liked)), record)


ALTERNATIVES = {"manual": manual, "schedule": schedule, "oracle": oracle}


def _live(world: World, thermostat: Thermostat, record: bool) -> Run:
    house = world.live(record)
    while not house.over:
        readings = house.sense()
        for _, steps in house.people_act(thermostat.setpoint(house, readings)):
            thermostat.turned(house.minute, steps)
        power_w = thermostat.power_w(house, readings)
        heat = power_w / house.heater_w if house.heater_w else 0.0
        cool = -power_w / house.cooler_w if house.cooler_w else 0.0
        house.advance(heat, cool)
    return Run(house.score, house.history)


class _PI:
    """A modulating PI controller on the sensor; the integral stops while power is saturated."""

    def __init__(self) -> None:
        self._integral_w = 0.0

    def power_w(self, error_k: float, lowest_w: float, highest_w: float) -> float:
        """Power for the error set-point minus reading, once a minute, within what can be had."""
        wanted = _PI_GAIN_W_K * error_k + self._integral_w
        power = min(max(wanted, lowest_w), highest_w)
        if power == wanted or (wanted > power) != (error_k > 0):
            self._integral_w += _PI_GAIN_W_K / _PI_RESET_MIN * error_k
        return power


class _Manual:
    def __init__(self, world: World) -> None:
        self._setpoint_c = FACTORY_C[world.season]
        self._pi = _PI()

    def setpoint(self, house: House, readings: Readings) -> float:
        return self._setpoint_c

    def turned(self, minute: int, steps: int) -> None:
        self._setpoint_c += steps * _STEP_C

    def power_w(self, house: House, readings: Readings) -> float:
        error_k = self._setpoint_c - readings.room_temp
        return self._pi.power_w(error_k, -house.cooler_w, house.heater_w)


class _Schedule:
    def __init__(self, world: World) -> None:
        self._table = programmed_table(world)
        self._held_until = 0
        self._setpoint_c = 0.0
        self._pi = _PI()

    def setpoint(self, house: House, readings: Readings) -> float:
        if house.minute >= self._held_until:
            day, minute = divmod(house.minute, MINUTES_PER_DAY)
            self._setpoint_c = self._table[day % 7 >= 5][minute // 60]
        return self._setpoint_c

    def turned(self, minute: int, steps: int) -> None:
        self._setpoint_c += steps * _STEP_C
        self._held_until = minute + _HOLD_MIN

    def power_w(self, house: House, readings: Readings) -> float:
        error_k = self._setpoint_c - readings.room_temp
        return self._pi.power_w(error_k, -house.cooler_w, house.heater_w)


def programmed_table(world: World) -> list[list[float]]:
    """Set-points (weekday or weekend, hour) from the true wishes of the world's first week.

    Wishes are operative temperatures; the table is in the thermostat's own, rounded to its step.
    """
    minutes = min(MINUTES_PER_WEEK, world.minutes)
    states, wish = world.states[:minutes], world.residents.wish_c[:minutes]
    shown_k = _shown_above_operative(world, float(wish.mean()))
    minute = np.arange(minutes)
    weekend = minute // MINUTES_PER_DAY % 7 >= 5
    hour = minute % MINUTES_PER_DAY // 60
    table = [[_AWAY_C[world.season]] * 24 for _ in (False, True)]
    for day_type in (False, True):
        for h in range(24):
            at = (weekend == day_type) & (hour == h)
            awake, asleep = states[at] == ACTIVE, states[at] == ASLEEP
            if awake.sum() > 0.15 * awake.size:
                liked_c = float(wish[at][awake].mean())
            elif asleep.sum() > 0.3 * asleep.size:
                liked_c = float(wish[at][asleep].mean())
            else:
                continue
            table[day_type][h] = _STEP_C * round((liked_c + shown_k) / _STEP_C)
    return table


def _shown_above_operative(world: World, operative_c: float) -> float:
    """How far the thermostat reads above the operative temperature in the mean steady state.

    In the first room: nobody programs a table again after moving.
    """
    a, b = world.room.continuous()
    steady = -np.linalg.solve(a, b)
    outdoor, gains = float(world.weather.outdoor_c.mean()), float(world.gains_w.mean())
    column = 3 if world.summer else 1
    idle = steady[:, 0] * outdoor + steady[:, 2] * gains
    power = (operative_c - idle[:2].mean()) / steady[:2, column].mean()
    state = idle + steady[:, column] * power
    return float(0.2 * (state[0] - state[1])) + world.sensor_offset_k


class _Oracle:
    """Steers the operative temperature along its target by predicting a fixed time ahead.

    Each minute it takes the constant power that brings the room to the target at the end of the
    horizon, given the room's model and the weather and gains to come (predictive functional
    control, Richalet et al. 1978). Presses are felt, not obeyed: it knows better.
    """

    def __init__(self, world: World, target: NDArray[np.float64]) -> None:
        self._target: list[float] = target.tolist()
        self._models = {since: _Model(world, room) for since, room in world.rooms}
        self._model = self._models[0]

    def setpoint(self, house: House, readings: Readings) -> float:
        return self._target[house.minute] + readings.room_temp - house.plant.operative_c

    def turned(self, minute: int, steps: int) -> None:
        pass

    def power_w(self, house: House, readings: Readings) -> float:
        k = house.minute
        self._model = model = self._models.get(k, self._model)
        target_c = self._target[min(k + _ORACLE_HORIZON_MIN, len(self._target) - 1)]
        return (target_c - model.free_c(k, house.plant)) / model.per_w


class _Model:
    """What a room will be at the end of the oracle's horizon without any power, and by a watt."""

    def __init__(self, world: World, room: Room) -> None:
        a, b = room.discrete()
        steps = _ORACLE_HORIZON_MIN
        operative = np.array([0.5, 0.5, 0.0])
        reach = [operative @ np.linalg.matrix_power(a, j) for j in range(steps + 1)]
        effect = np.array([row @ b for row in reach[:steps]])  # of an input `j + 1` minutes ago
        self._air, self._mass, self._emitter = (float(v) for v in reach[steps])
        self.per_w = float(-effect[:, 3].sum() if world.summer else effect[:, 1].sum())
        self._coming: list[float] = (
            _ahead(world.weather.outdoor_c, effect[:, 0]) + _ahead(world.gains_w, effect[:, 2])
        ).tolist()

    def free_c(self, minute: int, plant: RoomPlant) -> float:
        """The operative temperature to come without power."""
        return (
            self._air * plant.air_c
            + self._mass * plant.mass_c
            + self._emitter * plant.emitter_w
            + self._coming[minute]
        )


def _ahead(course: NDArray[np.float64], effect: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the next minutes of `course` will have contributed at the end of the horizon."""
    padded = np.append(course, np.full(len(effect) - 1, course[-1]))
    return np.convolve(padded, effect, mode="valid")


def oracle_target(world: World) -> NDArray[np.float64]:
    """The operative temperature to be at, by the minute, reached in time for those who come."""
    return _target(world, _best_for_those_awake(world))


def _target(world: World, liked: NDArray[np.float64]) -> NDArray[np.float64]:
    asleep = world.states == ASLEEP
    sleeping = np.where(asleep, world.residents.wish_c, 0.0).sum(axis=1)
    sleepers = asleep.sum(axis=1)
    nobody = np.full(world.minutes, _SETBACK_C[world.season])
    otherwise = np.where(sleepers > 0, sleeping / np.maximum(sleepers, 1), nobody)
    return _reached_in_time(world, np.where(np.isnan(liked), otherwise, liked))


def _best_for_those_awake(world: World) -> NDArray[np.float64]:
    """The point that most of those awake tolerate, nearest to their mean wish; NaN for nobody."""
    awake = world.states == ACTIVE
    wish = np.where(awake, world.residents.wish_c, np.nan)
    low, high = wish - world.residents.tolerance_k, wish + world.residents.tolerance_k
    mean = np.where(awake, wish, 0.0).sum(axis=1) / np.maximum(awake.sum(axis=1), 1)
    best = np.full(world.minutes, np.nan)
    best_count = np.zeros(world.minutes, np.int64)
    best_distance = np.full(world.minutes, np.inf)
    # Where most tolerances overlap begins at somebody's lower end.
    for i in range(wish.shape[1]):
        start = low[:, i : i + 1]
        covers = (low <= start) & (start < high)
        end = np.where(covers, high, np.inf).min(axis=1)
        margin = np.minimum(_EDGE_MARGIN_K, (end - start[:, 0]) / 2)
        point = np.clip(mean, start[:, 0] + margin, end - margin)
        count, distance = covers.sum(axis=1), np.abs(point - mean)
        better = (count > best_count) | ((count == best_count) & (distance < best_distance))
        better &= awake[:, i]
        best = np.where(better, point, best)
        best_count = np.where(better, count, best_count)
        best_distance = np.where(better, distance, best_distance)
    return best


def _reached_in_time(world: World, target: NDArray[np.float64]) -> NDArray[np.float64]:
    """Begins each rise (in summer: fall) as early as the room needs for it."""
    sign = -1.0 if world.summer else 1.0
    climb = _climb_k(world)
    reached = np.maximum.accumulate((sign * target - climb)[::-1])[::-1] + climb
    return np.asarray(sign * reached, dtype=np.float64)


def _climb_k(world: World) -> NDArray[np.float64]:
    """How far the target may have risen by each minute since the start."""
    climb = np.zeros(world.minutes)
    for since, room in world.rooms:
        rate = _PREHEAT_SHARE * _full_power_k_per_min(world, room)
        climb[since:] = climb[since] + rate * np.arange(world.minutes - since)
    return climb


def _full_power_k_per_min(world: World, room: Room) -> float:
    """How fast full power moves the operative temperature by 4 K in this weather's mean."""
    a, b = room.discrete()
    heater_w, cooler_w = world.heater_w(room), world.cooler_w(room)
    sign = -1.0 if world.summer else 1.0
    start = _SETBACK_C[world.season] + sign
    state = np.array([start, start, 0.0])
    inputs = np.array([world.weather.outdoor_c.mean(), heater_w, world.gains_w.mean(), cooler_w])
    minutes = 0
    while sign * (state[:2].mean() - start) < 4 and minutes < MINUTES_PER_DAY:
        state = a @ state + b @ inputs
        minutes += 1
    return abs(float(state[:2].mean()) - start) / minutes
