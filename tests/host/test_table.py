"""Tables: their bytes, the module that carries them, running them on this machine."""

from pathlib import Path

import numpy as np
import pytest

from habitude_host import rules
from habitude_host.rules.table import Range, Table

HEATER = """
Engine: heater
InputVariable: error
  range: -3 3
  term: cold Ramp 0.5 2
  term: hot Ramp -0.5 -2
OutputVariable: heat
  range: 0 100
  defuzzifier: WeightedAverage TakagiSugeno
  default: nan
  term: off Constant 0
  term: full Constant 100
RuleBlock: rules
  rule: if error is cold then heat is full
  rule: if error is hot then heat is off
"""


def heater() -> Table:
    return rules.compile(rules.loads(HEATER, "fll"))


def carried(table: Table, name: str) -> dict[str, object]:
    module: dict[str, object] = {}
    exec(table.to_module(name), module)
    return module


def test_the_module_carries_bytes_and_ranges_in_thousandths() -> None:
    module = carried(heater(), "heater.fcl")
    assert module["TABLE"] == heater().data
    assert module["INPUTS"] == (("error", -3000, 3000),)
    assert module["OUTPUTS"] == (("heat", 0, 100000),)


def test_the_module_says_what_it_was_made_from() -> None:
    first, *_ = heater().to_module("heater.fcl").splitlines()
    assert first == "# Generated from heater.fcl by `habitude rules compile`; do not edit."


def test_the_same_rules_give_the_same_bytes() -> None:
    assert heater().to_module("a") == heater().to_module("a")


def test_lines_of_the_module_fit_the_project() -> None:
    assert max(len(line) for line in heater().to_module("heater.fcl").splitlines()) <= 99


@pytest.mark.parametrize("end", [0.0005, 1 / 3])
def test_a_range_that_is_not_whole_thousandths_has_no_module(end: float) -> None:
    table = heater()
    odd = Table(table.data, (Range("error", -1.0, end),), table.outputs)
    with pytest.raises(ValueError, match=f"the range of 'error' ends at {end:g}"):
        odd.to_module("heater.fcl")


def test_evaluates_rows_in_natural_units() -> None:
    found = heater().evaluate([[2.5], [-2.5], [0.0], [99.0], [-99.0]])
    assert found.shape == (5, 1)
    np.testing.assert_allclose(found[:, 0], [100, 0, np.nan, 100, 0])


def test_an_output_is_its_default_before_it_keeps_a_value() -> None:
    keeping = HEATER.replace("  default: nan\n", "  default: 25\n  lock-previous: true\n")
    found = rules.compile(rules.loads(keeping, "fll")).evaluate([[0.0], [1.0], [0.0]])
    np.testing.assert_allclose(found[:, 0], [25, 100, 100], atol=0.01)


def test_positions_are_rounded_and_clamped() -> None:
    assert heater().positions([[-3], [3], [0], [4], [-4]]).ravel().tolist() == [
        *(0, 32767, 16384, 32767, 0)
    ]


def test_tells_its_size_and_cost(tmp_path: Path) -> None:
    table = heater()
    assert table.size_bytes == len(table.data) < 200
    assert 10 < table.mean_us <= table.most_us < 40
