"""How one evaluation came about, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from . import defuzzifiers, words
from .errors import did_you_mean
from .model import OutputVariable, RuleBlock, System, Variable
from .reference import Inference, infer, membership, weighted_values


def explain(system: System, values: Mapping[str, float]) -> str:
    """Which terms hold, which rules fire how strongly, and how each output comes about.

    `values`: every input by name, in its natural unit. ValueError for an unknown or missing name.
    """
    for name in values:
        if name not in system.inputs:
            raise ValueError(f"unknown input {name!r}{did_you_mean(name, system.inputs)}")
    missing = [name for name in system.inputs if name not in values]
    if missing:
        raise ValueError(f"a value is missing: {', '.join(missing)}")
    row = np.array([[values[name] for name in system.inputs]], dtype=np.float64)
    inference = infer(system, row)
    return "\n".join(
        (
            *(_input(inference, variable) for variable in system.input_variables),
            "",
            *_rules(inference),
            "",
            *(_output(inference, variable) for variable in system.output_variables),
        )
    )


def _value(inference: Inference, variable: Variable) -> float:
    return float(inference.values[variable.name][0, 0])


def _input(inference: Inference, variable: Variable) -> str:
    x = inference.values[variable.name]
    degrees = {term.name: float(membership(inference, term, x)[0, 0]) for term in variable.terms}
    holding = [f"{name} {degree:.3g}" for name, degree in degrees.items() if degree > 0.0]
    text = f"{variable.name} = {_value(inference, variable):g}"
    if not variable.enabled:
        return f"{text} (disabled)"
    if not variable.terms:
        return text
    return f"{text} is {', '.join(holding) or 'none of its terms'}"


def _rules(inference: Inference) -> Iterator[str]:
    fired = [
        (float(degree[0, 0]), number, block)
        for block, degrees in zip(inference.system.blocks, inference.degrees, strict=True)
        for number, degree in enumerate(degrees, 1)
        if float(degree[0, 0]) > 0.0
    ]
    if not fired:
        yield "no rule fires"
    for degree, number, block in sorted(fired, key=lambda rule: -rule[0]):
        yield f"{degree:5.3f}  {_label(inference.system, block, number)}"


def _label(system: System, block: RuleBlock, number: int) -> str:
    place = f"{block.name or 'block'} " if len(system.blocks) > 1 else ""
    return f"{place}rule {number}: {words.rule(block.rules[number - 1])}"


def _output(inference: Inference, variable: OutputVariable) -> str:
    value = f"{variable.name} = {_value(inference, variable):.6g}"
    wanted = [a for a in inference.sets[variable.name] if float(a.degree[0, 0]) > 0.0]
    if not wanted or variable.defuzzifier is None:
        return f"{value}: {_without_rules(inference, variable)}"
    if variable.defuzzifier.kind in defuzzifiers.WEIGHTED:
        how = _weighted(inference, variable)
    else:
        parts = [f"{a.term.name} ({float(a.degree[0, 0]):.3g})" for a in wanted]
        how = ", ".join(parts)
    return f"{value}: {_METHODS[variable.defuzzifier.kind]} {how}"


_METHODS = {
    "Bisector": "what halves the area of",
    "Centroid": "the centre of gravity of",
    "LargestOfMaximum": "the largest of the maxima of",
    "MeanOfMaximum": "the mean of the maxima of",
    "SmallestOfMaximum": "the smallest of the maxima of",
    "WeightedAverage": "the weighted average of",
    "WeightedSum": "the weighted sum of",
}


def _weighted(inference: Inference, variable: OutputVariable) -> str:
    weights, values = weighted_values(inference, variable)
    names = dict.fromkeys(a.term.name for a in inference.sets[variable.name])
    parts = zip(names, weights[0].tolist(), values[0].tolist(), strict=True)
    return ", ".join(
        f"{name} ({weight:.3g} x {value:.6g})" for name, weight, value in parts if weight > 0.0
    )


def _without_rules(inference: Inference, variable: OutputVariable) -> str:
    if not variable.enabled:
        return "disabled"
    reason = "no rule that fires says anything about it"
    return reason if variable.default is None else f"{reason}; this is its default"


def in_words(system: System) -> str:
    """Every rule block with its norms, and its rules in words."""
    return "\n".join(line for block in system.blocks for line in _block(system, block))


def _block(system: System, block: RuleBlock) -> Iterator[str]:
    norms = {
        "and": block.conjunction,
        "or": block.disjunction,
        "then": block.implication,
    }
    said = ", ".join(f"{word}: {norm}" for word, norm in norms.items() if norm)
    title = f"Rules {block.name}".rstrip() if block.name or len(system.blocks) > 1 else "Rules"
    yield f"{title}{' (disabled)' if not block.enabled else ''}{f' ({said})' if said else ''}"
    for number, rule in enumerate(block.rules, 1):
        yield f"  {number:3}  {words.rule(rule)}"
