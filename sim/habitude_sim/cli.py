"""`habitude sim`: live through weeks of a household, replay a trace, measure many homes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from habitude_sim.engines import ENGINES

ROOM_NAMES = ("poor", "average", "good")
SEASONS = ("winter", "summer")
OUT = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


class SeedRange(click.ParamType[list[int]]):
    """Seeds as FIRST..LAST, both included."""

    name = "FIRST..LAST"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[int]:
        first, dots, last = str(value).partition("..")
        if not (first.isdigit() and (last.isdigit() or not dots)):
            self.fail(f"'{value}' is no range of seeds, expected e.g. 1000..1039", param, ctx)
        seeds = list(range(int(first), int(last or first) + 1))
        if not seeds:
            self.fail(f"'{value}' ends before it begins", param, ctx)
        return seeds


@click.group()
def sim() -> None:
    """Simulated households: weeks of life in seconds, with the very firmware."""


@sim.command()
@click.argument("appliance", default="climate")
@click.option("--days", type=click.IntRange(1, 365), default=28, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--residents", type=click.IntRange(1, 4), default=2, show_default=True)
@click.option("--room", type=click.Choice(ROOM_NAMES), default="average", show_default=True)
@click.option("--season", type=click.Choice(SEASONS), default="winter", show_default=True)
@click.option("--engine", type=click.Choice(ENGINES), default="unix", show_default=True)
@click.option("--out", type=OUT, default=Path("build/run"), show_default=True)
@click.option("--profile", type=OUT, help="Keep what it learns in this folder, and begin with it.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON, nothing else.")
def run(
    appliance: str,
    days: int,
    seed: int,
    residents: int,
    room: str,
    season: str,
    engine: str,
    out: Path,
    profile: Path | None,
    as_json: bool,
) -> None:
    """Let APPLIANCE live in a household, and compare it with its alternatives."""
    from habitude_sim.run import Task, perform

    task = Task(appliance, days, seed, residents, room, season, engine)
    perform(task, out, profile, as_json)


@sim.command()
@click.argument("trace", type=FILE)
@click.option("--engine", type=click.Choice(ENGINES), default="unix", show_default=True)
@click.option("--appliance", help="For a trace that names none.")
@click.option("--out", type=FILE, help="Write the trace of this life.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, nothing else.")
def replay(
    trace: Path, engine: str, appliance: str | None, out: Path | None, as_json: bool
) -> None:
    """Live a recorded TRACE again and compare the decisions.

    Exit code 3 if decisions differ from the recorded ones.
    """
    from habitude_sim.run import perform_replay

    sys.exit(perform_replay(trace, engine, appliance, out, as_json))


@sim.command()
@click.argument("appliance", default="climate")
@click.option("--board", "wiring", type=FILE, help="Its board.json; without, it has no parts.")
@click.option("--blank", is_flag=True, help="MicroPython alone, nothing on its flash.")
@click.option("--storage", type=FILE, help="Keep its files here, and begin with them.")
@click.option("--tcp", type=click.IntRange(0, 65535), help="A TCP port (0: any) for a pty.")
def board(
    appliance: str, wiring: Path | None, blank: bool, storage: Path | None, tcp: int | None
) -> None:
    """An emulated Pico W with the firmware on a serial port, in real time, until Ctrl-C."""
    from habitude_sim import desk

    desk.serve(desk.switch_on(appliance, wiring, storage, blank), tcp, storage)


@sim.command("import-votes")
@click.argument("votes", type=FILE)
@click.argument("trace", type=FILE)
@click.option("--person", required=True, help="Whose votes.")
@click.option("--days", type=click.IntRange(1), help="Only the first so many days.")
def import_votes(votes: Path, trace: Path, person: str, days: int | None) -> None:
    """Make a TRACE from one person's VOTES (CSV) on a room's temperature."""
    from habitude_sim.votes import read_votes, write_trace

    count = write_trace(read_votes(votes, person), trace, days)
    click.echo(f"{count} votes of {person}: {trace}")


@sim.command("bench-home")
@click.option("--seeds", type=SeedRange(), default="1000..1039", show_default=True)
@click.option("--residents", type=click.IntRange(1, 4), default=2, show_default=True)
@click.option("--season", type=click.Choice(SEASONS), default="winter", show_default=True)
@click.option("--stress", is_flag=True, help="People harder to serve, in the average room.")
@click.option("--out", type=OUT, default=Path("build/bench-home"), show_default=True)
def bench_home(seeds: list[int], residents: int, season: str, stress: bool, out: Path) -> None:
    """Measure many households in three rooms."""
    from rich.console import Console

    from habitude_sim import bench_home as bench
    from habitude_sim import homes

    measured = homes.STRESSED if stress else homes.REFERENCE
    path = out / ("bench-home-stress.json" if stress else "bench-home.json")
    bench.run(measured, seeds, season, residents, path, Console())


@sim.command("bench-change")
@click.option("--seeds", type=SeedRange(), default="1000..1019", show_default=True)
@click.option("--residents", type=click.IntRange(1, 4), default=2, show_default=True)
@click.option(
    "--room", "rooms", type=click.Choice(ROOM_NAMES), multiple=True, help="May be repeated."
)
@click.option("--scenario", "names", multiple=True, help="Only this one; may be repeated.")
@click.option("--out", type=OUT, default=Path("build/bench-change"), show_default=True)
def bench_change(
    seeds: list[int], residents: int, rooms: tuple[str, ...], names: tuple[str, ...], out: Path
) -> None:
    """Measure how soon changes of a household are followed, in the average room."""
    from rich.console import Console

    from habitude_sim import bench_change as bench

    unknown = set(names) - {scenario.name for scenario in bench.SCENARIOS}
    if unknown:
        known = ", ".join(scenario.name for scenario in bench.SCENARIOS)
        raise click.UsageError(f"no scenario '{unknown.pop()}', expected {known}")
    console = Console()
    if not console.is_terminal:
        console.width = bench.WIDTH
    bench.run(seeds, residents, list(rooms or ("average",)), list(names), out, console)


@sim.command("bench-limits")
@click.option("--seeds", type=SeedRange(), default="1000..1039", show_default=True)
@click.option("--out", type=OUT, default=Path("build/bench-limits"), show_default=True)
def bench_limits(seeds: list[int], out: Path) -> None:
    """Measure how well hindsight of people's wishes would serve them."""
    from rich.console import Console

    from habitude_sim import bench_limits as bench

    bench.run(seeds, out, Console())


@sim.command("bench-who")
@click.option("--seeds", type=SeedRange(), default="1000..1019", show_default=True)
@click.option("--room", type=click.Choice(ROOM_NAMES), default="average", show_default=True)
@click.option("--gap", type=float, default=3.0, show_default=True, help="Between wishes, in K.")
@click.option("--out", type=OUT, default=Path("build/bench-who"), show_default=True)
def bench_who(seeds: list[int], room: str, gap: float, out: Path) -> None:
    """Measure two residents of opposite wishes, told apart by their phones or not."""
    from rich.console import Console

    from habitude_sim import bench_who as bench

    bench.run(seeds, room, gap, out, Console())


@sim.command("bench-asking")
@click.option("--seeds", type=SeedRange(), default="1000..1019", show_default=True)
@click.option("--residents", type=click.IntRange(1, 4), default=2, show_default=True)
@click.option("--room", type=click.Choice(ROOM_NAMES), default="average", show_default=True)
@click.option("--weeks", type=click.IntRange(4, 52), default=8, show_default=True)
@click.option("--out", type=OUT, default=Path("build/bench-asking"), show_default=True)
def bench_asking(seeds: list[int], residents: int, room: str, weeks: int, out: Path) -> None:
    """Measure how often it asks whether a setting is right, and what the answers bring."""
    from rich.console import Console

    from habitude_sim import bench_asking as bench

    bench.run(seeds, room, residents, weeks, out, Console())


@sim.command("bench-preheat")
@click.option("--seeds", type=SeedRange(), default="1000..1039", show_default=True)
@click.option("--room", "rooms", multiple=True, type=click.Choice(ROOM_NAMES))
@click.option("--people", multiple=True, help="Only these: reference, one wish.")
@click.option("--out", type=OUT, default=Path("build/bench-preheat"), show_default=True)
def bench_preheat(
    seeds: list[int], rooms: tuple[str, ...], people: tuple[str, ...], out: Path
) -> None:
    """Measure how often the room is cold when people are there, beside a schedule."""
    from rich.console import Console

    from habitude_sim import bench_preheat as bench

    unknown = set(people) - set(bench.PEOPLE)
    if unknown:
        raise click.UsageError(f"no people '{unknown.pop()}', expected {', '.join(bench.PEOPLE)}")
    console = Console()
    if not console.is_terminal:
        console.width = bench.WIDTH
    bench.run(seeds, rooms or ROOM_NAMES, people or tuple(bench.PEOPLE), out, console)


@sim.command("bench-fuzzy")
@click.option("--out", type=FILE, help="Write the figures as JSON.")
def bench_fuzzy(out: Path | None) -> None:
    """Measure fuzzy inference on an emulated board and here, beside other ways to do it."""
    import json

    from rich.console import Console

    from habitude_sim.bench import fuzzy, fuzzy_table

    console = Console()
    if not console.is_terminal:
        console.width = fuzzy_table.WIDTH
    with console.status("") as status:
        found = fuzzy.measure(lambda what: status.update(f"{what} ..."))
    console.print(fuzzy_table.table(found))
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps([system.as_dict() for system in found], indent=2)
        out.write_text(text + "\n", encoding="utf-8")


@sim.command("bench-tick")
def bench_tick() -> None:
    """Measure a control tick on an emulated board, over a simulated day."""
    from rich.console import Console

    from habitude_sim.bench import tick

    console = Console()
    with console.status("living a day on the emulated board ..."):
        measured = tick.measure(tick.morning(), lead_in=tick.LEAD_IN)
    console.print(tick.table(measured))


@sim.command("bench-board")
@click.option("--out", type=FILE, help="Write the figures as JSON.")
def bench_board(out: Path | None) -> None:
    """Measure what the firmware costs a board: start, ticks, heap, flash."""
    from rich.console import Console

    from habitude_sim.bench import board as bench

    console = Console()
    with console.status("") as status:
        figures = bench.measure(lambda what: status.update(f"{what} ..."))
    console.print(bench.table(figures))
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(bench.as_json(figures) + "\n", encoding="utf-8")


@sim.command("bench-routine")
def bench_routine() -> None:
    """Measure a slot of the routine learner on an emulated board."""
    from rich.console import Console

    from habitude_sim.bench import routine

    console = Console()
    with console.status("living two days on the emulated board ..."):
        measured = routine.measure(routine.uses(192))
    console.print(routine.table(measured))


@sim.command("bench-taste")
def bench_taste() -> None:
    """Measure what a taste foretells and learns on an emulated board."""
    from rich.console import Console

    from habitude_sim.bench import taste

    console = Console()
    with console.status("living two months on the emulated board ..."):
        measured = taste.measure(taste.life())
    console.print(taste.table(measured))


@sim.command("torture-faults")
@click.option("--sequences", type=click.IntRange(0), default=10_000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--only", type=click.Choice(("table", "sequences")), help="Only this part.")
@click.option("--out", type=OUT, default=Path("build/torture-faults"), show_default=True)
def torture_faults(sequences: int, seed: int, only: str | None, out: Path) -> None:
    """Let every reading, output and clock fail, alone and in random sequences."""
    from habitude_sim.torture import faults_run

    sys.exit(faults_run.perform(sequences, seed, only, out))


@sim.command("bench-learn")
@click.option("--data", type=OUT, default=Path("../shared/data/dev"), show_default=True)
@click.option("--json", "out", type=FILE, help="Write every figure to this file.")
@click.option("--part", "parts", multiple=True, help="Only this part; may be repeated.")
@click.option("--fresh", is_flag=True, help="Rerun what is kept in build/bench-learn, too.")
@click.option("--crossed", is_flag=True, help="Also with constants fitted on other people.")
@click.option("--ablation", is_flag=True, help="Also without each part of the learner.")
def bench_learn(
    data: Path,
    out: Path | None,
    parts: tuple[str, ...],
    fresh: bool,
    crossed: bool,
    ablation: bool,
) -> None:
    """Measure the learners on real people's data, beside their alternatives."""
    from rich.console import Console

    from habitude_sim.bench_learn.part import Options
    from habitude_sim.bench_learn.run import PARTS, run

    unknown = set(parts) - set(PARTS)
    if unknown:
        raise click.UsageError(f"no part '{unknown.pop()}', expected {', '.join(PARTS)}")
    console = Console()
    progress = Console(stderr=True)
    options = Options(
        data, Path("build/bench-learn"), fresh, crossed, ablation, tell=progress.print
    )
    run(list(parts or PARTS), options, out, console)


@sim.command("fit-prior")
@click.option("--data", type=OUT, default=Path("../shared/data/dev"), show_default=True)
@click.option(
    "--out",
    type=FILE,
    default=Path("firmware/habitude/learn/opinion_prior.py"),
    show_default=True,
)
def fit_prior(data: Path, out: Path) -> None:
    """Fit what the learner knows before the first vote on people's votes."""
    from habitude_sim.bench_learn.fit import everyone, fit
    from habitude_sim.bench_learn.opinion_prior import integers, write
    from habitude_sim.bench_learn.votes_data import read_sources

    sources = read_sources(data)
    if not sources:
        raise click.ClickException(f"no table of votes in {data}")
    found = fit(everyone(sources), {})
    for name, value in found.items():
        click.echo(f"{name:14} {value:8.3f}")
    write(out, integers(found))


@sim.command()
@click.option("--days", type=click.IntRange(8, 365), default=365, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--tick", "tick_s", type=click.IntRange(1, 60), default=60, show_default=True)
@click.option("--out", type=FILE, help="Write the figures as JSON.")
def soak(days: int, seed: int, tick_s: int, out: Path | None) -> None:
    """Live an eventful year with faults: what must not grow, drift or wrap doesn't.

    Exit code 1 if a bound is broken.
    """
    from rich.console import Console

    from habitude_sim.soak import run

    console = Console()
    if not console.is_terminal:
        console.width = run.WIDTH
    sys.exit(not run.run(days, seed, tick_s, out, console))


@sim.command("torture-power")
@click.option("--scenario", "names", multiple=True, help="Only this one; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Start every image on the board.")
@click.option("--starts", type=click.IntRange(0), help="At most so many of a scenario.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--out", type=FILE, help="Write the figures as JSON.")
def torture_power(
    names: tuple[str, ...], everything: bool, starts: int | None, seed: int, out: Path | None
) -> None:
    """Cut the power of an emulated board at every flash operation. Exit code 1 if it loses any."""
    from habitude_sim.torture import power
    from habitude_sim.torture.power_stories import STORIES

    known = [scenario.name for story in STORIES for scenario in story.scenarios]
    for name in names:
        if name not in known:
            raise click.UsageError(f"no scenario '{name}', expected {', '.join(known)}")
    sys.exit(power.run(power.Options(names, everything, starts=starts, seed=seed), out))


@sim.command()
@click.option("--inputs", type=click.IntRange(1), default=5_000_000, show_default=True)
@click.option("--jobs", type=click.IntRange(1), help="At a time; without, one a processor.")
@click.option("--target", "names", multiple=True, help="Only this one; may be repeated.")
@click.option("--replay", type=FILE, help="Check one input that was kept, of one target.")
@click.option("--out", type=OUT, default=Path("build/fuzz"), show_default=True)
def fuzz(
    inputs: int, jobs: int | None, names: tuple[str, ...], replay: Path | None, out: Path
) -> None:
    """Throw damaged and hostile input at all that reads, guided by the code it reaches."""
    import os

    from rich.console import Console

    from habitude_sim.fuzz import campaign
    from habitude_sim.fuzz.targets import TARGETS

    unknown = set(names) - {target.name for target in TARGETS}
    if unknown or (replay and len(names) != 1):
        known = ", ".join(target.name for target in TARGETS)
        raise click.UsageError(f"--target takes one of: {known}")
    chosen = [target for target in TARGETS if target.name in names or not names]
    if replay:
        chosen[0].check(replay.read_bytes())
        click.echo(f"{replay}: nothing wrong with what {chosen[0].name} makes of it")
        return
    console = Console()
    with console.status("") as status:
        jobs = jobs or os.cpu_count() or 1
        found = campaign.run(chosen, inputs, jobs, out, status.update)
    console.print(campaign.table(found))
    for outcome in found:
        for path in outcome.findings:
            replayed = f"habitude sim fuzz --target '{outcome.target.name}' --replay {path}"
            console.print(f"{outcome.told}\n{replayed}", markup=False, highlight=False)
    sys.exit(any(outcome.failed for outcome in found))


@sim.command("fuzz-floods")
def fuzz_floods() -> None:
    """Flood the board's loop: lines, a line without an end, a host that does not listen."""
    from rich.console import Console

    from habitude_sim.fuzz import flood

    console = Console()
    floods: list[flood.Flood] = []
    with console.status("") as status:
        for scenario in flood.SCENARIOS:
            status.update(f"{scenario.title} ...")
            floods.append(flood.run(scenario))
    console.print(flood.table(floods))
    sys.exit(not all(each.survived for each in floods))


@sim.command("fuzz-board")
@click.option("--lines", type=click.IntRange(1), default=5000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
def fuzz_board(lines: int, seed: int) -> None:
    """Throw hostile lines at an emulated board with its sensors, over its USB console."""
    from rich.console import Console

    from habitude_sim.fuzz.board import Besieged

    console = Console()
    with console.status("a board starts ...") as status:
        found = Besieged().throw(lines, seed, status.update)
    click.echo(found.told)
    sys.exit(not found.survived)


@sim.command()
@click.option("--soak", "lived", type=FILE, help="Saves as `sim soak --out` has counted them.")
def wear(lived: Path | None) -> None:
    """How long the flash of a Pico W and of an ESP32 lasts.

    Exit code 1 if it wears out before its time.
    """
    from rich.console import Console

    from habitude_sim import wear as bench

    console = Console()
    if not console.is_terminal:
        console.width = bench.WIDTH
    found = bench.measure_all(bench.EVENTFUL if lived is None else bench.lived(lived))
    console.print(bench.table(found))
    sys.exit(not bench.lasts(found))
