"""Each reading, output and the clock with each fault, in a simulated household, one after the
other: what is noticed and when, what is told, what it does to the room, and what is learned.

Each life is held against the same life without the fault: same weather, people and chance.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

from habitude_host.face import Face
from habitude_host.link import Link
from habitude_host.trace import EPOCH
from habitude_sim import engines
from habitude_sim.torture.faults import Raw, Sick
from habitude_sim.torture.faults_checker import BrokenError, Checker, Tick
from habitude_sim.torture.faults_house import ACTUATOR_KINDS
from habitude_sim.torture.faults_spec import (
    CLIMATE,
    COOL,
    FAN,
    HEAT,
    HUMIDITY,
    OUTDOOR,
    PRESENCE,
    ROOM,
)
from habitude_sim.world import World

_SEED, _DAYS = 3, 2
_BEGINS, _ENDS, _OVER = 6 * 60, 30 * 60, 36 * 60  # minutes of a life
_NEAR_K = 1.0  # the room is as without the fault
_NEAR_LEARNED_K = 0.25  # half a step: so is what is learned
_SAFE_C = (5.0, 35.0)  # nothing freezes, nobody is in danger

# Why what is not noticed can't be, and who puts it right.
_OTHER_TEMPERATURE = "one sensor can't tell another temperature from a wrong one; people turn it"


@dataclass(frozen=True)
class Case:
    """A fault: of a reading or output (its index), or of the clock. why: it is not noticed."""

    of: str  # "reading", "output" or "clock"
    index: int
    kind: str
    size: float = 0.0
    season: str = "winter"
    why: str = ""

    @property
    def name(self) -> str:
        names = {"reading": [r.name for r in CLIMATE.readings], "output": list(CLIMATE.outputs)}
        return names[self.of][self.index] if self.of in names else "clock"

    @property
    def fault(self) -> str:
        units = {ROOM: "K", OUTDOOR: "K", HUMIDITY: "%", PRESENCE: ""}
        if not self.size:
            return self.kind
        unit = " h" if self.of == "clock" else f" {units[self.index]}"
        return f"{self.kind} {self.size:+g}{unit}" + (
            " an hour" if self.kind == "drifting" else ""
        )


@dataclass
class Lived:
    """What came of a life. noticed: minutes after the fault began, None: never; `told`: how.

    The rest is of the time of the fault: the room's lowest and highest temperature, its mean heat
    and cooling in % of the power asked for; and at its end: overrides learned, and what is given
    beyond the advice over a day (K).
    """

    noticed: int | None = None
    told: str = ""
    broken: str = ""
    low_c: float = 99.0
    high_c: float = -99.0
    heat: float = 0.0
    cool: float = 0.0
    overrides: int = 0
    learned_k: list[float] = field(default_factory=list[float])


@dataclass(frozen=True)
class Row:
    """A case, its life, and how it differs from the one without: in K, room and what is learned.

    verdict: "noticed"; "harmless": room and learning are as without; "guarded": people are served
    worse, and what the guard promises is kept; or "BROKEN".
    """

    case: Case
    lived: Lived
    room_k: float
    learned_k: float
    verdict: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "what": self.case.name,
            "fault": self.case.fault,
            "season": self.case.season,
            "verdict": self.verdict,
            "room_k": round(self.room_k, 2),
            "learned_differs_k": round(self.learned_k, 2),
            **asdict(self.lived),
        }


def cases() -> list[Case]:
    found = [
        Case("reading", index, kind)
        for index in (ROOM, HUMIDITY, OUTDOOR, PRESENCE)
        for kind in ("missing", "too high", "stuck", "loose", "rubbish")
    ]
    found += [
        Case("reading", ROOM, "too low"),
        Case("reading", ROOM, "offset", 15),
        Case("reading", ROOM, "offset", 4, why=_OTHER_TEMPERATURE),
        Case("reading", ROOM, "offset", -4, why=_OTHER_TEMPERATURE),
        Case("reading", ROOM, "jumping", 3),
        Case("reading", ROOM, "noisy", 2),
        Case("reading", ROOM, "noisy", 0.5, why="the mean is right"),
        Case("reading", ROOM, "drifting", 0.5, why=_OTHER_TEMPERATURE),
        Case("reading", ROOM, "drifting", -0.5, why=_OTHER_TEMPERATURE),
        Case("reading", ROOM, "swapped"),
        Case("reading", OUTDOOR, "offset", 8, why="advice follows it by days, and within 1 K"),
        Case("reading", OUTDOOR, "jumping", 3),
        Case("reading", OUTDOOR, "drifting", -2, why="advice follows it by days"),
        Case("output", HEAT, "dead"),
        Case("output", HEAT, "welded"),
        Case("output", COOL, "dead", season="summer"),
        Case("output", COOL, "welded", season="summer"),
        Case("output", FAN, "dead", why="no sensor sees the fan; heat and its guard do without"),
        Case("output", FAN, "welded", why="no sensor sees the fan; heat and its guard do without"),
        Case("clock", 0, "lost"),
        Case("clock", 0, "jump", 5, why="a clock may be set; what holds at other hours holds"),
        Case("clock", 0, "jump", -5, why="a clock may be set; what holds at other hours holds"),
        Case("clock", 0, "restless", 5),
    ]
    return found


@cache
def _world(season: str) -> World:
    return World(_SEED, days=_DAYS, season=season)


@cache
def _without(season: str) -> Lived:
    return _Life(Case("none", 0, "", season=season)).live()


def measure(progress: Callable[[str], None]) -> list[Row]:
    """Live every case."""
    rows: list[Row] = []
    for case in cases():
        progress(f"{case.name} {case.fault}")
        rows.append(_row(case))
    return rows


def _row(case: Case) -> Row:
    lived, without = _Life(case).live(), _without(case.season)
    room_k = max(abs(lived.low_c - without.low_c), abs(lived.high_c - without.high_c))
    pairs = zip(lived.learned_k, without.learned_k, strict=True)
    learned_k = max(abs(one - other) for one, other in pairs)
    if lived.broken:
        verdict = "BROKEN"
    elif lived.noticed is not None:
        verdict = "noticed"
    elif room_k < _NEAR_K and learned_k < _NEAR_LEARNED_K:
        verdict = "harmless"
    else:
        verdict = "guarded"
    return Row(case, lived, room_k, learned_k, verdict)


class _Life:
    """36 hours of a household in which something fails at six in the morning, for a day."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._world = _world(case.season)
        self._house = self._world.live()
        self._link: Link = engines.start("native", CLIMATE.appliance)
        self._face = Face.of(self._link)
        self._checker = Checker(CLIMATE)
        self._rng = random.Random(_SEED)
        self._start_s = int((self._world.start - EPOCH).total_seconds())
        self._ahead_s = 0
        self._sick: dict[int, Sick] = {}
        self._told: list[Raw] = [None] * len(CLIMATE.readings)
        self._usual: set[str] = set()  # what is told without a fault
        self._lived = Lived()

    def live(self) -> Lived:
        lived = self._lived
        shown = [s.natural(s.factory) for s in self._face.settings]
        for minute in range(_OVER):
            if minute == _BEGINS:
                self._begin()
            elif minute == _ENDS:
                self._end()
            answer = self._tick(minute, shown[0])
            shown = [
                s.natural(raw) for s, raw in zip(self._face.settings, answer["shown"], strict=True)
            ]
            if _BEGINS <= minute < _ENDS:
                self._note(minute, answer)
        lived.heat, lived.cool = (
            round(value / (_ENDS - _BEGINS) / 10, 1) for value in (lived.heat, lived.cool)
        )
        self._link.close()
        return lived

    def _tick(self, minute: int, shown: float) -> dict[str, Any]:
        house, case = self._house, self._case
        pairs = zip(house.sense(), CLIMATE.readings, strict=True)
        true: list[Raw] = [round(value * 10**reading.decimals) for value, reading in pairs]
        self._told = [
            self._sick[i].tell(true, CLIMATE, minute * 60, self._rng) if i in self._sick else value
            for i, value in enumerate(true)
        ]
        turns = [sum(steps for _, steps in house.people_act(shown))]
        answer = self._link.ask(
            "step",
            up=minute * 60,
            local=self._local(minute),
            readings=self._told,
            turns=turns,
        )
        self._check(minute, answer)
        powers = [level / CLIMATE.full for level in answer["outputs"]]
        failing = _BEGINS <= minute < _ENDS and case.of == "output"
        forced = ACTUATOR_KINDS[case.kind] if failing else None
        if forced is not None:
            powers[case.index] = forced
        house.advance(powers[HEAT], powers[COOL])
        return answer

    def _begin(self) -> None:
        case = self._case
        self._usual = {"heat waits", "cool waits", "cool goes on"}
        if case.of == "reading":
            other = OUTDOOR if case.index == ROOM else ROOM
            for one, two in ((case.index, other), (other, case.index)):
                if one == case.index or case.kind == "swapped":
                    self._sick[one] = Sick(
                        case.kind, case.size, one, two, _BEGINS * 60, self._told[one]
                    )
        elif case.of == "clock" and case.kind == "jump":
            self._ahead_s = round(case.size * 3600)

    def _end(self) -> None:
        """What was learned by now; then all is well again."""
        name = CLIMATE.settings[0].name
        day = {"from": self._start_s + _ENDS * 60, "every": 3600, "count": 24}
        told = self._link.ask("learned", setting=name, **day)
        self._lived.overrides = told["overrides"]
        self._lived.learned_k = [point[0] / 100 for point in told["points"]]
        self._sick.clear()
        self._ahead_s = 0

    def _local(self, minute: int) -> int:
        failing = self._case.of == "clock" and _BEGINS <= minute < _ENDS
        if failing and self._case.kind == "lost":
            return -1
        if failing and self._case.kind == "restless" and minute % 60 == 0:
            self._ahead_s = round(self._rng.uniform(-1, 1) * self._case.size * 3600)
        return self._start_s + 86400 + minute * 60 + self._ahead_s

    def _note(self, minute: int, answer: dict[str, Any]) -> None:
        lived, room_c = self._lived, self._house.plant.air_c
        lived.low_c, lived.high_c = min(lived.low_c, room_c), max(lived.high_c, room_c)
        lived.heat += answer["outputs"][HEAT]
        lived.cool += answer["outputs"][COOL]
        if lived.noticed is None:
            lived.told = self._sentence(answer)
            lived.noticed = minute - _BEGINS if lived.told else None

    def _sentence(self, answer: dict[str, Any]) -> str:
        """What is told of the fault, if anything is."""
        if answer["fault"]:
            return answer["fault"]
        notice: str = answer["notice"] or ""
        if notice and not any(notice.startswith(usual) for usual in self._usual):
            return notice
        if self._case.of == "none":
            return ""
        status = self._link.ask("status")
        if status["local"] < 0:
            return "the time is not known"
        wrong = [
            f"{name} is {quality} ({cause})"
            for name, _, quality, cause in status["readings"]
            if quality != "good"
        ]
        return wrong[0] if wrong else ""

    def _check(self, minute: int, answer: dict[str, Any]) -> None:
        seen = Tick(
            minute * 60,
            self._told,
            answer["outputs"],
            answer["shown"],
            answer["desired"],
            answer["fault"],
        )
        try:
            self._checker.see(seen)
        except BrokenError as broken:
            self._lived.broken = self._lived.broken or str(broken)
