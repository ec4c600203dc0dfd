"""The figures of `habitude sim bench-fuzzy` as a table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from habitude_sim.bench.fuzzy import Measured, Row

NOTE = (
    "us a call: first at (0.31, 0.62, 0.83) of the inputs' ranges, then over all points. Bytes: "
    "what a call allocates, on CPython its peak. Off: from the exact result, over a grid, in "
    "percent of the output's range."
)


def table(measured: Sequence[Measured]) -> Table:
    made = Table(caption=NOTE, caption_justify="left")
    made.add_column("")
    made.add_column("on")
    for title in ("first us", "mean", "least", "most", "points", "bytes", "off %", "target us"):
        made.add_column(title, justify="right")
    for system in measured:
        title = f"{system.system}: a table of {system.table_bytes:,} bytes"
        made.add_row(f"[bold]{title}, an engine keeps {system.heap_bytes:,} more of the heap")
        for row in system.rows:
            made.add_row(*_cells(row))
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
