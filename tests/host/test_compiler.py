"""The compiler: what it makes of systems, how exact that is, what it refuses and warns about."""

from array import array
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from habitude.fuzzy.engine import Engine
from habitude_host import rules
from habitude_host.rules import NotOnDevice
from habitude_host.rules.device.deviation import Comparison
from habitude_host.rules.model import Defuzzifier, System
from habitude_host.rules.reference import infer

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "sim/habitude_sim/bench/systems"

TWO_INPUTS = """
Engine: two
InputVariable: a
  range: 0 1
  term: low Ramp 1 0
  term: high Ramp 0 1
InputVariable: b
  range: 0 1
  term: low Ramp 0.75 0.25
  term: high Ramp 0.25 0.75
OutputVariable: y
  range: 0 10
  aggregation: {aggregation}
  defuzzifier: {defuzzifier}
  default: nan
{terms}
RuleBlock: rules
  conjunction: {conjunction}
  disjunction: Maximum
  implication: {implication}
{rules}
"""
CONSTANTS = "  term: less Constant 2\n  term: more Constant 8"
TRIANGLES = "  term: less Triangle 0 2 6\n  term: more Triangle 4 8 10"
BOTH = """
  rule: if a is low and b is low then y is less
  rule: if a is high or b is high then y is more
"""


def two(
    rule_lines: str = BOTH,
    terms: str = CONSTANTS,
    defuzzifier: str = "WeightedAverage TakagiSugeno",
    aggregation: str = "none",
    conjunction: str = "Minimum",
    implication: str = "none",
) -> System:
    text = TWO_INPUTS.format(
        rules=rule_lines.strip("\n"),
        terms=terms,
        defuzzifier=defuzzifier,
        aggregation=aggregation,
        conjunction=conjunction,
        implication=implication,
    )
    return rules.loads(text, "fll")


def mamdani(defuzzifier: str = "Centroid 200", **others: str) -> System:
    given = {"terms": TRIANGLES, "aggregation": "Maximum", "implication": "Minimum", **others}
    return two(defuzzifier=defuzzifier, **given)


def anywhere(system: System, count: int = 400) -> npt.NDArray[np.float64]:
    low = [variable.lowest for variable in system.input_variables]
    high = [variable.highest for variable in system.input_variables]
    return np.random.default_rng(1).uniform(low, high, (count, len(low)))


def agrees(system: System, tolerance: float = 0.001) -> None:
    """The table gives the reference's values, with an error that it tells."""
    table = rules.compile(system)
    spans = np.array([o.highest - o.lowest for o in system.output_variables])
    found = Comparison(system, table.evaluate, spans)
    found.at(anywhere(system))
    assert found.differences.max() <= table.max_error <= tolerance
    assert found.jumps.mean() <= 0.01


@pytest.mark.parametrize("name", ["mamdani_9_rules", "mamdani_25_rules"])
def test_the_exact_centroid_is_the_true_one(name: str) -> None:
    system = rules.load(BENCH / f"{name}.fll")
    table = rules.compile(system)
    fine = replace(
        system,
        output_variables=tuple(
            replace(o, defuzzifier=Defuzzifier("Centroid", 20000)) for o in system.output_variables
        ),
    )
    x = anywhere(system, 1000)
    (output,) = system.output_variables
    error = np.abs(table.evaluate(x) - fine.evaluate(x)) / (output.highest - output.lowest)
    assert np.isfinite(error).sum() > 400
    assert np.nanmax(error) <= 0.0005


def test_the_exact_centroid_takes_any_number_of_overlapping_terms() -> None:
    wide = "\n".join(
        f"  term: {name} {shape}"
        for name, shape in (
            ("less", "Triangle 0 2 9"),
            ("more", "Trapezoid 1 5 8 10"),
            ("even", "Trapezoid -5 0 4 12"),
            ("bent", "Discrete 0 0.5 3 0.2 6 1 10 0.4"),
        )
    )
    agrees(
        mamdani(
            terms=wide,
            rule_lines="""
  rule: if a is low then y is less
  rule: if a is high then y is more
  rule: if b is low then y is even
  rule: if b is high then y is bent
""",
        )
    )


@pytest.mark.parametrize("conjunction", ["Minimum", "AlgebraicProduct", "EinsteinProduct"])
def test_conditions(conjunction: str) -> None:
    agrees(two(conjunction=conjunction))


def test_weights_and_hedges() -> None:
    agrees(
        two(
            """
  rule: if a is very low and b is not high then y is less with 0.5
  rule: if a is extremely high or b is any then y is more
"""
        )
    )


def test_more_conditions_than_a_tree_is_deep() -> None:
    agrees(
        two(
            """
  rule: if a is low and b is low and a is not high and b is not high and a is low then y is less
  rule: if b is any then y is more
"""
        )
    )


@pytest.mark.parametrize("implication", ["Minimum", "AlgebraicProduct"])
@pytest.mark.parametrize("aggregation", ["Maximum", "AlgebraicSum", "UnboundedSum", "BoundedSum"])
def test_centroids(implication: str, aggregation: str) -> None:
    agrees(mamdani(implication=implication, aggregation=aggregation))


@pytest.mark.parametrize(
    "terms",
    [
        "  term: less Gaussian 2 1\n  term: more Gaussian 7 1.5",
        "  term: less ZShape 0 6\n  term: more SShape 4 10",
        "  term: less Bell 2 2 3\n  term: more Cosine 7 5",
    ],
)
def test_centroids_of_smooth_terms(terms: str) -> None:
    agrees(mamdani(terms=terms))


def test_areas_that_do_not_overlap_need_no_samples() -> None:
    apart = "  term: less Triangle 0 2 4\n  term: more Trapezoid 6 7 8 10"
    table = rules.compile(mamdani(terms=apart, implication="AlgebraicProduct"))
    assert table.most_us < 80
    agrees(mamdani(terms=apart, implication="AlgebraicProduct"))


@pytest.mark.parametrize("kind", ["SmallestOfMaximum", "LargestOfMaximum", "MeanOfMaximum"])
def test_maxima_differ_by_a_sample_at_a_jump_only(kind: str) -> None:
    system = mamdani(f"{kind} 100")
    table = rules.compile(system)
    x = anywhere(system, 1000)
    off = np.abs(table.evaluate(x) - system.evaluate(x)) / 10
    assert table.jumps[0] < 0.05
    assert np.mean(off > table.max_error) <= 0.02


def test_bisector() -> None:
    system = mamdani("Bisector 200")
    x = anywhere(system)
    off = np.abs(rules.compile(system).evaluate(x) - system.evaluate(x)) / 10
    assert np.quantile(off, 0.95) <= 0.001
    assert off.max() <= 0.0051  # a sample


def test_weighted_sum() -> None:
    agrees(two(defuzzifier="WeightedSum TakagiSugeno", terms=CONSTANTS.replace("8", "4")))


def test_linear_consequents() -> None:
    agrees(two(terms="  term: less Linear 2 -1 3\n  term: more Linear -3 4 5"))


def test_a_formula_of_two_inputs_becomes_a_table() -> None:
    agrees(two("  rule: if a is any then y is more", "  term: more Function 4+sin(3*a)*(1+b)-b*b"))


def test_an_output_in_a_condition() -> None:
    chained = rules.loads(
        """
Engine: chained
InputVariable: a
  range: 0 1
  term: low Ramp 1 0
  term: high Ramp 0 1
OutputVariable: first
  range: 0 1
  aggregation: Maximum
  defuzzifier: Centroid 100
  default: nan
  term: small Triangle 0 0.25 0.5
  term: large Triangle 0.5 0.75 1
OutputVariable: second
  range: 0 1
  defuzzifier: WeightedAverage TakagiSugeno
  default: nan
  term: small Constant 0.25
  term: large Constant 1
RuleBlock: rules
  implication: Minimum
  rule: if a is low then first is small
  rule: if first is small then second is large
  rule: if a is very low then first is small
  rule: if first is not small then second is small
""",
        "fll",
    )
    agrees(chained)


def test_the_range_is_widened_to_what_the_rules_give() -> None:
    table = rules.compile(two(terms="  term: less Constant -5\n  term: more Constant 20"))
    assert (table.outputs[0].lowest, table.outputs[0].highest) == (-5, 20)
    assert "output 'y' leaves its range 0 .. 10: the table's is -5 .. 20" in table.warnings


def test_a_locked_range_is_kept() -> None:
    system = two(terms="  term: less Constant -5\n  term: more Constant 20")
    locked = replace(
        system,
        output_variables=tuple(replace(o, lock_range=True) for o in system.output_variables),
    )
    agrees(locked)
    assert rules.compile(locked).outputs[0].highest == 10


def test_disabled_parts_do_nothing() -> None:
    system = two()
    block = system.blocks[0]
    twice = replace(system, blocks=(block, replace(block, enabled=False, name="off")))
    x = anywhere(system)
    expected = rules.compile(system).evaluate(x)
    np.testing.assert_array_equal(rules.compile(twice).evaluate(x), expected)
    first, second = system.input_variables
    deaf = replace(system, input_variables=(replace(first, enabled=False), second))
    agrees(deaf)


def test_the_engine_tells_how_strongly_each_rule_fired() -> None:
    system = two(
        """
  rule: if a is low and b is low then y is less
  rule: if a is high or b is high then y is more
  rule: if a is very high then y is more with 0.5
"""
    )
    table = rules.compile(system)
    engine = Engine(table.data)
    x = anywhere(system, 20)
    expected = np.hstack(infer(system, x).degrees[0])
    degrees, y = array("H", [0] * engine.rules), array("h", [0])
    for position, row in zip(table.positions(x).tolist(), expected, strict=True):
        engine.run(array("h", position), y)
        engine.degrees(degrees)
        np.testing.assert_allclose(np.array(degrees) / 32768, row, atol=1e-4)


def test_gaps_are_warned_about() -> None:
    warnings = rules.compile(two("  rule: if b is high then y is more")).warnings
    assert any("no rule gives 'y' a value at 26 % of the inputs" in w for w in warnings)


def test_a_default_closes_gaps() -> None:
    system = two("  rule: if b is high then y is more")
    (output,) = system.output_variables
    closed = replace(system, output_variables=(replace(output, default=3.0),))
    agrees(closed)
    assert rules.compile(closed).warnings == ()


def test_rules_that_never_fire_are_warned_about() -> None:
    warnings = rules.compile(
        two(
            """
  rule: if a is low then y is less
  rule: if a is high then y is more
  rule: if b is low and a is extremely low and b is not low and b is not any then y is less
"""
        )
    ).warnings
    assert warnings == ("rule 3 never fires",)


def test_rules_that_another_covers_are_warned_about() -> None:
    warnings = rules.compile(
        mamdani(
            rule_lines="""
  rule: if a is low then y is less
  rule: if a is high then y is more
  rule: if a is very low then y is less
"""
        )
    ).warnings
    assert warnings == ("rule 3 makes no difference",)


def test_contradictions_are_warned_about() -> None:
    warnings = rules.compile(
        two(
            """
  rule: if a is low and b is low then y is less
  rule: if b is low and a is low then y is more
  rule: if a is high or b is high then y is more
"""
        )
    ).warnings
    assert "rule 1 and rule 2 contradict each other: y is less or more" in warnings


def test_steep_outputs_are_refused_with_the_reason() -> None:
    system = two(terms="  term: less Linear 4000 0 0\n  term: more Linear -4000 0 0")
    with pytest.raises(NotOnDevice, match=r"output 'y', made by values, .* exceed \d+ times"):
        rules.compile(system)


def test_refuses_what_the_engine_does_not_know() -> None:
    system = two()
    (block,) = system.blocks
    with pytest.raises(NotOnDevice, match="activation 'Highest'"):
        rules.compile(replace(system, blocks=(replace(block, activation="Highest"),)))
    first, second = system.input_variables
    endless = replace(first, highest=float("inf"))
    with pytest.raises(NotOnDevice, match="input 'a' ranges from 0 to inf"):
        rules.compile(replace(system, input_variables=(endless, second)))
