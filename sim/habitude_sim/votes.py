"""People's votes on a room's temperature, as a trace: what they would have pressed.

A table of votes (CSV) has a row for each vote with the columns `person`, `ts` (local time; a date
alone stands for votes spread over its working hours), `ta` (air temperature, degC), `rh` (%),
`t_out` (degC) and `preference` (-1 wants cooler, 0 no change, +1 wants warmer); empty is unknown.
The votes of one person become readings around each vote, and two steps of 0.5 K for each that asks
for a change. Votes from before 2024 are moved by 28 years, or twice that: the dates keep their
days of the week.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from habitude_host.trace import EPOCH, TraceError, TraceWriter

COLUMNS = ("person", "ts", "ta", "rh", "t_out", "preference")
STEPS_A_VOTE = 2
_CALENDAR_CYCLE = timedelta(days=28 * 365 + 7)
_FIRST_HOUR, _HOURS = 9, 8  # of a date without times
_BEFORE_S, _AFTER_S = 300, 600  # of a vote, in which the person's surroundings are known


@dataclass(frozen=True)
class Vote:
    """One vote; temperatures in degC, humidity in percent, "" where unknown."""

    at: datetime
    ta: str
    rh: str
    t_out: str
    preference: int


def read_votes(path: Path, person: str) -> list[Vote]:
    """The votes of one person in the order of time. Raises TraceError."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise TraceError(f"{path}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise TraceError(f"{path}: not a CSV file ({error})") from error
    missing = [column for column in COLUMNS if not rows or column not in rows[0]]
    if missing:
        raise TraceError(f"{path}: expected the columns {', '.join(COLUMNS)}")
    votes = [
        _vote(row, f"{path}, line {number}")
        for number, row in enumerate(rows, 2)
        if row["person"] == person
    ]
    if not votes:
        people = sorted({row["person"] for row in rows})
        raise TraceError(f"{path}: no votes of '{person}'; people: {', '.join(people)}")
    return sorted(_spread(votes), key=lambda vote: vote.at)


def write_trace(votes: list[Vote], path: Path, days: int | None = None) -> int:
    """Write the trace of the votes of the first `days` days (None: all); gives their number."""
    start = votes[0].at.replace(hour=0, minute=0, second=0)
    end = None if days is None else start + timedelta(days=days)
    kept = [vote for vote in votes if end is None or vote.at < end]
    with TraceWriter(path) as trace:
        trace.put(_local_s(start), "meta.appliance", "climate")
        trace.put(_local_s(start), "meta.tick_s", "60")
        neighbours = zip([None, *kept[:-1]], kept, [*kept[1:], None], strict=True)
        for earlier, vote, following in neighbours:
            _write(trace, earlier, vote, following)
    return len(kept)


def _write(trace: TraceWriter, earlier: Vote | None, vote: Vote, following: Vote | None) -> None:
    at = _local_s(vote.at)
    known = at - _BEFORE_S if earlier is None else max(at - _BEFORE_S, _local_s(earlier.at))
    readings = {"room_temp": vote.ta, "humidity": vote.rh, "outdoor_temp": vote.t_out}
    for name, value in readings.items():
        trace.put(known, f"reading.{name}", value)
    trace.put(known, "reading.presence", "1")
    if vote.preference:
        trace.put(at, "turn.target_temp", str(STEPS_A_VOTE * vote.preference))
    gone = at + _AFTER_S
    if following is None or _local_s(following.at) - _BEFORE_S > gone:
        for name in (*readings, "presence"):
            trace.put(gone, f"reading.{name}", "")


def _vote(row: dict[str, str], where: str) -> Vote:
    try:
        preference = int(row["preference"])
        at = datetime.fromisoformat(row["ts"])
        for column in ("ta", "rh", "t_out"):
            float(row[column] or 0)
    except ValueError as error:
        raise TraceError(f"{where}: {error}") from error
    if preference not in (-1, 0, 1):
        raise TraceError(f"{where}: preference is {preference}, expected -1, 0 or 1")
    while at < EPOCH:
        at += _CALENDAR_CYCLE
    return Vote(at, row["ta"], row["rh"], row["t_out"], preference)


def _spread(votes: list[Vote]) -> list[Vote]:
    """Gives votes of a date without times their places in its working hours."""
    by_date: dict[datetime, list[Vote]] = {}
    for vote in votes:
        by_date.setdefault(vote.at, []).append(vote)
    spread: list[Vote] = []
    for at, same in by_date.items():
        timeless = at.hour == at.minute == 0
        for place, vote in enumerate(same):
            share = (place + 0.5) / len(same)
            offset = timedelta(minutes=round((_FIRST_HOUR + _HOURS * share) * 60))
            moved = at + offset if timeless else at
            spread.append(Vote(moved, vote.ta, vote.rh, vote.t_out, vote.preference))
    return spread


def _local_s(at: datetime) -> int:
    return int((at - EPOCH).total_seconds())
