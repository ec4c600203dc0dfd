"""`habitude sim torture-... | fuzz... | soak | wear`: what must be survived, tried out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from habitude_sim.cli_types import FILE, OUT


@click.command("torture-faults")
@click.option("--sequences", type=click.IntRange(0), default=10_000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--only", type=click.Choice(("table", "sequences")), help="Only this part.")
@click.option("--out", type=OUT, default=Path("build/torture-faults"), show_default=True)
def torture_faults(sequences: int, seed: int, only: str | None, out: Path) -> None:
    """Let every reading, output and clock fail, alone and in random sequences."""
    from habitude_sim.torture import faults_run

    sys.exit(faults_run.perform(sequences, seed, only, out))


@click.command()
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


@click.command("torture-power")
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


@click.command()
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


@click.command("fuzz-floods")
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


@click.command("fuzz-board")
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


@click.command()
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


COMMANDS = (torture_faults, soak, torture_power, fuzz, fuzz_floods, fuzz_board, wear)
