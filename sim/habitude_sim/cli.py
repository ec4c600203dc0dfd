"""`habitude sim`: live through weeks of a household, replay a trace, be a board."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from habitude_sim import cli_bench, cli_torture
from habitude_sim.cli_types import FILE, OUT, ROOM_NAMES, SEASONS
from habitude_sim.engines import ENGINES


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


for command in (*cli_bench.COMMANDS, *cli_torture.COMMANDS):
    sim.add_command(command)
