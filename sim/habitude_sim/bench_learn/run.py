"""Measure the parts of the benchmark, print their tables, write their figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from habitude_sim import many
from habitude_sim.bench_learn import routine, votes
from habitude_sim.bench_learn.part import Options, Part, Sheet

PARTS: dict[str, Callable[[Options], Part]] = {
    "votes": votes.measure,
    "routine": routine.measure,
}


_WIDTH = 120  # characters, where it isn't a terminal's


def run(parts: list[str], options: Options, out: Path | None, console: Console) -> None:
    """Each part in turn; `out` is the JSON file to write."""
    if not console.is_terminal:
        console.width = _WIDTH
    found = [PARTS[name](options) for name in parts]
    for part in found:
        for sheet in part.sheets:
            console.print(_table(sheet))
    if out:
        figures = {part.name: part.figures for part in found}
        content = {"data": str(options.data), **figures}
        many.write(out, content)


def _table(sheet: Sheet) -> Table:
    table = Table(title=sheet.title, title_justify="left", box=box.SIMPLE)
    for index, name in enumerate(sheet.columns):
        # where there is little room, names are cut, never numbers
        least = max(len(row[index]) for row in (sheet.columns, *sheet.rows)) if index else None
        justify = "right" if index else "left"
        table.add_column(name, justify=justify, no_wrap=True, min_width=least)
    for index, row in enumerate(sheet.rows):
        table.add_row(*row, style="bold" if index in sheet.ours else "")
    return table
