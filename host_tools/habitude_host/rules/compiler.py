"""The compiler: a fuzzy system becomes a table for the device's engine."""

# The firmware's engine has no type hints.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from habitude.fuzzy import kernel

from . import lines, polygon
from .model import And, Antecedent, Or, OutputVariable, RuleBlock, System, Term, Variable
from .polygon import Polygon, Slice
from .table import FULL, Range, Table, encode
from .terms import membership

_NONE = 65535  # a default: no output
_KEEP = 65534  # a default: the previous output

_WEIGHTED = ("WeightedAverage",)
_STRAIGHT = ("Triangle", "Trapezoid", "Ramp", "Rectangle", "Discrete", "Binary")


class NotOnDevice(Exception):
    """The device's engine can't run this system; the message says why."""


@dataclass
class _Plan:
    """What has been decided so far: slots of memberships and of output terms, and the program."""

    system: System
    slots: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    program: list[int] = field(default_factory=list[int])

    def slot(self, variable: str, term: str) -> int:
        return self.slots.setdefault((variable, term), len(self.slots))


def compile(system: System) -> Table:
    """The table of `system`. Raises NotOnDevice with the reason if the device can't run it."""
    plan = _Plan(system)
    for variable in system.input_variables:
        for term in variable.terms:
            plan.slot(variable.name, term.name)
    for output in system.output_variables:
        for term in output.terms:
            plan.slot(output.name, term.name)
    for index, variable in enumerate(system.input_variables):
        plan.program += _fuzzify(plan, index, variable)
    for block in system.blocks:
        if block.enabled:
            plan.program += _rules(plan, block)
    ranges = [_output_range(output) for output in system.output_variables]
    for index, output in enumerate(system.output_variables):
        plan.program += _defuzzify(plan, index, output, ranges[index])
    plan.program.append(kernel.END)
    data = encode(
        len(system.input_variables), len(system.output_variables), len(plan.slots), plan.program
    )
    inputs = tuple(Range(v.name, v.lowest, v.highest) for v in system.input_variables)
    return Table(data, inputs, tuple(ranges), system.source)


def _fuzzify(plan: _Plan, index: int, variable: Variable) -> list[int]:
    if not variable.terms:
        return []
    along = np.linspace(variable.lowest, variable.highest, lines.POSITIONS)
    degrees = np.array([membership(term, along) for term in variable.terms])
    slots = [plan.slot(variable.name, term.name) for term in variable.terms]
    return lines.encode(index, slots, lines.fit(slots, degrees), kernel.LINES)


def _rules(plan: _Plan, block: RuleBlock) -> list[int]:
    """The block's rules: for the outputs that take the highest, then for those that add."""
    words: list[int] = []
    for add in (False, True):
        names = {o.name for o in plan.system.output_variables if _is_weighted(o) == add}
        groups: dict[tuple[int, int, int], list[list[int]]] = {}
        for rule in block.rules:
            targets = [
                plan.slot(c.variable, c.term) for c in rule.consequents if c.variable in names
            ]
            if rule.weight != 1.0:
                raise NotOnDevice("rule weights")
            if not targets:
                continue
            first, *further = _conjunction(plan, rule.antecedent)
            key = (first, len(further), len(targets))
            groups.setdefault(key, []).append([*further, *targets])
        if groups:
            multiply = _multiplies(block, any(key[1] for key in groups))
            words += [kernel.RULES, multiply, int(add), len(groups)]
        for (first, further, outputs), rules in groups.items():
            rule_words = [word for rule in rules for word in rule]
            words += [first, further, outputs, len(rules), len(rule_words), *rule_words]
    return words


def _multiplies(block: RuleBlock, needed: bool) -> int:
    if needed and block.conjunction not in ("Minimum", "AlgebraicProduct"):
        raise NotOnDevice(f"conjunction {block.conjunction or 'none'}")
    return int(block.conjunction == "AlgebraicProduct")


def _conjunction(plan: _Plan, antecedent: Antecedent) -> list[int]:
    if isinstance(antecedent, And):
        return _conjunction(plan, antecedent.left) + _conjunction(plan, antecedent.right)
    if isinstance(antecedent, Or):
        raise NotOnDevice("'or' in a rule")
    if antecedent.hedges:
        raise NotOnDevice(f"hedge {antecedent.hedges[0]!r}")
    return [plan.slot(antecedent.variable, antecedent.term)]


def _is_weighted(output: OutputVariable) -> bool:
    return output.defuzzifier is not None and output.defuzzifier.kind in _WEIGHTED


def _output_range(output: OutputVariable) -> Range:
    """The declared range, widened to hold every constant."""
    values = [t.parameters[0] for t in output.terms if t.kind == "Constant"]
    if output.default is not None and not math.isnan(output.default):
        values.append(output.default)
    return Range(output.name, min([output.lowest, *values]), max([output.highest, *values]))


def _position(port: Range, value: float) -> float:
    return (value - port.lowest) / (port.highest - port.lowest) * FULL


def _default(output: OutputVariable, port: Range) -> int:
    if output.lock_previous:
        return _KEEP
    return _NONE if output.default is None else round(_position(port, output.default))


def _defuzzify(plan: _Plan, index: int, output: OutputVariable, port: Range) -> list[int]:
    kind = output.defuzzifier.kind if output.defuzzifier else "none"
    first = plan.slot(output.name, output.terms[0].name) if output.terms else 0
    head = [index, _default(output, port)]
    if kind in _WEIGHTED:
        for term in output.terms:
            if term.kind != "Constant":
                raise NotOnDevice(f"{term.kind} terms with {kind}")
        values = [round(_position(port, term.parameters[0])) for term in output.terms]
        return [kernel.AVERAGE, *head, first, len(values), *values]
    if kind == "Centroid":
        return _centroid(plan, output, port, head, first)
    raise NotOnDevice(f"defuzzifier {kind}")


def _centroid(
    plan: _Plan, output: OutputVariable, port: Range, head: list[int], first: int
) -> list[int]:
    shapes = [_shape(term, port) for term in output.terms]
    positive: list[tuple[tuple[int, int], Slice]] = []
    negative: list[tuple[tuple[int, int], Slice]] = []
    for index, shape in enumerate(shapes):
        slot = first + index
        positive += [((slot, slot), piece) for piece in polygon.slices(shape)]
    pairs: dict[tuple[int, int], Polygon] = {}
    for a, b in combinations(range(len(shapes)), 2):
        both = polygon.minimum(shapes[a], shapes[b])
        pieces = polygon.slices(both)
        if pieces:
            pairs[a, b] = both
        negative += [((first + a, first + b), piece) for piece in pieces]
    for (_, both), third in combinations(pairs.items(), 2):
        if polygon.slices(polygon.minimum(both, third[1])):
            raise NotOnDevice(f"three terms of output {output.name!r} overlap")
    shift = _area_shift([piece for _, piece in positive])
    words = [kernel.CENTROID, *head, shift, first, len(shapes)]
    words += [len(positive) + len(negative), len(negative)]
    for slots, piece in positive + negative:
        words += [*slots, *_slice_words(piece)]
    return words


def _shape(term: Term, port: Range) -> Polygon:
    if term.kind not in _STRAIGHT:
        raise NotOnDevice(f"output term of kind {term.kind}")
    knots = term.parameters[::2] if term.kind == "Discrete" else term.parameters
    scale = (port.highest - port.lowest) / FULL

    def degree(position: float) -> float:
        return float(membership(term, port.lowest + position * scale))

    return polygon.polygon(degree, [_position(port, x) for x in knots], 0.0, FULL)


def _area_shift(pieces: list[Slice]) -> int:
    """By how much to shift areas so that their sum, scaled up, stays within 2**15."""
    largest = max(
        sum(piece.area(2.0**-octave) for piece in pieces) * 2**octave for octave in range(16)
    )
    return max(0, math.ceil(math.log2(largest * lines.ONE) - 15))


def _slice_words(piece: Slice) -> list[int]:
    low, high = (piece.right[i] - piece.left[i] for i in (0, 1))
    middle = [(piece.right[i] + piece.left[i]) / 2 for i in (0, 1)]
    thickness = piece.thickness * lines.ONE
    narrowing = _scaled((low - high) / 2 / thickness)
    lean = _scaled((middle[1] - middle[0]) / thickness)
    base = round(piece.base * lines.ONE)
    return [base, round(thickness), round(low), *narrowing, round(middle[0]), *lean]


def _scaled(factor: float) -> tuple[int, int]:
    """A factor as the biased word and the shift that come closest to it."""
    if abs(factor) < 2**-31:
        return 32768, 0
    shift = min(30, math.floor(math.log2(32767 / abs(factor))))
    return round(factor * 2**shift) + 32768, shift
