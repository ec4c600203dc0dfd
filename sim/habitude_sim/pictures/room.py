"""What a room did day by day, and what its people did and wanted."""

# matplotlib's annotations leave its keyword arguments untyped.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from habitude_sim.people.presence import ACTIVE
from habitude_sim.pictures.style import (
    ALL_HOURS,
    PEOPLE,
    PERSON_MARKERS,
    SMALL,
    TEXT,
    WIDTH,
    Palette,
    blank,
    hours,
    quiet,
)
from habitude_sim.weather import MINUTES_PER_DAY
from habitude_sim.world import History, World

_SAMPLE_MIN = 10
_DAY_HEIGHT = 74.0
_POWER_SHARE = 0.17  # of a day's height; a fifth of it again is the gap above
_BAND = 0.2  # opacity


@dataclass(frozen=True)
class Life:
    """One house's history with the hidden wishes of those who lived in it."""

    world: World
    history: History

    @cached_property
    def liked_c(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lowest and highest operative temperature that each resident tolerates.

        (minutes, residents) each; NaN while not awake at home.
        """
        awake = self.world.states == ACTIVE
        wish = np.where(awake, self.world.residents.wish_c, np.nan)
        return wish - self.world.residents.tolerance_k, wish + self.world.residents.tolerance_k

    def span_c(self, days: Sequence[int]) -> tuple[float, float]:
        """Limits that hold all that is drawn of these days (from 0)."""
        at = np.concatenate([_minutes(day) for day in days])
        low, high = self.liked_c
        shown = np.concatenate(
            [
                np.array(self.history.operative_c)[at],
                np.array(self.history.setpoint_c)[at],
                low[at].ravel(),
                high[at].ravel(),
            ]
        )
        return float(np.nanmin(shown)) - 0.2, float(np.nanmax(shown)) + 0.2


def room(life: Life, days: Sequence[int], span_c: tuple[float, float], colours: Palette) -> Figure:
    """These days one below the other, as wide as a phone."""
    bottom, left, right = 18.0, 50.0, 8.0
    height = bottom + len(days) * _DAY_HEIGHT
    figure = blank(WIDTH, height)
    box = (left / WIDTH, bottom / height, 1 - (left + right) / WIDTH, 1 - bottom / height)
    draw_days(figure, box, life, days, span_c, colours)
    return figure


def draw_days(
    figure: Figure,
    box: tuple[float, float, float, float],
    life: Life,
    days: Sequence[int],
    span_c: tuple[float, float],
    colours: Palette,
) -> None:
    """Draw into a part of a figure: its left, bottom, width and height, 0..1.

    The days' names stand to the left of it, the hours below it.
    """
    left, bottom, width, height = box
    pitch = height / len(days)
    for row, day in enumerate(reversed(days)):
        axes = figure.add_axes((left, bottom + row * pitch, width, 0.9 * pitch))
        quiet(axes, colours)
        hours(axes, ALL_HOURS if row == 0 else ())
        foot = _set_temperatures(axes, span_c)
        _draw_wishes(axes, life, day, colours)
        _draw_power(axes, life, day, foot, _POWER_SHARE * (span_c[1] - foot), colours)
        _draw_temperatures(axes, life, day, colours)
        _draw_presses(axes, life, day, colours)
        figure.text(
            left - 44 / (72 * figure.get_figwidth()),
            bottom + (row + 0.88) * pitch,
            f"{life.world.start + timedelta(days=day):%a}",
            color=colours["ink"],
            fontsize=TEXT,
            fontweight="bold",
            verticalalignment="top",
        )


def legend(life: Life, colours: Palette) -> list[Artist]:
    """What means what, for a legend of two rows: things that belong together share a column."""
    handles: list[Artist] = [
        Line2D([], [], color=colours["ink"], linewidth=1.4, label="temperature as felt"),
        Line2D([], [], color=colours["accent"], linewidth=0.9, label="target temperature"),
    ]
    for person in range(life.world.states.shape[1]):
        colour, letter = colours[f"person{person}"], PEOPLE[person]
        handles.append(
            Patch(color=colour, alpha=_BAND, linewidth=0, label=f"what {letter} wanted")
        )
        mark = Line2D([], [], color=colour, linestyle="", marker=PERSON_MARKERS[person])
        mark.set(markersize=6, label=f"{letter} turned it")
        handles.append(mark)
    power = "cooling" if life.world.summer else "heating"
    handles.append(Patch(color=colours["power"], label=f"{power} power"))
    return handles


def _set_temperatures(axes: Axes, span_c: tuple[float, float]) -> float:
    """The scale, with as many numbers as have room; returns where it begins, below power."""
    lowest, highest = span_c
    foot = lowest - (highest - lowest) * 1.2 * _POWER_SHARE
    axes.set_ylim(foot, highest)
    points_per_k = axes.bbox.height / (highest - foot)  # `blank` has 72 dots per inch
    step = next(k for k in (1, 2, 3, 5, 10, 20) if k * points_per_k > 1.2 * SMALL)
    axes.set_yticks(np.arange(np.ceil((lowest + 0.3) / step) * step, highest, step))
    return foot


def _draw_wishes(axes: Axes, life: Life, day: int, colours: Palette) -> None:
    """What each resident tolerates while awake at home."""
    low, high = life.liked_c
    sampled = _samples(day)
    for person in range(low.shape[1]):
        axes.fill_between(
            _hour(sampled, day),
            low[sampled, person],
            high[sampled, person],
            color=colours[f"person{person}"],
            alpha=_BAND,
            linewidth=0,
        )


def _draw_power(
    axes: Axes, life: Life, day: int, foot: float, full: float, colours: Palette
) -> None:
    """Heating or cooling from `foot` upwards, `full` high at full power."""
    at = _minutes(day)
    used = np.array(life.history.heat)[at] + np.array(life.history.cool)[at]
    power = used.reshape(-1, _SAMPLE_MIN).mean(axis=1)
    edges = np.arange(len(power) + 1) * _SAMPLE_MIN / 60
    axes.stairs(foot + power * full, edges, baseline=foot, fill=True, color=colours["power"])


def _draw_temperatures(axes: Axes, life: Life, day: int, colours: Palette) -> None:
    sampled = _samples(day)
    operative_c = np.array(life.history.operative_c)[sampled]
    axes.plot(_hour(sampled, day), operative_c, color=colours["ink"], linewidth=1.4)
    setpoint_c = np.array(life.history.setpoint_c)[_minutes(day)]
    changes = np.flatnonzero(np.diff(setpoint_c)) + 1
    axes.stairs(
        setpoint_c[np.insert(changes, 0, 0)],
        np.concatenate([[0], changes, [MINUTES_PER_DAY]]) / 60,
        baseline=None,
        color=colours["accent"],
        linewidth=0.9,
    )


def _draw_presses(axes: Axes, life: Life, day: int, colours: Palette) -> None:
    """A stem from what was shown to what it was turned to, and there the person's mark."""
    shown_c, before = 0.0, -1
    for minute, person, steps in life.history.presses:
        if minute // MINUTES_PER_DAY != day:
            continue
        if minute != before:
            shown_c = life.history.setpoint_c[minute]
        turned_c = shown_c + steps * life.world.parameters.step_k
        hour = minute % MINUTES_PER_DAY / 60
        colour = colours[f"person{person}"]
        axes.plot([hour, hour], [shown_c, turned_c], color=colour, linewidth=1.2, clip_on=False)
        axes.plot(
            [hour],
            [turned_c],
            marker=PERSON_MARKERS[person],
            color=colour,
            markersize=6.5,
            markeredgecolor=colours["paper"],
            markeredgewidth=0.9,
            clip_on=False,
        )
        shown_c, before = turned_c, minute


def _minutes(day: int) -> NDArray[np.int64]:
    return np.arange(day * MINUTES_PER_DAY, (day + 1) * MINUTES_PER_DAY)


def _samples(day: int) -> NDArray[np.int64]:
    """A few minutes of the day, the first and the last among them."""
    at = _minutes(day)
    return np.append(at[::_SAMPLE_MIN], at[-1])


def _hour(minutes: NDArray[np.int64], day: int) -> NDArray[np.float64]:
    return (minutes - day * MINUTES_PER_DAY) / 60
