"""The main job: one household's weeks, shown while they pass and told at the end."""

from __future__ import annotations

import json
import shlex
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from habitude_host.errors import HabitudeError
from habitude_host.micropython_image import VERSION as MICROPYTHON_VERSION
from habitude_host.replay import DIFFERENT, Recording, print_result, replay
from habitude_sim import engines
from habitude_sim.alternatives import ALTERNATIVES
from habitude_sim.engines.unix import find_micropython
from habitude_sim.report import RunReport, picture_for_readme, write_report
from habitude_sim.scenario import Learned, Outcome, live
from habitude_sim.scoring import Score
from habitude_sim.table import print_table
from habitude_sim.world import House, World


@dataclass(frozen=True)
class Task:
    """What to simulate."""

    appliance: str
    days: int
    seed: int
    residents: int
    room: str
    season: str
    engine: str

    def command(self) -> str:
        """The command line that does it again."""
        words = ["habitude", "sim", "run", self.appliance]
        for name, value in asdict(self).items():
            if name != "appliance":
                words += [f"--{name}", str(value)]
        return shlex.join(words)


def perform(task: Task, out: Path, profile: Path | None, as_json: bool) -> None:
    """Simulate, and write report.html, report.png, trace.csv and summary.json to `out`.

    profile: folder in which what is learned is kept, and taken up from; None starts afresh.
    """
    console = Console(stderr=as_json)
    began = time.monotonic()
    _make(out)
    if profile is not None:
        _make(profile)
    (out / "summary.json").unlink(missing_ok=True)
    world = World(task.seed, task.days, task.residents, task.room, task.season)
    outcome, scores = _simulate(task, world, out / "trace.csv", profile, console)
    alternatives = {name: score.weeks() for name, score in scores.items()}
    report = RunReport(
        world=world,
        outcome=outcome,
        alternatives=alternatives,
        days={name: score.satisfied_by_day() for name, score in scores.items()},
        appliance=task.appliance,
        engine=task.engine,
        micropython=_version(task.engine),
        wall_s=time.monotonic() - began,
        command=task.command(),
    )
    summary = _summary(task, report)
    (out / "summary.json").write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    if as_json:
        click.echo(json.dumps(summary))
    else:
        print_table(console, task.days, outcome.weeks, alternatives)
    with console.status("drawing the report"):
        write_report(out / "report.html", report)
        picture_for_readme(report, out / "report.png")
    if outcome.why:
        console.print(f"[dim]Asked why, it says:[/] {outcome.why}", highlight=False)
    console.print(f"Report: {out / 'report.html'}", highlight=False)


def _simulate(
    task: Task, world: World, trace: Path, profile: Path | None, console: Console
) -> tuple[Outcome, dict[str, Score]]:
    columns = (
        TextColumn("{task.description:8}"),
        BarColumn(12),
        TextColumn("day {task.completed:2.0f}"),
        TextColumn("[dim]{task.fields[news]}"),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("Habitude", total=task.days, news="")

        def show(house: House, learned: Learned) -> None:
            progress.update(bar, advance=1, news=_news(house, learned))

        outcome = live(world, task.engine, task.appliance, trace, True, profile, show)
        scores: dict[str, Score] = {}
        for name, run in ALTERNATIVES.items():
            bar = progress.add_task(name.capitalize(), total=task.days, news="")
            scores[name] = run(world).score
            progress.update(bar, completed=task.days)
    return outcome, scores


def _news(house: House, learned: Learned) -> str:
    """What is being learned, in a few words: mornings and evenings against the factory value."""
    morning, evening = learned.difference[14], learned.difference[40]
    week = house.score.weeks()[-1]
    return (
        f"7:00 {morning:+.1f} K, 20:00 {evening:+.1f} K, {learned.certainty[40]} % sure: "
        f"{week['satisfied']:.0%} right"
    )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HabitudeError(f"can't write to {folder}: {error.strerror}") from error


def _summary(task: Task, report: RunReport) -> dict[str, Any]:
    return {
        **asdict(task),
        "wall_s": round(report.wall_s, 1),
        "micropython": report.micropython,
        "heap_peak_bytes": report.outcome.heap_peak_bytes,
        "weeks": report.outcome.weeks,
        "alternatives": {name: {"weeks": weeks} for name, weeks in report.alternatives.items()},
    }


def _version(engine: str) -> str | None:
    """The version of the MicroPython that the engine runs, None where it runs none."""
    if engine == "rp2040":
        return MICROPYTHON_VERSION
    if engine != "unix":
        return None
    code = "import sys; v = sys.implementation[1]; print('%d.%d.%d' % v[:3], *v[3:])"
    told = subprocess.run(
        [find_micropython(), "-c", code], capture_output=True, text=True, check=False
    )
    return told.stdout.strip().replace(" ", "-") or None


def perform_replay(
    path: Path, engine: str, appliance: str | None, out: Path | None, as_json: bool
) -> int:
    """Replay a trace and tell how its decisions compare; the exit code."""
    recording = Recording.load(path, appliance)
    link = engines.start(engine, recording.appliance)
    try:
        result = replay(recording, link, out)
    finally:
        link.close()
    print_result(result, as_json)
    return DIFFERENT if result.differences else 0
