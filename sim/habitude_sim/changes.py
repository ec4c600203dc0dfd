"""What happens to a household: each change is plain data and a pure function of a world's facts.

`World(..., changes=(WishShift(14, 2.0),))` is the same world until that day, on the same random
numbers; a change that needs chance of its own has a stream of its own. So what an appliance does
with and without a change differs by the change alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from habitude_sim.people.parameters import PeopleParameters
from habitude_sim.people.presence import AWAY, household_presence
from habitude_sim.people.wishes import Residents, draw_residents
from habitude_sim.plants.room import ROOMS, Room
from habitude_sim.weather import MINUTES_PER_DAY, Weather

_MINUTES_PER_HOUR = 60


@dataclass(frozen=True)
class Facts:
    """What a world is made of. Arrays by the minute, or (minutes, people)."""

    parameters: PeopleParameters
    summer: bool
    weather: Weather
    rooms: tuple[tuple[int, Room], ...]
    """(first minute, the room from then on), the first from minute 0."""
    states: NDArray[np.int8]
    residents: Residents
    chance: NDArray[np.float64]
    manner: NDArray[np.float64]
    clock_ahead_s: NDArray[np.int64]
    """How far the appliance's clock is ahead of the one that it was started by."""
    played_c: dict[int, float]
    """Minute: the set-point that somebody who plays with the buttons turns to."""

    @property
    def minutes(self) -> int:
        return len(self.states)


class Change(Protocol):
    """Something that happens to a household."""

    def apply(self, facts: Facts, rng: np.random.Generator) -> Facts:
        """The facts with it; `rng` is a stream of its own."""
        ...


@dataclass(frozen=True)
class WishShift:
    """From `day` on wishes are `by_k` higher, gradually over `over_days`: a baby, an illness.

    person: only this one's (0 is the first).
    """

    day: int
    by_k: float
    over_days: int = 0
    person: int | None = None

    def apply(self, facts: Facts, rng: np.random.Generator) -> Facts:
        shift_k = self.by_k * _ramp(facts.minutes, self.day, self.over_days)
        wish_c = facts.residents.wish_c.copy()
        whose = wish_c if self.person is None else wish_c[:, self.person : self.person + 1]
        whose += shift_k[:, None]
        return replace(facts, residents=replace(facts.residents, wish_c=wish_c))


@dataclass(frozen=True)
class Season:
    """It becomes `outdoor_k` warmer outdoors over `over_days`, and by clothing wishes `wish_k`."""

    day: int
    over_days: int
    outdoor_k: float
    wish_k: float

    def apply(self, facts: Facts, rng: np.random.Generator) -> Facts:
        warmer_k = self.outdoor_k * _ramp(facts.minutes, self.day, self.over_days)
        weather = replace(facts.weather, outdoor_c=facts.weather.outdoor_c + warmer_k)
        dressed = WishShift(self.day, self.wish_k, self.over_days).apply(facts, rng)
        return replace(dressed, weather=weather)


@dataclass(frozen=True)
class Apart:
    """The first two residents want opposite things: in the mean, `gap_k` apart, all the time."""

    gap_k: float

    def apply(self, facts: Facts, rng: np.random.Generator) -> Facts:
        first, second = facts.residents.wish_c.mean(axis=0)[:2]
        missing_k = (self.gap_k - float(first - second)) / 2
        colder = WishShift(0, -missing_k, person=1).apply(facts, rng)
        return WishShift(0, missing_k, person=0).apply(colder, rng)


@dataclass(frozen=True)
class Move:
    """From `day` on the appliance, with all that it has learned, is in another room."""

    day: int
    room: str

    def apply(self, facts: Facts, rng: np.random.Generator) -> Facts:
        there = (self.day * MINUTES_PER_DAY, ROOMS[self.room])
        return replace(facts, rooms=(*facts.rooms, there))


@dataclass(frozen=True)
class NewHousehold:
    """From `day` on other people live there, as many."""

    day: int

    def apply(self, facts: Facts, rng: np.random.Generator) -> Facts:
        there = np.arange(facts.minutes) >= self.day * MINUTES_PER_DAY
        before = facts.states.shape[1]
        gone = np.where(there[:, None], AWAY, facts.states).astype(np.int8)
        facts = replace(facts, states=gone)
        return _joined(facts, *_strangers(facts, before, there, rng))


@dataclass(frozen=True)
class Guest:
    """One more person, for `days` from `day` on; their wishes are `by_k` above the residents'.

    At home as much as people who are drawn afresh are, and as eager to press as one resident in
    five.
    """

    day: int
    days: int
    by_k: float

    def apply(self, facts: Facts, rng: np.random.Generator) -> Facts:
        minute = np.arange(facts.minutes)
        there = (minute >= self.day * MINUTES_PER_DAY) & (
            minute < (self.day + self.days) * MINUTES_PER_DAY
        )
        states, drawn, chance, manner = _strangers(facts, 1, there, rng)
        higher_k = facts.residents.wish_c[there].mean() + self.by_k - drawn.wish_c[there].mean()
        guest = replace(drawn, wish_c=drawn.wish_c + higher_k, eagerness=np.array([1.0]))
        return _joined(facts, states, guest, chance, manner)


@dataclass(frozen=True)
class Holiday:
    """Nobody is at home from noon of `day` until six in the evening, `days` days later."""

    day: int
    days: int

    def apply(self, facts: Facts, rng: np.random.Generator) -> Facts:
        states = facts.states.copy()
        leave = self.day * MINUTES_PER_DAY + 12 * _MINUTES_PER_HOUR
        back = (self.day + self.days) * MINUTES_PER_DAY + 18 * _MINUTES_PER_HOUR
        states[leave:back] = AWAY
        return replace(facts, states=states)


@dataclass(frozen=True)
class ClockChange:
    """At two in the morning of `day` clocks go forward by `hours`, or back: people live by them.

    told: whether the appliance's clock is changed, too.
    """

    day: int
    hours: int
    told: bool = True

    def apply(self, facts: Facts, rng: np.random.Generator) -> Facts:
        at = self.day * MINUTES_PER_DAY + 2 * _MINUTES_PER_HOUR
        changed = np.arange(facts.minutes) >= at
        by_the_clock = np.arange(facts.minutes) + changed * self.hours * _MINUTES_PER_HOUR
        by_the_clock = np.minimum(by_the_clock, facts.minutes - 1)
        wish_c = facts.residents.wish_c[by_the_clock]
        ahead_s = changed * self.hours * 3600 * self.told
        return replace(
            facts,
            states=facts.states[by_the_clock],
            residents=replace(facts.residents, wish_c=wish_c),
            clock_ahead_s=facts.clock_ahead_s + ahead_s,
        )


@dataclass(frozen=True)
class Played:
    """Somebody plays with the buttons for an hour from `hour` of `day`: `turns` random ones."""

    day: int
    hour: int = 17
    turns: int = 30

    def apply(self, facts: Facts, rng: np.random.Generator) -> Facts:
        start = self.day * MINUTES_PER_DAY + self.hour * _MINUTES_PER_HOUR
        at = np.sort(rng.choice(_MINUTES_PER_HOUR, self.turns, replace=False)) + start
        p = facts.parameters
        to_c = rng.uniform(p.lowest_setpoint_c, p.highest_setpoint_c, self.turns)
        played = dict(zip(at.tolist(), to_c.tolist(), strict=True))
        return replace(facts, played_c={**facts.played_c, **played})


def _ramp(minutes: int, day: int, over_days: int) -> NDArray[np.float64]:
    """0 before `day`, 1 after `over_days` more, linear between."""
    since = (np.arange(minutes) - day * MINUTES_PER_DAY) / MINUTES_PER_DAY
    if not over_days:
        return (since >= 0).astype(np.float64)
    return np.clip(since / over_days, 0.0, 1.0)


_People = tuple[NDArray[np.int8], Residents, NDArray[np.float64], NDArray[np.float64]]


def _strangers(
    facts: Facts, count: int, there: NDArray[np.bool_], rng: np.random.Generator
) -> _People:
    """People who are away but while `there` (minutes,): states, who they are, their chance."""
    minutes = facts.minutes
    days = minutes // MINUTES_PER_DAY
    states = household_presence(count, days, rng)
    states[~there] = AWAY
    outdoor_c = facts.weather.outdoor_c
    who = draw_residents(states, outdoor_c, facts.summer, rng, facts.parameters)
    return states, who, rng.random((minutes, count)), rng.normal(size=(minutes, count))


def _joined(
    facts: Facts,
    states: NDArray[np.int8],
    who: Residents,
    chance: NDArray[np.float64],
    manner: NDArray[np.float64],
) -> Facts:
    """The facts with these people beside those there are."""
    old = facts.residents
    return replace(
        facts,
        states=np.hstack((facts.states, states)),
        residents=Residents(
            np.hstack((old.wish_c, who.wish_c)),
            np.hstack((old.tolerance_k, who.tolerance_k)),
            np.hstack((old.eagerness, who.eagerness)),
            np.hstack((old.turns_like_a_valve, who.turns_like_a_valve)),
        ),
        chance=np.hstack((facts.chance, chance)),
        manner=np.hstack((facts.manner, manner)),
    )
