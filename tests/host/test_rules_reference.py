"""What whole systems compute: by hand, and against scikit-fuzzy."""

from __future__ import annotations

import math

import numpy as np
import pytest
import skfuzzy
from hypothesis import given, settings
from hypothesis import strategies as st

from habitude_host import rules
from habitude_host.rules import defuzzifiers

NAN = math.nan

HEAD = """
Engine: test
InputVariable: a
  range: 0 1
  term: lo Ramp 1 0
  term: hi Ramp 0 1
InputVariable: b
  range: 0 1
  term: lo Ramp 1 0
  term: hi Ramp 0 1
"""


def output(name: str, *properties: str) -> str:
    return "\n  ".join((f"OutputVariable: {name}", "range: 0 30", *properties)) + "\n"


def values_of(*properties: str, name: str = "y") -> str:
    weighted = "defuzzifier: WeightedAverage TakagiSugeno"
    return output(name, weighted, *properties, "term: p Constant 10", "term: q Constant 20")


def block(*rules: str) -> str:
    norms = ("conjunction: Minimum", "disjunction: Maximum", "implication: Minimum")
    return "\n  ".join(("RuleBlock:", *norms, *(f"rule: {rule}" for rule in rules))) + "\n"


def run(text: str, *rows: tuple[float, float]) -> list[list[float]]:
    return rules.loads(HEAD + text, "fll").evaluate(np.array(rows)).tolist()


def near(*expected: float):
    return [pytest.approx(list(expected), nan_ok=True)]


def test_and_binds_tighter_than_or_unless_there_are_parentheses():
    tight = values_of() + block(
        "if a is lo or a is hi and b is hi then y is p", "if a is any then y is q"
    )
    loose = tight.replace("a is lo or a is hi and", "(a is lo or a is hi) and")
    assert run(tight, (0.3, 0.6)) == near((0.7 * 10 + 20) / 1.7)
    assert run(loose, (0.3, 0.6)) == near((0.6 * 10 + 20) / 1.6)


def test_weights_multiply_and_repeated_conclusions_are_summed_or_aggregated():
    said = ("if a is hi then y is p", "if b is hi then y is p", "if b is lo then y is q with 0.5")
    assert run(values_of() + block(*said), (0.3, 0.6)) == near((0.9 * 10 + 0.2 * 20) / 1.1)
    largest = values_of("aggregation: Maximum") + block(*said)
    assert run(largest, (0.3, 0.6)) == near((0.6 * 10 + 0.2 * 20) / 0.8)
    summed = values_of("aggregation: BoundedSum").replace("Average", "Sum") + block(*said)
    assert run(summed, (0.3, 0.6)) == near(0.9 * 10 + 0.2 * 20)


def test_a_hedge_of_a_conclusion_stays_for_the_next_one():
    text = values_of(name="y") + values_of(name="z")
    said = block("if a is hi then y is very p and z is p", "if a is any then z is q")
    assert run(text + said, (0.3, 0.0)) == near(10.0, (0.09 * 10 + 20) / 1.09)


def test_an_output_in_an_antecedent_is_what_the_rules_before_want():
    text = values_of(name="y") + values_of(name="z")
    said = (
        "if y is p then z is q",  # nothing yet
        "if a is hi then y is p",
        "if b is hi then y is p",
        "if y is very p and y is not q then z is p",
    )
    assert run(text + block(*said), (0.3, 0.6)) == near(10.0, 10.0)
    later = block(*said[1:]) + block("if y is p then z is q")
    assert run(text + later, (0.3, 0.6)) == near(10.0, (0.81 * 10 + 0.9 * 20) / 1.71)


def test_an_input_that_is_not_a_number_fires_no_rule():
    said = block("if a is hi then y is p", "if b is hi then y is q")
    assert run(values_of() + said, (NAN, 0.5)) == near(20.0)
    assert run(values_of() + said, (NAN, NAN)) == near(NAN)


def test_default_previous_and_locked_range():
    rows = ((0.0, 0.0), (0.5, 0.0), (0.0, 0.0))
    said = block("if a is hi then y is p")
    assert run(values_of() + said, *rows) == [*near(NAN), *near(10), *near(NAN)]
    assert run(values_of("default: 7") + said, *rows) == [[7], [10], [7]]
    kept = values_of("default: 7", "lock-previous: true") + said
    assert run(kept, *rows) == [[7], [10], [10]]
    limited = values_of("lock-range: true").replace("Constant 10", "Constant 99")
    assert run(limited + said, *rows) == [*near(NAN), *near(30), *near(NAN)]


def test_a_locked_range_limits_an_input():
    text = values_of() + block("if a is hi then y is p", "if a is any then y is q")
    locked = text.replace("Constant 10", "Linear 1 0 0")
    free = run(locked, (3.0, 0.0))
    assert free == near((3.0 + 20) / 2)
    head = HEAD.replace("range: 0 1", "range: 0 1\n  lock-range: true")
    assert rules.loads(head + locked, "fll").evaluate([[3.0, 0.0]]) == pytest.approx(10.5)


def test_what_is_disabled_does_nothing():
    said = block("if a is hi then y is p", "if b is hi then y is q")
    head = HEAD.replace("InputVariable: a", "InputVariable: a\n  enabled: false")
    system = rules.loads(head + values_of() + said, "fll")
    assert system.evaluate([[0.5, 0.5]]) == pytest.approx(20.0)
    assert run(values_of("enabled: false") + said, (0.5, 0.5)) == near(NAN)
    off = said.replace("RuleBlock:", "RuleBlock:\n  enabled: false")
    assert run(values_of() + off, (0.5, 0.5)) == near(NAN)


def test_tsukamoto_takes_inverses_of_the_aggregated_degrees():
    text = output(
        *("y", "defuzzifier: WeightedAverage", "term: up Ramp 0 20", "term: down Ramp 30 10")
    )
    said = block("if a is hi then y is up", "if b is hi then y is down")
    expected = (0.25 * 5 + 0.5 * 20) / 0.75
    assert run(text + said, (0.25, 0.5)) == near(expected)


def test_mamdani_cuts_or_scales_and_aggregates():
    text = output(
        *("y", "aggregation: Maximum", "defuzzifier: Centroid 3000"),
        *("term: p Triangle 0 10 20", "term: q Triangle 10 20 30"),
    )
    said = block("if a is hi then y is p", "if b is hi then y is q")
    assert run(text + said, (0.5, 0.5)) == [pytest.approx([15.0], abs=1e-9)]
    # Scaled triangles, added: areas weigh as the degrees do.
    scaled = (text + said).replace("Maximum\n  defuzz", "UnboundedSum\n  defuzz")
    scaled = scaled.replace("implication: Minimum", "implication: AlgebraicProduct")
    assert run(scaled, (0.25, 0.75)) == [pytest.approx([0.25 * 10 + 0.75 * 20], abs=1e-6)]


def test_a_formula_sees_inputs_earlier_outputs_and_the_row_before():
    text = (
        values_of(name="first")
        + output("y", "defuzzifier: WeightedAverage", "term: f Function a * first + x")
        + output("n", "defuzzifier: WeightedAverage", "default: 0", "term: f Function n + 1")
    )
    said = block("if a is any then first is p and y is f and n is f")
    result = run(text + said, (0.5, 0.0), (0.25, 0.0), (1.0, 0.0))
    # A formula of its own output starts from nan, which the default replaces.
    assert result == [*near(10, 6, 0), *near(10, 3.5, 1), *near(10, 11, 2)]


def test_a_formula_may_be_a_constant_or_of_inputs_only():
    text = output("y", "defuzzifier: WeightedAverage", "term: f Function 5", "term: g Function a")
    text += output(
        *("z", "aggregation: Maximum", "defuzzifier: Centroid 10"),
        *("term: f Function 0.5", "term: g Function a"),
    )
    said = block("if a is any then y is f and z is f", "if a is any then y is g and z is g")
    assert run(text + said, (1.0, 0.0), (0.0, 0.0)) == [*near(3.0, 15.0), *near(2.5, 15.0)]


def test_rows_in_one_go_are_rows_in_order():
    text = values_of("lock-previous: true") + block(
        "if a is hi then y is p", "if b is hi then y is q"
    )
    system = rules.loads(HEAD + text, "fll")
    x = np.random.default_rng(1).uniform(-0.5, 1.0, (3000, 2))
    together = system.evaluate(x)
    assert np.isfinite(together[10:]).all()
    apart = np.vstack([system.evaluate(x[:1500]), system.evaluate(x[1499:])[1:]])
    assert np.array_equal(together, apart, equal_nan=True)


def test_a_shape_that_does_not_fit_is_an_error():
    system = rules.loads(HEAD + values_of() + block("if a is hi then y is p"), "fll")
    for x in ([0.5, 0.5], [[0.5]], np.zeros((2, 2, 2))):
        with pytest.raises(ValueError, match=r"expected shape \(rows, 2\)"):
            system.evaluate(x)
    assert system.evaluate(np.zeros((0, 2))).shape == (0, 1)


Corners = tuple[float, float, float]


def triangles(high: float) -> st.SearchStrategy[Corners]:
    corner = st.integers(0, 10).map(lambda tenth: tenth / 10.0 * high)
    three = st.tuples(corner, corner, corner).map(sorted)
    return three.map(lambda corners: (corners[0], corners[1], corners[2] + 0.1 * high))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(triangles(10.0), min_size=3, max_size=3),
    st.lists(triangles(10.0), min_size=3, max_size=3),
    st.lists(triangles(25.0), min_size=3, max_size=3),
    st.tuples(st.integers(0, 100), st.integers(0, 100)),
    st.sampled_from(["and", "or"]),
    st.sampled_from([("COG", "centroid"), ("COA", "bisector"), ("MM", "mom")]),
)
def test_mamdani_systems_agree_with_scikit_fuzzy(
    a: list[Corners],
    b: list[Corners],
    y: list[Corners],
    tenths: tuple[int, int],
    word: str,
    method: tuple[str, str],
):
    values = (tenths[0] / 10.0, tenths[1] / 10.0)
    text = f"""
    FUNCTION_BLOCK f
    VAR_INPUT a, b : REAL; END_VAR
    VAR_OUTPUT y : REAL; END_VAR
    FUZZIFY a {fcl_terms(a)} END_FUZZIFY
    FUZZIFY b {fcl_terms(b)} END_FUZZIFY
    DEFUZZIFY y RANGE := (0 .. 27.5); {fcl_terms(y)} METHOD : {method[0]}; END_DEFUZZIFY
    RULEBLOCK
      RULE 0 : IF a IS t0 {word} b IS t0 THEN y IS t0;
      RULE 1 : IF a IS t1 {word} b IS t1 THEN y IS t1;
      RULE 2 : IF a IS t2 {word} b IS t2 THEN y IS t2;
    END_RULEBLOCK
    END_FUNCTION_BLOCK"""
    ours = rules.loads(text, "fcl").with_resolution(2750).evaluate([values])[0, 0]
    universe = defuzzifiers.midpoints(0.0, 27.5, 2750)
    combine = min if word == "and" else max
    cut = [
        np.fmin(
            combine(degree(values[0], a[i]), degree(values[1], b[i])),
            skfuzzy.trimf(universe, y[i]),
        )
        for i in range(3)
    ]
    together = np.fmax(np.fmax(cut[0], cut[1]), cut[2])
    if together.max() == 0.0:
        assert math.isnan(ours)
    else:
        # It integrates straight pieces between the points, we sum the points: a step apart.
        assert ours == pytest.approx(skfuzzy.defuzz(universe, together, method[1]), abs=0.011)


def degree(x: float, corners: Corners) -> float:
    return float(skfuzzy.trimf(np.array([x]), corners)[0])


def fcl_terms(shapes: list[Corners]) -> str:
    return " ".join(
        f"TERM t{i} := TRIAN {left} {top} {right};" for i, (left, top, right) in enumerate(shapes)
    )
