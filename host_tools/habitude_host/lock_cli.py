"""`habitude lock` and `unlock`: what was learned is for who knows the PIN."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from habitude_host.at_port import appliance, at_port, show
from habitude_host.errors import HabitudeError

F = TypeVar("F", bound=Callable[..., Any])

_pin_file = click.option(
    "--pin-file",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    help="Take the PIN from the first line of this file, don't ask for it.",
)


@click.command()
@click.option("--change", is_flag=True, help="Set another PIN, on an appliance that is open.")
@_pin_file
@at_port
def lock(change: bool, pin_file: Path | None, port: str | None, as_json: bool) -> None:
    """Lock the appliance: the first time, with a PIN that it asks for.

    What it has learned can't be read, taken out, changed or erased then without the PIN. It serves
    and learns as before. After each power cut it serves without what it had learned until
    `habitude unlock`, because the key is nowhere on it. A forgotten PIN can't be recovered:
    `habitude export` keeps a copy; the buttons (held for ten seconds) erase everything.
    """
    from habitude_host import pin

    with appliance(port) as link:
        state = link.ask("status").get("lock")
        if change and state not in (None, "open"):
            raise HabitudeError("it is locked: 'habitude unlock' first, then change the PIN")
        setting = change or state is None
        if setting:
            pin.set_pin(link, pin.asked("PIN", pin_file, twice=True))
        else:
            link.ask("lock")
    text = _LOCKED if setting else "locked"
    show(as_json, {"lock": "locked", "new_pin": setting}, text)


@click.command()
@click.option("--remove", is_flag=True, help="Take the lock off for good.")
@_pin_file
@at_port
def unlock(remove: bool, pin_file: Path | None, port: str | None, as_json: bool) -> None:
    """Open a locked appliance, for ten minutes from the last command that needs it."""
    from habitude_host import pin

    with appliance(port) as link:
        told = link.ask("challenge")
        if told["wait"]:
            raise HabitudeError(f"after wrong PINs the next try is allowed in {told['wait']} s")
        pin.unlock(link, pin.asked("PIN", pin_file))
        if remove:
            link.ask("unlock", remove=True)
        damaged: list[str] = link.ask("hello")["damaged"]
    text = "the lock is off" if remove else _OPEN
    show(
        as_json,
        {"lock": None if remove else "open", "damaged": damaged},
        "\n".join([text, *damaged]),
    )


_LOCKED = """\
locked. After a power cut it serves without what it had learned until 'habitude unlock'.
A forgotten PIN can't be recovered: its buttons, held for ten seconds, erase everything."""
_OPEN = "open, for ten minutes from the last command that needs it; 'habitude lock' ends it"
