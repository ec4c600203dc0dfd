"""The command `habitude`. Each part brings its own commands and imports what it needs inside."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

import click

from habitude_host import __version__
from habitude_host.errors import HabitudeError


class Parts(click.Group):
    """Subcommands are found by the entry points `habitude.commands`, loaded when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(entry_points(group="habitude.commands").names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = entry_points(group="habitude.commands", name=cmd_name)
        return next(iter(found)).load() if found else None


@click.group(cls=Parts, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="habitude")
def habitude() -> None:
    """Appliances that learn how the people of one house like them."""


def main() -> None:
    """Run the command line; every foreseen error is one line and exit code 1."""
    try:
        habitude()
    except HabitudeError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)
