"""Membership functions and the control surface in the terminal, readable without colours too."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from .model import System, Variable
from .surface import Surface, memberships, surface

Array = npt.NDArray[np.float64]

_BARS = " ▁▂▃▄▅▆▇█"
_COLUMNS = 61  # odd: the middle of a range is a place
_STEPS = 9  # of an input in the table of the surface


def show(system: System, console: Console, along: tuple[str, ...] = ()) -> None:
    """Print every variable's terms, and each output over the inputs `along` (the first two)."""
    for variable in (*system.input_variables, *system.output_variables):
        console.print(_variable(system, variable))
    grid = surface(system, _STEPS, along)
    for place, name in enumerate(system.outputs):
        console.print(_surface(grid, place, name))


def bars(degrees: Array) -> str:
    """Degrees 0..1 as a line of bars; a degree that isn't a number is a question mark."""
    levels = np.clip(np.nan_to_num(degrees), 0.0, 1.0) * (len(_BARS) - 1)
    # A degree above 0 shows, however small.
    heights = np.where(levels > 0.0, np.maximum(1, np.rint(levels)), 0).astype(int)
    marks = [_BARS[height] for height in heights.tolist()]
    return "".join(
        "?" if math.isnan(degree) else mark
        for degree, mark in zip(degrees.tolist(), marks, strict=True)
    )


def _variable(system: System, variable: Variable) -> RenderableType:
    values = [term for term in variable.terms if term.kind in ("Constant", "Linear")]
    if values:
        parts = [f"{term.name} {_numbers(term.parameters)}" for term in values]
        return Group(Text(variable.name, style="bold"), Text(f"  {', '.join(parts)}"), "")
    x, degrees = memberships(system, variable, _COLUMNS)
    table = Table.grid(padding=(0, 1))
    for term, row in zip(variable.terms, degrees, strict=True):
        table.add_row(Text(term.name, justify="right"), Text(bars(row), style="cyan"))
    table.add_row("", _axis(x[0], x[-1], _COLUMNS))
    return Group(Text(variable.name, style="bold"), table, "")


def _numbers(numbers: tuple[float, ...]) -> str:
    return " ".join(f"{number:g}" for number in numbers)


def _axis(low: float, high: float, width: int) -> Text:
    """The ends and the middle of a range, written below a picture of that width."""
    left, middle, right = f"{low:g}", f"{(low + high) / 2.0:g}", f"{high:g}"
    before = max(1, width // 2 - len(left) - len(middle) // 2)
    after = max(1, width - len(left) - before - len(middle) - len(right))
    return Text(f"{left}{' ' * before}{middle}{' ' * after}{right}", style="dim")


def _surface(grid: Surface, place: int, name: str) -> RenderableType:
    values = grid.values[place]
    title = f"{name} over {grid.x_name}" + (f" (across) and {grid.y_name}" if grid.y_name else "")
    if grid.held:
        title += f", {', '.join(f'{other} = {value:g}' for other, value in grid.held.items())}"
    table = Table.grid(padding=(0, 1))
    table.add_row("", *(Text(f"{x:.3g}", style="dim", justify="right") for x in grid.x))
    for y, row in zip(grid.y.tolist(), values, strict=True):
        label = Text(f"{y:.3g}" if grid.y_name else "", style="dim", justify="right")
        table.add_row(label, *(_cell(value, values) for value in row.tolist()))
    return Group(Text(title, style="bold"), table, "")


def _cell(value: float, values: Array) -> Text:
    finite = values[np.isfinite(values)]
    if not math.isfinite(value):
        return Text(f"{value:g}", style="red", justify="right")
    low, high = float(finite.min()), float(finite.max())
    share = (value - low) / (high - low) if high > low else 0.0
    # Blue is low, red is high; a white number can be read on both.
    red, blue = round(40 + 150 * share), round(190 - 150 * share)
    return Text(f"{value:.4g}", style=f"white on rgb({red},50,{blue})", justify="right")
