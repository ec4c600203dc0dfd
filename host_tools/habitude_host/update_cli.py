"""`habitude update`: a new firmware for an appliance that goes on working meanwhile."""

from __future__ import annotations

from pathlib import Path

import click

from habitude_host.at_port import at_port, note, show

_PACK = click.Path(exists=True, dir_okay=False, path_type=Path)
_RESTART_S = 60.0  # for a board to come back, or a cable


@click.command()
@click.argument("firmware", type=_PACK, metavar="[PACK]", required=False)
@at_port
def update(firmware: Path | None, port: str | None, as_json: bool) -> None:
    """Bring an appliance's firmware up to date over the link; it works on meanwhile.

    PACK: a file that 'make firmware' made; without it, this version of habitude. The board tries
    it: if it does not come up and control within two minutes, the firmware before comes back by
    itself. What was begun goes on where a pulled cable ended it.
    """
    from habitude_host import bundle, serial_port
    from habitude_host import update as updating
    from habitude_host.at_port import appliance
    from habitude_host.flash.cli import progress
    from habitude_host.ports import only_board

    url = only_board() if port is None else port
    with appliance(url, _RESTART_S) as link:
        processor = str(link.ask("update")["processor"])
        content = firmware.read_bytes() if firmware else bundle.packed(processor)
        made = updating.Update.of(content, processor)
        sent = updating.send(link, made, progress())
    if sent:
        note("all is there and whole; the board restarts with it")
        updating.await_taken(lambda: serial_port.connect(url), made)
    result = {"version": made.version, "build": made.build, "updated": sent}
    named = f"habitude {made.version} (build {made.build[:8]})"
    show(as_json, result, f"{named} runs" if sent else f"{named} is already there")
