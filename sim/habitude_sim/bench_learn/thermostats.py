"""The thermostat's view: where would each model set the temperature, and was that right?

`error` is |room - set point| over the votes for "no change" (mean over people with five such
votes); `direction` is the share of votes for a change with the room on the right side of the set
point (mean over people with five of those). The set point is asked for before the vote is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import mean, median
from typing import Protocol, TypeAlias

from habitude_sim.bench_learn.baselines import Setup
from habitude_sim.bench_learn.votes_data import Moment, Source, Vote, room_votes

FEWEST = 5


class Thermostat(Protocol):
    """Learns a set point from one person's votes."""

    def set_point(self, moment: Moment) -> float:
        """degC, for this moment."""
        ...

    def learn(self, moment: Moment, answer: int) -> None: ...


MakeThermostat: TypeAlias = Callable[[Setup], Thermostat]


@dataclass(frozen=True)
class Served:
    """error: K; direction: 0..1; both by person."""

    errors: dict[str, float]
    directions: dict[str, float]

    @property
    def error(self) -> float:
        return mean(self.errors.values())

    @property
    def direction(self) -> float:
        return mean(self.directions.values())


def serve(make: MakeThermostat, source: Source) -> Served | None:
    """Live through every person's votes that tell of a room; None if there are too few."""
    errors: dict[str, float] = {}
    directions: dict[str, float] = {}
    for person in source.people:
        off, right = _live(make(Setup(source.name, [])), room_votes(person))
        if len(off) >= FEWEST:
            errors[person.name] = mean(off)
        if len(right) >= FEWEST:
            directions[person.name] = mean(right)
    return Served(errors, directions) if errors and directions else None


def _live(model: Thermostat, votes: list[Vote]) -> tuple[list[float], list[float]]:
    off: list[float] = []
    right: list[float] = []
    for vote in votes:
        room = vote.moment.ta or 0.0
        set_point = model.set_point(vote.moment)
        if vote.answer == 0:
            off.append(abs(room - set_point))
        else:
            right.append(float((set_point - room) * vote.answer > 0))
        model.learn(vote.moment, vote.answer)
    return off, right


class Factory:
    """Stays as it came."""

    def __init__(self, setup: Setup) -> None:
        self.target = setup.factory_c
        self.count = 0

    def set_point(self, moment: Moment) -> float:
        return self.target

    def learn(self, moment: Moment, answer: int) -> None:
        room = moment.ta
        if room is not None:
            self.vote(room, answer)

    def vote(self, room: float, answer: int) -> None:
        pass


class Content(Factory):
    """Mean of the temperatures at which all was well; the factory's counts as `prior` votes."""

    prior = 1

    def vote(self, room: float, answer: int) -> None:
        if answer == 0:
            self.count += 1
            self.target += (room - self.target) / (self.count + self.prior)


class CautiousContent(Content):
    """The same with the factory's as five votes."""

    prior = 5


class MedianContent(Factory):
    """Median of the temperatures at which all was well."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self._rooms: list[float] = []

    def vote(self, room: float, answer: int) -> None:
        if answer == 0:
            self._rooms.append(room)
            self.target = median(self._rooms)


class LastContent(Factory):
    """Where all was well last."""

    def vote(self, room: float, answer: int) -> None:
        if answer == 0:
            self.target = room


class RecentContent(Factory):
    """Where all was well lately: a fading mean."""

    def vote(self, room: float, answer: int) -> None:
        if answer == 0:
            self.target = _faded(self.target, room, self.count)
            self.count += 1


class Room(Factory):
    """The room's mean, whatever they say: knows nothing of the person."""

    def vote(self, room: float, answer: int) -> None:
        self.count += 1
        self.target += (room - self.target) / (self.count + 1)


class RecentRoom(Factory):
    """The room's fading mean."""

    def vote(self, room: float, answer: int) -> None:
        self.target = _faded(self.target, room, self.count)
        self.count += 1


class Nudged(Factory):
    """Moves towards a kelvin beyond the room at a complaint, towards the room when all is well."""

    def vote(self, room: float, answer: int) -> None:
        goal = room + answer
        if answer == 0 or (goal - self.target) * answer > 0:
            self.target += 0.3 * (goal - self.target)


def _faded(target: float, room: float, count: int) -> float:
    return target + 0.3 * (room - target) if count else room


THERMOSTATS: dict[str, MakeThermostat] = {
    "factory set point": Factory,
    "mean content": Content,
    "mean content (factory: 5 votes)": CautiousContent,
    "median content": MedianContent,
    "last content": LastContent,
    "recent content": RecentContent,
    "room": Room,
    "recent room": RecentRoom,
    "nudged": Nudged,
}
