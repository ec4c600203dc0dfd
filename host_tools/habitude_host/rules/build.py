"""From what was read to a `System`: names resolved, numbers checked, the unsupported refused."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from lark import Token

from . import defuzzifiers, formula, terms
from .draft import (
    DraftAntecedent,
    DraftBlock,
    DraftBoth,
    DraftIs,
    DraftRule,
    DraftSystem,
    DraftTerm,
    DraftVariable,
    Problem,
    first_place,
    found,
    known,
    renamed,
)
from .errors import RuleFileError, did_you_mean
from .hedges import HEDGES
from .model import (
    And,
    Antecedent,
    Defuzzifier,
    Is,
    Or,
    OutputVariable,
    Rule,
    RuleBlock,
    System,
    Term,
    Variable,
)
from .norms import S_NORMS, T_NORMS

_WEIGHTED_TYPES = ("Automatic", "TakagiSugeno", "Tsukamoto")
_FINEST_RESOLUTION = 1_000_000
_DEFUZZIFIERS = {**defuzzifiers.INTEGRAL, **defuzzifiers.WEIGHTED}


def build(draft: DraftSystem, file: str, place: Token) -> System:
    """Check a draft and make the system; RuleFileError says what is wrong. `place`: the end."""
    try:
        return _system(draft, file, place)
    except Problem as problem:
        raise RuleFileError(file, problem.line, problem.column, problem.message) from None


def _system(draft: DraftSystem, file: str, place: Token) -> System:
    if not draft.inputs or not draft.outputs:
        raise Problem(place, f"the system has no {'output' if draft.inputs else 'input'}")
    _refuse_duplicates(draft.inputs + draft.outputs)
    names = [str(variable.name) for variable in draft.inputs + draft.outputs]
    coefficients = len(draft.inputs) + 1
    system = System(
        _tidy(draft.name),
        tuple(_input(variable, names, coefficients) for variable in draft.inputs),
        tuple(_output(variable, names, coefficients) for variable in draft.outputs),
        (),
        _tidy(draft.description),
        file,
    )
    resolver = _Resolver(system, draft.ignore_case)
    blocks = tuple(_block(block, resolver) for block in draft.blocks)
    system = replace(system, blocks=blocks)
    for variable in draft.outputs:
        _check_output(variable, system)
    return system


def _refuse_duplicates(variables: Sequence[DraftVariable]) -> None:
    seen: set[str] = set()
    for variable in variables:
        if variable.name in seen:
            raise Problem(variable.name, f"there is another variable {str(variable.name)!r}")
        seen.add(variable.name)


def number(word: Token, what: str, *, finite: bool = True) -> float:
    """The number that `word` writes; a Problem if it is nan or (where that matters) infinite."""
    value = float(word)
    if math.isnan(value) or (finite and math.isinf(value)):
        raise Problem(word, f"{what} must be a {'finite ' if finite else ''}number, not {word}")
    return value


def _tidy(text: str) -> str:
    """Text on one line, as every language can hold it."""
    return " ".join(text.split())


def _range(variable: DraftVariable) -> tuple[float, float]:
    if variable.lowest is None or variable.highest is None:
        return -math.inf, math.inf
    lowest = number(variable.lowest, "a range", finite=False)
    highest = number(variable.highest, "a range", finite=False)
    if lowest > highest:
        raise Problem(variable.lowest, f"the range {lowest:g} .. {highest:g} is upside down")
    return lowest, highest


def _input(draft: DraftVariable, names: Sequence[str], coefficients: int) -> Variable:
    return Variable(
        str(draft.name),
        *_range(draft),
        tuple(_term(term, names, coefficients) for term in draft.terms),
        draft.lock_range,
        draft.enabled,
        _tidy(draft.description),
    )


def _output(draft: DraftVariable, names: Sequence[str], coefficients: int) -> OutputVariable:
    default = None if draft.default is None else float(draft.default)
    own_terms = tuple(_term(term, names, coefficients) for term in draft.terms)
    return OutputVariable(
        str(draft.name),
        *_range(draft),
        own_terms,
        draft.lock_range,
        draft.enabled,
        _tidy(draft.description),
        _norm(draft.aggregation, S_NORMS, "aggregation"),
        _defuzzifier(draft, own_terms),
        None if default is None or math.isnan(default) else default,
        draft.lock_previous,
    )


def _norm(word: Token | None, norms: Mapping[str, object], what: str) -> str:
    return "" if word is None or word == "none" else known(word, norms, f"{what} norm")


def _defuzzifier(draft: DraftVariable, own_terms: Sequence[Term]) -> Defuzzifier | None:
    if draft.defuzzifier is None or draft.defuzzifier == "none":
        return None
    kind = known(draft.defuzzifier, _DEFUZZIFIERS, "defuzzifier")
    if kind in defuzzifiers.WEIGHTED:
        if draft.resolution is not None:
            raise Problem(draft.resolution, f"{kind} has no resolution")
        return Defuzzifier(kind, weighted_type=_weighted_type(draft, own_terms))
    if draft.weighted_type is not None:
        raise Problem(draft.weighted_type, f"{kind} takes a resolution, a number")
    return Defuzzifier(kind) if draft.resolution is None else Defuzzifier(kind, _resolution(draft))


def _weighted_type(draft: DraftVariable, own_terms: Sequence[Term]) -> str:
    """What the file says or, if that is "Automatic", what the kinds of the terms tell."""
    if draft.weighted_type is not None:
        stated = known(draft.weighted_type, _WEIGHTED_TYPES, "type of weighted defuzzifier")
        if stated != "Automatic":
            return stated
    return terms.weighted_type(own_terms)


def _resolution(draft: DraftVariable) -> int:
    assert draft.resolution is not None
    resolution = number(draft.resolution, "a resolution")
    if resolution != int(resolution) or not 1 <= resolution <= _FINEST_RESOLUTION:
        limits = f"a whole number from 1 to {_FINEST_RESOLUTION}"
        raise Problem(draft.resolution, f"the resolution must be {limits}, not {draft.resolution}")
    return int(resolution)


def _term(draft: DraftTerm, names: Sequence[str], coefficients: int) -> Term:
    kind = known(draft.kind, terms.KINDS, "kind of term")
    if kind == "Function":
        return Term(str(draft.name), kind, formula=_formula(draft, names))
    if kind in ("Linear", "Constant"):
        count, height = coefficients if kind == "Linear" else 1, 1.0
        values = tuple(number(word, f"a parameter of {kind}") for word in draft.numbers)
        if len(values) != count:
            raise Problem(draft.kind, f"{kind} takes {count} numbers here, not {len(values)}")
    else:
        values = tuple(float(word) for word in draft.numbers)
        values, height = terms.split_height(kind, values)
        fault = terms.fault(kind, values, height)
        if fault:
            raise Problem(draft.kind, f"{draft.name}: {kind} {fault}")
    return Term(str(draft.name), kind, values, height)


def _formula(draft: DraftTerm, names: Sequence[str]) -> str:
    assert draft.formula is not None
    text = _tidy(draft.formula)
    try:
        used = formula.parse(text).names
    except formula.FormulaError as error:
        place = renamed(draft.formula, text)
        place.column = (place.column or 1) + error.column - 1
        raise Problem(place, f"in the formula: {error.message}") from None
    if "x" in used and "x" in names:
        raise Problem(draft.formula, "'x' is both the argument of a formula and a variable here")
    for name in sorted(used - {"x"}):
        if name not in names:
            hint = did_you_mean(name, names)
            raise Problem(draft.formula, f"in the formula: unknown variable {name!r}{hint}")
    return text


class _Resolver:
    """Finds what the words of rules name."""

    def __init__(self, system: System, ignore_case: bool) -> None:
        self._variables: dict[str, Variable] = {}
        for variable in (*system.input_variables, *system.output_variables):
            self._variables[variable.name] = variable
        self._outputs = {variable.name: variable for variable in system.output_variables}
        self._ignore_case = ignore_case

    def antecedent(self, draft: DraftAntecedent) -> Antecedent:
        if isinstance(draft, DraftIs):
            variable = self._variables[self._find(draft.variable, self._variables, "variable")]
            return self._condition(draft, variable)
        left, right = self.antecedent(draft.left), self.antecedent(draft.right)
        return And(left, right) if isinstance(draft, DraftBoth) else Or(left, right)

    def _condition(self, draft: DraftIs, variable: Variable) -> Is:
        condition = self._proposition(draft, variable)
        if condition.term and "any" in condition.hedges:
            place = draft.words[condition.hedges.index("any")]
            raise Problem(place, "nothing can follow 'any' in a condition: it is always true")
        return condition

    def conclusion(self, draft: DraftIs) -> Is:
        output = self._outputs[self._find(draft.variable, self._outputs, "output")]
        conclusion = self._proposition(draft, output)
        if not conclusion.term:
            raise Problem(draft.words[-1], "a conclusion must name a term after 'any'")
        return conclusion

    def _proposition(self, draft: DraftIs, variable: Variable) -> Is:
        *hedge_words, last = draft.words
        hedges = [self._find(word, HEDGES, "hedge") for word in hedge_words]
        term_names = {term.name: term for term in variable.terms}
        if self._same(last, "any") and "any" not in term_names:
            return Is(variable.name, "", (*hedges, "any"))
        term = self._find(last, term_names, f"term of {variable.name!r}")
        return Is(variable.name, term, tuple(hedges))

    def _find(self, word: Token, names: Collection[str], what: str) -> str:
        return found(word, names, what, ignore_case=self._ignore_case)

    def _same(self, word: str, name: str) -> bool:
        return word == name or (self._ignore_case and word.casefold() == name)


def _block(draft: DraftBlock, resolver: _Resolver) -> RuleBlock:
    if draft.activation is not None and draft.activation not in ("General", "none"):
        raise Problem(
            draft.activation,
            f"the activation method {str(draft.activation)!r} is not supported, only 'General'",
        )
    return RuleBlock(
        tuple(_rule(rule, draft, resolver) for rule in draft.rules),
        _tidy(draft.name),
        _norm(draft.conjunction, T_NORMS, "conjunction"),
        _norm(draft.disjunction, S_NORMS, "disjunction"),
        _norm(draft.implication, T_NORMS, "implication"),
        "General",
        draft.enabled,
        _tidy(draft.description),
    )


def _rule(draft: DraftRule, block: DraftBlock, resolver: _Resolver) -> Rule:
    antecedent = resolver.antecedent(draft.antecedent)
    _check_norms(draft.antecedent, block)
    weight = 1.0
    if draft.weight is not None:
        weight = number(draft.weight, "a weight")
        if weight < 0.0:
            raise Problem(draft.weight, f"a weight must not be negative, it is {draft.weight}")
    return Rule(antecedent, tuple(map(resolver.conclusion, draft.consequents)), weight)


def _check_norms(antecedent: DraftAntecedent, block: DraftBlock) -> None:
    if isinstance(antecedent, DraftIs):
        return
    is_and = isinstance(antecedent, DraftBoth)
    norm = block.conjunction if is_and else block.disjunction
    if norm is None or norm == "none":
        word, what = ("and", "conjunction") if is_and else ("or", "disjunction")
        place = first_place(antecedent.right)
        raise Problem(place, f"the rule uses {word!r}, but its rule block has no {what} norm")
    _check_norms(antecedent.left, block)
    _check_norms(antecedent.right, block)


def _check_output(draft: DraftVariable, system: System) -> None:
    """Whether an output that rules conclude about has all that it takes to get a value."""
    variable = system.output(str(draft.name))
    place = draft.defuzzifier if draft.defuzzifier is not None else draft.name
    concluding = [
        block
        for block in system.blocks
        for rule in block.rules
        if any(conclusion.variable == variable.name for conclusion in rule.consequents)
    ]
    if not concluding:
        return
    if variable.defuzzifier is None:
        raise Problem(place, f"output {variable.name!r} has no defuzzifier")
    if variable.defuzzifier.kind in defuzzifiers.WEIGHTED:
        _check_weighted(variable, variable.defuzzifier, place)
        return
    needs = f"output {variable.name!r} with {variable.defuzzifier.kind} needs"
    if not variable.aggregation:
        raise Problem(place, f"{needs} an aggregation norm")
    if not all(block.implication for block in concluding):
        raise Problem(
            place, f"{needs} an implication norm in every rule block that concludes on it"
        )
    if (
        not math.isfinite(variable.highest - variable.lowest)
        or variable.highest == variable.lowest
    ):
        raise Problem(place, f"{needs} a range")


def _check_weighted(variable: OutputVariable, defuzzifier: Defuzzifier, place: Token) -> None:
    if defuzzifier.weighted_type == "TakagiSugeno":
        return
    values = [term for term in variable.terms if term.kind in terms.VALUE_KINDS]
    if defuzzifier.weighted_type == "Automatic" and values:
        unfit = [term for term in variable.terms if term not in values]
    else:
        unfit = [term for term in variable.terms if terms.KINDS[term.kind].inverse is None]
    if unfit:
        raise Problem(
            place,
            f"{defuzzifier.kind} of {variable.name!r} takes either Constant, Linear and Function "
            "terms (Takagi-Sugeno) or monotonic ones (Tsukamoto); "
            f"{unfit[0].name!r} ({unfit[0].kind}) doesn't fit",
        )
