"""`habitude sim bench-...`: what the documents quote, measured; and what is fitted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from habitude_sim.cli_types import FILE, OUT, ROOM_NAMES, SEASONS, SeedRange

if TYPE_CHECKING:
    from habitude_sim.bench.board import Figure


@click.command("bench-home")
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


@click.command("bench-change")
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


@click.command("bench-limits")
@click.option("--seeds", type=SeedRange(), default="1000..1039", show_default=True)
@click.option("--out", type=OUT, default=Path("build/bench-limits"), show_default=True)
def bench_limits(seeds: list[int], out: Path) -> None:
    """Measure how well hindsight of people's wishes would serve them."""
    from rich.console import Console

    from habitude_sim import bench_limits as bench

    bench.run(seeds, out, Console())


@click.command("bench-who")
@click.option("--seeds", type=SeedRange(), default="1000..1019", show_default=True)
@click.option("--room", type=click.Choice(ROOM_NAMES), default="average", show_default=True)
@click.option("--gap", type=float, default=3.0, show_default=True, help="Between wishes, in K.")
@click.option("--out", type=OUT, default=Path("build/bench-who"), show_default=True)
def bench_who(seeds: list[int], room: str, gap: float, out: Path) -> None:
    """Measure two residents of opposite wishes, told apart by their phones or not."""
    from rich.console import Console

    from habitude_sim import bench_who as bench

    bench.run(seeds, room, gap, out, Console())


@click.command("bench-asking")
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


@click.command("bench-preheat")
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


@click.command("bench-fuzzy")
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


@click.command("bench-tick")
def bench_tick() -> None:
    """Measure a control tick on an emulated board, over a simulated day."""
    from rich.console import Console

    from habitude_sim.bench import tick

    console = Console()
    with console.status("living a day on the emulated board ..."):
        measured = tick.measure(tick.morning(), lead_in=tick.LEAD_IN)
    console.print(tick.table(measured))


@click.command("bench-board")
@click.option("--out", type=FILE, help="Write the figures as JSON.")
def bench_board(out: Path | None) -> None:
    """Measure what the firmware costs a board: start, ticks, heap, flash."""
    from habitude_sim.bench import board

    _show_figures(board.measure, out)


@click.command("bench-update")
@click.option("--out", type=FILE, help="Write the figures as JSON.")
def bench_update(out: Path | None) -> None:
    """Measure a firmware update over the link, and how soon a hang is over."""
    from habitude_sim.bench import update

    _show_figures(update.measure, out)


def _show_figures(
    measure: Callable[[Callable[[str], None]], list[Figure]], out: Path | None
) -> None:
    from rich.console import Console

    from habitude_sim.bench import board

    console = Console()
    with console.status("") as status:
        figures = measure(lambda what: status.update(f"{what} ..."))
    console.print(board.table(figures))
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(board.as_json(figures) + "\n", encoding="utf-8")


@click.command("bench-routine")
def bench_routine() -> None:
    """Measure a slot of the routine learner on an emulated board."""
    from rich.console import Console

    from habitude_sim.bench import routine

    console = Console()
    with console.status("living two days on the emulated board ..."):
        measured = routine.measure(routine.uses(192))
    console.print(routine.table(measured))


@click.command("bench-taste")
def bench_taste() -> None:
    """Measure what a taste foretells and learns on an emulated board."""
    from rich.console import Console

    from habitude_sim.bench import taste

    console = Console()
    with console.status("living two months on the emulated board ..."):
        measured = taste.measure(taste.life())
    console.print(taste.table(measured))


@click.command("bench-learn")
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


@click.command("fit-prior")
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


COMMANDS = (
    bench_home,
    bench_change,
    bench_limits,
    bench_who,
    bench_asking,
    bench_preheat,
    bench_fuzzy,
    bench_tick,
    bench_board,
    bench_update,
    bench_routine,
    bench_taste,
    bench_learn,
    fit_prior,
)
