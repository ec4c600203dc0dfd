"""The compiler: a fuzzy system becomes a table for the device's engine."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from .device import areas, curves, rulebase, slices, surface, values
from .device.cost import estimate
from .device.deviation import WEAK, measure, reached
from .device.places import grid
from .device.program import NotOnDevice, Program
from .device.rulebase import Activation, RuleBase
from .device.scale import Scale, Unsuited
from .findings import findings
from .model import OutputVariable, System
from .table import Range, Table, encode

__all__ = ["NotOnDevice", "compile"]

_MARGIN = 1.15  # the worst place is not found exactly
_HOPELESS = 10  # times the tolerance: finer degrees won't help
_STEP = 2.0**-16  # of an output's position, a half

_Way = Callable[[Program, int, System, Scale, Sequence[Activation]], None]


# The ways to make an output, the best first: exact, then by approximation.
_WAYS: dict[str, _Way] = {
    "values": values.add,
    "areas": areas.add,
    "slices": partial(slices.add, tolerance=0.004),
    "finer slices": partial(slices.add, tolerance=0.0015),
    "finest slices": partial(slices.add, tolerance=0.0006),
    "samples": curves.add,
    "surface": surface.add,
}


def compile(system: System, tolerance: float = 0.001) -> Table:
    """The table of `system`.

    tolerance: the largest difference to the reference, as a share of an output's declared range,
    that is accepted. NotOnDevice tells why if there is no table within it.
    """
    _check(system)
    scales = _scales(system)
    table = _Search(system, scales, tolerance).best()
    cost = estimate(table.data)
    warnings = [
        *_widened(system, scales),
        *_jumps(system, table),
        *table.warnings,
        *findings(system),
    ]
    return replace(table, mean_us=cost.mean_us, most_us=cost.most_us, warnings=tuple(warnings))


class _Search:
    """Tries the ways to make each output until all are within the tolerance."""

    def __init__(self, system: System, scales: list[Scale], tolerance: float) -> None:
        self.system = system
        self.scales = scales
        self.tolerance = tolerance
        declared = [o.highest - o.lowest for o in system.output_variables]
        reached = [s.highest - s.lowest for s in scales]
        self.spans = np.array([d or r for d, r in zip(declared, reached, strict=True)])
        self.ways = [list(_WAYS) for _ in scales]  # those of each output that are left
        self.reasons: list[str] = [""] * len(scales)  # why the best of the others was not taken
        self.precision = rulebase.COARSE
        self.least = [math.inf] * len(scales)  # its error

    def best(self) -> Table:
        while True:
            table = self.table()
            deviation = measure(self.system, table.evaluate, self.spans, self.tolerance)
            told = [_MARGIN * error + _STEP for error in deviation.largest]
            if max(told) <= self.tolerance:
                return replace(
                    table,
                    max_error=max(told),
                    jumps=deviation.at_jumps,
                    warnings=tuple(_weak(self.system, deviation.weak)),
                )
            if self.precision > rulebase.FINE and max(told) < _HOPELESS * self.tolerance:
                self.precision = rulebase.FINE
                continue
            for index, error in enumerate(told):
                if error > self.tolerance:
                    self._reject(index, error)

    def table(self) -> Table:
        """A table with the first way for each output that is left."""
        while True:
            program = Program()
            skipped = [
                name
                for name, ways in zip(self.system.outputs, self.ways, strict=True)
                if ways[:1] == ["surface"]
            ]
            base = rulebase.add(program, self.system, skipped, self.precision)
            suited = [self._add(program, base, index) for index in range(len(self.scales))]
            if all(suited):
                return self._encoded(program, base)

    def _add(self, program: Program, base: RuleBase, index: int) -> bool:
        """Add an instruction for output `index`; False if its way, now dropped, doesn't suit."""
        name = self.system.outputs[index]
        if not self.ways[index]:
            raise NotOnDevice(self.reasons[index])
        try:
            _WAYS[self.ways[index][0]](
                program, index, self.system, self.scales[index], base.activations[name]
            )
        except Unsuited as reason:
            if not self.reasons[index]:
                self.reasons[index] = f"output {name!r}: {reason}"
            del self.ways[index][0]
            return False
        return True

    def _reject(self, index: int, error: float) -> None:
        way = self.ways[index].pop(0)
        if self.least[index] <= error and self.reasons[index]:
            return
        self.least[index] = error
        what = "undefined in other places than the reference"
        if math.isfinite(error):
            what = f"{100 * error:.2g} % of its range off"
        name, extent = self.system.outputs[index], self.scales[index]
        beyond = (extent.highest - extent.lowest) / self.spans[index]
        hint = f", which its values exceed {beyond:.0f} times" if beyond >= 2 else ""
        self.reasons[index] = f"output {name!r}, made by {way}, would be {what}{hint}"

    def _encoded(self, program: Program, base: RuleBase) -> Table:
        inputs = [Range(v.name, v.lowest, v.highest) for v in self.system.input_variables]
        outputs = [
            Range(output.name, scale.lowest, scale.highest, output.default)
            for output, scale in zip(self.system.output_variables, self.scales, strict=True)
        ]
        data = encode(program.finished(len(inputs), len(outputs), base.degrees))
        return Table(data, tuple(inputs), tuple(outputs), self.system.source)


def _widened(system: System, scales: list[Scale]) -> list[str]:
    return [
        f"output {output.name!r} leaves its range {output.lowest:g} .. {output.highest:g}:"
        f" the table's is {scale.lowest:g} .. {scale.highest:g}"
        for output, scale in zip(system.output_variables, scales, strict=True)
        if (scale.lowest, scale.highest) != (output.lowest, output.highest)
    ]


def _jumps(system: System, table: Table) -> list[str]:
    return [
        f"output {name!r} jumps: the device may be on the other side of a jump"
        f" at {100 * share:.2g} % of the inputs"
        for name, share in zip(system.outputs, table.jumps, strict=True)
        if share
    ]


def _weak(system: System, shares: tuple[float, ...]) -> list[str]:
    return [
        f"rules for output {name!r} fire by less than {100 * WEAK:.2g} % at {100 * share:.2g} % of"
        " the inputs, which the device may take for not at all"
        for name, share in zip(system.outputs, shares, strict=True)
        if share
    ]


def _check(system: System) -> None:
    if not system.input_variables or not system.output_variables:
        raise NotOnDevice("a system needs an input and an output")
    for variable in system.input_variables:
        if not (
            math.isfinite(variable.highest - variable.lowest)
            and variable.highest > variable.lowest
        ):
            raise NotOnDevice(
                f"input {variable.name!r} ranges from {variable.lowest:g} to {variable.highest:g}"
            )


def _scales(system: System) -> list[Scale]:
    """Each output's declared range, widened to what the reference reaches unless it is locked."""
    found = reached(system, grid(system.input_variables))
    return [
        _scale(output, *ends) for output, ends in zip(system.output_variables, found, strict=True)
    ]


def _scale(output: OutputVariable, low: float, high: float) -> Scale:
    lowest, highest = output.lowest, output.highest
    if not (math.isfinite(lowest) and math.isfinite(highest)):
        raise NotOnDevice(f"output {output.name!r} ranges from {lowest:g} to {highest:g}")
    values = [t.parameters[0] for t in output.terms if t.kind == "Constant"]
    if not output.lock_range and not math.isnan(low):
        margin = 0.02 * (high - low) if low < lowest or high > highest else 0.0
        is_average = output.defuzzifier and output.defuzzifier.kind == "WeightedAverage"
        ends = [low - margin, high + margin]
        if is_average and len(values) == len(output.terms):
            ends = values  # nothing else can come out
        if low < lowest:
            lowest = math.floor(min(ends) * 1000) / 1000
        if high > highest:
            highest = math.ceil(max(ends) * 1000) / 1000
    if highest <= lowest:
        raise NotOnDevice(f"output {output.name!r} ranges from {lowest:g} to {highest:g}")
    return Scale(lowest, highest)
