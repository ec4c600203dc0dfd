"""What an author of rules should look at again: words without use, shapes out of reach, and what
the rules then do (findings.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from . import defuzzifiers, formula, words
from .findings import findings
from .model import And, Antecedent, Is, Or, OutputVariable, Rule, System, Variable
from .surface import memberships

_POINTS = 1001  # along a variable, to see where its terms are


def check(system: System) -> list[str]:
    """Warnings, a sentence each, in the order of the file; none for a system without blemish.

    What makes a system impossible to evaluate is refused when it is read; this can be evaluated,
    but is hardly meant.
    """
    return [
        *(warning for v in system.input_variables for warning in _input(system, v)),
        *(warning for v in system.output_variables for warning in _output(system, v)),
        *_blocks(system),
        *findings(system),
    ]


def _input(system: System, variable: Variable) -> Iterator[str]:
    used = Counter(is_.term for is_ in _conditions(system) if is_.variable == variable.name)
    if not used and not _is_in_a_formula(system, variable.name):
        yield f"input {variable.name!r} is used by no rule"
        return
    yield from _terms(variable, used)
    if not variable.terms:
        return
    x, degrees = memberships(system, variable, _POINTS)
    uncovered = x[np.nan_to_num(degrees).max(axis=0) <= 0.0]
    if len(uncovered):
        share = f"{100.0 * len(uncovered) / _POINTS:.2g} % of its range"
        yield f"input {variable.name!r} belongs to no term in {share}, as at {uncovered[0]:g}"
    for term, row in zip(variable.terms, degrees, strict=True):
        if np.nan_to_num(row).max() <= 0.0:
            yield f"term {term.name!r} of input {variable.name!r} is out of the range"


def _output(system: System, variable: OutputVariable) -> Iterator[str]:
    used = Counter(is_.term for is_ in _conclusions(system) if is_.variable == variable.name)
    if not used:
        yield f"no rule concludes on output {variable.name!r}"
        return
    yield from _terms(variable, used)
    defuzzifier = variable.defuzzifier
    if defuzzifier is not None and defuzzifier.kind in defuzzifiers.INTEGRAL:
        for term in variable.terms:
            if term.kind in ("Constant", "Linear"):
                yield (
                    f"term {term.name!r} of output {variable.name!r} is a {term.kind}, "
                    f"no shape that {defuzzifier.kind} could mean"
                )


def _terms(variable: Variable, used: Counter[str]) -> Iterator[str]:
    names = Counter(term.name for term in variable.terms)
    for name, count in names.items():
        if count > 1:
            yield f"{variable.name!r} has {count} terms {name!r}: rules mean the last one"
        if name not in used:
            yield f"term {name!r} of {variable.name!r} is used by no rule"


def _blocks(system: System) -> Iterator[str]:
    for block in system.blocks:
        if not block.enabled:
            yield f"rule block {block.name!r} is disabled"
        for number, rule in enumerate(block.rules, 1):
            if rule.weight == 0.0:
                yield f"rule {number} of block {block.name!r} has the weight 0"
    seen: dict[tuple[Antecedent, Is], Rule] = {}
    for rule in _rules(system):
        for conclusion in rule.consequents:
            if seen.setdefault((rule.antecedent, conclusion), rule) is not rule:
                yield f"this is said twice: {words.rule(rule)}"


def _rules(system: System) -> Iterator[Rule]:
    for block in system.blocks:
        yield from block.rules


def _conclusions(system: System) -> Iterator[Is]:
    for rule in _rules(system):
        yield from rule.consequents


def _conditions(system: System) -> Iterator[Is]:
    for rule in _rules(system):
        yield from _propositions(rule.antecedent)


def _propositions(antecedent: Antecedent) -> Iterator[Is]:
    if isinstance(antecedent, And | Or):
        yield from _propositions(antecedent.left)
        yield from _propositions(antecedent.right)
    else:
        yield antecedent


def _is_in_a_formula(system: System, name: str) -> bool:
    """Whether the value of an input is used beside the rules: by a Linear or Function term."""
    place = system.inputs.index(name)
    for variable in (*system.input_variables, *system.output_variables):
        for term in variable.terms:
            if term.kind == "Linear" and term.parameters[place] != 0.0:
                return True
            if term.kind == "Function" and name in formula.parse(term.formula).names:
                return True
    return False
