"""A household in its room and weather, and one life in it, minute by minute.

`World` holds everything that does not depend on what an appliance does: weather, presence,
wishes, chance, noise. `World.live` starts a `House`, in which an appliance senses and acts. All
houses of one world meet the same random numbers, so that appliances can be compared. What
happens to a household over time is in changes.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from habitude_sim.changes import Change, Facts
from habitude_sim.people.answers import AnswerParameters, Answers, Asked
from habitude_sim.people.overrides import Household, People
from habitude_sim.people.parameters import PeopleParameters
from habitude_sim.people.presence import ACTIVE, ASLEEP, AWAY, household_presence
from habitude_sim.people.wishes import draw_residents
from habitude_sim.plants.moist_air import MoistAir, saturation_g_m3
from habitude_sim.plants.room import ROOMS, Room, RoomPlant
from habitude_sim.plants.thermometer import Thermometer
from habitude_sim.scoring import Score
from habitude_sim.weather import CLIMATES, MINUTES_PER_DAY, typical_weather

MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY

# Streams of random numbers of one seed: each user of chance has its own.
_PRESENCE, _PEOPLE, _INSTRUMENTS, _MOTION, _ACTS, _CHANGES, _ANSWERS = range(1, 8)

_INITIAL_C = {"winter": 19.0, "summer": 25.0}

# Gains and vapour in this room; awake people spend half of their time in it, asleep ones 30 %.
_BASE_W, _HOUSEHOLD_W, _AWAKE_W, _ASLEEP_W = 40.0, 40.0, 70.0 * 0.5, 45.0 * 0.3
_BASE_G_H, _AWAKE_G_H, _ASLEEP_G_H = 10.0, 90.0 * 0.5, 40.0 * 0.3
_INITIAL_HUMIDITY = 0.45

_ROOM_OFFSET_SD_K, _ROOM_NOISE_K, _ROOM_DECIMALS = 0.3, 0.04, 2
_HUMIDITY_NOISE, _HUMIDITY_DECIMALS = 0.3, 1
_OUTDOOR_NOISE_K, _OUTDOOR_DECIMALS = 0.05, 1
_SHOWN_DECIMALS = 1
_SEEN_AWAKE, _SEEN_ASLEEP = 0.5, 0.01  # by the motion sensor, per person and minute


class Readings(NamedTuple):
    """What the appliance's sensors say: degC, percent, degC, 0 or 1."""

    room_temp: float
    humidity: float
    outdoor_temp: float
    presence: int


@dataclass
class History:
    """What happened in a house, one entry a minute, for pictures."""

    operative_c: list[float] = field(default_factory=list[float])
    air_c: list[float] = field(default_factory=list[float])
    reading_c: list[float] = field(default_factory=list[float])
    setpoint_c: list[float] = field(default_factory=list[float])
    """As displayed before anybody pressed in that minute."""
    heat: list[float] = field(default_factory=list[float])
    """Share of the heater's power, 0..1; `cool` likewise."""
    cool: list[float] = field(default_factory=list[float])
    presses: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])
    """(minute, resident, steps) of each override: not one a minute; nor who only plays."""


class World:
    """Everything about one household that no appliance can change.

    Arrays by the minute, (minutes,) or (minutes, residents): `weather`, `states` of presence,
    `residents.wish_c` (the hidden truth), `gains_w` in the room, `motion` as sensed. `rooms` are
    those that the appliance is in, each with its first minute; `room` is the first of them.
    `changes` happen in their order to what was drawn; people whom they bring come last.
    Raises ValueError for what can't be simulated.
    """

    def __init__(
        self,
        seed: int,
        days: int = 28,
        residents: int = 2,
        room: str = "average",
        season: str = "winter",
        parameters: PeopleParameters | None = None,
        changes: Sequence[Change] = (),
    ) -> None:
        _refuse_unless(room in ROOMS, f"unknown room {room!r}: {_one_of(ROOMS)}")
        _refuse_unless(season in CLIMATES, f"unknown season {season!r}: {_one_of(CLIMATES)}")
        _refuse_unless(1 <= residents <= 4, f"{residents} residents: 1 to 4 can be simulated")
        _refuse_unless(1 <= days <= 365, f"{days} days: 1 to 365 can be simulated")
        _refuse_unless(seed >= 0, f"seed {seed}: it must not be negative")
        self.seed, self.days, self.season = seed, days, season
        self.minutes = days * MINUTES_PER_DAY
        self.parameters = p = parameters or PeopleParameters()
        self.room = ROOMS[room]
        self.summer = season == "summer"
        self.initial_c = _INITIAL_C[season]

        facts = self._drawn(residents)
        for index, change in enumerate(changes):
            facts = change.apply(facts, self._rng(_CHANGES, index))
        self.weather, self.states, self.residents = facts.weather, facts.states, facts.residents
        self.rooms, self.clock_ahead_s, self.played_c = (
            facts.rooms,
            facts.clock_ahead_s,
            facts.played_c,
        )
        self.start = self.weather.start
        self.people = People(
            self.states, self.residents, facts.chance, facts.manner, self.summer, p
        )
        self.answers = Answers(self._rng(_ANSWERS), self.minutes, AnswerParameters())
        self.at_home = self.states[:, :residents] != AWAY

        awake = (self.states == ACTIVE).sum(axis=1)
        asleep = (self.states == ASLEEP).sum(axis=1)
        self.gains_w: NDArray[np.float64] = (
            self.weather.south_w_m2 * self._by_room(lambda room: room.solar_m2)
            + _BASE_W
            + _HOUSEHOLD_W * (awake > 0)
            + _AWAKE_W * awake
            + _ASLEEP_W * asleep
        )
        self.vapour_g_h: NDArray[np.float64] = (
            _BASE_G_H + _AWAKE_G_H * awake + _ASLEEP_G_H * asleep
        )
        unseen = (1 - _SEEN_AWAKE) ** awake * (1 - _SEEN_ASLEEP) ** asleep
        unseen[list(self.played_c)] = 0.0
        self.motion = (self._rng(_MOTION).random(self.minutes) >= unseen).astype(np.int8)
        instruments = self._rng(_INSTRUMENTS)
        self.sensor_offset_k = float(instruments.normal(0, _ROOM_OFFSET_SD_K))
        self.tracks = _Tracks(self, instruments.normal(size=(3, self.minutes)))

    def live(self, record: bool = False) -> House:
        """A fresh house at the start of the first minute; `record` keeps its history."""
        return House(self, record)

    def heater_w(self, room: Room) -> float:
        """The heater's full power there, in this season; `cooler_w` likewise."""
        return 0.0 if self.summer else room.heater_w

    def cooler_w(self, room: Room) -> float:
        return room.cooler_w if self.summer else 0.0

    def _drawn(self, residents: int) -> Facts:
        """Everything as it is without changes."""
        weather = typical_weather(self.season, self.days)
        states = household_presence(residents, self.days, self._rng(_PRESENCE))
        people = draw_residents(
            states, weather.outdoor_c, self.summer, self._rng(_PEOPLE), self.parameters
        )
        acts = self._rng(_ACTS)
        return Facts(
            self.parameters,
            self.summer,
            weather,
            ((0, self.room),),
            states,
            people,
            chance=acts.random((self.minutes, residents)),
            manner=acts.normal(size=(self.minutes, residents)),
            clock_ahead_s=np.zeros(self.minutes, np.int64),
            played_c={},
        )

    def _by_room(self, of: Callable[[Room], float]) -> NDArray[np.float64]:
        """A figure of the room that the appliance is in, by the minute."""
        course = np.empty(self.minutes)
        for since, room in self.rooms:
            course[since:] = of(room)
        return course

    def _rng(self, *stream: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, *stream])


def _refuse_unless(fine: bool, message: str) -> None:
    if not fine:
        raise ValueError(message)


def _one_of(names: Iterable[str]) -> str:
    return f"it is one of {', '.join(names)}"


class _Tracks:
    """Lists of plain numbers for the loop, converted once for all houses of a world."""

    def __init__(self, world: World, noise: NDArray[np.float64]) -> None:
        outdoor_c = world.weather.outdoor_c
        self.outdoor_c: list[float] = outdoor_c.tolist()
        self.outdoor_g_m3: list[float] = world.weather.vapour_g_m3.tolist()
        self.gains_w: list[float] = world.gains_w.tolist()
        self.vapour_g_h: list[float] = world.vapour_g_h.tolist()
        self.motion: list[int] = world.motion.tolist()
        self.room_noise_k: list[float] = (_ROOM_NOISE_K * noise[0]).tolist()
        self.humidity_noise: list[float] = (_HUMIDITY_NOISE * noise[1]).tolist()
        reading_c = (outdoor_c + _OUTDOOR_NOISE_K * noise[2]).round(_OUTDOOR_DECIMALS)
        self.outdoor_reading_c: list[float] = reading_c.tolist()


class House:
    """One life in a world: `sense`, `people_act`, `advance`, once each a minute, in this order."""

    def __init__(self, world: World, record: bool) -> None:
        self.minute = 0
        self.minutes = world.minutes
        self.plant = RoomPlant(world.room, world.initial_c)
        self.score = Score(world.states, world.residents, world.parameters.asleep_tolerance_k)
        self.history = History() if record else None
        self._world = world
        self._tracks = world.tracks
        self._rooms = dict(world.rooms)
        self._played_c = world.played_c
        self._felt_c = world.initial_c
        self._felt_follows = 1 - exp(-1 / world.parameters.felt_lag_min)
        self._thermometer = Thermometer(world.initial_c, world.sensor_offset_k)
        self._moist_air = MoistAir(
            world.room, _INITIAL_HUMIDITY * saturation_g_m3(world.initial_c)
        )
        self._household = Household(world.people)
        self._asked = Asked(world.answers)
        self._might_act = world.people.might_act
        self._step_k = world.parameters.step_k
        self._window_min = world.parameters.window_min
        self._window_shuts_at = 0
        self._reading_c = 0.0
        self._move(world.room)

    @property
    def over(self) -> bool:
        """Whether all minutes of the world have been lived."""
        return self.minute >= self.minutes

    def sense(self) -> Readings:
        """The readings of this minute."""
        k, tracks = self.minute, self._tracks
        self._reading_c = round(self._thermometer.value_c + tracks.room_noise_k[k], _ROOM_DECIMALS)
        humidity = self._moist_air.relative_percent(self.plant.air_c) + tracks.humidity_noise[k]
        return Readings(
            self._reading_c,
            round(min(max(humidity, 0.0), 100.0), _HUMIDITY_DECIMALS),
            tracks.outdoor_reading_c[k],
            tracks.motion[k],
        )

    def people_act(self, displayed_setpoint: float) -> list[tuple[int, int]]:
        """What is pressed in this minute, seeing this set-point: (resident, steps).

        Who only plays with the buttons is resident -1, and no override is counted. Residents may
        open the window, too. An override is all of one resident's presses in a minute.
        """
        k, score, history = self.minute, self.score, self.history
        if history is not None:
            history.setpoint_c.append(displayed_setpoint)
        if k in self._played_c:
            return [(-1, round((self._played_c[k] - displayed_setpoint) / self._step_k))]
        if not self._might_act[k]:
            return []
        shown_c = round(self._reading_c, _SHOWN_DECIMALS)
        presses, window = self._household.act(k, self._felt_c, shown_c, displayed_setpoint)
        if window and k >= self._window_shuts_at:
            self._window_shuts_at = k + self._window_min
            score.windows_opened_at.append(k)
        for resident, steps in presses:
            score.overrides_at.append(k)
            if history is not None:
                history.presses.append((k, resident, steps))
        return presses

    def people_answer(self, asked: bool) -> int | None:
        """What somebody answers in this minute (-1, 0, 1), if a question stands and anybody does.

        To be called every minute.
        """
        k, people = self.minute, self._world.people
        if not self._asked.due(k, asked) or not people.awake[k]:
            return None
        who = self._world.answers.who(k, people.awake[k])
        error_k = self._felt_c - people.wish_c[who][k]
        return self._world.answers.answer(error_k, people.tolerance_k[who])

    def advance(self, heat: float, cool: float) -> None:
        """Lives the minute with the heater and the cooler at these fractions (0..1) of power."""
        k, tracks, plant = self.minute, self._tracks, self.plant
        if k in self._rooms:
            self._move(self._rooms[k])
        heat, cool = min(max(heat, 0.0), 1.0), min(max(cool, 0.0), 1.0)
        heat_w, cool_w = heat * self.heater_w, cool * self.cooler_w
        self.score.operative_c.append(plant.operative_c)
        self.score.power_w.append(heat_w + cool_w / self._cop)
        if self.history is not None:
            self._record(self.history, heat, cool)
        window_open = k < self._window_shuts_at
        plant.step(tracks.outdoor_c[k], heat_w, tracks.gains_w[k], cool_w, window_open)
        self._moist_air.step(tracks.outdoor_g_m3[k], tracks.vapour_g_h[k], cool_w, window_open)
        self._thermometer.step(plant.air_c, plant.mass_c)
        self._felt_c += self._felt_follows * (plant.operative_c - self._felt_c)
        self.minute = k + 1

    def _move(self, room: Room) -> None:
        """The appliance is in this room now, which is as warm and moist as the one before."""
        self.heater_w, self.cooler_w = self._world.heater_w(room), self._world.cooler_w(room)
        self._cop = room.cooler_cop
        self.plant.enter(room)
        self._moist_air.enter(room)

    def _record(self, history: History, heat: float, cool: float) -> None:
        history.operative_c.append(self.plant.operative_c)
        history.air_c.append(self.plant.air_c)
        history.reading_c.append(self._reading_c)
        history.heat.append(heat)
        history.cool.append(cool)
