"""One picture that shows what it is all about."""

# matplotlib's annotations leave its keyword arguments untyped.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

from matplotlib.figure import Figure

from habitude_sim.pictures.learned import draw_preference, mean_certainty, span_k, title
from habitude_sim.pictures.room import Life, draw_days, legend
from habitude_sim.pictures.style import SMALL, TEXT, Palette, blank
from habitude_sim.scenario import Learned

_LEFT, _RIGHT_HALF = 0.022, 0.64
_TITLES, _HEADING = 14, 11


def overview(
    life: Life, days: Sequence[int], learned: list[Learned], headline: str, colours: Palette
) -> Figure:
    """A headline, these days of the room and what was learned: 720 x 405 points."""
    figure = blank(720, 405)
    figure.text(
        _LEFT,
        0.965,
        fill(headline, 84),
        color=colours["ink"],
        fontsize=_TITLES,
        fontweight="bold",
        verticalalignment="top",
        linespacing=1.3,
    )
    _heading(figure, _LEFT, f"What the room did in week {days[-1] // 7 + 1}", colours)
    draw_days(figure, (0.085, 0.165, 0.5, 0.61), life, days, life.span_c(days), colours)
    handles = legend(life, colours)
    figure.legend(
        handles=handles,
        ncols=(len(handles) + 1) // 2,
        loc="lower left",
        bbox_to_anchor=(_LEFT - 0.01, 0.0),
        frameon=False,
        fontsize=SMALL,
        labelcolor=colours["muted"],
        handlelength=1.4,
        columnspacing=1.4,
        handletextpad=0.5,
    )
    _heading(figure, _RIGHT_HALF, "Learned: warmer or cooler than its rules", colours)
    pitch = 0.68 / len(learned)
    for row, curve in enumerate(reversed(learned)):
        foot = 0.1 + row * pitch
        axes = figure.add_axes((0.69, foot + 0.06, 0.285, pitch - 0.13))
        draw_preference(axes, curve, span_k(learned), colours)
        words = f"{title(curve)}: {mean_certainty(curve)} % sure"
        figure.text(_RIGHT_HALF, foot + pitch - 0.05, words, color=colours["muted"], fontsize=TEXT)
    return figure


def _heading(figure: Figure, left: float, words: str, colours: Palette) -> None:
    figure.text(left, 0.8, words, color=colours["ink"], fontsize=_HEADING)
