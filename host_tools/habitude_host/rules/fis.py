"""FIS, the files of MATLAB's Fuzzy Logic Toolbox (and of Octave's and fuzzylite's): reader.

As in MATLAB, the weights of a Sugeno output's repeated consequents are summed, whatever AggMethod
says. FIS has no default values: an output that no rule concludes on is nan, as in fuzzylite.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import lark
from lark import Token

from . import defuzzifiers, syntax
from .build import build
from .draft import (
    DraftAntecedent,
    DraftBlock,
    DraftIs,
    DraftRule,
    DraftSystem,
    DraftTerm,
    DraftVariable,
    Problem,
    both,
    either,
    found,
    known,
    only,
    renamed,
    translated,
)
from .model import System

_T_NORMS = {
    "MIN": "Minimum",
    "PROD": "AlgebraicProduct",
    "BOUNDED_DIFFERENCE": "BoundedDifference",
    "DRASTIC_PRODUCT": "DrasticProduct",
    "EINSTEIN_PRODUCT": "EinsteinProduct",
    "HAMACHER_PRODUCT": "HamacherProduct",
    "NILPOTENT_MINIMUM": "NilpotentMinimum",
}

_S_NORMS = {
    "MAX": "Maximum",
    "PROBOR": "AlgebraicSum",
    "SUM": "UnboundedSum",
    "BOUNDED_SUM": "BoundedSum",
    "DRASTIC_SUM": "DrasticSum",
    "EINSTEIN_SUM": "EinsteinSum",
    "HAMACHER_SUM": "HamacherSum",
    "NILPOTENT_MAXIMUM": "NilpotentMaximum",
    "NORMALIZED_SUM": "NormalizedSum",
    "UNBOUNDED_SUM": "UnboundedSum",
}

_DEFUZZIFIERS = {
    "CENTROID": "Centroid",
    "BISECTOR": "Bisector",
    "SOM": "SmallestOfMaximum",
    "LOM": "LargestOfMaximum",
    "MOM": "MeanOfMaximum",
    "WTAVER": "WeightedAverage",
    "WTSUM": "WeightedSum",
}

_TYPES = ("mamdani", "larsen", "sugeno", "takagi-sugeno", "tsukamoto", "hybrid")

# Kind, and which of FIS's numbers comes at each place of fuzzylite's order (none: the same order).
_SHAPES: dict[str, tuple[str, tuple[int, ...]]] = {
    "binarymf": ("Binary", ()),
    "concavemf": ("Concave", ()),
    "constant": ("Constant", ()),
    "cosinemf": ("Cosine", ()),
    "discretemf": ("Discrete", ()),
    "dsigmf": ("SigmoidDifference", (1, 0, 2, 3)),
    "function": ("Function", ()),
    "gauss2mf": ("GaussianProduct", (1, 0, 3, 2)),
    "gaussmf": ("Gaussian", (1, 0)),
    "gbellmf": ("Bell", (2, 0, 1)),
    "linear": ("Linear", ()),
    "linsmf": ("Ramp", ()),
    "linzmf": ("Ramp", (1, 0)),
    "pimf": ("PiShape", ()),
    "psigmf": ("SigmoidProduct", (1, 0, 2, 3)),
    "rampmf": ("Ramp", ()),
    "rectmf": ("Rectangle", ()),
    "sigmf": ("Sigmoid", (1, 0)),
    "smf": ("SShape", ()),
    "spikemf": ("Spike", ()),
    "trapmf": ("Trapezoid", ()),
    "trimf": ("Triangle", ()),
    "zmf": ("ZShape", ()),
}

# The decimals of a term's number in a rule say its hedges (Octave's and fuzzylite's convention).
_HEDGES = {
    0: (),
    1: ("seldom",),
    5: ("somewhat",),
    20: ("very",),
    30: ("extremely",),
    40: ("very", "very"),
    99: ("any",),
}

_SYSTEM_KEYS = (
    *("Name", "Type", "Version", "NumInputs", "NumOutputs", "NumRules"),
    *("AndMethod", "OrMethod", "ImpMethod", "AggMethod", "DefuzzMethod"),
)
_VARIABLE_KEYS = ("Name", "Range", "NumMFs")

_NUMBER = re.compile(r"[^\s,;]+")


def read(text: str, file: str) -> System:
    """The system that FIS text describes; RuleFileError (naming `file`) if it can't be read."""
    draft = syntax.parse(_parser(), text + "\n", file)
    assert isinstance(draft, DraftSystem)
    return build(draft, file, syntax.end_of(text))


@functools.cache
def _parser() -> lark.Lark:
    return syntax.grammar("fis", _ToDraft())


@dataclass(frozen=True)
class _Setting:
    key: Token
    value: Token


@dataclass(frozen=True)
class _MembershipFunction:
    key: Token
    name: Token
    shape: Token
    parameters: Token


@dataclass(frozen=True)
class _Rule:
    """Numbers: the terms of inputs and of outputs, the weight, 1 for and, 2 for or."""

    inputs: list[Token]
    outputs: list[Token]
    weight: Token
    connection: Token


@dataclass
class _Section:
    header: Token
    settings: dict[str, Token] = field(default_factory=dict[str, Token])
    functions: list[_MembershipFunction] = field(default_factory=list[_MembershipFunction])
    rules: list[_Rule] = field(default_factory=list[_Rule])

    def refuse_other_settings(self, keys: Sequence[str]) -> None:
        for key, value in self.settings.items():
            known(renamed(value, key), keys, f"setting of {self.header}")

    def check_count(self, key: str, count: int) -> None:
        value = self.settings.get(key)
        if value is not None and _number(value) != count:
            raise Problem(value, f"{self.header} says {key}={value}, but there are {count}")


def _number(value: Token) -> float:
    if value.type != "NUMBER":
        raise Problem(value, f"found {str(value)!r}, expected a number")
    return float(value)


def _text(value: Token) -> Token:
    if value.type != "STRING":
        raise Problem(value, f"found {str(value)!r}, expected a text in quotes")
    return renamed(value, value[1:-1].strip())


def _name(value: Token, otherwise: str) -> Token:
    """A text as a name: what rules couldn't say becomes an underscore."""
    text = _text(value)
    return renamed(text, re.sub(r"\W+", "_", text).strip("_") or otherwise)


def _numbers(bracket: Token) -> list[Token]:
    words: list[Token] = []
    for match in _NUMBER.finditer(bracket[1:-1]):
        column = (bracket.column or 0) + 1 + match.start()
        word = Token("NUMBER", match.group(), line=bracket.line, column=column)
        try:
            float(word)
        except ValueError:
            raise Problem(word, f"found {str(word)!r}, expected a number") from None
        words.append(word)
    return words


@syntax.inline
class _ToDraft(syntax.ToAnything):
    def start(self, *parts: object) -> DraftSystem:
        return _system(only(_Section, parts))

    def section(self, header: Token, *parts: object) -> _Section:
        section = _Section(header, {}, only(_MembershipFunction, parts), only(_Rule, parts))
        for setting in only(_Setting, parts):
            if setting.key in section.settings:
                raise Problem(setting.key, f"{setting.key} is given twice")
            section.settings[str(setting.key)] = setting.value
        return section

    def setting(self, key: Token, value: Token) -> _Setting:
        return _Setting(key, value)

    def mf(self, key: Token, name: Token, shape: Token, parameters: Token) -> _MembershipFunction:
        return _MembershipFunction(key, name, shape, parameters)

    def rule(self, *numbers: Token) -> _Rule:
        *terms, weight, connection = numbers
        comma = next(place for place, word in enumerate(terms) if word.type == "COMMA")
        return _Rule(terms[:comma], terms[comma + 1 :], weight, connection)


def _system(sections: Sequence[_Section]) -> DraftSystem:
    by_header: dict[str, _Section] = {}
    for section in sections:
        header = section.header.replace(" ", "").lower()
        if header in by_header:
            raise Problem(section.header, f"there is another section {section.header}")
        if not re.fullmatch(r"\[(system|rules|(in|out)put[1-9][0-9]*)\]", header):
            expected = "expected [System], [Input1], ..., [Output1], ... or [Rules]"
            raise Problem(section.header, f"unknown section {section.header}, {expected}")
        by_header[header] = section
    if "[system]" not in by_header:
        place = sections[0].header if sections else Token("", "", line=1, column=1)
        raise Problem(place, "there is no section [System]")
    settings = by_header.pop("[system]")
    settings.refuse_other_settings(_SYSTEM_KEYS)
    inputs = _variables(by_header, "input")
    outputs = _variables(by_header, "output")
    settings.check_count("NumInputs", len(inputs))
    settings.check_count("NumOutputs", len(outputs))
    rules = by_header.pop("[rules]", _Section(settings.header))
    for section in by_header.values():
        raise Problem(section.header, f"{section.header} is out of sequence")
    settings.check_count("NumRules", len(rules.rules))
    draft = DraftSystem(inputs=inputs, outputs=outputs)
    if "Name" in settings.settings:
        draft.name = str(_text(settings.settings["Name"]))
    draft.blocks = [_block(settings, rules, draft)]
    return draft


def _variables(sections: dict[str, _Section], what: str) -> list[DraftVariable]:
    variables: list[DraftVariable] = []
    while section := sections.pop(f"[{what}{len(variables) + 1}]", None):
        variables.append(_variable(section, f"{what}{len(variables) + 1}"))
    return variables


def _variable(section: _Section, otherwise: str) -> DraftVariable:
    section.refuse_other_settings(_VARIABLE_KEYS)
    section.check_count("NumMFs", len(section.functions))
    settings = section.settings
    variable = DraftVariable(
        _name(settings["Name"], otherwise)
        if "Name" in settings
        else renamed(section.header, otherwise)
    )
    if "Range" in settings:
        limits = _numbers(settings["Range"]) if settings["Range"].type == "BRACKET" else []
        if len(limits) != 2:
            raise Problem(settings["Range"], "expected a range of two numbers in brackets")
        variable.lowest, variable.highest = limits
    taken: set[str] = set()
    for place, function in enumerate(section.functions, 1):
        if function.key != f"MF{place}":
            raise Problem(function.key, f"found {str(function.key)!r}, expected 'MF{place}'")
        variable.terms.append(_term(function, place, taken))
    return variable


def _term(function: _MembershipFunction, place: int, taken: set[str]) -> DraftTerm:
    name = _name(function.name, f"mf{place}")
    if name in taken:
        # Rules of FIS refer to terms by number, so that names may repeat; here they must not.
        name = renamed(name, f"{name}_{place}")
    taken.add(str(name))
    shape = renamed(function.shape, function.shape.strip("'\" "))
    kind, order = _SHAPES[known(shape, _SHAPES, "membership function")]
    if kind == "Function":
        formula = renamed(function.parameters, function.parameters[1:-1])
        formula.column = (formula.column or 0) + 1
        return DraftTerm(name, renamed(shape, kind), formula=formula)
    numbers = _numbers(function.parameters)
    if order and len(numbers) >= len(order):
        numbers = [*(numbers[at] for at in order), *numbers[len(order) :]]
    return DraftTerm(name, renamed(shape, kind), numbers)


def _block(system: _Section, rules: _Section, draft: DraftSystem) -> DraftBlock:
    settings = {key: _text(value) for key, value in system.settings.items() if _is_method(key)}
    fis_type = settings.get("Type", renamed(system.header, "mamdani"))
    found(fis_type, _TYPES, "type of FIS", ignore_case=True)
    is_sugeno = "sugeno" in fis_type.lower()

    def method(key: str, names: dict[str, str], default: str) -> Token:
        word = settings.get(key, renamed(system.header, default))
        return translated(word, names, key)

    defuzzifier = method("DefuzzMethod", _DEFUZZIFIERS, "wtaver" if is_sugeno else "centroid")
    aggregation = method("AggMethod", _S_NORMS, "max")
    for variable in draft.outputs:
        variable.defuzzifier = defuzzifier
        if defuzzifier in defuzzifiers.INTEGRAL:
            variable.aggregation = aggregation
        elif is_sugeno:
            variable.weighted_type = renamed(defuzzifier, "TakagiSugeno")
    return DraftBlock(
        rules.header,
        rules=[_rule(rule, draft) for rule in rules.rules],
        conjunction=method("AndMethod", _T_NORMS, "prod" if is_sugeno else "min"),
        disjunction=method("OrMethod", _S_NORMS, "probor" if is_sugeno else "max"),
        implication=method("ImpMethod", _T_NORMS, "min"),
    )


def _is_method(key: str) -> bool:
    return key == "Type" or key.endswith("Method")


def _rule(rule: _Rule, draft: DraftSystem) -> DraftRule:
    conditions = _propositions(rule.inputs, draft.inputs, rule)
    conclusions = _propositions(rule.outputs, draft.outputs, rule)
    if not conditions or not conclusions:
        what = "conclusion" if conditions else "condition"
        raise Problem(rule.weight, f"the rule has no {what}: all its numbers are 0")
    if float(rule.connection) not in (1.0, 2.0):
        raise Problem(rule.connection, f"found {rule.connection}, expected 1 for and, 2 for or")
    join = both if float(rule.connection) == 1.0 else either
    first, *others = conditions
    antecedent: DraftAntecedent = first
    for condition in others:
        antecedent = join(antecedent, condition)
    return DraftRule(antecedent, conclusions, rule.weight)


def _propositions(
    numbers: Sequence[Token], variables: Sequence[DraftVariable], rule: _Rule
) -> list[DraftIs]:
    if len(numbers) != len(variables):
        place = numbers[0] if numbers else rule.weight
        raise Problem(place, f"{len(numbers)} numbers for {len(variables)} variables")
    return [
        DraftIs(renamed(number, str(variable.name)), _words(number, variable))
        for number, variable in zip(numbers, variables, strict=True)
        if float(number) != 0.0
    ]


def _words(number: Token, variable: DraftVariable) -> list[Token]:
    """Hedges and term from a number such as -2.3, "not extremely" the second term."""
    value = abs(_finite(number))
    index, hundredths = int(value), round((value - int(value)) * 100.0)
    if hundredths not in _HEDGES or abs(value - index - hundredths / 100.0) > 1e-6:
        raise Problem(number, f"the decimals of {number} stand for no hedge that is supported")
    words = ["not"] if float(number) < 0.0 else []
    words += _HEDGES[hundredths]
    if words[-1:] != ["any"]:
        if not 1 <= index <= len(variable.terms):
            terms = f"{variable.name} has {len(variable.terms)} terms"
            raise Problem(number, f"there is no term {number}: {terms}")
        words.append(str(variable.terms[index - 1].name))
    return [renamed(number, word) for word in words]


def _finite(number: Token) -> float:
    value = float(number)
    if not abs(value) < 1e6:
        raise Problem(number, f"there is no term {number}")
    return value
