"""What happens to a household and its appliance in an eventful year: plain data, from a seed.

Days count from Monday, 5 January; a shorter life has what fits into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from habitude_sim.changes import (
    Change,
    ClockChange,
    Guest,
    Holiday,
    Move,
    Played,
    Season,
    WishShift,
)
from habitude_sim.weather import MINUTES_PER_DAY

FAULTS = (
    "room missing",
    "room stuck",
    "room out of range",
    "room damaged",
    "room jumping",
    "outdoor open",
    "outdoor shorted",
    "motion always",
    "motion never",
    "clock lost",
    "clock a day ahead",
    "clock hours behind",
)
_FAULT_EVERY_DAYS = 2
_SHORTEST_MIN, _LONGEST_MIN = 10, 2 * MINUTES_PER_DAY
_CUTS = (0.05, 0.1, 0.16, 0.22)  # of the life; what is left is lived through in one piece
_CLOCK_SET_AFTER_MIN = (60, 600)  # of a power cut: when somebody notices

# Of a whole year: (last day, what changes).
_YEAR: tuple[tuple[int, Change], ...] = (
    (4, Played(4)),
    (44, Guest(40, 4, 2.5)),
    (78, Holiday(68, 9)),  # longer than half a period of ticks_ms
    (83, ClockChange(83, 1)),
    (150, Season(90, 60, 0.0, 1.5)),  # the weather is a year's already; people dress for summer
    (130, WishShift(130, 1.5)),
    (167, Guest(160, 7, -2.5)),
    (212, Holiday(195, 16)),  # longer than a whole one
    (220, Move(220, "poor")),
    (310, Season(250, 60, 0.0, -1.5)),
    (293, ClockChange(293, -1)),
    (300, Played(300)),
    (358, Guest(352, 5, 2.5)),  # from Christmas on; the year ends on day 360
)

_LOOKS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("describe", {}),
    ("hello", {}),
    ("why", {"setting": "target_temp"}),
    ("learned", {"setting": "target_temp", "from": 0, "every": 1800, "count": 48}),
    ("question", {}),
    ("routine", {}),
    ("changes", {"setting": "target_temp"}),
    ("satisfaction", {"setting": "target_temp"}),
    ("people", {}),
    ("profile", {}),
    ("profile", {"from": 0}),
    ("no such command", {}),
)
# How often in a year the owner corrects what was learned, each of which is saved at once.
_CORRECTIONS: tuple[tuple[int, str, Mapping[str, Any]], ...] = (
    (52, "undo", {"setting": "target_temp"}),
    (4, "freeze", {"setting": "target_temp"}),
    (2, "forget", {"setting": "target_temp", "from": 6, "to": 9}),
    (1, "forget", {"setting": "target_temp", "day": 6}),
    (1, "forget", {"setting": "routine"}),
)
_FROZEN_DAYS = 2
# Of a power-on, when its owner tries all of this: what the first of each needs, a board keeps.
_TRIED_AFTER_MIN = 8 * 60


@dataclass(frozen=True)
class Fault:
    """Something is wrong from one minute until before another."""

    kind: str
    first: int
    end: int


@dataclass(frozen=True)
class Request:
    """Something that is asked for or told over the link."""

    minute: int
    command: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Events:
    """What happens: to the household, the sensors, the power (minutes), and over the link."""

    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]
    cuts: tuple[int, ...]
    clock_set_after: tuple[int, ...]
    """Minutes after each cut."""
    requests: tuple[Request, ...]
    corrections: int = field(default=0)
    """How many of the requests may be saved at once."""


def eventful(days: int, seed: int) -> Events:
    """The events of `days` days (7 .. 365)."""
    rng = np.random.default_rng([seed, days])
    minutes = days * MINUTES_PER_DAY
    cuts = tuple(int(minutes * share) + int(rng.integers(600)) for share in _CUTS)
    corrections = _corrections(days, rng)
    tried = [asked for on in (0, *cuts) for asked in _tried(on + _TRIED_AFTER_MIN)]
    looks = [
        Request(
            day * MINUTES_PER_DAY + int(rng.integers(MINUTES_PER_DAY)), *_LOOKS[day % len(_LOOKS)]
        )
        for day in range(days)
    ]
    return Events(
        changes=tuple(change for last, change in _YEAR if last < days),
        faults=_faults(days, rng),
        cuts=cuts,
        clock_set_after=tuple(int(rng.integers(*_CLOCK_SET_AFTER_MIN)) for _ in cuts),
        requests=tuple(sorted([*looks, *tried, *corrections], key=lambda request: request.minute)),
        corrections=len(corrections) + len(tried),
    )


def _faults(days: int, rng: np.random.Generator) -> tuple[Fault, ...]:
    """One every other day, each kind in turn, for ten minutes to two days."""
    found: list[Fault] = []
    kinds: list[str] = []
    for day in range(1, days - 2, _FAULT_EVERY_DAYS):
        kinds = kinds or list(rng.permutation(FAULTS))
        first = day * MINUTES_PER_DAY + int(rng.integers(MINUTES_PER_DAY))
        minutes = _SHORTEST_MIN * (_LONGEST_MIN / _SHORTEST_MIN) ** float(rng.random())
        found.append(Fault(str(kinds.pop()), first, first + int(minutes)))
    return tuple(found)


def _corrections(days: int, rng: np.random.Generator) -> list[Request]:
    found: list[Request] = []
    for times, command, arguments in _CORRECTIONS:
        minutes = [
            int(rng.integers((days - _FROZEN_DAYS) * MINUTES_PER_DAY))
            for _ in range(round(times * days / 365))
        ]
        found += [Request(minute, command, arguments) for minute in minutes]
        if command == "freeze":
            ends = [minute + _FROZEN_DAYS * MINUTES_PER_DAY for minute in minutes]
            found += [Request(end, "unfreeze", arguments) for end in ends]
    return found


def _tried(minute: int) -> list[Request]:
    """Everything that an owner can ask for and correct, one a minute: each takes its time."""
    asked: list[tuple[str, Mapping[str, Any]]] = [*_LOOKS]
    for _, command, arguments in _CORRECTIONS:
        asked.append((command, arguments))
        if command == "freeze":
            asked.append(("unfreeze", arguments))
    return [Request(minute + after, *each) for after, each in enumerate(asked)]
