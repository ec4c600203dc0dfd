"""What the author of the rules should know: gaps, rules without effect, contradictions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from .device.places import bounds, grid
from .model import And, Antecedent, Is, Or, Rule, RuleBlock, System
from .reference import infer

Array = npt.NDArray[np.float64]

_Condition = Is | tuple[str, frozenset["_Condition"]]

_POINTS = 1000
_SAME = 1e-9
_MOST_RULES = 200  # that are each left out once to see what happens


def findings(system: System) -> list[str]:
    """A sentence each, seen on a grid over the inputs, if they have ranges."""
    low, high = bounds(system.input_variables)
    if not np.isfinite(high - low).all():
        return _contradictions(system)
    points = grid(system.input_variables, _POINTS)
    return [*_gaps(system, points), *_idle_rules(system, points), *_contradictions(system)]


def _gaps(system: System, points: Array) -> list[str]:
    """Inputs at which no rule says anything about an output that has no default."""
    bare = replace(
        system,
        output_variables=tuple(replace(o, lock_previous=False) for o in system.output_variables),
    )
    found = bare.evaluate(points)
    result: list[str] = []
    for column, output in enumerate(system.output_variables):
        silent = np.isnan(found[:, column])
        if silent.any() and output.enabled:
            example = points[int(np.nonzero(silent)[0][0])]
            where = ", ".join(
                f"{name}={value:g}" for name, value in zip(system.inputs, example, strict=True)
            )
            result.append(
                f"no rule gives {output.name!r} a value at {100 * silent.mean():.2g} %"
                f" of the inputs, for example {where}"
            )
    return result


def _idle_rules(system: System, points: Array) -> list[str]:
    """Rules that never fire, or that change nothing when they do."""
    if sum(len(block.rules) for block in system.blocks) > _MOST_RULES:
        return []
    degrees = infer(system, points).degrees
    expected = system.evaluate(points)
    result: list[str] = []
    for at, block in enumerate(system.blocks):
        for index, rule in enumerate(block.rules if block.enabled else ()):
            if rule.weight == 0.0:
                continue
            name = _name(system, at, index)
            if degrees[at][index].max() < _SAME:
                result.append(f"{name} never fires")
            elif _equal(_without(system, at, index).evaluate(points), expected):
                result.append(f"{name} makes no difference")
    return result


def _contradictions(system: System) -> list[str]:
    """Rules of one condition that want different terms of one output."""
    result: list[str] = []
    for at, block in enumerate(system.blocks):
        wanted: dict[tuple[_Condition, str], dict[str, int]] = defaultdict(dict)
        for index, rule in enumerate(block.rules if block.enabled else ()):
            for conclusion in rule.consequents:
                terms = wanted[_condition(rule.antecedent), conclusion.variable]
                term = " ".join((*conclusion.hedges, conclusion.term))
                for other, earlier in terms.items():
                    if other != term:
                        names = [_name(system, at, number) for number in (earlier, index)]
                        what = f"{conclusion.variable} is {other} or {term}"
                        result.append(f"{' and '.join(names)} contradict each other: {what}")
                terms.setdefault(term, index)
    return result


def _condition(antecedent: Antecedent) -> _Condition:
    """Equal for conditions that differ in the order of their parts only."""
    if isinstance(antecedent, Is):
        return antecedent
    kind = type(antecedent)
    return kind.__name__, frozenset(_condition(part) for part in _parts(antecedent, kind))


def _parts(antecedent: Antecedent, kind: type[And | Or]) -> list[Antecedent]:
    if isinstance(antecedent, kind):
        return _parts(antecedent.left, kind) + _parts(antecedent.right, kind)
    return [antecedent]


def _without(system: System, at: int, index: int) -> System:
    blocks = list(system.blocks)
    rules: list[Rule] = list(blocks[at].rules)
    del rules[index]
    blocks[at] = replace(blocks[at], rules=tuple(rules))
    return replace(system, blocks=tuple(blocks))


def _equal(first: Array, second: Array) -> bool:
    return bool(np.allclose(first, second, rtol=0.0, atol=_SAME, equal_nan=True))


def _name(system: System, at: int, index: int) -> str:
    block: RuleBlock = system.blocks[at]
    if len(system.blocks) == 1:
        return f"rule {index + 1}"
    return f"rule {index + 1} of block {block.name or at + 1!r}"
