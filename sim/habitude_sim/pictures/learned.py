"""What an appliance has learned about a day, and how sure it is."""

# matplotlib's annotations leave its keyword arguments untyped.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from calendar import day_name

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from habitude_sim.pictures.style import (
    ALL_HOURS,
    SMALL,
    WIDTH,
    Palette,
    blank,
    hours,
    quiet,
    signed_k,
)
from habitude_sim.scenario import Learned


def span_k(learned: list[Learned]) -> tuple[float, float]:
    """Limits that hold all these preferences and zero, at least 2 K apart."""
    values = [value for curve in learned for value in curve.difference]
    low, high = min(*values, 0.0), max(*values, 0.0)
    spare = 0.1 + max(0.0, 2 - (high - low)) / 2
    return low - spare, high + spare


def mean_certainty(learned: Learned) -> int:
    """How sure it is over the day, in %."""
    return round(sum(learned.certainty) / len(learned.certainty))


def title(learned: Learned) -> str:
    """For which day this was learned, and after how many."""
    kind = "Weekend" if at_weekend(learned) else "Weekday"
    return f"{kind} ({day_name[learned.day % 7]}), after {learned.day} days"


def at_weekend(learned: Learned) -> bool:
    """Whether it is about a Saturday or Sunday: the day after `learned.day` days from a Monday."""
    return learned.day % 7 >= 5


def preference(learned: Learned, limits_k: tuple[float, float], colours: Palette) -> Figure:
    """What was learned for one day, over its hours, and below it how sure that is."""
    figure = blank(WIDTH, 215)
    axes = figure.add_axes((0.14, 0.36, 0.83, 0.62))
    draw_preference(axes, learned, limits_k, colours)
    hours(axes)
    _draw_certainty(figure.add_axes((0.14, 0.1, 0.83, 0.2)), learned, colours)
    return figure


def growth(learned: Learned, limits_k: tuple[float, float], colours: Palette) -> Figure:
    """What was learned by one day: small, to stand among its like."""
    figure = blank(160, 110)
    axes = figure.add_axes((0.19, 0.17, 0.77, 0.8))
    draw_preference(axes, learned, limits_k, colours, most_numbers=3)
    hours(axes, (0, 12, 24))
    return figure


def draw_preference(
    axes: Axes,
    learned: Learned,
    limits_k: tuple[float, float],
    colours: Palette,
    most_numbers: int = 5,
) -> None:
    """The difference from the advice in K; the fill is the stronger the surer it is."""
    quiet(axes, colours)
    hours(axes, ALL_HOURS)
    axes.set_ylim(*limits_k)
    axes.yaxis.set_major_locator(MaxNLocator(most_numbers, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(signed_k))
    half_hour = np.arange(len(learned.difference) + 1) / 2
    difference = np.append(learned.difference, learned.difference[0])
    certainty = np.append(learned.certainty, learned.certainty[0])
    for percent in range(5, 100, 10):  # layer on layer: pieces side by side would show seams
        axes.fill_between(
            half_hour,
            difference,
            where=certainty >= percent,
            color=colours["accent"],
            alpha=0.07,
            linewidth=0,
        )
    axes.axhline(0, color=colours["muted"], linewidth=1.1, linestyle=(0, (4, 3)))
    axes.plot(half_hour, difference, color=colours["accent"], linewidth=2)


def _draw_certainty(axes: Axes, learned: Learned, colours: Palette) -> None:
    quiet(axes, colours)
    hours(axes, ALL_HOURS)
    axes.set_ylim(0, 100)
    axes.set_yticks([50, 100], ["50 %", "100 %"])
    edges = np.arange(len(learned.certainty) + 1) / 2
    axes.stairs(learned.certainty, edges, fill=True, color=colours["accent"], alpha=0.35)
    axes.text(0.3, 8, "how sure", color=colours["ink"], fontsize=SMALL)
