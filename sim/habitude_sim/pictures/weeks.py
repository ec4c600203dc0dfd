"""How well people were served, week by week, beside the alternatives."""

# matplotlib's annotations leave its keyword arguments untyped.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from math import floor, inf

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from habitude_sim.pictures.style import TEXT, WIDTH, Palette, blank, quiet
from habitude_sim.scoring import Week

_HEIGHT, _PLOTTED = 210.0, 0.83
# Alternatives are told apart by dash and mark, whichever they are.
_DASHES, _MARKS = (":", "--", "-", "-."), ("s", "^", "D", "v")


def satisfied(weeks: list[Week], alternatives: dict[str, list[Week]], colours: Palette) -> Figure:
    """Share of awake time at home within tolerance: Habitude's in the accent's colour."""
    figure = blank(WIDTH, _HEIGHT)
    axes = figure.add_axes((0.1, 0.12, 0.64, _PLOTTED))
    quiet(axes, colours)
    axes.tick_params(axis="x", pad=7)
    lowest = min(week["satisfied"] for line in (weeks, *alternatives.values()) for week in line)
    foot = min(10 * floor(10 * lowest - 0.1), 80)
    axes.set_ylim(foot, 101)
    axes.set_xlim(0.8, len(weeks) + 0.2)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.xaxis.set_major_formatter(StrMethodFormatter("week {x:.0f}"))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:.0f} %"))

    numbers = [week["week"] for week in weeks]
    for index, line in enumerate(alternatives.values()):
        axes.plot(
            numbers,
            [100 * week["satisfied"] for week in line],
            color=colours["muted"],
            linestyle=_DASHES[index % len(_DASHES)],
            linewidth=1.1,
            marker=_MARKS[index % len(_MARKS)],
            markersize=4,
        )
    ours = [100 * week["satisfied"] for week in weeks]
    axes.plot(numbers, ours, color=colours["accent"], linewidth=2.4, marker="o", markersize=6)

    ends = {name: 100 * line[-1]["satisfied"] for name, line in alternatives.items()}
    ends["Habitude"] = ours[-1]
    points = 1.25 * TEXT * (101 - foot) / (_HEIGHT * _PLOTTED)
    for name, height in apart(ends, points).items():
        axes.text(
            len(weeks) + 0.26 if len(weeks) < 6 else len(weeks) + 0.6,
            height,
            f"{name} {ends[name]:.0f} %",
            color=colours["accent" if name == "Habitude" else "muted"],
            fontsize=TEXT,
            fontweight="bold" if name == "Habitude" else "normal",
            verticalalignment="center",
        )
    return figure


def apart(values: dict[str, float], gap: float) -> dict[str, float]:
    """The values moved downwards, from the highest on, as little as keeps them `gap` apart."""
    placed: dict[str, float] = {}
    ceiling = inf
    for name in sorted(values, key=lambda name: -values[name]):
        placed[name] = min(values[name], ceiling)
        ceiling = placed[name] - gap
    return placed
