"""The appliances' compiled rules are those of their rule files, and do what they promise."""

from importlib import resources
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from habitude_host import rules

APPLIANCES = Path(str(resources.files("habitude.appliances")))
RULE_FILES = sorted(APPLIANCES.glob("*.fcl"))


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_compiled_rules_are_current(path):
    compiled = path.with_name(f"{path.stem}_rules.py")
    expected = rules.compile(rules.load(path)).to_module(path.name)
    assert compiled.read_text(encoding="utf-8") == expected, "run: make rules"


def drive(errors, rates):
    """heat and cool, percent, for every pair (rows: errors)."""
    system = rules.compile(rules.load(APPLIANCES / "climate.fcl"))
    grid = np.array([(error, rate) for error in errors for rate in rates])
    outputs = system.evaluate(grid).reshape(len(errors), len(rates), -1)
    return outputs[..., 0], outputs[..., 1]


def test_the_drive_is_monotone_and_never_heats_against_cooling():
    errors, rates = np.linspace(-4, 4, 65), np.linspace(-4, 4, 33)
    heat, cool = drive(errors, rates)
    slack = 0.05  # percent: a step of the integer engine
    assert (np.diff(heat, axis=0) >= -slack).all()
    assert (np.diff(heat, axis=1) <= slack).all()
    assert (np.diff(cool, axis=0) <= slack).all()
    assert (np.diff(cool, axis=1) >= -slack).all()
    assert (np.minimum(heat, cool) < slack).all()


def test_the_drive_is_at_rest_where_nothing_is_to_do():
    heat, cool = drive([0.0, -0.5, -1.0], [0.0])
    assert abs(heat).max() < 0.05
    assert abs(cool).max() < 0.05


def test_advice_lets_the_room_go_prepares_and_goes_up_in_summer():
    table = rules.compile(rules.load(APPLIANCES / "climate_advice.fcl"))

    def advice(absence, expected, outdoor):
        return table.evaluate([[absence, expected, outdoor]])[0, 0]

    assert advice(0, -4, 5) == pytest.approx(0, abs=0.01)
    assert advice(60, -4, 5) == pytest.approx(-4, abs=0.01)
    assert advice(60, 0, 5) == pytest.approx(0, abs=0.01)
    nearer = [advice(60, expected, 5) for expected in np.linspace(-4, 0, 33)]
    assert all(later >= earlier - 0.01 for earlier, later in pairwise(nearer))
    assert advice(0, 0, 28) == pytest.approx(3, abs=0.01)
    assert advice(60, -4, 28) == pytest.approx(4, abs=0.01)
    warming = [advice(0, 0, outdoor) for outdoor in range(10, 30)]
    assert all(later >= earlier - 0.01 for earlier, later in pairwise(warming))
