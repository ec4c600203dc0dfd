"""The figures of `habitude sim bench-fuzzy` as a table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from habitude_sim.bench.fuzzy import RP2040, Measured, Row

WIDTH = 116  # where the output is no terminal
NOTE = (
    "Microseconds of a call: first at (0.31, 0.62, 0.83) of the inputs' ranges, then over the "
    "points. bytes: that a call allocates; on CPython, holds at its peak. off: largest difference "
    "to the exact result over a grid, in percent of the output's range."
)


def table(measured: Sequence[Measured]) -> Table:
    made = Table(box=SIMPLE_HEAD, caption=NOTE, caption_justify="left", pad_edge=False)
    made.add_column("")
    made.add_column("on")
    for title in ("first", "mean", "least", "most", "points", "bytes", "off %", "target"):
        made.add_column(title, justify="right")
    for system in measured:
        made.add_row(f"[bold]{system.system}")
        for row in system.rows:
            made.add_row(*_cells(row))
        made.add_row("[dim]its table, bytes", *[""] * 6, f"[dim]{system.table_bytes:,}")
        made.add_row("[dim]an engine of it", RP2040, *[""] * 5, f"[dim]{system.heap_bytes:,}")
        made.add_section()
    return made


def _cells(row: Row) -> list[str]:
    over_points = (row.mean_us, row.least_us, row.most_us)
    return [
        row.what,
        row.where,
        _us(row.first_us),
        *(_us(us) if row.points > 1 else "" for us in over_points),
        str(row.points),
        "" if row.taken_bytes is None else f"{row.taken_bytes:,}",
        f"{100 * row.error:.4f}",
        "" if row.target_us is None else f"{row.target_us:.0f}",
    ]


def _us(us: float) -> str:
    return f"{us:,.0f}" if us >= 1000 else f"{us:.1f}" if us >= 10 else f"{us:.2f}"
