"""What rules are made of: terms, norms, hedges, defuzzifiers and formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
import skfuzzy

from habitude_host.rules import defuzzifiers, formula, hedges, norms, terms
from habitude_host.rules.model import Term

X = np.linspace(-2.0, 12.0, 281)
NAN = math.nan


def shape(kind: str, *parameters: float, height: float = 1.0) -> np.ndarray:
    return terms.membership(Term("t", kind, parameters, height), X)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (shape("Triangle", 1, 4, 9), skfuzzy.trimf(X, [1, 4, 9])),
        (shape("Triangle", 1, 1, 9), skfuzzy.trimf(X, [1, 1, 9])),
        (shape("Trapezoid", 0, 2, 5, 8), skfuzzy.trapmf(X, [0, 2, 5, 8])),
        (shape("Gaussian", 5, 1.5), skfuzzy.gaussmf(X, 5, 1.5)),
        (shape("GaussianProduct", 3, 1, 6, 2), skfuzzy.gauss2mf(X, 3, 1, 6, 2)),
        (shape("Bell", 5, 2, 3), skfuzzy.gbellmf(X, 2, 3, 5)),
        (shape("Sigmoid", 5, -2), skfuzzy.sigmf(X, 5, -2)),
        (shape("SigmoidDifference", 3, 2, 4, 8), np.abs(skfuzzy.dsigmf(X, 3, 2, 8, 4))),
        (shape("SigmoidProduct", 3, 2, -4, 8), skfuzzy.psigmf(X, 3, 2, 8, -4)),
        (shape("SShape", 2, 7), skfuzzy.smf(X, 2, 7)),
        (shape("ZShape", 2, 7), skfuzzy.zmf(X, 2, 7)),
        (shape("PiShape", 1, 4, 5, 9), skfuzzy.pimf(X, 1, 4, 5, 9)),
    ],
)
def test_shapes_are_those_of_scikit_fuzzy(ours: np.ndarray, theirs: np.ndarray):
    assert np.allclose(ours, theirs, atol=1e-12)


@pytest.mark.parametrize(
    ("kind", "parameters", "points"),
    [
        ("Arc", (0, 5), {-1: 0, 0: 0, 1: 0.6, 2: 0.8, 5: 1, 9: 1}),
        ("Arc", (5, 0), {-1: 1, 0: 1, 3: 0.8, 4: 0.6, 5: 0, 9: 0}),
        ("Binary", (4, math.inf), {3.9: 0, 4: 1, 9: 1}),
        ("Binary", (4, -math.inf), {3.9: 1, 4: 1, 9: 0}),
        ("Concave", (2, 4), {0: 1 / 3, 2: 0.5, 3: 2 / 3, 4: 1, 9: 1}),
        ("Concave", (4, 2), {0: 1, 2: 1, 3: 2 / 3, 4: 0.5, 6: 1 / 3}),
        ("Constant", (3,), {-1: 3, 4: 3}),
        ("Cosine", (5, 4), {2.9: 0, 4: 0.5, 5: 1, 6: 0.5, 7.1: 0}),
        ("Discrete", (1, 0.2, 3, 1, 5, 0), {0: 0.2, 1: 0.2, 2: 0.6, 3: 1, 4: 0.5, 9: 0}),
        ("Discrete", (1, 0, 3, 0, 3, 1), {2.9: 0, 3: 1, 9: 1}),
        ("Ramp", (2, 6), {1: 0, 3: 0.25, 6: 1, 9: 1}),
        ("Ramp", (6, 2), {1: 1, 3: 0.75, 6: 0, 9: 0}),
        ("Rectangle", (2, 6), {1.9: 0, 2: 1, 6: 1, 6.1: 0}),
        ("SemiEllipse", (0, 10), {-0.1: 0, 1: 0.6, 2: 0.8, 5: 1, 9: 0.6, 10.1: 0}),
        ("Spike", (5, 10), {5: 1, 6: math.exp(-1), 3: math.exp(-2)}),
        ("Trapezoid", (-math.inf, 2, 4, 6), {-9: 1, 5: 0.5, 6: 0}),
        ("Triangle", (2, 4, math.inf), {2: 0, 3: 0.5, 4: 1, 99: 1}),
    ],
)
def test_shapes_by_hand(kind: str, parameters: tuple[float, ...], points: dict[float, float]):
    degrees = terms.membership(Term("t", kind, parameters), list(points))
    assert degrees == pytest.approx(list(points.values()), abs=1e-12)


def test_every_kind_of_term_is_checked_above():
    assert len(terms.KINDS) == 23


def test_a_height_scales_and_nan_stays():
    assert terms.membership(Term("t", "Ramp", (0, 4), 0.5), [1, 9, NAN]) == pytest.approx(
        [0.125, 0.5, NAN], nan_ok=True
    )


@pytest.mark.parametrize("kind", [kind for kind in terms.KINDS if terms.KINDS[kind].inverse])
@pytest.mark.parametrize("height", [1.0, 0.7])
def test_an_inverse_finds_the_place(kind: str, height: float):
    parameters = (5.0, -2.0) if kind == "Sigmoid" else (2.0, 7.0)
    term = Term("t", kind, parameters, height)
    degrees = height * np.array([0.001, 0.2, 0.5, 0.8, 0.999])
    assert terms.membership(term, terms.inverse(term, degrees)) == pytest.approx(degrees)


A, B = np.meshgrid(np.linspace(0.0, 1.0, 21), np.linspace(0.0, 1.0, 21))

T_BY_HAND = {  # of 0.5 and 0.8, of 0.2 and 0.6
    "Minimum": (0.5, 0.2),
    "AlgebraicProduct": (0.4, 0.12),
    "BoundedDifference": (0.3, 0.0),
    "DrasticProduct": (0.0, 0.0),
    "EinsteinProduct": (0.4 / 1.1, 0.12 / 1.32),
    "HamacherProduct": (0.4 / 0.9, 0.12 / 0.68),
    "NilpotentMinimum": (0.5, 0.0),
}
PAIRS = {
    "Minimum": "Maximum",
    "AlgebraicProduct": "AlgebraicSum",
    "BoundedDifference": "BoundedSum",
    "DrasticProduct": "DrasticSum",
    "EinsteinProduct": "EinsteinSum",
    "HamacherProduct": "HamacherSum",
    "NilpotentMinimum": "NilpotentMaximum",
}


@pytest.mark.parametrize("name", norms.T_NORMS)
def test_t_norms(name: str):
    norm = norms.T_NORMS[name]
    assert norm(np.array([0.5, 0.2]), np.array([0.8, 0.6])) == pytest.approx(T_BY_HAND[name])
    assert np.allclose(norm(A, np.ones_like(A)), A)
    assert np.allclose(norm(A, np.zeros_like(A)), 0.0)
    assert np.allclose(norm(A, B), norm(B, A))


@pytest.mark.parametrize("name", PAIRS)
def test_s_norms_are_the_t_norms_upside_down(name: str):
    away_from_jumps = np.abs(A + B - 1.0) > 1e-9
    mirrored = 1.0 - norms.T_NORMS[name](1.0 - A, 1.0 - B)
    assert np.allclose(
        norms.S_NORMS[PAIRS[name]](A, B)[away_from_jumps], mirrored[away_from_jumps]
    )


def test_sums_that_are_no_s_norms():
    assert norms.S_NORMS["UnboundedSum"](np.array(0.7), np.array(0.8)) == pytest.approx(1.5)
    assert norms.S_NORMS["NormalizedSum"](np.array(0.7), np.array(0.8)) == pytest.approx(1.0)
    assert norms.S_NORMS["NormalizedSum"](np.array(0.2), np.array(0.3)) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("any", 1.0, 1.0),
        ("extremely", 0.08, 0.92),
        ("not", 0.8, 0.2),
        ("seldom", math.sqrt(0.1), 1.0 - math.sqrt(0.1)),
        ("somewhat", math.sqrt(0.2), math.sqrt(0.8)),
        ("very", 0.04, 0.64),
    ],
)
def test_hedges(name: str, low: float, high: float):
    assert hedges.apply([name], np.array([0.2, 0.8])) == pytest.approx([low, high])


def test_the_hedge_next_to_the_term_is_applied_first():
    assert hedges.apply(["not", "very"], np.array([0.5])) == pytest.approx([0.75])
    assert hedges.apply(["very", "not"], np.array([0.5])) == pytest.approx([0.25])


@pytest.mark.parametrize(
    ("kind", "degrees", "expected"),
    [
        ("Centroid", [0.0, 0.5, 1.0, 1.0, 0.5], (0.5 * 2 + 3 + 4 + 0.5 * 9) / 3.0),
        ("Bisector", [0.0, 0.5, 0.5, 1.0, 0.25], 3.0),  # the area to its left is 1 of 2.25
        ("Bisector", [1.0, 0.0, 0.0, 0.0, 1.0], 2.5),  # all but the last one are equally near
        ("SmallestOfMaximum", [0.0, 0.5, 1.0, 1.0, 0.5], 3.0),
        ("LargestOfMaximum", [0.0, 0.5, 1.0, 1.0, 0.5], 4.0),
        ("MeanOfMaximum", [1.0, 0.5, 1.0, 1.0, 0.5], 8.0 / 3.0),
    ],
)
def test_integral_defuzzifiers(kind: str, degrees: list[float], expected: float):
    x = np.array([1.0, 2.0, 3.0, 4.0, 9.0])
    result = defuzzifiers.integral(kind, x, np.array([degrees, [0.0] * 5]))
    assert result == pytest.approx([expected, NAN], nan_ok=True)


def test_samples_are_midpoints():
    assert defuzzifiers.midpoints(-1.0, 3.0, 4) == pytest.approx([-0.5, 0.5, 1.5, 2.5])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3 ^ 2", 19.0),
        ("2 ^ 3 ^ 2", 512.0),
        ("-2 ^ 2", -4.0),
        ("~2 ^ 2", 4.0),
        ("2 * -3", -6.0),
        ("7 - 2 - 3", 2.0),
        ("10 % 4 % 3", 2.0),
        ("-7 % 3", 2.0),
        ("fmod(-7, 3)", -1.0),
        ("round(2.5) + ceil(0.1) + floor(-0.1)", 2.0),
        ("(x + 1) / b.c", 0.75),
        ("max(x, b.c) - min(x, b.c)", 2.0),
        ("x and 0 or !0", 1.0),
        ("gt(x, 1) + ge(x, 2) + lt(x, 1) + le(x, 2) + eq(x, 2) + neq(x, 2)", 4.0),
        ("sin(pi / 2) + cos(0) + tan(0)", 2.0),
        ("log(exp(2)) + log10(100) + log1p(0)", 4.0),
        ("pow(2, 3) + sqrt(16) + fabs(-1) + abs(1)", 14.0),
        ("acos(1) + asin(0) + atan(0) + atan2(0, 1)", 0.0),
        ("sinh(0) + cosh(0) + tanh(0) + asinh(0) + acosh(1) + atanh(0)", 1.0),
        ("1e1 + .5 + 2.", 12.5),
        ("1 / 0", math.inf),
        ("0 / 0", NAN),
    ],
)
def test_formulas(text: str, value: float):
    values = {"x": np.array([2.0]), "b.c": np.array([4.0])}
    assert formula.parse(text).evaluate(values) == pytest.approx(value, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("1 +", 4, "found the end, expected"),
        ("sni(x)", 1, "did you mean 'sin'"),
        ("1 + atan2(x)", 5, "takes 2 arguments, not 1"),
        ("2 $ 3", 3, "found '\\$'"),
        ("__import__('os')", 12, "found"),
        ("((x)", 5, "found the end"),
        ("(" * 500 + "x" + ")+1" * 500, 401, "nested"),
    ],
)
def test_a_formula_that_is_none(text: str, column: int, message: str):
    with pytest.raises(formula.FormulaError, match=message) as caught:
        formula.parse(text)
    assert message == "nested" or caught.value.column == column
