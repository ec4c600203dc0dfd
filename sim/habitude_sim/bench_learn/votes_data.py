"""Tables of thermal-preference votes (CSV), by person and in the order of their votes.

Any CSV file of the folder (`.csv` or `.csv.gz`) with the columns `person`, `group`, `seq`, `ts`
and `preference` is a source; other columns are features where they are there, empty is unknown. A
`ts` without a time of day (a date) makes a source of dates: its hours are unknown, and a vote is
*fresh* when it is the first of its day; else it is when the one before is two hours ago.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO, cast

from habitude_host.errors import HabitudeError

COLUMNS = ("person", "group", "seq", "ts", "preference")
CLASSES = (-1, 0, 1)  # wants cooler, no change, wants warmer
FRESH = timedelta(hours=2)
FRESH_DATE = timedelta(days=1)


class VotesError(HabitudeError):
    """A table that can't be read as votes; the message names the file."""


@dataclass(frozen=True)
class Moment:
    """What is known when somebody votes; None is unknown.

    ta, t_out: degC; rh: %; met: met; clo: clo; pmv, pmv_est: Fanger's scale, -3..3 (from the
    source, and with the room's radiant temperature taken as its air temperature).
    """

    at: datetime
    timed: bool  # whether `at` has a time of day
    place: int  # of the vote among the person's
    fresh: bool
    ta: float | None = None
    rh: float | None = None
    met: float | None = None
    clo: float | None = None
    t_out: float | None = None
    pmv: float | None = None
    pmv_est: float | None = None
    indoor: float | None = None
    season: int = 0  # 1: in the second survey of a volunteer
    place_in_season: int = 0

    @property
    def hour(self) -> float | None:
        return self.at.hour + self.at.minute / 60 if self.timed else None


@dataclass(frozen=True)
class Vote:
    """One answer: -1 wants cooler, 0 no change, 1 wants warmer."""

    moment: Moment
    answer: int


@dataclass(frozen=True)
class Person:
    """One sequence of votes; persons of one group are the same volunteer in different surveys."""

    name: str
    group: str
    votes: list[Vote]


@dataclass(frozen=True)
class Source:
    """The people of one file."""

    name: str
    people: list[Person]


def read_sources(folder: Path) -> list[Source]:
    """Every file of votes in a folder, by name; there may be none. Raises VotesError."""
    if not folder.is_dir():
        raise VotesError(f"{folder}: no such folder")
    paths = sorted((*folder.glob("*.csv"), *folder.glob("*.csv.gz")))
    return [source for path in paths if (source := read_source(path))]


def read_source(path: Path) -> Source | None:
    """The people of one file; None if it is no table of votes. Raises VotesError."""
    try:
        with _open(path) as file:
            reader = csv.DictReader(file)
            if not set(COLUMNS) <= set(reader.fieldnames or ()):
                return None
            rows = sorted(reader, key=lambda row: (row["person"], int(row["seq"])))
        people: dict[tuple[str, str], list[dict[str, str]]] = {}
        for row in rows:
            people.setdefault((row["person"], row["group"]), []).append(row)
        persons = [Person(name, group, _votes(own)) for (name, group), own in people.items()]
    except (OSError, EOFError, ValueError, TypeError, csv.Error) as error:
        raise VotesError(f"{path}: {error}") from error
    return Source(path.name.partition(".")[0], persons) if persons else None


def _open(path: Path) -> TextIO:
    opened = gzip.open if path.suffix == ".gz" else open
    return cast(TextIO, opened(path, "rt", newline="", encoding="utf-8"))


def _votes(rows: list[dict[str, str]]) -> list[Vote]:
    return [
        Vote(moment, _answer(row["preference"]))
        for moment, row in zip(_moments(rows), rows, strict=True)
    ]


def _answer(text: str) -> int:
    answer = int(text)
    if answer not in CLASSES:
        raise ValueError(f"preference is {answer}, expected -1, 0 or 1")
    return answer


def _moments(rows: list[dict[str, str]]) -> Iterator[Moment]:
    before: datetime | None = None
    for place, row in enumerate(rows):
        at = datetime.fromisoformat(row["ts"])
        timed = len(row["ts"]) > len("2024-01-01")
        gap = at - before if before else timedelta()
        yield Moment(
            at,
            timed,
            place,
            fresh=gap >= (FRESH if timed else FRESH_DATE),
            ta=_number(row, "ta"),
            rh=_number(row, "rh"),
            met=_number(row, "met"),
            clo=_number(row, "clo"),
            t_out=_number(row, "t_out"),
            pmv=_number(row, "pmv"),
            pmv_est=_number(row, "pmv_est"),
            indoor=_number(row, "indoor"),
            place_in_season=place,
        )
        before = at


def _number(row: dict[str, str], name: str) -> float | None:
    text = row.get(name)
    return float(text) if text else None


def link_seasons(source: Source) -> Source:
    """Volunteers who took part in two surveys, each as one sequence; the others are left out."""
    by_group: dict[str, list[Person]] = {}
    for person in source.people:
        by_group.setdefault(person.group, []).append(person)
    linked = [
        Person(group, group, list(_linked(parts)))
        for group, parts in by_group.items()
        if len(parts) == 2
    ]
    return Source(source.name, linked)


def _linked(parts: list[Person]) -> Iterator[Vote]:
    parts = sorted(parts, key=lambda person: person.votes[0].moment.at)
    for season, person in enumerate(parts):
        for vote in person.votes:
            yield replace(vote, moment=replace(vote.moment, season=season))


def room_votes(person: Person) -> list[Vote]:
    """The votes that tell of a room: temperature known, and not outdoors."""
    return [
        vote
        for vote in person.votes
        if vote.moment.ta is not None and vote.moment.indoor in (None, 1.0)
    ]
