"""Live a recorded trace again: its readings, turns and times into any engine, tick by tick."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path

import click

from habitude_host.face import Face, Quantity
from habitude_host.link import Link
from habitude_host.trace import Event, TraceError, TraceWriter, iso, read

DEFAULT_TICK_S = 60
DIFFERENT = 3  # exit code of a replay whose decisions differ
_SHOWN_DIFFERENCES = 5


@dataclass(frozen=True)
class Difference:
    """Where a decision differs from the recorded one."""

    local_s: int
    channel: str
    recorded: str
    replayed: str

    def __str__(self) -> str:
        return f"{iso(self.local_s)} {self.channel}: recorded {self.recorded}, now {self.replayed}"


@dataclass
class Replayed:
    """What came of a replay: ticks lived, decisions compared with recorded ones."""

    ticks: int = 0
    turns: int = 0
    compared: int = 0
    differences: list[Difference] = field(default_factory=list[Difference])


@dataclass(frozen=True)
class Recording:
    """A trace in memory, by channel kind."""

    appliance: str
    tick_s: int
    events: list[Event]

    @property
    def decisions(self) -> bool:
        """Whether there is something to compare with."""
        return any(event.kind in ("setting", "output") for event in self.events)

    @classmethod
    def load(cls, path: Path, appliance: str | None = None) -> Recording:
        """Read a trace. `appliance` stands in where the trace names none. Raises TraceError."""
        events = list(read(path))
        meta = {event.name: event.value for event in events if event.kind == "meta"}
        name = meta.get("appliance", appliance)
        if name is None:
            raise TraceError(f"{path}: the trace names no appliance (meta.appliance): give one")
        if not any(event.kind != "meta" for event in events):
            raise TraceError(f"{path}: the trace is empty")
        tick = meta.get("tick_s", str(DEFAULT_TICK_S))
        if not tick.isdigit() or not 1 <= int(tick) <= 600:
            raise TraceError(f"{path}: meta.tick_s is '{tick}', expected 1 to 600 seconds")
        return cls(name, int(tick), [event for event in events if event.kind != "meta"])


def _at_once(_: int) -> None:
    pass


def replay(
    recording: Recording,
    link: Link,
    out: Path | None = None,
    wait: Callable[[int], None] = _at_once,
) -> Replayed:
    """Play `recording` into the appliance behind `link`, and compare its decisions.

    out: where to write the trace of this life. wait: until the local time of a tick has come.
    Raises TraceError for channels that the appliance hasn't got or values that are none.
    """
    player = _Player(recording, Face.of(link), link, wait)
    if out is None:
        return player.run(None)
    with TraceWriter(out) as writer:
        first = recording.events[0].local_s
        writer.put(first, "meta.appliance", recording.appliance)
        writer.put(first, "meta.tick_s", str(recording.tick_s))
        return player.run(writer)


def print_result(result: Replayed, as_json: bool) -> None:
    """Tell how the decisions of a replay compare, and where they first differ."""
    if as_json:
        click.echo(json.dumps(asdict(result)))
        return
    click.echo(
        f"{result.ticks} ticks, {result.turns} turns, {result.compared} decisions compared, "
        f"{len(result.differences)} differ"
    )
    for difference in result.differences[:_SHOWN_DIFFERENCES]:
        click.echo(f"  {difference}")


class _Player:
    def __init__(
        self, recording: Recording, face: Face, link: Link, wait: Callable[[int], None]
    ) -> None:
        self._recording = recording
        self._face = face
        self._link = link
        self._wait = wait
        self._readings: dict[str, int | None] = {q.name: None for q in face.readings}
        self._quantities: dict[str, dict[str, Quantity]] = {
            "reading": {q.name: q for q in face.readings},
            "turn": {q.name: q for q in face.settings},
            "vote": {q.name: q for q in face.settings},
            "setting": {q.name: q for q in face.settings},
            "output": {q.name: q for q in face.outputs},
        }
        self._recorded: dict[str, str] = {}
        self._result = Replayed()

    def run(self, writer: TraceWriter | None) -> Replayed:
        first = self._recording.events[0].local_s
        for local_s, events in self._ticks():
            self._wait(local_s)
            turns = dict.fromkeys(self._quantities["turn"], 0)
            votes: list[tuple[str, int]] = []
            for event in events:
                self._take(event, turns, votes)
            for name, said in votes:
                self._link.ask("vote", setting=name, answer=said)
            answer = self._link.ask(
                "step",
                up=local_s - first,
                local=local_s,
                readings=list(self._readings.values()),
                turns=list(turns.values()),
            )
            self._result.ticks += 1
            self._result.turns += sum(1 for steps in turns.values() if steps)
            decided = self._decisions(answer["shown"], answer["outputs"])
            self._compare(local_s, decided)
            if writer is not None:
                self._write(writer, local_s, turns, votes, decided)
        return self._result

    def _ticks(self) -> Iterator[tuple[int, list[Event]]]:
        """Every tick of the recording with the events since the one before."""
        tick_s = self._recording.tick_s
        first = self._recording.events[0].local_s
        following = 0
        for tick, group in groupby(
            self._recording.events, key=lambda event: (event.local_s - first) // tick_s
        ):
            for silent in range(following, tick):
                yield first + silent * tick_s, []
            yield first + tick * tick_s, list(group)
            following = tick + 1

    def _take(self, event: Event, turns: dict[str, int], votes: list[tuple[str, int]]) -> None:
        quantity = self._quantities[event.kind].get(event.name)
        if quantity is None:
            known = ", ".join(self._quantities[event.kind])
            raise TraceError(
                f"line {event.line}: '{event.channel}' is nothing that this appliance has "
                f"(known: {known})"
            )
        if event.kind == "reading":
            self._readings[event.name] = _raw(event, quantity)
        elif event.kind == "turn":
            turns[event.name] += _steps(event)
        elif event.kind == "vote":
            votes.append((event.name, _vote(event)))
        else:
            self._recorded[event.channel] = event.value

    def _decisions(self, shown: list[int], outputs: list[int]) -> dict[str, str]:
        face = self._face
        settings = zip(face.settings, shown, strict=True)
        driven = zip(face.outputs, outputs, strict=True)
        return {f"setting.{q.name}": q.text(raw) for q, raw in settings} | {
            f"output.{q.name}": q.text(raw) for q, raw in driven
        }

    def _compare(self, local_s: int, decided: dict[str, str]) -> None:
        for channel, value in decided.items():
            recorded = self._recorded.get(channel)
            if recorded is None:
                continue
            self._result.compared += 1
            if recorded != value:
                difference = Difference(local_s, channel, recorded, value)
                self._result.differences.append(difference)

    def _write(
        self,
        writer: TraceWriter,
        local_s: int,
        turns: dict[str, int],
        votes: list[tuple[str, int]],
        decided: dict[str, str],
    ) -> None:
        for name, said in votes:
            writer.put(local_s, f"vote.{name}", str(said))
        for quantity in self._face.readings:
            text = quantity.text(self._readings[quantity.name])
            writer.put(local_s, f"reading.{quantity.name}", text)
        for name, steps in turns.items():
            if steps:
                writer.put(local_s, f"turn.{name}", str(steps))
        for channel, value in decided.items():
            writer.put(local_s, channel, value)


def _raw(event: Event, quantity: Quantity) -> int | None:
    if not event.value:
        return None
    try:
        return quantity.raw(float(event.value))
    except (ValueError, OverflowError):
        raise _no_number(event, "a number") from None


def _steps(event: Event) -> int:
    try:
        return int(event.value)
    except ValueError:
        raise _no_number(event, "a whole number of steps") from None


def _vote(event: Event) -> int:
    if event.value not in ("-1", "0", "1"):
        raise _no_number(event, "-1 (less), 0 (fine) or 1 (more)")
    return int(event.value)


def _no_number(event: Event, expected: str) -> TraceError:
    return TraceError(
        f"line {event.line}: '{event.channel}' is '{event.value}', expected {expected}"
    )
