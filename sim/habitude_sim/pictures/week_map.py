"""Maps of a week: a row for each day, a square for each hour."""

# matplotlib's annotations leave its keyword arguments untyped.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from habitude_sim.pictures.style import ALL_HOURS, TEXT, WIDTH, Palette, blank, hours, quiet
from habitude_sim.scenario import Learned

_ROW = 22.0  # points
_LEAST_SIDE = 0.22  # of a cell, where nothing is sure
_FAINTEST = 0.12


@dataclass(frozen=True)
class Hours:
    """An hour's values, (days, 24): the difference (K) and how sure it is (0..1)."""

    difference: NDArray[np.float64]
    certainty: NDArray[np.float64]


def by_hour(week: Sequence[Learned]) -> Hours:
    """The half hours of these days, two by two."""
    difference = np.array([curve.difference for curve in week])
    certainty = np.array([curve.certainty for curve in week]) / 100
    shape = (len(week), 24, 2)
    return Hours(difference.reshape(shape).mean(axis=2), certainty.reshape(shape).mean(axis=2))


def preference(names: Sequence[str], week: Hours, most_k: float, colours: Palette) -> Figure:
    """Warmer or cooler over a week; a square is the stronger the further it is from the advice
    (`most_k`: full strength), and the larger the surer.
    """
    figure, axes = _rows(names, colours)
    for day, hour in np.ndindex(week.difference.shape):
        difference = float(week.difference[day, hour])
        side = _LEAST_SIDE + (1 - _LEAST_SIDE) * float(week.certainty[day, hour])
        axes.add_patch(
            Rectangle(
                (hour + 0.5 - 0.46 * side, day + 0.5 - 0.46 * side),
                0.92 * side,
                0.92 * side,
                facecolor=colours["warmer" if difference >= 0 else "cooler"],
                alpha=_FAINTEST + (1 - _FAINTEST) * min(abs(difference) / most_k, 1.0),
                linewidth=0,
            )
        )
    return figure


def routine(
    names: Sequence[str],
    probability: NDArray[np.float64],
    prepared: Sequence[Sequence[tuple[float, float]]],
    used: Sequence[Sequence[tuple[float, float]]],
    colours: Palette,
) -> Figure:
    """What was expected over a week and what came: the probability that a use begins, (days, 24);
    for each day the spells (hours) in which it was prepared, and those in which it was used.
    """
    figure, axes = _rows(names, colours)
    for day, hour in np.ndindex(probability.shape):
        chance = float(probability[day, hour])
        if not np.isnan(chance):
            axes.add_patch(
                Rectangle(
                    (hour + 0.04, day + 0.03),
                    0.92,
                    0.52,
                    facecolor=colours["accent"],
                    alpha=_FAINTEST + (1 - _FAINTEST) * chance,
                    linewidth=0,
                )
            )
    for day, spells in enumerate(prepared):
        _draw_spells(axes, spells, day + 0.59, 0.11, colours["warmer"])
    for day, spells in enumerate(used):
        _draw_spells(axes, spells, day + 0.74, 0.11, colours["ink"])
    return figure


def _rows(names: Sequence[str], colours: Palette) -> tuple[Figure, Axes]:
    """A row a day from the top; the days' names to the left, the hours below."""
    bottom, left, right = 18.0, 40.0, 8.0
    height = bottom + len(names) * _ROW
    figure = blank(WIDTH, height)
    axes = figure.add_axes(
        (left / WIDTH, bottom / height, 1 - (left + right) / WIDTH, 1 - bottom / height)
    )
    quiet(axes, colours)
    axes.grid(visible=False)
    hours(axes, ALL_HOURS)
    axes.set_ylim(len(names), 0)
    axes.set_yticks(np.arange(len(names)) + 0.5, names)
    axes.tick_params(axis="y", labelsize=TEXT, labelcolor=colours["ink"], pad=6)
    return figure, axes


def _draw_spells(
    axes: Axes, spells: Sequence[tuple[float, float]], top: float, height: float, colour: str
) -> None:
    for begin, end in spells:
        axes.add_patch(Rectangle((begin, top), end - begin, height, facecolor=colour, linewidth=0))
