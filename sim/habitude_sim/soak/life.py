"""A life: a household, its appliance on a board, and what happens to both, minute by minute."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from habitude_host.errors import RefusedError
from habitude_host.link import Link
from habitude_host.trace import EPOCH
from habitude_sim.people.parameters import PeopleParameters
from habitude_sim.scenario import comings_and_goings
from habitude_sim.soak.board import HEAP_KB, PERIOD_MS, Board, Storage
from habitude_sim.soak.events import Events, Request, eventful
from habitude_sim.soak.senses import Senses
from habitude_sim.weather import MINUTES_PER_DAY
from habitude_sim.world import World

_MINUTE_MS = 60_000
_ASK_EVERY_MIN = 10  # how it does; else only when somebody might act
_BUSY_EVERY_MIN = 97
_AHEAD_MS = 2 * 3600 * 1000  # of a wrap of ticks_ms when the power comes on
_BLIND_MIN = 7  # the room's temperature is stale after 300 s
_COPIES = ("profile.a", "profile.b")
_COPY_HEAD = struct.Struct("<4sIH")  # magic, number of the save, length
# What weeks show of wishes that drift would make strangers of two people in a year.
_LASTING = PeopleParameters(drift_sd_k_per_week=0)
_CLOCK_WRONG_S = {"clock a day ahead": 86400, "clock hours behind": -5 * 3600}


@dataclass(frozen=True)
class Sample:
    """A board at the end of a day.

    up_min: since power-on. used, free: bytes of the heap, after a collection. wraps: of ticks_ms
    since power-on. files: bytes of those that the firmware has written. saves: of the profile,
    erases: of blocks, ever.
    """

    day: int
    up_min: int
    used: int
    free: int
    ticks: int
    late_ms: int
    latest_ms: int
    unfed_ms: int
    wraps: int
    files: dict[str, int]
    saves: int
    erases: int


@dataclass
class Course:
    """What a life leaves. wrong: what should not be, and how often; first: an example of each.

    erases: of each block of the flash.
    power_ons: (minutes that it was up, ticks begun, ms that the last one was late).
    """

    days: int
    seed: int
    tick_s: int
    events: Events
    samples: list[Sample] = field(default_factory=list[Sample])
    power_ons: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])
    wrong: Counter[str] = field(default_factory=Counter[str])
    first: dict[str, str] = field(default_factory=dict[str, str])
    right_by_day: list[float] = field(default_factory=list[float])
    turned: int = 0
    erases: list[int] = field(default_factory=list[int])


class Life:
    """One life of `days` days with a tick every `tick_s` seconds, in `folder`."""

    def __init__(
        self,
        folder: Path,
        days: int,
        seed: int,
        tick_s: int,
        leak: int = 0,
        heap_kb: int = HEAP_KB,
    ) -> None:
        self.events = eventful(days, seed)
        self.course = Course(days, seed, tick_s, self.events)
        self._world = World(
            seed, days, residents=2, parameters=_LASTING, changes=self.events.changes
        )
        self._house = self._world.live()
        self._start_s = int((self._world.start - EPOCH).total_seconds())
        self._senses = Senses(self.events.faults, np.random.default_rng([seed, days, 1]))
        self._comings = comings_and_goings(self._world.at_home)
        self._here: set[str] = set()
        self._requests: dict[int, list[Request]] = {}
        for request in self.events.requests:
            self._requests.setdefault(request.minute, []).append(request)
        self._ahead_s: list[int] = self._world.clock_ahead_s.tolist()
        self._storage = Storage.new(folder, tick_s)
        self._options = (tick_s, PERIOD_MS - _AHEAD_MS, leak, heap_kb)
        self._firmware = set(self._storage.files())
        self._blind_min = 0
        self._frozen = False
        self._switch_on(0)
        self._set_clock(0)

    def live(self, progress: Callable[[Sample], None]) -> Course:
        """Live it; `progress` is told of each day. Raises LinkError if the firmware ends."""
        house = self._house
        try:
            while not house.over:
                self._minute(house.minute)
                if house.minute % MINUTES_PER_DAY == 0:
                    self.course.samples.append(self._sample(house.minute // MINUTES_PER_DAY))
                    progress(self.course.samples[-1])
            self._note_power_on(house.minute)
        finally:
            self._board.close()
        self.course.right_by_day = house.score.satisfied_by_day()
        self.course.turned = len(house.score.overrides_at)
        self.course.erases = self._storage.erases()
        return self.course

    def _minute(self, minute: int) -> None:
        self._happen(minute)
        world, house = self._world, self._house
        readings = house.sense()
        might_turn = world.people.might_act[minute] or minute in world.played_c
        if might_turn or minute % _ASK_EVERY_MIN == 0:
            self._look(minute)
        presses = house.people_act(self._shown)
        answer = house.people_answer(self._question)
        if answer is not None:
            self._ask("vote", setting="target_temp", answer=answer)
            self._question = False
        around = self._senses.at(minute, readings)
        until_ms = (minute + 1 - self._on_since) * _MINUTE_MS
        steps = sum(steps for _, steps in presses)
        busy = minute % _BUSY_EVERY_MIN == 0
        told = self._board.live(until_ms, around, steps, busy)
        blind = around.answer == b"" or around.room_c > 60
        self._blind_min = self._blind_min + 1 if blind else 0
        self._check("no heat without a temperature", self._blind_min < _BLIND_MIN or not told.heat)
        house.advance(told.heat, told.cool)

    def _happen(self, minute: int) -> None:
        """What the household's day, the power, the clock and the owner bring in this minute."""
        if minute in self.events.cuts:
            self._note_power_on(minute)
            self._board.cut()
            self._switch_on(minute)
        for cut, after in zip(self.events.cuts, self.events.clock_set_after, strict=True):
            if minute == cut + after:
                self._set_clock(minute)
        for person, came in self._comings.get(minute, ()):
            (self._here.add if came else self._here.discard)(person)
            self._ask("came" if came else "left", person=person)
        if minute and self._ahead_s[minute] != self._ahead_s[minute - 1] and self._clock_is_set:
            self._set_clock(minute)
        for fault in self.events.faults:
            if fault.kind.startswith("clock") and minute in (fault.first, fault.end):
                self._disturb_clock(fault.kind, minute, minute == fault.first)
        for request in self._requests.get(minute, ()):
            self._ask(request.command, **request.arguments)
            if request.command in ("freeze", "unfreeze"):
                self._frozen = request.command == "freeze"
        self._frozen_min += self._frozen

    def _disturb_clock(self, kind: str, minute: int, begins: bool) -> None:
        if not begins:
            self._set_clock(minute)
        elif kind == "clock lost":
            self._board.lose_clock()
            self._clock_is_set, self._clock_off_s = False, 0
        else:
            self._set_clock(minute, _CLOCK_WRONG_S[kind])

    def _set_clock(self, minute: int, off_s: int = 0) -> None:
        self._ask("clock", local=self._local_s(minute) + off_s)
        self._clock_is_set, self._clock_off_s = True, off_s
        self._clock_set_at = minute

    def _local_s(self, minute: int) -> int:
        return self._start_s + minute * 60 + self._ahead_s[minute]

    def _switch_on(self, minute: int) -> None:
        tick_s, first_ticks, leak, heap_kb = self._options
        self._board = Board(self._storage, tick_s, first_ticks, leak, heap_kb)
        self._link = Link(self._board)
        self._on_since, self._frozen_min = minute, 0
        self._clock_is_set, self._clock_off_s = False, 0
        self._shown, self._question = 21.0, False
        hello = self._ask("hello")
        self._check("profiles are whole", not hello["damaged"], str(hello["damaged"]))
        self._days_before: int = self._ask("satisfaction", setting="target_temp")["days"]
        for person in sorted(self._here):
            self._ask("came", person=person)

    def _ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        try:
            return self._link.ask(command, **arguments)
        except RefusedError:
            return {}  # as `undo` is when there is nothing to undo

    def _look(self, minute: int) -> None:
        """See what it shows and asks, and whether it knows the time."""
        status = self._ask("status")
        self._shown = status["settings"][0][1] / 100
        self._question = status["question"] is not None
        if minute < self._on_since + 1:
            return  # the first tick is still to come
        tick_s = self.course.tick_s
        up_s = (minute - self._on_since) * 60
        self._check(
            "uptime", _in_time(up_s - status["uptime"], tick_s), f"{status['uptime']}, {up_s}"
        )
        if not self._clock_is_set:
            self._check("clock is known to be lost", status["local"] == -1)
            return
        late_s = self._local_s(minute) + self._clock_off_s - status["local"]
        # The tick that is shown was one before: of a clock that was set since, it knew nothing.
        set_since = self._clock_set_at == minute
        self._check("local time", set_since or _in_time(late_s, tick_s), f"{minute}: {late_s} s")

    def _sample(self, day: int) -> Sample:
        self._ask("memory")  # what is left of the requests before is collected after this one
        memory = self._ask("memory")
        told = self._board.told
        up_min = day * MINUTES_PER_DAY - self._on_since
        days: int = self._ask("satisfaction", setting="target_temp")["days"]
        whole = (up_min - self._frozen_min) // MINUTES_PER_DAY  # frozen, they stand still
        self._check("days", whole - 1 <= days - self._days_before <= whole, f"{days} of {day}")
        files = self._storage.files()
        written = {name: files[name] for name in sorted(set(files) - self._firmware)}
        return Sample(
            day,
            up_min,
            memory["used"],
            memory["free"],
            told.ticks,
            told.late_ms,
            told.latest_ms,
            told.unfed_ms,
            (told.now_ms + self._options[1]) // PERIOD_MS,
            {name: len(content) for name, content in written.items()},
            _saves(written),
            sum(self._storage.erases()),
        )

    def _note_power_on(self, minute: int) -> None:
        told = self._board.told
        self.course.power_ons.append((minute - self._on_since, told.ticks, told.late_ms))

    def _check(self, what: str, fine: bool, example: str = "") -> None:
        if not fine:
            self.course.wrong[what] += 1
            self.course.first.setdefault(what, example)


def _in_time(behind_s: int, tick_s: int) -> bool:
    """Whether a board tells of its last tick; one that is busy does so up to a second later."""
    return -1 <= behind_s <= tick_s + 1


def _saves(files: Mapping[str, bytes]) -> int:
    """How often the profile was saved: the number of its newest copy (firmware's store.py)."""
    copies = [files[name] for name in _COPIES if name in files]
    return max((_COPY_HEAD.unpack_from(copy)[1] for copy in copies), default=0)
