"""Random systems: written and read again they are the same."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from habitude_host import rules
from habitude_host.rules import defuzzifiers, fcl_words, hedges, norms, terms
from habitude_host.rules.model import (
    And,
    Antecedent,
    Defuzzifier,
    Is,
    Or,
    OutputVariable,
    Rule,
    RuleBlock,
    System,
    Term,
    Variable,
)
from habitude_sim.fuzz.rule_files import SEEDS

INPUTS = ("a", "b.2", "Größe")
OUTPUTS = ("y", "z_1")
SHAPES = [kind for kind in terms.KINDS if kind not in terms.VALUE_KINDS]
MONOTONIC = [kind for kind in SHAPES if terms.KINDS[kind].inverse]
FORMULAS = ("x", "a + 2 * x ^ 2", "-sin(a) / 3", "max(x, 0.5) and a", "fmod(x, .7) + pi")

places = st.floats(-20.0, 20.0)
widths = st.floats(0.01, 9.0)
texts = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="#"), max_size=9)


def rising(count: int) -> st.SearchStrategy[tuple[float, ...]]:
    unique = st.lists(places, min_size=count, max_size=count, unique=True)
    return unique.map(lambda numbers: tuple(sorted(numbers)))


def points() -> st.SearchStrategy[tuple[float, ...]]:
    pair = st.tuples(places, st.floats(0.0, 1.0))
    chosen = st.lists(pair, min_size=1, max_size=4, unique_by=lambda point: point[0])
    return chosen.map(lambda pairs: tuple(number for pair in sorted(pairs) for number in pair))


def parameters(kind: str) -> st.SearchStrategy[tuple[float, ...]]:
    if kind == "Discrete":
        return points()
    if kind == "Binary":
        return st.tuples(places, st.sampled_from((math.inf, -math.inf)))
    if kind == "GaussianProduct":
        return st.tuples(places, widths, places, widths)
    if kind in ("Bell", "Cosine", "Gaussian", "Sigmoid", "Spike"):
        return st.tuples(places, *[widths] * (len(terms.KINDS[kind].parameters) - 1))
    return rising(len(terms.KINDS[kind].parameters))


@st.composite
def named_terms(draw: st.DrawFn, kinds: list[str]) -> tuple[Term, ...]:
    names = draw(st.lists(st.sampled_from(["lo", "mid", "hi.2", "3rd"]), min_size=1, unique=True))
    return tuple(draw(one_term(name, draw(st.sampled_from(kinds)))) for name in names)


@st.composite
def one_term(draw: st.DrawFn, name: str, kind: str) -> Term:
    if kind == "Function":
        return Term(name, kind, formula=draw(st.sampled_from(FORMULAS)))
    if kind == "Linear":
        return Term(name, kind, draw(st.tuples(*[places] * (len(INPUTS) + 1))))
    if kind == "Constant":
        return Term(name, kind, (draw(places),))
    return Term(name, kind, draw(parameters(kind)), draw(st.sampled_from([1.0, 1.0, 0.6])))


@st.composite
def inputs(draw: st.DrawFn, name: str) -> Variable:
    lowest, highest = draw(st.sampled_from([(-5.0, 5.0), (0.0, 0.1), (-math.inf, math.inf)]))
    own = draw(named_terms([*SHAPES, "Function"]))
    flags = draw(st.tuples(st.booleans(), st.booleans()))
    return Variable(name, lowest, highest, own, *flags, draw(texts))


@st.composite
def defuzzified(draw: st.DrawFn) -> tuple[Defuzzifier, list[str]]:
    """A defuzzifier and the kinds of terms that it takes."""
    if draw(st.booleans()):
        kind = draw(st.sampled_from(sorted(defuzzifiers.INTEGRAL)))
        return Defuzzifier(kind, draw(st.integers(1, 60))), [*SHAPES, "Function"]
    weighted_type = draw(st.sampled_from(["TakagiSugeno", "Tsukamoto"]))
    kinds = sorted(terms.VALUE_KINDS) if weighted_type == "TakagiSugeno" else MONOTONIC
    kind = draw(st.sampled_from(sorted(defuzzifiers.WEIGHTED)))
    return Defuzzifier(kind, weighted_type=weighted_type), kinds


@st.composite
def outputs(draw: st.DrawFn, name: str) -> OutputVariable:
    defuzzifier, kinds = draw(defuzzified())
    aggregations = sorted(norms.S_NORMS)
    if defuzzifier.kind in defuzzifiers.WEIGHTED:
        aggregations.append("")
    return OutputVariable(
        *(name, -3.0, 12.5, draw(named_terms(kinds))),
        *(draw(st.booleans()), draw(st.booleans()), draw(texts)),
        aggregation=draw(st.sampled_from(aggregations)),
        defuzzifier=defuzzifier,
        default=draw(st.none() | places),
        lock_previous=draw(st.booleans()),
    )


@st.composite
def propositions(draw: st.DrawFn, variables: tuple[Variable, ...], conclusion: bool) -> Is:
    variable = draw(st.sampled_from(variables))
    names = sorted(set(hedges.HEDGES) - {"any"})
    said = tuple(draw(st.lists(st.sampled_from(names), max_size=2)))
    if not conclusion and draw(st.integers(0, 9)) == 0:
        return Is(variable.name, "", (*said, "any"))
    return Is(variable.name, draw(st.sampled_from(variable.terms)).name, said)


@st.composite
def systems(draw: st.DrawFn) -> System:
    given_inputs = tuple(draw(inputs(name)) for name in INPUTS)
    given_outputs = tuple(draw(outputs(name)) for name in OUTPUTS)
    everything = (*given_inputs, *given_outputs)

    def joined(inner: st.SearchStrategy[Antecedent]) -> st.SearchStrategy[Antecedent]:
        return st.builds(And, inner, inner) | st.builds(Or, inner, inner)

    rule = st.builds(
        Rule,
        st.recursive(propositions(everything, conclusion=False), joined, max_leaves=5),
        st.lists(propositions(given_outputs, conclusion=True), min_size=1, max_size=3).map(tuple),
        st.sampled_from([1.0, 1.0, 0.25]) | st.floats(0.0, 1.0),
    )
    block = st.builds(
        RuleBlock,
        st.lists(rule, max_size=4).map(tuple),
        name=texts,
        conjunction=st.sampled_from(sorted(norms.T_NORMS)),
        disjunction=st.sampled_from(sorted(norms.S_NORMS)),
        implication=st.sampled_from(sorted(norms.T_NORMS)),
        enabled=st.booleans(),
        description=texts,
    )
    blocks = tuple(draw(st.lists(block, max_size=2)))
    return System(draw(texts), given_inputs, given_outputs, blocks, draw(texts))


many = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@many
@given(systems())
def test_written_and_read_again_a_system_is_the_same(system: System):
    assert rules.loads(rules.write_fll(system), "fll") == system
    assert rules.loads(rules.write_fcl(system), "fcl") == system


@many
@given(systems(), st.integers(0, 2**32 - 1))
def test_rows_together_are_rows_one_by_one(system: System, seed: int):
    x = np.random.default_rng(seed).uniform(-6.0, 6.0, (5, len(INPUTS)))
    x[2, 1] = math.nan
    together = system.evaluate(x)
    without_memory = not any(v.lock_previous for v in system.output_variables)
    if without_memory:
        for row, expected in zip(x, together, strict=True):
            one = system.evaluate(row[np.newaxis])[0]
            assert np.allclose(one, expected, rtol=1e-9, atol=1e-9, equal_nan=True)
    assert together.shape == (5, len(OUTPUTS))


@many
@given(systems())
def test_a_locked_range_holds(system: System):
    x = np.random.default_rng(1).uniform(-6.0, 6.0, (20, len(INPUTS)))
    y = system.evaluate(x)
    for column, variable in enumerate(system.output_variables):
        if variable.lock_range and variable.enabled:
            inside = (y[:, column] >= variable.lowest) & (y[:, column] <= variable.highest)
            assert np.all(inside | np.isnan(y[:, column]))


def test_every_keyword_of_the_grammar_is_kept_from_being_written_as_a_name():
    grammar = (Path(rules.__file__).parent / "fcl.lark").read_text(encoding="utf-8")
    assert set(re.findall(r"^_?([A-Z_]+)\.2: ", grammar, re.MULTILINE)) == fcl_words.KEYWORDS


def test_a_keyword_as_a_name_is_written_in_other_ways_or_refused():
    text = dict(SEEDS)["fll"].replace("RuleBlock: # one", "RuleBlock: enabled")
    system = rules.loads(text, "fll")
    assert rules.loads(rules.write_fcl(system), "fcl") == system
    with pytest.raises(ValueError, match="can't hold the name 'act'"):
        rules.write_fcl(rules.loads(text.replace("high", "act"), "fll"))
    with pytest.raises(ValueError, match="'#' begins a comment"):
        fcl = dict(SEEDS)["fcl"].replace("'it$'s'", "'#1'")
        rules.write_fll(rules.loads(fcl, "fcl"))
