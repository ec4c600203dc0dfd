"""`habitude rules`: show, explain, check, compile and convert rule files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from habitude_host.errors import HabitudeError

if TYPE_CHECKING:
    from .model import System
    from .table import Table

_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.group()
def rules() -> None:
    """Fuzzy rule files: FCL (IEC 61131-7), FLL (fuzzylite), FIS (MATLAB)."""


@rules.command()
@_FILE
@click.option(
    *("-o", "--out"),
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw into this file (.png or .svg) instead of the terminal.",
)
@click.option("--over", metavar="INPUT[,INPUT]", default="", help="Inputs of the control surface.")
def show(file: Path, out: Path | None, over: str) -> None:
    """Draw membership functions and control surface; print the rules in words."""
    from rich.console import Console

    from . import draw, plot
    from .explain import in_words

    system = _load(file)
    along = tuple(name.strip() for name in over.split(",") if name.strip())
    try:
        if out is None:
            draw.show(system, Console(), along)
        else:
            plot.save(system, out, along)
    except ValueError as error:
        raise HabitudeError(str(error)) from None
    click.echo(in_words(system))
    if out is not None:
        click.echo(f"drawn into {out}")


@rules.command()
@_FILE
@click.argument("values", metavar="INPUT=VALUE...", nargs=-1, required=True)
def explain(file: Path, values: tuple[str, ...]) -> None:
    """Which rules fire how strongly, and how the outputs come about.

    For example: habitude rules explain climate.fcl error=0.3 rate=-0.2
    """
    from . import explain as explanation

    system = _load(file)
    try:
        click.echo(explanation.explain(system, dict(_assignment(value) for value in values)))
    except ValueError as error:
        raise HabitudeError(str(error)) from None


@rules.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
def check(files: tuple[Path, ...], strict: bool) -> None:
    """Read rule files and warn about what is hardly meant; for continuous integration.

    Gaps where no rule fires, rules that never matter or contradict each other, unused words.
    """
    from .check import check as warnings_of
    from .errors import RuleFileError

    failed = warned = 0
    for file in files:
        try:
            warnings = warnings_of(_load(file))
        except RuleFileError as error:
            click.echo(f"error: {error}", err=True)
            failed += 1
            continue
        warned += bool(warnings)
        for warning in warnings:
            click.echo(f"{file}: warning: {warning}")
        if not warnings:
            click.echo(f"{file}: good")
    if failed or (strict and warned):
        raise SystemExit(1)


@rules.command(name="compile")
@_FILE
@click.option(
    *("-o", "--out"),
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="The module to write; - is the standard output.",
)
@click.option(
    "--tolerance",
    type=click.FloatRange(0.0, 100.0, min_open=True),
    default=0.1,
    show_default=True,
    help="Largest error that is accepted, in % of an output's range.",
)
def compile_(file: Path, out: Path | None, tolerance: float) -> None:
    """Compile rules to a table for the device: a Python module to freeze. Says what it costs."""
    from . import NotOnDevice, compile

    try:
        table = compile(_load(file), tolerance / 100)
        module = table.to_module(file.name)
    except (NotOnDevice, ValueError) as error:
        raise HabitudeError(f"{file}: {error}") from None
    out = out or file.with_name(f"{file.stem}_rules.py")
    if str(out) == "-":
        click.echo(module, nl=False)
    else:
        out.write_text(module, encoding="utf-8")
    click.echo(f"{file.name}: {_costs(table)}", err=str(out) == "-")
    for warning in table.warnings:
        click.echo(f"{file.name}: warning: {warning}", err=str(out) == "-")


@rules.command()
@click.argument("source", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def convert(source: Path, target: Path) -> None:
    """Write the rules of SOURCE in the language of TARGET: .fcl or .fll."""
    from . import save

    system = _load(source)
    try:
        save(system, target)
    except ValueError as error:
        raise HabitudeError(str(error)) from None


def _costs(table: Table) -> str:
    return (
        f"{table.size_bytes} bytes; about {table.mean_us:.0f} us an inference on an RP2040,"
        f" {table.most_us:.0f} at most; within {100 * table.max_error:.3f} % of the reference"
    )


def _load(file: Path) -> System:
    from . import load

    return load(file)


def _assignment(text: str) -> tuple[str, float]:
    name, equals, value = text.partition("=")
    try:
        return name.strip(), float(value)
    except ValueError:
        what = f"the value of {name!r} is no number" if equals else "expected INPUT=VALUE"
        raise HabitudeError(f"{text!r}: {what}") from None
