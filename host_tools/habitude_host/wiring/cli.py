"""`habitude wiring`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("board", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def wiring(board: Path, out: Path) -> None:
    """Draw how to wire what a BOARD.json names, as an SVG picture."""
    from habitude_host import board_files
    from habitude_host.wiring import draw

    out.write_text(draw.drawing(board_files.read(board)), encoding="utf-8")
