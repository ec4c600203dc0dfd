"""How well a household was served, week by week: figures for people, here and on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table

from habitude_sim.scoring import Week

OURS = "Habitude"

# What the alternatives are, for those who meet them for the first time.
MEANINGS = {
    "manual": "a thermostat that stays where it was last turned by hand",
    "schedule": "a thermostat programmed once, from what they really wanted in week 1",
    "oracle": "knows their wishes, their comings and goings and the weather ahead",
}


@dataclass(frozen=True)
class Measure:
    """One figure of a week, in words."""

    name: str
    unit: str
    text: Callable[[Week], str]


MEASURES = (
    Measure("Right", "% of awake time at home", lambda week: f"{100 * week['satisfied']:.0f}"),
    Measure("Turned", "times a day", lambda week: f"{week['overrides_per_day']:.1f}"),
    Measure("Energy", "kWh", lambda week: f"{week['energy_kwh']:.1f}"),
)


def week_names(days: int) -> list[str]:
    """The weeks of so many days by number; of a last one that isn't whole also how long it is."""
    names = [str(week) for week in range(1, days // 7 + 1)]
    rest = days % 7
    if rest:
        names.append(f"{len(names) + 1} ({rest} day{'s' if rest > 1 else ''})")
    return names


def rows(
    measure: Measure, days: int, weeks: list[Week], alternatives: dict[str, list[Week]]
) -> list[list[str]]:
    """One row a week: its name, then the figure for Habitude and each alternative."""
    columns = [weeks, *alternatives.values()]
    return [
        [name, *(measure.text(column[index]) for column in columns)]
        for index, name in enumerate(week_names(days))
    ]


def print_table(
    console: Console, days: int, weeks: list[Week], alternatives: dict[str, list[Week]]
) -> None:
    """Print the figures of `weeks`, lived in `days` days, beside those of the alternatives."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("", no_wrap=True)
    table.add_column("week", no_wrap=True)
    table.add_column(OURS, justify="right", style="bold", header_style="bold")
    for name in alternatives:
        table.add_column(name, justify="right")
    for measure in MEASURES:
        heading = f"[bold]{measure.name}[/], {measure.unit}"
        for line in rows(measure, days, weeks, alternatives):
            table.add_row(heading, *line)
            heading = ""
        table.add_section()
    console.print(table)
    console.print("[bold]Right[/]: within what each of them tolerates.", highlight=False)
    for name in alternatives:
        console.print(f"[bold]{name}[/]: {MEANINGS[name]}", highlight=False)
