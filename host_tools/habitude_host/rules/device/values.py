"""Outputs made of values: averages and sums of constants, linear functions and inverses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..model import OutputVariable, System, Term
from ..terms import inverse, membership
from . import lines
from .firmware import kernel
from .firmware import values as device
from .program import FULL, ONE, Program
from .rulebase import Activation
from .scale import Scale, Unsuited, head

Array = npt.NDArray[np.float64]

_FINE = 2**24 - 1  # the highest value of BLEND's scale
_MOST_DEGREES = 127  # that AVERAGE can add without overflow, if each is 1
_MOST_TERMS_OF_SUM = 32


@dataclass(frozen=True)
class _Span:
    """The values that BLEND computes with: 0.._FINE stand for lowest..highest."""

    lowest: float
    highest: float

    def fine(self, value: float) -> float:
        return (value - self.lowest) / (self.highest - self.lowest) * _FINE


def add(
    program: Program,
    index: int,
    system: System,
    scale: Scale,
    activations: Sequence[Activation],
) -> None:
    """The weighted average or sum of output `index`."""
    output = system.output_variables[index]
    kind = output.defuzzifier.kind if output.defuzzifier else ""
    if kind not in ("WeightedAverage", "WeightedSum"):
        raise Unsuited("not made of values")
    terms = [output.term(a.term) for a in activations]
    if kind == "WeightedAverage" and _are_constants(system, output, terms, scale):
        words = [kernel.AVERAGE, *head(index, output, scale), len(terms)]
        for activation, term in zip(activations, terms, strict=True):
            value = round(scale.position(term.parameters[0]))
            words += [activation.slot, value >> 7, value & 127]
        program.add(*words)
        return
    if kind == "WeightedSum" and len(terms) > _MOST_TERMS_OF_SUM:
        raise Unsuited(f"a sum of more than {_MOST_TERMS_OF_SUM} terms")
    span = _span(system, output, terms, scale, kind == "WeightedSum")
    pairs: list[int] = []
    for activation, term in zip(activations, terms, strict=True):
        pairs += [activation.slot, _add_value(program, system, output, term, activation, span)]
    zero = (65535, 0)
    if kind == "WeightedSum":
        zero = divmod(round(span.fine(0.0)), 4096)
    lowest = round(span.fine(scale.lowest))
    extent = span.fine(scale.highest) - lowest
    shift = max(0, math.ceil(math.log2(extent)) - 15)
    gain = round(FULL * 2**14 / (extent / 2**shift))
    if gain >= ONE:
        raise Unsuited("its terms' values reach too far beyond its range")
    words = [*head(index, output, scale), *zero, len(terms), *divmod(lowest, 4096)]
    program.add_other(device.BLEND, device.PART, *words, shift, gain, *pairs)


def _are_constants(
    system: System, output: OutputVariable, terms: list[Term], scale: Scale
) -> bool:
    """Whether AVERAGE can do it."""
    inside = all(
        t.kind == "Constant" and scale.lowest <= t.parameters[0] <= scale.highest for t in terms
    )
    rules = [rule for block in system.blocks if block.enabled for rule in block.rules]
    degrees = sum(c.variable == output.name for rule in rules for c in rule.consequents)
    return inside and degrees <= _MOST_DEGREES and not _is_tsukamoto(output)


def _is_tsukamoto(output: OutputVariable) -> bool:
    return output.defuzzifier is not None and output.defuzzifier.weighted_type == "Tsukamoto"


def _span(
    system: System, output: OutputVariable, terms: list[Term], scale: Scale, is_sum: bool
) -> _Span:
    """Of all values that a term can have, and of the output's range."""
    ends = [scale.lowest, scale.highest, *([0.0] if is_sum else [])]
    for term in terms:
        if term.kind == "Constant":
            ends.append(term.parameters[0])
        elif term.kind == "Linear":
            slopes, constant = _linear(system, term)
            for pick in (min, max):
                parts = [
                    pick(slope * v.lowest, slope * v.highest)
                    for slope, v in zip(slopes, system.input_variables, strict=True)
                ]
                ends.append(constant + sum(parts))
        else:
            values = _values(output, term)
            ends += [float(values.min()), float(values.max())]
    return _Span(min(ends), max(ends))


def _linear(system: System, term: Term) -> tuple[list[float], float]:
    """Coefficients of the inputs, and the constant."""
    count = len(system.inputs)
    padded = [*term.parameters, *[0.0] * (count + 1)]
    return padded[:count], padded[count]


def _values(output: OutputVariable, term: Term) -> Array:
    """A term's value at each degree 0..ONE; what is infinite gets its neighbour's value."""
    if term.kind == "Function":
        raise Unsuited("formulas are computed at compile time only")
    degrees = np.arange(ONE + 1) / ONE
    values = inverse(term, degrees) if _is_tsukamoto(output) else membership(term, degrees)
    finite = np.isfinite(values)
    if not finite.any():
        raise Unsuited(f"term {term.name!r} has no finite value")
    places = np.arange(ONE + 1)
    return np.interp(places, places[finite], values[finite])


def _add_value(
    program: Program,
    system: System,
    output: OutputVariable,
    term: Term,
    activation: Activation,
    span: _Span,
) -> int:
    """An instruction that makes a term's value; the slot of it."""
    slot = program.fresh()
    if term.kind in ("Constant", "Linear"):
        _add_linear(program, system, term, slot, span)
        return slot
    values = _values(output, term)
    rows = lines.fit(np.array([span.fine(float(v)) for v in values])[np.newaxis] / 256)
    words = [activation.slot, slot]
    for row in rows:
        line = row.lines[0] if row.lines else lines.Line(0, 0, 0)
        words += [row.last, row.first, row.shift, line.value, line.slope + 32768]
    program.add_other(device.INVERSE, device.PART, *words)
    return slot


def _add_linear(program: Program, system: System, term: Term, slot: int, span: _Span) -> None:
    if term.kind == "Constant":
        slopes, constant = [0.0] * len(system.inputs), term.parameters[0]
    else:
        slopes, constant = _linear(system, term)
    a_step = (span.highest - span.lowest) / _FINE
    base = constant
    words: list[int] = []
    for index, (slope, variable) in enumerate(zip(slopes, system.input_variables, strict=True)):
        base += slope * variable.lowest
        whole, part = divmod(slope * (variable.highest - variable.lowest) / FULL / a_step, 1.0)
        if slope:
            words += [index, int(whole) + 32768, min(round(part * ONE), ONE - 1)]
    start = round(span.fine(base)) + 2**29
    program.add_other(
        device.LINEAR, device.PART, slot, start >> 16, start & 65535, len(words) // 3, *words
    )
