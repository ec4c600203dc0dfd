"""`habitude sim board`: an emulated board as if it stood on the desk, for any serial tool."""

from __future__ import annotations

import json
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from habitude_host import micropython_image
from habitude_host.errors import HabitudeError
from habitude_host.link import Link
from habitude_sim.emulator import Board, port
from habitude_sim.emulator.wiring import wired
from habitude_sim.engines import rp2040


def switch_on(appliance: str, wiring: Path | None, storage: Path | None, blank: bool) -> Board:
    """A board with the firmware, as `appliance` without parts or as the board.json `wiring` says.

    storage: its file system as it was switched off, if that file exists. blank: MicroPython alone.
    """
    document = _read(wiring) if wiring else {"appliance": appliance}
    image = micropython_image.fetch(micropython_image.PICO_W)
    files: dict[str, bytes] | bytes = {}
    if storage and storage.exists():
        files = storage.read_bytes()
    elif not blank:
        files = rp2040.files(appliance) | {"board.json": json.dumps(document).encode()}
    board = Board(files, image, wired(document))
    if not blank:
        _start(board)
    return board


def _start(board: Board) -> None:
    """Let time pass until its firmware answers, if there is one: who connects then need not wait.

    A board is up in two seconds of its own, which are half a minute of an ordinary computer's.
    """
    click.echo("The firmware starts, which takes half a minute ...", err=True)
    with suppress(HabitudeError):  # what is wrong with it, is for those to find who connect
        Link(rp2040.Rp2040Transport(board)).greet()


def serve(board: Board, tcp: int | None, storage: Path | None) -> None:
    """Keep it on until a Ctrl-C (or SIGTERM), then keep its file system in `storage`."""
    # Said anew: what a shell starts in the background is born deaf to Ctrl-C.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    there: port.Port = port.Pty() if tcp is None else port.Tcp(tcp)
    click.echo(f"A Pico W at {there.name}; Ctrl-C pulls its plug.")
    try:
        port.serve(board, there)
    except KeyboardInterrupt:
        click.echo("")
    finally:
        there.close()
        if storage:
            storage.write_bytes(board.storage)


def _read(wiring: Path) -> dict[str, Any]:
    try:
        return json.loads(wiring.read_bytes())
    except (OSError, ValueError) as error:
        raise HabitudeError(f"{wiring}: {error}") from error
