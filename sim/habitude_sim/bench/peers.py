"""The same fuzzy system in other hands: well-known Python libraries, and a hobbyist's program.

Only what the benchmark's systems need: conditions joined by "and", triangles and trapezoids that
end where the input's range ends, one output, minimum and maximum.
"""

# scikit-fuzzy and simpful have no type hints.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingTypeStubs=false

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from typing import Any

import numpy as np

from habitude_host.rules.model import And, Antecedent, Is, System, Term, Variable

Infer = Callable[[Sequence[float]], float]  # the inputs, in order, to the output; nan: undefined

Corners = tuple[float, float, float, float]
Hobbyist = tuple[
    dict[str, dict[str, Corners]],
    dict[str, Corners] | dict[str, float],
    tuple[float, float],
    list[tuple[dict[str, str], str]],
]


def is_sugeno(system: System) -> bool:
    defuzzifier = system.output_variables[0].defuzzifier
    return defuzzifier is not None and defuzzifier.kind == "WeightedAverage"


def hobbyist(system: System) -> Hobbyist:
    """The arguments of device/hobbyist.py's Mamdani or Sugeno."""
    output = system.output_variables[0]
    if is_sugeno(system):
        conclusions = {term.name: term.parameters[0] for term in output.terms}
    else:
        conclusions = _terms(output)
    inputs = {variable.name: _terms(variable) for variable in system.input_variables}
    return inputs, conclusions, (output.lowest, output.highest), _rules(system)


def scikit_fuzzy(system: System) -> Infer:
    """Its control system (it has no Takagi-Sugeno), with as many samples as the rule file asks
    for.
    """
    import skfuzzy
    from skfuzzy import control

    output = system.output_variables[0]
    resolution = output.defuzzifier.resolution if output.defuzzifier else 0
    variables = {}
    for variable in (*system.input_variables, output):
        universe = np.linspace(variable.lowest, variable.highest, resolution + 1)
        make = control.Consequent if variable is output else control.Antecedent
        variables[variable.name] = made = make(universe, variable.name)
        for name, corners in _terms(variable).items():
            made[name] = skfuzzy.trapmf(universe, corners)
    rules = []
    for conditions, conclusion in _rules(system):
        (first, *others) = [variables[name][term] for name, term in conditions.items()]
        for other in others:
            first = first & other
        rules.append(control.Rule(first, variables[output.name][conclusion]))
    # Its cache would answer repeated inputs without computing.
    simulation = control.ControlSystemSimulation(control.ControlSystem(rules), cache=False)

    def infer(x: Sequence[float]) -> float:
        for name, value in zip(system.inputs, x, strict=True):
            simulation.input[name] = value
        simulation.compute()
        return float(simulation.output.get(output.name, math.nan))

    return infer


def simpful(system: System) -> Infer:
    """Its fuzzy system, with as many samples as the rule file asks for."""
    import simpful as library

    with redirect_stdout(io.StringIO()):  # it tells what it does
        made = _simpful(library, system)
    output = system.output_variables[0]
    resolution = output.defuzzifier.resolution if output.defuzzifier else 0
    sugeno = is_sugeno(system)

    def infer(x: Sequence[float]) -> float:
        for name, value in zip(system.inputs, x, strict=True):
            made.set_variable(name, value)
        if sugeno:
            return float(made.Sugeno_inference(ignore_warnings=True)[output.name])
        found = made.Mamdani_inference(subdivisions=resolution + 1, ignore_warnings=True)
        return float(found[output.name])

    return infer


def _simpful(library: Any, system: System) -> Any:
    made = library.FuzzySystem(show_banner=False, verbose=False)
    output = system.output_variables[0]
    sugeno = is_sugeno(system)
    for variable in (*system.input_variables, *(() if sugeno else (output,))):
        sets = [
            library.TrapezoidFuzzySet(*corners, term=name)
            for name, corners in _terms(variable).items()
        ]
        ends = [variable.lowest, variable.highest]
        made.add_linguistic_variable(
            variable.name, library.LinguisticVariable(sets, universe_of_discourse=ends)
        )
    if sugeno:
        for term in output.terms:
            made.set_crisp_output_value(term.name, term.parameters[0])
    made.add_rules(
        [
            "IF "
            + " AND ".join(f"({name} IS {term})" for name, term in conditions.items())
            + f" THEN ({output.name} IS {conclusion})"
            for conditions, conclusion in _rules(system)
        ]
    )
    return made


def _terms(variable: Variable) -> dict[str, Corners]:
    return {term.name: _corners(variable, term) for term in variable.terms}


def _corners(variable: Variable, term: Term) -> Corners:
    corners = term.parameters
    if term.kind == "Triangle":
        corners = (corners[0], corners[1], corners[1], corners[2])
    a, b, c, d = (min(max(x, variable.lowest), variable.highest) for x in corners)
    return a, b, c, d


def _rules(system: System) -> list[tuple[dict[str, str], str]]:
    return [
        ({part.variable: part.term for part in _parts(rule.antecedent)}, rule.consequents[0].term)
        for block in system.blocks
        for rule in block.rules
    ]


def _parts(antecedent: Antecedent) -> list[Is]:
    match antecedent:
        case Is():
            return [antecedent]
        case And(left, right):
            return [*_parts(left), *_parts(right)]
        case _:
            raise ValueError("the benchmark's rules join conditions by 'and' only")
