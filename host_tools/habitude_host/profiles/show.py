"""A profile in the terminal: each taste's week as a timetable of colours."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from habitude_host.profiles.colours import colour, hexadecimal, ink
from habitude_host.profiles.diff import Compared
from habitude_host.profiles.model import WEEK, Learned, Profile, Taste
from habitude_host.profiles.week import HOURS, Hour, week, widest
from habitude_host.profiles.words import about, signed, summary


def profile(shown: Profile, console: Console) -> None:
    """Print what was learned."""
    for line in summary(shown):
        console.print(line, highlight=False)
    for setting in shown.settings:
        for taste in setting.tastes:
            console.print(_taste(setting, taste))


def differences(compared: list[Compared], console: Console) -> None:
    """Print how two profiles differ."""
    for each in compared:
        console.print(Text(each.title, style="bold"))
        for line in each.lines():
            console.print(line, highlight=False)
        if each.weeks_differ:
            console.print(timetable(each.week, each.step))


def _taste(setting: Learned, taste: Taste) -> RenderableType:
    title = Text(f"\n{setting.name} of {taste.name}", style="bold")
    said = Text(about(setting, taste), style="dim")
    return Group(title, said, timetable(week(setting, taste), setting.step))


def timetable(days: list[list[Hour]], step: float) -> Table:
    """Hours down, days across, in each cell by how much more or less than advised."""
    most = widest([days], step)
    table = Table(box=None, padding=0, pad_edge=False)
    table.add_column("", justify="right")
    for name in WEEK:
        table.add_column(name[:3], justify="center", min_width=7)
    for hour in HOURS:
        table.add_row(Text(f"{hour}:00 "), *_cells([day[hour].difference for day in days], most))
    return table


def _cells(values: list[float], most: float) -> Iterator[Text]:
    for value in values:
        rgb = colour(value, most)
        style = Style(color=ink(rgb), bgcolor=hexadecimal(rgb))
        yield Text(f"{signed(value):^7}", style=style)
