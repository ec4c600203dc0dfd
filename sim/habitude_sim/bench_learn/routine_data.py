"""A household's use of its appliances, slot by slot: what a learner is told, and the truth.

`household.csv` (or `.csv.gz`) has a row for each quarter of an hour with the columns `ts` (local
time at its beginning), `missing` (1: nothing else in the row means anything), and for each
appliance whether it was on and whether a use began (`kitchen_on`, `kitchen_start`, ..).
"""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from habitude_host.errors import HabitudeError

HOUR = 4  # slots
DAY = 96
WEEK = 672
LONG = 2000  # slots: "never" for those who ask how long ago

_EPOCH = datetime(2024, 1, 1)
_SLOT = timedelta(minutes=15)
_CALENDAR_CYCLE = timedelta(days=28 * 365 + 7)  # days of the week repeat


class HouseholdError(HabitudeError):
    """A table that can't be read as a household's; the message names the file."""


@dataclass(frozen=True)
class Task:
    """One appliance. start, on: columns. known: slots until a begun use is known.

    rest: slots that it is off before what counts as a use.
    """

    name: str
    start: str
    on: str
    known: int
    rest: int

    @property
    def delay(self) -> int:
        """Slots until it is known whether a use began in an hour."""
        return self.known + HOUR - 1


TASKS = (
    Task("kitchen", "kitchen_start", "kitchen_on", 1, 8),
    Task("laundry", "laundry_start", "laundry_on", 1, 8),
    Task("wh", "wh_start", "wh_on", 1, 4),  # water heater: every run
    Task("hw", "hw_start", "wh_on", 6, 4),  # long runs, known later: hot water was used
)


@dataclass(frozen=True)
class Life:
    """One appliance's years; every list has an item a slot, known at its beginning or not.

    Told: `slots` (since 2024-01-01, years moved by a calendar cycle), `was_on` in the slot before,
    `told` whether that is known at all, `began` how many slots ago a use began that is known from
    now on (0: none), `since` the last known beginning and `rest` since it was on, both in slots up
    to LONG. Truth: `starts`, `label` whether a use begins within the hour, `valid` whether that
    can be judged: everything from its rest before to its label after is known.
    """

    task: Task
    slots: list[int]
    was_on: list[int]
    told: list[bool]
    began: list[int]
    since: list[int]
    rest: list[int]
    starts: list[bool]
    label: list[int]
    valid: list[bool]

    def __len__(self) -> int:
        return len(self.slots)


FILES = ("household.csv.gz", "household.csv")


def read_lives(folder: Path) -> list[Life]:
    """Every task of a folder; none if it has no household. Raises HouseholdError."""
    path = next((p for p in map(folder.joinpath, FILES) if p.exists()), None)
    if path is None:
        return []
    rows = _read(path)
    try:
        when = [datetime.fromisoformat(row["ts"]) for row in rows]
        columns = {
            name: np.array([int(row[name]) for row in rows], dtype=bool)
            for name in {"missing", *(c for t in TASKS for c in (t.start, t.on))}
        }
    except (KeyError, TypeError, ValueError) as error:
        raise HouseholdError(f"{path}: not a household's table ({error})") from error
    slots = _slots(when)
    return [
        life(task, slots, columns[task.on], columns[task.start], columns["missing"])
        for task in TASKS
    ]


def _read(path: Path) -> list[dict[str, str]]:
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
        rows = list(csv.DictReader(io.StringIO(text)))
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise HouseholdError(f"{path}: can't be read ({error})") from error
    if not rows:
        raise HouseholdError(f"{path}: empty")
    return rows


def _slots(when: list[datetime]) -> list[int]:
    start = _EPOCH
    while when[0] - start < _CALENDAR_CYCLE:  # far from the first slot: nothing is before it
        start -= _CALENDAR_CYCLE
    return [(at - start) // _SLOT for at in when]


def life(
    task: Task,
    slots: list[int],
    on: NDArray[np.bool_],
    starts: NDArray[np.bool_],
    missing: NDArray[np.bool_],
) -> Life:
    """The life of an appliance from what happened in each slot."""
    count = len(slots)
    at = np.arange(count)
    label = np.zeros(count, dtype=bool)
    for ahead in range(HOUR):
        label |= _shifted(starts, -ahead, fill=False)
    valid = np.ones(count, dtype=bool)
    for ahead in range(-task.rest, task.delay):
        valid &= ~_shifted(missing, -ahead, fill=True)
    was_on = _shifted(on, 1, fill=False)
    told = ~_shifted(missing, 1, fill=True)
    last_start = np.maximum.accumulate(np.where(_shifted(starts, task.known), at, -LONG))
    last_start = np.where(last_start >= 0, last_start - task.known, -LONG)
    last_on = np.maximum.accumulate(np.where(was_on, at, -LONG))
    return Life(
        task,
        slots,
        was_on.astype(int).tolist(),
        told.tolist(),
        _announced(last_start.tolist(), told.tolist()),
        np.minimum(LONG, at - last_start).tolist(),
        np.minimum(LONG, at - last_on).tolist(),
        starts.tolist(),
        label.astype(int).tolist(),
        valid.tolist(),
    )


def _shifted(values: NDArray[np.bool_], by: int, fill: bool = False) -> NDArray[np.bool_]:
    """values[t - by], `fill` where there is no such slot."""
    result = np.full(len(values), fill)
    if by >= 0:
        result[by:] = values[: len(values) - by]
    else:
        result[:by] = values[-by:]
    return result


def _announced(last_start: list[int], told: list[bool]) -> list[int]:
    """Each beginning once, in the first slot that is told after it is known."""
    result = [0] * len(told)
    latest = -LONG
    for slot, (start, is_told) in enumerate(zip(last_start, told, strict=True)):
        if is_told and start > latest:
            latest = start
            result[slot] = slot - start
    return result
