"""The table of faults, for a terminal and as the document docs/faults.md."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from habitude_sim.torture.driver_faults import DriverRow
from habitude_sim.torture.faults_table import Row

_LIVED = ("what", "fault", "noticed", "what it tells", "heat %", "room °C", "learned", "verdict")
_DRIVERS = ("driver", "fault", "gives", "what the board tells", "right again", "verdict")

_INTRODUCTION = """# What fails, and what comes of it

Made by `make torture-faults`; do not edit. The limits meant here are declared in
[climate.py](../firmware/habitude/appliances/climate.py); the words are those of
[architecture.md](architecture.md#words).

## In a house

Each reading, each output and the clock fail, one at a time, at six in the morning of a household's
first day, for 24 hours. The firmware lives through it minute by minute and does not know.

- *noticed*: minutes (ticks) from the fault to the first word of it, and that word.
- *heat*: asked for, mean over the fault. *room*: lowest and highest, really.
- *learned*: overrides learned in the fault, and in brackets those learned after it was noticed.
- *harmless*: room within 1 K, what is learned within a quarter of a kelvin of the life without it.
- *guarded*: not noticed, and people are served worse; all limits hold, in terms of the reading.

| {head} |
|{rule}|
{rows}

Without a fault, that household has {without}.

What is *guarded* is what one thermometer can't tell from the truth. A heater that can set a house
on fire needs its own thermal cut-out, as every standard for heaters asks; no firmware replaces it.

## At the driver

Each driver of the firmware against the registers and pins of its part, which fails. *passed on*:
the value is plausible to the driver, and judged as above.

| {driver_head} |
|{driver_rule}|
{driver_rows}

## In random sequences

{sequences}
"""


def lived_table(rows: Sequence[Row]) -> Table:
    table = Table(*_LIVED, title="Faults in a house")
    for row in rows:
        table.add_row(*_lived(row))
    return table


def driver_table(rows: Sequence[DriverRow]) -> Table:
    table = Table(*_DRIVERS, title="Faults at the driver")
    for row in rows:
        table.add_row(*_driver(row))
    return table


def document(
    rows: Sequence[Row], drivers: Sequence[DriverRow], without: str, sequences: str
) -> str:
    """All of it in Markdown."""
    return _INTRODUCTION.format(
        head=" | ".join(_LIVED),
        rule="---|" * (len(_LIVED) - 1) + "---",
        rows="\n".join(f"| {' | '.join(_lived(row))} |" for row in rows),
        without=without,
        driver_head=" | ".join(_DRIVERS),
        driver_rule="---|" * (len(_DRIVERS) - 1) + "---",
        driver_rows="\n".join(f"| {' | '.join(_driver(row))} |" for row in drivers),
        sequences=sequences,
    )


def _lived(row: Row) -> tuple[str, ...]:
    case, lived = row.case, row.lived
    season = "" if case.season == "winter" else f" ({case.season})"
    return (
        case.name,
        case.fault + season,
        "no" if lived.noticed is None else f"{lived.noticed}",
        lived.told or case.why,
        f"{lived.heat:.0f}",
        f"{lived.low_c:.0f} to {lived.high_c:.0f}",
        f"{lived.overrides} ({lived.since_noticed})",
        row.verdict if not lived.broken else f"{row.verdict}: {lived.broken}",
    )


def _driver(row: DriverRow) -> tuple[str, ...]:
    recovers = "yes" if row.recovers else "no"
    return row.driver, row.fault, row.gives, row.told or row.why, recovers, row.verdict
