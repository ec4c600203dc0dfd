"""What all commands that talk to an appliance share: the port's options, the link, the output."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from habitude_host.link import Link

F = TypeVar("F", bound=Callable[..., Any])

_port_option = click.option(
    "--port",
    metavar="PORT",
    help="The appliance's: a device, a pty, socket://host:port or another URL of pyserial. "
    "Without it, the only board there is.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, nothing else.")


def at_port(function: F) -> F:
    """The options --port and --json."""
    return _port_option(json_option(function))


@contextmanager
def appliance(
    port: str | None,
    reconnect_s: float | None = None,
    tell: Callable[[str], None] | None = None,
) -> Generator[Link]:
    """The link to the appliance on `port`, or to the only board. Raises HabitudeError.

    reconnect_s: for an unplugged board to come back. tell: is told of it, else a person is.
    """
    from habitude_host.ports import only_board
    from habitude_host.serial_port import PATIENCE_S, RECONNECT_S, connect

    url = only_board() if port is None else port
    wait_s = RECONNECT_S if reconnect_s is None else reconnect_s
    link = connect(url, PATIENCE_S, wait_s, tell or note)
    try:
        yield link
    finally:
        link.close()


def note(text: str) -> None:
    """Tell the person something that is no result."""
    click.echo(text, err=True)


def show(as_json: bool, result: object, text: str) -> None:
    """Print a result, as JSON or as text."""
    click.echo(json.dumps(result, ensure_ascii=False, indent=1) if as_json else text)
