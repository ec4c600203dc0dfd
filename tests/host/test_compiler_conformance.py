"""The field's own systems: how many compile, and whether the told error holds on a grid."""

import csv
from pathlib import Path

import numpy as np
import pytest

from habitude_host import rules
from habitude_host.rules.device.deviation import Comparison
from habitude_host.rules.model import System
from habitude_host.rules.table import Array, Table


def systems(folder: Path) -> list[tuple[str, System]]:
    with (folder / "index.csv").open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    return [(name, rules.load(folder / name / f"{name}.fll")) for name in names]


def grid(system: System, count: int) -> Array:
    """Places of another grid than the compiler looks at."""
    steps = round(count ** (1 / len(system.inputs))) + 2
    axes = [np.linspace(v.lowest, v.highest, steps) for v in system.input_variables]
    points = np.stack([a.ravel() for a in np.meshgrid(*axes)], axis=1)
    return np.random.default_rng(3).permutation(points)[:count]


def error(system: System, table: Table) -> float:
    declared = [o.highest - o.lowest for o in system.output_variables]
    reached = [port.highest - port.lowest for port in table.outputs]
    spans = np.array([a or b for a, b in zip(declared, reached, strict=True)])
    found = Comparison(system, table.evaluate, spans)
    found.at(grid(system, 1000))
    return float(found.differences.max())


@pytest.mark.timeout(900)  # one system after the other, some of them large
def test_at_least_four_in_five_compile_and_keep_within_the_told_error(shared: Path) -> None:
    refused: list[str] = []
    tried = systems(shared / "conformance")
    for name, system in tried:
        try:
            table = rules.compile(system)
        except rules.NotOnDevice as reason:
            refused.append(f"{name}: {reason}")
            continue
        assert table.max_error <= 0.001, name
        assert error(system, table) <= table.max_error, name
    assert len(refused) <= 0.2 * len(tried), refused
