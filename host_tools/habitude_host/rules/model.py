"""A fuzzy system as plain data: what every reader produces and every evaluator consumes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Term:
    """A linguistic term: a membership function of `kind` (its fuzzylite name, e.g. "Triangle")."""

    name: str
    kind: str
    parameters: tuple[float, ...] = ()
    height: float = 1.0
    formula: str = ""  # only kind "Function"


@dataclass(frozen=True)
class Variable:
    """An input; `lowest`..`highest` is its declared range, in its natural unit."""

    name: str
    lowest: float
    highest: float
    terms: tuple[Term, ...]
    lock_range: bool = False
    enabled: bool = True
    description: str = ""

    def term(self, name: str) -> Term:
        """The term called `name`, the last one if several are; KeyError if there is none."""
        for term in reversed(self.terms):
            if term.name == name:
                return term
        raise KeyError(name)


@dataclass(frozen=True)
class Defuzzifier:
    """How an output gets its value; `kind` is fuzzylite's name ("Centroid", "WeightedAverage").

    `resolution`: samples of an integral defuzzifier. `weighted_type` of a weighted one:
    "TakagiSugeno" (terms are values), "Tsukamoto" (inverses are taken), or "Automatic" if neither
    the file nor the terms tell.
    """

    kind: str
    resolution: int = 1000
    weighted_type: str = "Automatic"


@dataclass(frozen=True)
class OutputVariable(Variable):
    """An output; `default` (None: none) is given when no rule fires, unless `lock_previous`."""

    aggregation: str = ""  # an s-norm, "" for none
    defuzzifier: Defuzzifier | None = None
    default: float | None = None
    lock_previous: bool = False


@dataclass(frozen=True)
class Is:
    """The proposition `variable is hedges term`; `term` is "" where a hedge is "any"."""

    variable: str
    term: str
    hedges: tuple[str, ...] = ()


@dataclass(frozen=True)
class And:
    left: Antecedent
    right: Antecedent


@dataclass(frozen=True)
class Or:
    left: Antecedent
    right: Antecedent


Antecedent = Is | And | Or


@dataclass(frozen=True)
class Rule:
    antecedent: Antecedent
    consequents: tuple[Is, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class RuleBlock:
    """Norm names are fuzzylite's ("Minimum", "AlgebraicProduct", ...); "" for none."""

    rules: tuple[Rule, ...]
    name: str = ""
    conjunction: str = ""
    disjunction: str = ""
    implication: str = ""
    activation: str = "General"
    enabled: bool = True
    description: str = ""


@dataclass(frozen=True)
class System:
    name: str
    input_variables: tuple[Variable, ...]
    output_variables: tuple[OutputVariable, ...]
    blocks: tuple[RuleBlock, ...]
    description: str = ""
    source: str = field(default="", compare=False)  # file it was read from

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the inputs, in order."""
        return tuple(variable.name for variable in self.input_variables)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs, in order."""
        return tuple(variable.name for variable in self.output_variables)

    def input(self, name: str) -> Variable:
        """The input called `name`; KeyError if there is none."""
        for variable in self.input_variables:
            if variable.name == name:
                return variable
        raise KeyError(name)

    def output(self, name: str) -> OutputVariable:
        """The output called `name`; KeyError if there is none."""
        for variable in self.output_variables:
            if variable.name == name:
                return variable
        raise KeyError(name)

    def evaluate(self, x: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """The outputs for `x` (rows, inputs), rows in order: (rows, outputs), in float64.

        Values are in the variables' natural units, nan where an output is undefined. ValueError if
        `x` has another shape.
        """
        from .reference import evaluate  # which itself needs this module

        return evaluate(self, x)

    def with_resolution(self, resolution: int | Mapping[str, int]) -> System:
        """The same system with another resolution of the integral defuzzifiers, in samples.

        One for all outputs, or by output name; FCL and FIS files state none.
        """
        outputs: list[OutputVariable] = []
        for variable in self.output_variables:
            defuzzifier = variable.defuzzifier
            wanted = resolution if isinstance(resolution, int) else resolution.get(variable.name)
            if defuzzifier is not None and wanted is not None:
                defuzzifier = replace(defuzzifier, resolution=wanted)
            outputs.append(replace(variable, defuzzifier=defuzzifier))
        return replace(self, output_variables=tuple(outputs))
