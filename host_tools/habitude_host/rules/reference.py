"""The meaning of a fuzzy system, in float64: what every other evaluator is checked against.

The semantics are fuzzylite's (version 7 in C++, 8 in Python): rule blocks and rules run in order,
so that an output's set can be used in the antecedent of a later rule; then the outputs are
defuzzified in order. A rule whose degree is not a number (an input was not) doesn't fire. Arrays
are columns: (rows, 1).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from . import defuzzifiers, formula, hedges, terms
from .model import And, Antecedent, Is, OutputVariable, Rule, RuleBlock, System, Term, Variable
from .norms import S_NORMS, T_NORMS, Norm

Array = npt.NDArray[np.float64]

_ROWS_AT_ONCE = 1024  # bounds the memory of the sampled sets


@dataclass(frozen=True)
class Activated:
    """A term of an output with the degree to which one rule wants it; `implication` may be ""."""

    term: Term
    degree: Array
    implication: str


@dataclass
class Inference:
    """One evaluation, kept open for inspection; degrees and values are columns (rows, 1).

    `degrees[b][r]` is how strongly rule r of block b fired, `values` the inputs and, once
    inferred, the outputs by name, `sets` what the rules want of each output.
    """

    system: System
    values: dict[str, Array]
    degrees: list[list[Array]] = field(default_factory=list[list[Array]])
    sets: dict[str, list[Activated]] = field(default_factory=dict[str, list[Activated]])


def evaluate(system: System, x: npt.ArrayLike) -> Array:
    """The outputs for `x` (rows, inputs) in natural units: (rows, outputs), nan where undefined.

    Rows are taken in order: an output with `lock_previous` keeps its last value. ValueError if `x`
    has another shape.
    """
    rows = _as_rows(system, x)
    result = np.full((len(rows), len(system.outputs)), np.nan)
    previous = np.full(len(system.outputs), np.nan)
    step = 1 if _needs_one_row_at_a_time(system) else _ROWS_AT_ONCE
    for start in range(0, len(rows), step):
        inference = infer(system, rows[start : start + step], previous)
        for column, name in enumerate(system.outputs):
            result[start : start + step, column] = inference.values[name][:, 0]
        previous = result[min(start + step, len(rows)) - 1]
    return result


@np.errstate(all="ignore")
def infer(system: System, rows: Array, previous: Array | None = None) -> Inference:
    """Evaluate `rows` (rows, inputs) and keep what happened; `previous` are the outputs before."""
    inference = Inference(system, {})
    for column, variable in enumerate(system.input_variables):
        inference.values[variable.name] = _in_range(variable, rows[:, column : column + 1])
    for column, variable in enumerate(system.output_variables):
        before = np.nan if previous is None else previous[column]
        inference.values[variable.name] = np.full((len(rows), 1), before)
        inference.sets[variable.name] = []
    for block in system.blocks:
        inference.degrees.append([_fire(inference, block, rule) for rule in block.rules])
    for variable in system.output_variables:
        if variable.enabled:
            defuzzified = _defuzzify(inference, variable)
            before = float(inference.values[variable.name][0, 0])
            inference.values[variable.name] = _settle(variable, defuzzified, before)
    return inference


def membership(inference: Inference, term: Term, x: Array) -> Array:
    """The degree of any kind of term at `x`, which must broadcast with columns."""
    if term.kind == "Linear":
        *coefficients, constant = term.parameters
        inputs = np.hstack([inference.values[name] for name in inference.system.inputs])
        value = (inputs @ np.array(coefficients) + constant)[:, np.newaxis]
    elif term.kind == "Function":
        value = formula.parse(term.formula).evaluate({**inference.values, "x": x})
    else:
        return terms.membership(term, x)
    return np.broadcast_to(value, np.broadcast_shapes(value.shape, x.shape))


def _as_rows(system: System, x: npt.ArrayLike) -> Array:
    rows = np.asarray(x, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != len(system.inputs):
        raise ValueError(f"expected shape (rows, {len(system.inputs)}), not {rows.shape}")
    return rows


def _in_range(variable: Variable, value: Array) -> Array:
    return np.clip(value, variable.lowest, variable.highest) if variable.lock_range else value


def _needs_one_row_at_a_time(system: System) -> bool:
    """Whether a formula refers to an output not yet known: then to its value a row before."""
    unknown = set(system.outputs)
    for variable in (*system.input_variables, *system.output_variables):
        for term in variable.terms:
            if term.kind == "Function" and unknown & formula.parse(term.formula).names:
                return True
        unknown.discard(variable.name)
    return False


def _fire(inference: Inference, block: RuleBlock, rule: Rule) -> Array:
    """Run a rule: add what it wants to the outputs' sets; the degree to which it fired."""
    if not block.enabled:
        return _nothing(inference)
    degree = rule.weight * _degree(inference, block, rule.antecedent)
    wanted = degree
    for conclusion in rule.consequents:
        output = inference.system.output(conclusion.variable)
        if output.enabled:
            # A hedge stays in force for the conclusions after it, as in fuzzylite.
            wanted = hedges.apply(conclusion.hedges, wanted)
            term = output.term(conclusion.term)
            activated = Activated(term, _zero_if_nan(wanted), block.implication)
            inference.sets[output.name].append(activated)
    return _zero_if_nan(degree)


def _zero_if_nan(degree: Array) -> Array:
    return np.where(np.isnan(degree), 0.0, degree)


def _nothing(inference: Inference) -> Array:
    return np.zeros_like(next(iter(inference.values.values())))


def _degree(inference: Inference, block: RuleBlock, antecedent: Antecedent) -> Array:
    if isinstance(antecedent, Is):
        return _proposition(inference, antecedent)
    is_and = isinstance(antecedent, And)
    norm = T_NORMS[block.conjunction] if is_and else S_NORMS[block.disjunction]
    left = _degree(inference, block, antecedent.left)
    return norm(left, _degree(inference, block, antecedent.right))


def _proposition(inference: Inference, proposition: Is) -> Array:
    system = inference.system
    is_output = proposition.variable in system.outputs
    variable = (system.output if is_output else system.input)(proposition.variable)
    if not variable.enabled:
        return _nothing(inference)
    if "any" in proposition.hedges:
        degree = _nothing(inference)
    elif is_output:
        degree = _wanted(inference, variable.name, proposition.term)
    else:
        value = inference.values[variable.name]
        degree = membership(inference, variable.term(proposition.term), value)
    return hedges.apply(proposition.hedges, degree)


def _wanted(inference: Inference, output: str, term: str) -> Array:
    """The degree to which the rules so far want `term` of an output."""
    degrees = [a.degree for a in inference.sets[output] if a.term.name == term]
    together = _aggregation(inference.system.output(output))
    return functools.reduce(together, degrees) if degrees else _nothing(inference)


def _aggregation(variable: OutputVariable) -> Norm:
    return S_NORMS[variable.aggregation or "UnboundedSum"]


def _defuzzify(inference: Inference, variable: OutputVariable) -> Array:
    activated = inference.sets[variable.name]
    if variable.defuzzifier is None or not activated:
        return np.full_like(_nothing(inference), np.nan)
    kind = variable.defuzzifier.kind
    if kind in defuzzifiers.WEIGHTED:
        weights, values = weighted_values(inference, variable)
        return defuzzifiers.weighted(kind, weights, values)[:, np.newaxis]
    x, degrees = sampled_set(inference, variable)
    return defuzzifiers.integral(kind, x, degrees)[:, np.newaxis]


def weighted_values(inference: Inference, variable: OutputVariable) -> tuple[Array, Array]:
    """Weights and values, (rows, terms), of an output with a weighted defuzzifier.

    A term wanted by several rules counts once, with their degrees aggregated.
    """
    wanted = {activated.term.name: activated.term for activated in inference.sets[variable.name]}
    weights = [_wanted(inference, variable.name, name) for name in wanted]
    assert variable.defuzzifier is not None
    tsukamoto = variable.defuzzifier.weighted_type == "Tsukamoto"
    values = [
        terms.inverse(term, weight) if tsukamoto else membership(inference, term, weight)
        for term, weight in zip(wanted.values(), weights, strict=True)
    ]
    return np.hstack(weights), np.hstack(values)


def sampled_set(inference: Inference, variable: OutputVariable) -> tuple[Array, Array]:
    """The set of an output with an integral defuzzifier: samples x, degrees (rows, samples)."""
    assert variable.defuzzifier is not None
    aggregate = S_NORMS[variable.aggregation]
    x = defuzzifiers.midpoints(variable.lowest, variable.highest, variable.defuzzifier.resolution)
    degrees = np.zeros((len(_nothing(inference)), len(x)))
    for activated in inference.sets[variable.name]:
        shape = membership(inference, activated.term, x[np.newaxis, :])
        degrees = aggregate(degrees, T_NORMS[activated.implication](activated.degree, shape))
    return x, degrees


def _settle(variable: OutputVariable, value: Array, previous: float) -> Array:
    """What becomes of a defuzzified value: kept from the row before, by default, and in range."""
    if not variable.lock_previous:
        return _settled(variable, value)
    settled = value.copy()
    for row in range(len(settled)):
        if not np.isfinite(settled[row, 0]) and np.isfinite(previous):
            settled[row] = previous
        settled[row] = _settled(variable, settled[row])
        previous = settled[row, 0]
    return settled


def _settled(variable: OutputVariable, value: Array) -> Array:
    if variable.default is not None:
        value = np.where(np.isfinite(value), value, variable.default)
    return _in_range(variable, value)
