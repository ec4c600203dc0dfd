"""How all pictures look: colours by role, text sizes, quiet axes.

Drawings name their colours by role. On a page a role becomes the CSS variable of that name (see
output.py), so that the page can be light or dark; for this `PAGE` has a colour of its own for
each role. `LIGHT` and `DARK` are what the roles mean.
"""

# matplotlib's annotations leave its keyword arguments untyped.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from math import ceil

from matplotlib.axes import Axes
from matplotlib.figure import Figure

Palette = dict[str, str]

# People's colours are told apart with any colour vision: after Okabe and Ito (2008).
LIGHT: Palette = {
    "paper": "#ffffff",
    "ink": "#1d2226",
    "muted": "#5f6971",
    "line": "#dfe3e6",
    "accent": "#007a66",
    "power": "#c9a391",
    "warmer": "#c2410c",
    "cooler": "#1d5fa8",
    "person0": "#0072b2",
    "person1": "#d97400",
    "person2": "#a8478a",
    "person3": "#6b7a00",
}
DARK: Palette = {
    "paper": "#15181b",
    "ink": "#e9ecee",
    "muted": "#a0a9b0",
    "line": "#30363b",
    "accent": "#45cdb2",
    "power": "#8a6452",
    "warmer": "#ff8a57",
    "cooler": "#6ab0ff",
    "person0": "#5cb3f0",
    "person1": "#f2a44e",
    "person2": "#e394c6",
    "person3": "#bccb5e",
}
PAGE: Palette = {role: f"#fe01{number:02x}" for number, role in enumerate(LIGHT)}

# Sizes in points. On a phone's page a point is a pixel: the widest picture is as wide as a phone.
WIDTH = 360.0
TEXT, SMALL = 10.0, 9.0

PEOPLE = "ABCD"
PERSON_MARKERS = ("o", "s", "D", "^")


def blank(width: float, height: float) -> Figure:
    """A figure of this size."""
    return Figure(figsize=(width / 72, height / 72), dpi=72)


def quiet(axes: Axes, colours: Palette) -> None:
    """No box, no ticks, small grey numbers, fine lines across."""
    axes.patch.set_visible(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, labelsize=SMALL, labelcolor=colours["muted"], pad=3)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=colours["line"], linewidth=0.6)


def hours(axes: Axes, numbers: tuple[int, ...] = ()) -> None:
    """A day from left to right, with `numbers` below it."""
    axes.set_xlim(0, 24)
    axes.set_xticks(numbers, [f"{hour} h" if hour == 0 else f"{hour}" for hour in numbers])


ALL_HOURS = (0, 6, 12, 18, 24)


def days(axes: Axes, count: int) -> None:
    """So many days from left to right, numbered below by what is over: a few at most."""
    step = 7 * ceil(count / 35) if count > 7 else 1
    axes.set_xlim(0, count)
    numbers = range(step, count + 1, step)
    axes.set_xticks(numbers, [f"day {n}" if n == step else f"{n}" for n in numbers])


def signed_k(value: float, _position: int) -> str:
    """A difference of temperatures, for an axis."""
    return "0" if abs(value) < 1e-6 else f"{value:+.3g} K".replace("-", "\N{MINUS SIGN}")
