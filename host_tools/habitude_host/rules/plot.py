"""Membership functions and the control surface as a picture: PNG or SVG."""

# matplotlib leaves the types of its keyword arguments open.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .model import System, Variable
from .surface import Surface, memberships, surface

_POINTS = 401  # along a membership function
_GRID = 61  # along each side of the surface
_PER_ROW = 3


def save(system: System, path: str | Path, along: tuple[str, ...] = ()) -> None:
    """Draw a system into a file, PNG or SVG by its extension (ValueError for another one).

    `along`: the one or two inputs of the control surface, the first two if empty.
    """
    path = Path(path)
    if path.suffix.lower() not in (".png", ".svg"):
        raise ValueError(f"can't draw {path.suffix!r} files, expected .png or .svg")
    # The same rules give the same bytes: no date, and names that don't depend on chance.
    with mpl.rc_context({"svg.hashsalt": "habitude"}):
        drawn = figure(system, along)
        drawn.savefig(path, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)


def figure(system: System, along: tuple[str, ...] = ()) -> Figure:
    """Every variable's terms and, below, each output over one or two inputs."""
    variables = (*system.input_variables, *system.output_variables)
    grid = surface(system, _GRID, along)
    columns = min(_PER_ROW, max(len(variables), len(system.outputs)))
    rows_above = -(-len(variables) // columns)
    rows = rows_above - (-len(system.outputs) // columns)
    drawn = Figure(figsize=(4.2 * columns, 3.0 * rows), layout="constrained")
    FigureCanvasAgg(drawn)
    for place, variable in enumerate(variables):
        _draw_terms(drawn.add_subplot(rows, columns, place + 1), system, variable)
    for place, name in enumerate(system.outputs):
        axes = drawn.add_subplot(rows, columns, rows_above * columns + place + 1)
        _draw_surface(drawn, axes, grid, place, name)
    drawn.suptitle(system.name)
    return drawn


def _draw_terms(axes: Axes, system: System, variable: Variable) -> None:
    axes.set_title(variable.name)
    axes.set_ylim(0.0, 1.05)
    shapes = [term.kind not in ("Constant", "Linear") for term in variable.terms]
    x, degrees = memberships(system, variable, _POINTS)
    for term, is_shape, row in zip(variable.terms, shapes, degrees, strict=True):
        if is_shape:
            axes.plot(x, row, label=term.name)
        elif term.kind == "Constant":
            axes.plot([term.parameters[0]] * 2, [0.0, 1.0], label=term.name)
        else:
            coefficients = ", ".join(f"{number:g}" for number in term.parameters)
            axes.plot([], [], label=f"{term.name}: linear {coefficients}")
    if variable.terms:
        axes.legend(fontsize="x-small", loc="upper right")


def _draw_surface(drawn: Figure, axes: Axes, grid: Surface, place: int, name: str) -> None:
    axes.set_title(name)
    axes.set_xlabel(grid.x_name)
    if not grid.y_name:
        axes.plot(grid.x, grid.values[place, 0])
        return
    axes.set_ylabel(grid.y_name)
    values = np.ma.masked_invalid(grid.values[place])
    picture = axes.pcolormesh(grid.x, grid.y, values, shading="nearest", cmap="viridis")
    drawn.colorbar(picture, ax=axes)
