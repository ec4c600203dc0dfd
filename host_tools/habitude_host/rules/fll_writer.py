"""FLL, the FuzzyLite Language: writer."""

from __future__ import annotations

from collections.abc import Iterator

from . import defuzzifiers, words
from .model import OutputVariable, RuleBlock, System, Term, Variable


def write(system: System) -> str:
    """FLL text; ValueError for what FLL can't hold."""
    lines = [f"Engine: {_text(system.name)}".rstrip()]
    lines += _description(system.description)
    for variable in system.input_variables:
        lines += _input(variable)
    for variable in system.output_variables:
        lines += _output(variable)
    for block in system.blocks:
        lines += _block(block)
    return "\n".join(lines) + "\n"


def number(value: float) -> str:
    """The shortest text that reads as the same float."""
    return repr(float(value))


def term_text(term: Term) -> str:
    """Kind and numbers as fuzzylite writes them, with the height if it isn't 1."""
    if term.kind == "Function":
        return f"Function {term.formula}"
    height = () if term.height == 1.0 else (term.height,)
    return " ".join((term.kind, *map(number, (*term.parameters, *height))))


def _text(text: str) -> str:
    if "#" in text:
        raise ValueError(f"FLL can't hold {text!r}: '#' begins a comment")
    return text


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _description(text: str) -> Iterator[str]:
    if text:
        yield f"  description: {_text(text)}"


def _input(variable: Variable) -> Iterator[str]:
    yield f"InputVariable: {variable.name}"
    yield from _variable(variable)
    yield from _terms(variable)


def _variable(variable: Variable) -> Iterator[str]:
    yield from _description(variable.description)
    yield f"  enabled: {_flag(variable.enabled)}"
    yield f"  range: {number(variable.lowest)} {number(variable.highest)}"
    yield f"  lock-range: {_flag(variable.lock_range)}"


def _terms(variable: Variable) -> Iterator[str]:
    for term in variable.terms:
        yield f"  term: {term.name} {term_text(term)}"


def _output(variable: OutputVariable) -> Iterator[str]:
    yield f"OutputVariable: {variable.name}"
    yield from _variable(variable)
    yield f"  aggregation: {variable.aggregation or 'none'}"
    yield f"  defuzzifier: {_defuzzifier(variable)}"
    yield f"  default: {'nan' if variable.default is None else number(variable.default)}"
    yield f"  lock-previous: {_flag(variable.lock_previous)}"
    yield from _terms(variable)


def _defuzzifier(variable: OutputVariable) -> str:
    if variable.defuzzifier is None:
        return "none"
    if variable.defuzzifier.kind in defuzzifiers.WEIGHTED:
        return f"{variable.defuzzifier.kind} {variable.defuzzifier.weighted_type}"
    return f"{variable.defuzzifier.kind} {variable.defuzzifier.resolution}"


def _block(block: RuleBlock) -> Iterator[str]:
    yield f"RuleBlock: {_text(block.name)}".rstrip()
    yield from _description(block.description)
    yield f"  enabled: {_flag(block.enabled)}"
    yield f"  conjunction: {block.conjunction or 'none'}"
    yield f"  disjunction: {block.disjunction or 'none'}"
    yield f"  implication: {block.implication or 'none'}"
    yield f"  activation: {block.activation}"
    for rule in block.rules:
        yield f"  rule: {words.rule(rule)}"
