"""What changed when: what people turned, and how far what is learned moved."""

# matplotlib's annotations leave its keyword arguments untyped.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, StrMethodFormatter

from habitude_sim.pictures.room import Life
from habitude_sim.pictures.style import (
    PERSON_MARKERS,
    SMALL,
    WIDTH,
    Palette,
    blank,
    days,
    quiet,
    signed_k,
)
from habitude_sim.scenario import Change
from habitude_sim.weather import MINUTES_PER_DAY

_HEIGHT = 230.0


def changes(
    life: Life, moved_k: Sequence[float], noticed: Sequence[Change], colours: Palette
) -> Figure:
    """Over the days: each turn, by how far and by whom, with the changes that were noticed behind;
    below, how far what is learned moved.
    """
    figure = blank(WIDTH, _HEIGHT)
    turned = figure.add_axes((0.14, 0.44, 0.83, 0.54))
    for change in noticed:
        turned.axvspan(
            change.began / MINUTES_PER_DAY,
            change.ended / MINUTES_PER_DAY,
            color=colours["accent" if change.became == "lasts" else "muted"],
            alpha=0.16,
            linewidth=0,
        )
    _draw_turns(turned, life, colours)
    _draw_moves(figure.add_axes((0.14, 0.09, 0.83, 0.27)), moved_k, colours)
    return figure


def _draw_turns(axes: Axes, life: Life, colours: Palette) -> None:
    quiet(axes, colours)
    days(axes, life.world.days)
    axes.set_xticklabels([])
    axes.axhline(0, color=colours["muted"], linewidth=1)
    presses = life.history.presses
    most = max([1.0, *(abs(steps) * life.world.parameters.step_k for _, _, steps in presses)])
    axes.set_ylim(-1.15 * most, 1.15 * most)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(signed_k))
    for minute, person, steps in presses:
        axes.plot(
            minute / MINUTES_PER_DAY,
            steps * life.world.parameters.step_k,
            color=colours[f"person{person}"],
            marker=PERSON_MARKERS[person],
            markersize=4,
            linestyle="",
        )


def _draw_moves(axes: Axes, moved_k: Sequence[float], colours: Palette) -> None:
    quiet(axes, colours)
    days(axes, len(moved_k))
    axes.bar(np.arange(len(moved_k)) + 0.5, moved_k, width=0.8, color=colours["accent"], alpha=0.6)
    axes.set_ylim(0, max(0.1, 1.35 * max(moved_k)))
    axes.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:.2g} K"))
    axes.text(
        *(0.995, 0.97, "learned: moved by"),
        transform=axes.transAxes,
        color=colours["muted"],
        fontsize=SMALL,
        horizontalalignment="right",
        verticalalignment="top",
    )
