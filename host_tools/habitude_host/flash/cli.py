"""`habitude flash` and `habitude doctor`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
KINDS = ("pico_w", "pico_2_w", "esp32", "esp32c3", "esp32s3")
_MARKS = {"wrong": "x", "look": "!", "good": "-"}


@click.command()
@click.option("--port", help="The board's serial port; not needed if it is the only one.")
@click.option("--board", type=FILE, help="Put this board.json on it.")
@click.option("--micropython", type=click.Choice(KINDS), help="First put MicroPython on it.")
@click.option("--image", type=FILE, help="The MicroPython image to take instead of the release.")
@click.option("--back", is_flag=True, help="Go back to the firmware before this one.")
def flash(
    port: str | None, board: Path | None, micropython: str | None, image: Path | None, back: bool
) -> None:
    """Put the firmware on a board; what it has learned stays.

    A board whose cable or plug is pulled meanwhile starts with the firmware that it had.
    """
    from habitude_host import ports
    from habitude_host.flash import put, started
    from habitude_host.flash.repl import Repl

    if image and not micropython:
        raise click.UsageError("--image needs --micropython")
    if board:
        _check_pins(board)
    if micropython:
        port = _put_micropython(micropython, image, port)
    port = port or ports.only_board()
    repl = Repl(port)
    try:
        if back:
            put.go_back(repl, click.echo)
        else:
            put.install(repl, put.Order(board_file=board), click.echo, progress())
        repl.reset()
    finally:
        repl.close()
    click.echo("the board restarts")
    click.echo(f"it runs: firmware {started.await_firmware(port)} answers on {port}")


@click.command()
@click.option("--port", help="The board's serial port; not needed if it is the only one.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON, nothing else.")
def doctor(port: str | None, as_json: bool) -> None:
    """Say what is wrong with a board, and how to mend it. Exit code 1 if something is.

    The appliance is stopped for the look; it restarts after it, which is waited for.
    """
    from habitude_host.flash import doctor as looking

    findings = looking.examine(port, looking.Desk())
    if as_json:
        click.echo(json.dumps([vars(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{_MARKS[finding.level]} {finding.what}")
            if finding.mend:
                click.echo(f"    {finding.mend}")
    sys.exit(any(finding.level == looking.WRONG for finding in findings))


def _put_micropython(name: str, image: Path | None, port: str | None) -> str:
    """The port of the board once it runs MicroPython."""
    from habitude_host import ports
    from habitude_host.flash import drives, micropython

    kind = micropython.KINDS[name]
    file = micropython.image_for(kind, image)
    if kind.drive:
        drive = micropython.put_uf2(kind, file, drives.drives())
        click.echo(f"{file.name} copied to {drive.path}; the board restarts")
        return port or micropython.await_port(ports.boards)
    port = port or ports.only_board()
    micropython.put_esp(kind, file, port)
    return port


def _check_pins(path: Path) -> None:
    """Refuse a wrong board.json; warn of pins that the chip it names can't use so."""
    from habitude_host import board_files, chips

    file = board_files.read(path)
    chip = chips.of(file.board)
    for problem in board_files.problems(file, chip) if chip else []:
        click.echo(f"warning: {problem}", err=True)


def progress() -> Callable[[int, int], None] | None:
    """A line that counts, where somebody looks on."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        end = "\n" if done == total else ""
        click.echo(f"\r{100 * done // total:3d} % of {total} bytes", nl=False, err=True)
        click.echo(end, nl=False, err=True)

    return show
