"""`habitude monitor`, `record`, `replay`: an appliance followed, and lived through once more."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from habitude_host.at_port import appliance, at_port, note, show
from habitude_host.errors import HabitudeError, LinkError

if TYPE_CHECKING:
    from rich.console import Console

    from habitude_host.link import Link
    from habitude_host.replay import Recording

_FILE = click.Path(dir_okay=False, path_type=Path)
_SECONDS = click.FloatRange(min=0, min_open=True)
_for = click.option(
    "--for", "for_s", type=_SECONDS, metavar="SECONDS", help="So long; else until Ctrl-C."
)
_every = click.option(
    "--every", type=_SECONDS, default=1.0, show_default=True, help="Seconds from look to look."
)


@click.command()
@_for
@_every
@at_port
def monitor(for_s: float | None, every: float, port: str | None, as_json: bool) -> None:
    """Watch an appliance live: readings, settings, outputs, who did what and why.

    Into a pipe, or with --json, it writes what happens, a line each.
    """
    from rich.console import Console

    console = Console()
    with suppress(KeyboardInterrupt):
        if as_json or not console.is_terminal:
            _tell(port, _looks(for_s, every), as_json)
        else:
            _draw(port, _looks(for_s, every), console)


def _tell(port: str | None, looks: Iterator[None], as_json: bool) -> None:
    from habitude_host.watch import Watch

    with appliance(port, math.inf) as link:
        watch = Watch(link)
        for _ in looks:
            for event in watch.look():
                told = {"time": event.time, "event": event.text}
                line = json.dumps(told, ensure_ascii=False) if as_json else " ".join(told.values())
                click.echo(line)


def _draw(port: str | None, looks: Iterator[None], console: Console) -> None:
    from rich.live import Live

    from habitude_host.screen import screen
    from habitude_host.watch import Watch

    tell: list[Callable[[str], None]] = [note]  # the last one: there is no screen at first
    with appliance(port, math.inf, lambda text: tell[-1](text)) as link:
        watch = Watch(link)
        with Live(console=console, screen=True, auto_refresh=False) as live:

            def draw(trouble: str | None) -> None:
                live.update(screen(watch, trouble), refresh=True)

            tell.append(draw)
            for _ in looks:
                watch.look()
                draw(None)


@click.command()
@click.argument("out", type=_FILE)
@_for
@_every
@at_port
def record(out: Path, for_s: float | None, every: float, port: str | None, as_json: bool) -> None:
    """Record what an appliance feels, shows and does as a trace, OUT."""
    from habitude_host.face import Face
    from habitude_host.record import Recorder
    from habitude_host.snapshot import Snapshot
    from habitude_host.trace import TraceWriter

    with appliance(port, math.inf) as link, TraceWriter(out) as writer:
        face = Face.of(link)
        recorder = Recorder(writer, str(link.ask("hello")["appliance"]), face)
        with suppress(KeyboardInterrupt):
            for _ in _looks(for_s, every):
                recorder.take(Snapshot.of(link, face))
        recorder.close()
    result = {"file": str(out), "ticks": recorder.ticks, "turns": recorder.turns}
    show(as_json, result, f"{recorder.ticks} ticks and {recorder.turns} turns are in {out}")


@click.command()
@click.argument("trace", type=_FILE)
@click.option("--appliance", "kind", help="For a trace that names none.")
@click.option("--out", type=_FILE, help="Write the trace of this life.")
@click.option(
    "--speed", type=_SECONDS, help="So many times as fast as life; else as fast as it goes."
)
@click.option("--forget", is_flag=True, help="First let the board forget all that it has learned.")
@at_port
def replay(
    trace: Path,
    kind: str | None,
    out: Path | None,
    speed: float | None,
    forget: bool,
    port: str | None,
    as_json: bool,
) -> None:
    """Play a TRACE into a board, and compare its decisions with the recorded ones.

    For a board without parts in its board.json: it takes readings and time from here. Exit code 3
    if decisions differ.
    """
    from habitude_host.replay import DIFFERENT, Recording, print_result
    from habitude_host.replay import replay as play

    recording = Recording.load(trace, kind)
    with appliance(port) as link:
        link.greet(recording.appliance)
        if forget:
            link.ask("forget", setting="all")
        _warn(link, recording)
        try:
            result = play(recording, link, out, _pace(speed))
        except LinkError as error:
            raise HabitudeError(f"{error}. A replay can't go on: start it again") from None
    print_result(result, as_json)
    sys.exit(DIFFERENT if result.differences else 0)


def _warn(link: Link, recording: Recording) -> None:
    """Tell why decisions may differ, or why none will."""
    status = link.ask("status")
    if status["uptime"]:
        note("the board has lived since its start: reset it first, else it may decide otherwise")
    served = [link.ask("satisfaction", setting=told[0]) for told in status["settings"]]
    learned = any(each["days"] or any(each["overrides"]) for each in served)
    if learned or any(by_hand for *_, by_hand in status["settings"]):
        note("the board was set by hand, or has learned: --forget lets it begin as new")
    if not recording.decisions:
        note(
            "the trace has no decisions to compare with: 'habitude sim replay TRACE --out FULL' "
            "adds the simulator's"
        )


def _looks(for_s: float | None, every_s: float) -> Iterator[None]:
    """Time to look, again and again."""
    end = math.inf if for_s is None else time.monotonic() + for_s
    while True:
        yield
        if time.monotonic() + every_s > end:
            return
        time.sleep(every_s)


def _pace(speed: float | None) -> Callable[[int], None]:
    """Waits until a local time of the trace has come, at so many times the speed of life."""
    began: list[tuple[float, int]] = []

    def wait(local_s: int) -> None:
        if speed is None:
            return
        if not began:
            began.append((time.monotonic(), local_s))
        start, first_s = began[0]
        time.sleep(max(0.0, start + (local_s - first_s) / speed - time.monotonic()))

    return wait
