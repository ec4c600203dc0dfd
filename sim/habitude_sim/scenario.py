"""One appliance in one household on one engine, over days: the loop of a simulation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from habitude_host.errors import HabitudeError, RefusedError
from habitude_host.face import Face, Quantity
from habitude_host.link import Link
from habitude_host.trace import EPOCH, TraceWriter
from habitude_sim import engines
from habitude_sim.scoring import Score, Week
from habitude_sim.world import MINUTES_PER_WEEK, History, House, Readings, World

TICK_S = 60
MINUTES_PER_DAY = 1440
SETTING = "target_temp"
NAMES = ("anna", "ben", "clara", "david")  # of residents, to an appliance that is told
_CURVE_EVERY_S = 1800
_EXPECTED_EVERY_MIN, _EXPECTED_AT_MIN = 15, 5  # when a slot of the routine is over and done with


@dataclass(frozen=True)
class Learned:
    """The preference over one day at the end of a day of the simulation, every half hour."""

    day: int
    difference: list[float]  # K, from the advice
    certainty: list[int]  # %


@dataclass(frozen=True)
class Expected:
    """What the routine expected at a minute of the simulation."""

    minute: int
    probability: float  # that a use begins within the hour
    prepared: bool


@dataclass(frozen=True)
class Change:
    """A change of wishes that the appliance noticed, in minutes of the simulation, and what it
    thought of it in the end: "lasts", "back", "quiet", "played".
    """

    began: int
    ended: int
    became: str
    up: int  # how often it was turned so
    down: int


@dataclass
class Outcome:
    """What a run leaves: the score against the hidden truth, and what was learned when.

    moved_k: for each day, how far what is served on such a day moved by what was learned in it:
    the mean over its hours. week: what it would serve on the seven days after the last one.
    expected: in the last week, every quarter of an hour; empty if the appliance has no routine.
    asked_at: minutes in which it asked something. answers: (minute, -1, 0 or 1).
    changes: those it noticed in what the household wants, in order.
    """

    score: Score
    history: History | None
    learned: list[Learned] = field(default_factory=list[Learned])
    moved_k: list[float] = field(default_factory=list[float])
    week: list[Learned] = field(default_factory=list[Learned])
    expected: list[Expected] = field(default_factory=list[Expected])
    asked_at: list[int] = field(default_factory=list[int])
    answers: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    changes: list[Change] = field(default_factory=list[Change])
    heap_peak_bytes: int | None = None
    why: str = ""

    @property
    def weeks(self) -> list[Week]:
        return self.score.weeks()


class Appliance:
    """An appliance on an engine, one tick after the other."""

    def __init__(self, link: Link, start: datetime, trace: TraceWriter | None = None) -> None:
        self.link = link
        self.face = Face.of(link)
        self.start_s = int((start - EPOCH).total_seconds())
        self._trace = trace
        self.shown = [setting.natural(setting.factory) for setting in self.face.settings]
        self.outputs = [0.0] * len(self.face.outputs)
        self.question: str | None = None  # the setting that it asks about

    def vote(self, minute: int, setting: str, answer: int, clock_ahead_s: int = 0) -> None:
        """Somebody says -1 (less), 0 (fine) or 1 (more), just before the tick of this minute."""
        self.link.ask("vote", setting=setting, answer=answer)
        if self._trace is not None:
            local_s = self.start_s + minute * TICK_S + clock_ahead_s
            self._trace.put(local_s, f"vote.{setting}", str(answer))

    def tick(
        self, minute: int, readings: Readings, turns: list[int], clock_ahead_s: int = 0
    ) -> None:
        """Live one minute; `shown` and `outputs` are then what the appliance shows and does."""
        local_s = self.start_s + minute * TICK_S + clock_ahead_s
        pairs = zip(self.face.readings, readings, strict=True)
        raw = [quantity.raw(value) for quantity, value in pairs]
        answer = self.link.ask(
            "step", up=minute * TICK_S, local=local_s, readings=raw, turns=turns
        )
        self.shown = _natural(self.face.settings, answer["shown"])
        self.outputs = _natural(self.face.outputs, answer["outputs"])
        self.question = answer["question"]
        if self._trace is not None:
            self._record(self._trace, local_s, raw, turns, answer)

    def learned(self, day: int) -> Learned:
        """What it has learned by the end of day number `day`, as it would serve the next day."""
        setting = self.face.settings[0]
        told = self.link.ask(
            "learned",
            setting=setting.name,
            **{"from": self.start_s + day * MINUTES_PER_DAY * 60},
            every=_CURVE_EVERY_S,
            count=48,
        )
        points: list[tuple[int, int]] = told["points"]
        return Learned(day, [setting.natural(p[0]) for p in points], [p[1] for p in points])

    def expected(self, minute: int) -> Expected | None:
        """What its routine expects now; None if it has none."""
        try:
            told = self.link.ask("routine")
        except RefusedError:
            return None
        return Expected(minute, told["probability"] / 65536, told["prepared"])

    def last_change(self) -> Change | None:
        """The last change that it has decided on, of what the household wants."""
        told = self.link.ask("changes", setting=self.face.settings[0].name)["changes"][0]
        if told.get("last") is None:
            return None
        became, began, ended, up, down = told["last"]
        return Change(self._minute(began), self._minute(ended), became, up, down)

    def _minute(self, local_s: int) -> int:
        return (local_s - self.start_s) // TICK_S

    def _record(
        self,
        trace: TraceWriter,
        local_s: int,
        raw: list[int],
        turns: list[int],
        answer: dict[str, Any],
    ) -> None:
        face = self.face
        for quantity, value in zip(face.readings, raw, strict=True):
            trace.put(local_s, f"reading.{quantity.name}", quantity.text(value))
        for quantity, steps in zip(face.settings, turns, strict=True):
            if steps:
                trace.put(local_s, f"turn.{quantity.name}", str(steps))
        for quantity, value in zip(face.settings, answer["shown"], strict=True):
            trace.put(local_s, f"setting.{quantity.name}", quantity.text(value))
        for quantity, value in zip(face.outputs, answer["outputs"], strict=True):
            trace.put(local_s, f"output.{quantity.name}", quantity.text(value))


def live(
    world: World,
    engine: str,
    appliance: str = "climate",
    trace_path: Path | None = None,
    record: bool = False,
    profile: Path | None = None,
    progress: Callable[[House, Learned], None] = lambda house, learned: None,
    tokens: bool = False,
    answers: bool = True,
) -> Outcome:
    """Let an appliance live in a world.

    tokens: tell it who of the residents comes and leaves, as their phones would.
    answers: people answer when they are asked, as they would; else never.
    progress: called after each day with the house and what has been learned by then.
    profile: folder to take up what was learned from, and to keep it in; None starts afresh.
    Raises LinkError if the engine can't be started or fails, HabitudeError if a kept profile is
    damaged, TraceError if no trace can be written.
    """
    link = engines.start(engine, appliance, profile)
    try:
        _check_profile(link)
        if trace_path is None:
            return _live(world, Appliance(link, world.start), record, progress, tokens, answers)
        with TraceWriter(trace_path) as trace:
            trace.put(Appliance(link, world.start).start_s, "meta.appliance", appliance)
            trace.put(Appliance(link, world.start).start_s, "meta.tick_s", str(TICK_S))
            appliance_there = Appliance(link, world.start, trace)
            return _live(world, appliance_there, record, progress, tokens, answers)
    finally:
        link.close()


def _live(
    world: World,
    appliance: Appliance,
    record: bool,
    progress: Callable[[House, Learned], None],
    tokens: bool,
    answers: bool,
) -> Outcome:
    house = world.live(record)
    outcome = Outcome(house.score, house.history)
    outcome.learned.append(appliance.learned(0))
    has_routine = appliance.expected(0) is not None
    comings = comings_and_goings(world.at_home) if tokens else {}
    ahead_s: list[int] = world.clock_ahead_s.tolist()
    while not house.over:
        minute = house.minute
        for person, came in comings.get(minute, ()):
            appliance.link.ask("came" if came else "left", person=person)
        if answers:
            _answer(house, appliance, outcome, ahead_s[minute])
        readings = house.sense()
        presses = house.people_act(appliance.shown[0])
        turns = [sum(steps for _, steps in presses)]
        stood = appliance.question
        appliance.tick(minute, readings, turns, ahead_s[minute])
        if appliance.question is not None and stood is None:
            outcome.asked_at.append(minute)
        heat, cool = appliance.outputs[0] / 100, appliance.outputs[1] / 100
        last_week = house.minutes - minute <= MINUTES_PER_WEEK
        if has_routine and last_week and minute % _EXPECTED_EVERY_MIN == _EXPECTED_AT_MIN:
            outcome.expected += filter(None, [appliance.expected(minute)])
        house.advance(heat, cool)
        if house.minute % MINUTES_PER_DAY == 0:
            day = house.minute // MINUTES_PER_DAY
            outcome.moved_k.append(_distance_k(outcome.learned[-1], appliance.learned(day - 1)))
            outcome.learned.append(appliance.learned(day))
            _note_change(outcome, appliance)
            _note_memory(outcome, appliance.link)
            progress(house, outcome.learned[-1])
    days = house.minutes // MINUTES_PER_DAY
    outcome.week = [appliance.learned(days + ahead) for ahead in range(7)]
    outcome.why = appliance.link.ask("why", setting=appliance.face.settings[0].name)["say"]
    return outcome


def _answer(house: House, appliance: Appliance, outcome: Outcome, ahead_s: int) -> None:
    """Somebody may answer a question that stands."""
    answer = house.people_answer(appliance.question is not None)
    if answer is not None and appliance.question is not None:
        appliance.vote(house.minute, appliance.question, answer, ahead_s)
        appliance.question = None
        outcome.answers.append((house.minute, answer))


def comings_and_goings(at_home: NDArray[np.bool_]) -> dict[int, list[tuple[str, bool]]]:
    """By the minute: who of the residents, by name, has come (True) or left."""
    before = np.vstack((np.zeros_like(at_home[:1]), at_home[:-1]))
    found: dict[int, list[tuple[str, bool]]] = {}
    for minute, person in np.argwhere(at_home != before).tolist():
        found.setdefault(minute, []).append((NAMES[person], bool(at_home[minute, person])))
    return found


def _distance_k(one: Learned, other: Learned) -> float:
    pairs = zip(one.difference, other.difference, strict=True)
    return sum(abs(a - b) for a, b in pairs) / len(one.difference)


def _check_profile(link: Link) -> None:
    damaged: list[str] = link.ask("hello")["damaged"]
    if damaged:
        raise HabitudeError(
            f"damaged profile: {', '.join(damaged)}: remove it to go on with the copy before "
            "(profile.a and profile.b are saved in turn), or both to start afresh"
        )


def _note_change(outcome: Outcome, appliance: Appliance) -> None:
    change = appliance.last_change()
    if change is not None and change not in outcome.changes:
        outcome.changes.append(change)


def _note_memory(outcome: Outcome, link: Link) -> None:
    used: int | None = link.ask("memory")["used"]
    if used is not None:
        outcome.heap_peak_bytes = max(outcome.heap_peak_bytes or 0, used)


def _natural(quantities: Sequence[Quantity], raw: list[int]) -> list[float]:
    return [quantity.natural(value) for quantity, value in zip(quantities, raw, strict=True)]
