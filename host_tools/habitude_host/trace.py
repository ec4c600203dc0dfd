"""Recorded readings, turns and decisions over time, as CSV: docs/trace.md has the format.

    t,channel,value
    2026-01-05T00:00:00,reading.room_temp,19.02
    2026-01-05T07:31:00,turn.target_temp,2

A channel keeps its value until its next line; an empty value is a missing reading. `turn.*` are
steps and count once. Times are local, in ISO 8601.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO

from habitude_host.errors import HabitudeError

HEADER = ["t", "channel", "value"]
KINDS = ("meta", "reading", "turn", "vote", "setting", "output")
_EACH_COUNTS = ("turn.", "vote.")  # also one with the same value as the one before
EPOCH = datetime(2024, 1, 1)  # local_s counts from here


class TraceError(HabitudeError):
    """A trace that can't be read: file, line, what was expected."""


@dataclass(frozen=True)
class Event:
    """One line: `value` is "" for a missing reading."""

    local_s: int
    channel: str
    value: str
    line: int = field(default=0, compare=False)

    @property
    def kind(self) -> str:
        return self.channel.partition(".")[0]

    @property
    def name(self) -> str:
        return self.channel.partition(".")[2]


class TraceWriter:
    """Writes events in the order of time; a channel's unchanged value is left out.

    Raises TraceError if the file can't be written.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file: TextIO = path.open("w", newline="", encoding="utf-8")
        except OSError as error:
            raise TraceError(f"{path}: {error.strerror}") from error
        self._write = csv.writer(self._file, lineterminator="\n").writerow
        self._write(HEADER)
        self._last: dict[str, str] = {}
        self._local_s = -1
        self._time = ""

    def put(self, local_s: int, channel: str, value: str) -> None:
        """Record a channel's value at a time."""
        if self._last.get(channel) == value and not channel.startswith(_EACH_COUNTS):
            return
        self._last[channel] = value
        if local_s != self._local_s:
            self._local_s = local_s
            self._time = iso(local_s)
        self._write((self._time, channel, value))

    def flush(self) -> None:
        """Nothing that was put so far is lost if the program ends now."""
        self._file.flush()

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> TraceWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def iso(local_s: int) -> str:
    """ISO 8601 of seconds since 2024-01-01 00:00."""
    return (EPOCH + timedelta(seconds=local_s)).isoformat()


def local_seconds(at: datetime) -> int:
    """Seconds since 2024-01-01 00:00 of a local time."""
    return int((at - EPOCH).total_seconds())


def read(path: Path) -> Iterator[Event]:
    """The events of a trace, checked line by line. Raises TraceError."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            yield from _events(csv.reader(file), path)
    except OSError as error:
        raise TraceError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TraceError(f"{path}: not a text file in UTF-8 ({error.reason})") from error
    except csv.Error as error:
        raise TraceError(f"{path}: not a CSV file ({error})") from error


def _events(rows: Iterable[list[str]], path: Path) -> Iterator[Event]:
    before = -1
    for number, row in enumerate(rows, 1):
        where = f"{path}, line {number}"
        if number == 1:
            if row != HEADER:
                raise TraceError(f"{where}: expected the header 't,channel,value'")
            continue
        if len(row) != len(HEADER):
            raise TraceError(f"{where}: expected 3 columns (t,channel,value), found {len(row)}")
        event = Event(_local_s(row[0], where), row[1], row[2], number)
        if event.local_s < before:
            raise TraceError(f"{where}: {row[0]} is earlier than the line before")
        if event.kind not in KINDS or not event.name:
            raise TraceError(
                f"{where}: unknown channel '{row[1]}', expected KIND.NAME with KIND one of "
                + ", ".join(KINDS)
            )
        before = event.local_s
        yield event


def _local_s(text: str, where: str) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None or at < EPOCH:
        raise TraceError(
            f"{where}: '{text}' is no local time since {EPOCH.year}, expected e.g. "
            "2026-01-05T07:30:00"
        )
    return local_seconds(at)
