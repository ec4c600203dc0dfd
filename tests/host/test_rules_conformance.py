"""Every system of ../shared/conformance, in every language it comes in, against its reference."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from habitude_host import rules

ROOT = Path(__file__).resolve().parents[2]
CONFORMANCE = ROOT.parent / "shared" / "conformance"
TOLERANCE = 1e-6  # of the output's range

# These equal the .fll file although fuzzylite's own reader of the format loses something.
EQUAL_ANYWAY = {
    ("tsk_heart_disease_risk", "fis"),  # weights are summed, as in MATLAB
    ("tsk_sugeno_tip_calculator", "fis"),
    ("tsk_juggler", "fcl"),  # nine terms of one name: the last one counts, as in the .fll
}


def index() -> list[dict[str, str]]:
    if not CONFORMANCE.is_dir():
        return []
    with (CONFORMANCE / "index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cases() -> list[tuple[dict[str, str], str]]:
    found = []
    for row in index():
        for language in ("fll", "fcl", "fis"):
            path = CONFORMANCE / row["name"] / f"{row['name']}.{language}"
            equal = language == "fll" or row[f"{language}_equals_fll"] == "yes"
            if path.exists() and (equal or (row["name"], language) in EQUAL_ANYWAY):
                found.append((row, language))
    return found


pytestmark = pytest.mark.skipif(not CONFORMANCE.is_dir(), reason="../shared/conformance is absent")


def reference(name: str, file: str = "reference.csv") -> np.ndarray:
    return np.genfromtxt(CONFORMANCE / name / file, delimiter=",", skip_header=1, ndmin=2)


def load(row: dict[str, str], language: str) -> rules.System:
    system = rules.load(CONFORMANCE / row["name"] / f"{row['name']}.{language}")
    resolutions = zip(system.outputs, row["resolution"].split("|"), strict=True)
    return system.with_resolution({name: int(r) for name, r in resolutions if r != "-"})


def spans(row: dict[str, str]) -> np.ndarray:
    """What an error is measured by: the declared range or, where that is 0, the observed one."""
    declared = [
        np.ptp([float(end) for end in r.split(":")]) for r in row["output_ranges"].split("|")
    ]
    observed = [float(span) for span in row["reference_spans"].split("|")]
    return np.array([d or o for d, o in zip(declared, observed, strict=True)])


@pytest.mark.parametrize(
    ("row", "language"), cases(), ids=[f"{row['name']}.{language}" for row, language in cases()]
)
def test_same_outputs_as_the_reference(row: dict[str, str], language: str):
    system = load(row, language)
    table = reference(row["name"])
    inputs = len(system.inputs)
    expected = table[:, inputs:]
    result = system.evaluate(table[:, :inputs])
    with np.errstate(invalid="ignore"):
        near = np.abs(result - expected) <= TOLERANCE * spans(row)
    same = (result == expected) | (np.isnan(result) & np.isnan(expected))
    assert np.all(near | same)


def test_fis_rules_refer_to_terms_by_number():
    # All nine terms of juggler have one name; in FIS, rules mean the first, as the .fld did.
    row = next(row for row in index() if row["name"] == "tsk_juggler")
    table = reference("tsk_juggler", "reference_fld.csv")
    result = load(row, "fis").evaluate(table[:, :2])[:, 0]
    assert np.max(np.abs(result - table[:, 2])) <= 2e-3  # made with a tolerance of 1e-6 in degrees


def test_what_fis_cannot_say_is_refused():
    # An output in an antecedent is a rule without condition in FIS.
    with pytest.raises(rules.RuleFileError, match="no condition"):
        rules.load(CONFORMANCE / "mamdani_Laundry" / "mamdani_Laundry.fis")
