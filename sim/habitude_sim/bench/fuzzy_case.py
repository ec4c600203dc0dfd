"""A system of the fuzzy benchmark: where it is timed and where it is checked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from habitude_host import rules
from habitude_host.rules.model import System
from habitude_host.rules.table import FULL, Table
from habitude_sim.bench import peers

Array = npt.NDArray[np.float64]

_FIRST = (0.31, 0.62, 0.83)  # the first point, as shares of the inputs' ranges
_POINTS = 50
_PLACES = {2: 16, 3: 7}  # of the grid along each input, by the number of inputs
_EXACT = 20_000  # samples of a centroid that counts as exact


class Case:
    """A system, its table, `points` (points, inputs) to time it at, all of which some rule covers,
    and a `grid` (points, inputs) to check it on, both in natural units.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.system: System = rules.load(path)
        self.table: Table = rules.compile(self.system)
        self.inputs = len(self.system.inputs)
        shares = np.random.default_rng(3).random((4 * _POINTS, self.inputs))
        points = self._values(np.rint(FULL * np.vstack([_FIRST[: self.inputs], shares])))
        covered = np.isfinite(self.system.evaluate(points)[:, 0])
        self.points = points[covered][: _POINTS + 1]
        places = _PLACES[self.inputs]
        along = [FULL * np.arange(places) // (places - 1)] * self.inputs
        mesh = np.stack(np.meshgrid(*along, indexing="ij"), axis=-1)
        self.grid = self._values(mesh.reshape(-1, self.inputs))
        self._expected = self.system.with_resolution(_EXACT).evaluate(self.grid)[:, 0]

    def for_device(self) -> dict[str, object]:
        """What device/fuzzy_bench.py wants to know of it."""
        return {
            "table": self.table.data,
            "ranges": [(v.name, v.lowest, v.highest) for v in self.system.input_variables],
            "is_sugeno": peers.is_sugeno(self.system),
            "hobbyist": peers.hobbyist(self.system),
            "points": self.table.positions(self.points).tolist(),
            "places": _PLACES[self.inputs],
        }

    def outputs(self, positions: Sequence[int]) -> list[float | None]:
        """Outputs of the engine, -1 for none, in natural units."""
        port = self.table.outputs[0]
        span = port.highest - port.lowest
        return [port.lowest + at / FULL * span if at >= 0 else None for at in positions]

    def error(self, outputs: Sequence[float | None]) -> float:
        """The largest difference of outputs over the grid, in natural units, to the exact ones, as
        a share of the output's range; inf if one is missing. Where no rule fires, all is right.
        """
        output = self.system.output_variables[0]
        off = np.abs(np.array(outputs, dtype=np.float64) - self._expected)
        off = off[np.isfinite(self._expected)]
        if np.isnan(off).any():
            return float("inf")
        return float(off.max()) / (output.highest - output.lowest)

    def _values(self, positions: npt.NDArray[np.generic]) -> Array:
        low = np.array([variable.lowest for variable in self.system.input_variables])
        high = np.array([variable.highest for variable in self.system.input_variables])
        return low + positions.astype(np.float64) / FULL * (high - low)
