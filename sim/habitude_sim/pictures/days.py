"""How well people were served, day by day, beside the alternatives."""

# matplotlib's annotations leave its keyword arguments untyped.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from math import floor, inf

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter
from numpy.typing import NDArray

from habitude_sim.pictures.style import TEXT, WIDTH, Palette, blank, quiet
from habitude_sim.pictures.style import days as days_below

_HEIGHT, _PLOTTED = 210.0, 0.83
_MEAN_OF = 7  # days
# Alternatives are told apart by dash, whichever they are.
_DASHES = (":", "--", (0, (1, 1, 4, 1)), "-.")


def running_mean(days: list[float]) -> NDArray[np.float64]:
    """The mean of the last seven days, of those that there are; NaN days don't count."""
    values = np.array(days)
    return np.array(
        [
            np.nanmean(some) if not np.isnan(some).all() else np.nan
            for some in (values[max(0, end - _MEAN_OF) : end] for end in range(1, len(days) + 1))
        ]
    )


def satisfied(days: list[float], alternatives: dict[str, list[float]], colours: Palette) -> Figure:
    """Share of awake time at home within tolerance: Habitude's in the accent's colour.

    Dots are Habitude's days; lines are running means.
    """
    figure = blank(WIDTH, _HEIGHT)
    axes = figure.add_axes((0.1, 0.12, 0.64, _PLOTTED))
    quiet(axes, colours)
    days_below(axes, len(days))
    axes.tick_params(axis="x", pad=7)
    means = {name: 100 * running_mean(line) for name, line in alternatives.items()}
    ours, dots = 100 * running_mean(days), 100 * np.array(days)
    lowest = float(np.nanmin([*np.concatenate([*means.values(), ours]), *dots]))
    foot = min(10 * floor(0.1 * lowest - 0.1), 80)
    axes.set_ylim(foot, 101)
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:.0f} %"))
    number = np.arange(len(days)) + 0.5
    for index, line in enumerate(means.values()):
        dash = _DASHES[index % len(_DASHES)]
        axes.plot(number, line, color=colours["muted"], linestyle=dash, linewidth=1.3)
    axes.plot(
        number, dots, color=colours["accent"], linestyle="", marker="o", markersize=3, alpha=0.55
    )
    axes.plot(number, ours, color=colours["accent"], linewidth=2.4)

    ends = {name: float(line[-1]) for name, line in means.items()}
    ends["Habitude"] = float(ours[-1])
    points = 1.25 * TEXT * (101 - foot) / (_HEIGHT * _PLOTTED)
    for name, height in apart(ends, points).items():
        axes.text(
            1.03 * len(days),
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
