"""FCL, the Fuzzy Control Language of IEC 61131-7: reader."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import lark
from lark import Token

from . import defuzzifiers, fcl_words, syntax
from .build import build
from .draft import (
    DraftAntecedent,
    DraftBlock,
    DraftBoth,
    DraftEither,
    DraftIs,
    DraftRule,
    DraftSystem,
    DraftTerm,
    DraftVariable,
    Problem,
    Properties,
    both,
    either,
    found,
    merged,
    only,
    renamed,
    translated,
)
from .model import System
from .terms import BOUNDED, extent


def read(text: str, file: str) -> System:
    """The system that FCL text describes; RuleFileError (naming `file`) if it can't be read."""
    draft = syntax.parse(_parser(), text, file)
    assert isinstance(draft, DraftSystem)
    return build(draft, file, syntax.end_of(text))


@functools.cache
def _parser() -> lark.Lark:
    return syntax.grammar("fcl", _ToDraft())


@dataclass(frozen=True)
class _Declarations:
    """A VAR_INPUT or VAR_OUTPUT block."""

    names: list[Token]
    is_output: bool


@dataclass(frozen=True)
class _Section:
    """A FUZZIFY or DEFUZZIFY block."""

    variable: DraftVariable
    is_output: bool


@dataclass(frozen=True)
class _Block:
    """A RULEBLOCK; jFuzzyLogic lets it say the accumulation of its outputs."""

    block: DraftBlock
    accumulation: Token | None


@dataclass(frozen=True)
class _Option:
    """A line of an OPTION block; `target` is a variable or the number of a rule block."""

    key: Token
    value: Token
    target: Token | None = None


@dataclass
class _Assembly:
    """What the blocks of a file say together."""

    draft: DraftSystem
    variables: dict[str, DraftVariable] = field(default_factory=dict[str, DraftVariable])
    outputs: set[str] = field(default_factory=set[str])
    defined: set[str] = field(default_factory=set[str])

    def declare(self, declarations: _Declarations) -> None:
        for name in declarations.names:
            if name in self.variables:
                raise Problem(name, f"there is another variable {str(name)!r}")
            variable = DraftVariable(name)
            if declarations.is_output:
                self.draft.outputs.append(variable)
                self.outputs.add(str(name))
            else:
                self.draft.inputs.append(variable)
            self.variables[str(name)] = variable

    def define(self, section: _Section) -> None:
        place = section.variable.name
        what = "output" if section.is_output else "input"
        names = [name for name in self.variables if (name in self.outputs) == section.is_output]
        name = found(place, names, f"declared {what}", ignore_case=True)
        if name in self.defined:
            raise Problem(place, f"{name!r} is described twice")
        self.defined.add(name)
        declared = self.variables[name]
        vars(declared).update(vars(section.variable), name=renamed(place, name))
        _derive_range(declared)

    def option(self, option: _Option) -> None:
        key = found(option.key, _OPTIONS, "option", ignore_case=True)
        target = self._target(option)
        attribute, kinds, value_type = _OPTIONS[key]
        if not isinstance(target, kinds):
            raise Problem(option.key, f"the option {key} doesn't fit here")
        if option.value.type != value_type:
            raise Problem(option.value, f"found {str(option.value)!r}, expected {_a(value_type)}")
        value: object = option.value
        if value_type == "STRING":
            value = _unquoted(option.value)
        elif key == "LOCK_RANGE":
            value = _flag(option.value)
        setattr(target, attribute, value)

    def _target(self, option: _Option) -> DraftSystem | DraftVariable | DraftBlock:
        if option.target is None:
            return self.draft
        if option.target.type == "NUMBER":
            number = float(option.target)
            if number not in range(1, len(self.draft.blocks) + 1):
                raise Problem(option.target, f"there is no rule block {option.target}")
            return self.draft.blocks[int(number) - 1]
        return self.variables[found(option.target, self.variables, "variable", ignore_case=True)]

    def use_defaults(self, block: DraftBlock, accumulation: Token | None) -> None:
        """What IEC 61131-7 takes for granted where a file is silent, as far as it is needed."""
        _use_default_norms(block)
        words = {is_.variable.casefold() for rule in block.rules for is_ in rule.consequents}
        for name, variable in self.variables.items():
            if name.casefold() not in words or variable.defuzzifier not in defuzzifiers.INTEGRAL:
                continue
            if block.implication is None:
                block.implication = renamed(block.place, "Minimum")
            if variable.aggregation is None:
                variable.aggregation = accumulation or renamed(variable.name, "Maximum")


_OPTIONS: dict[str, tuple[str, tuple[type, ...], str]] = {
    "DESCRIPTION": ("description", (DraftSystem, DraftVariable, DraftBlock), "STRING"),
    "LOCK_RANGE": ("lock_range", (DraftVariable,), "NAME"),
    "NAME": ("name", (DraftSystem, DraftBlock), "STRING"),
    "RESOLUTION": ("resolution", (DraftVariable,), "NUMBER"),
    "WEIGHTED_TYPE": ("weighted_type", (DraftVariable,), "NAME"),
}


def _a(token_type: str) -> str:
    return {"NAME": "a word", "NUMBER": "a number", "STRING": "a text in quotes"}[token_type]


def _use_default_norms(block: DraftBlock) -> None:
    """Of AND and OR, one is enough: the other is its pair; MIN and MAX if both are missing."""
    inverse = {s_norm: t_norm for t_norm, s_norm in fcl_words.PAIRS.items()}
    uses_and = any(_uses(DraftBoth, rule.antecedent) for rule in block.rules)
    uses_or = any(_uses(DraftEither, rule.antecedent) for rule in block.rules)
    if uses_and and block.conjunction is None:
        name = inverse.get(str(block.disjunction), "Minimum")
        block.conjunction = renamed(block.place, name)
    if uses_or and block.disjunction is None:
        name = fcl_words.PAIRS.get(str(block.conjunction), "Maximum")
        block.disjunction = renamed(block.place, name)


def _uses(kind: type, antecedent: DraftAntecedent) -> bool:
    if isinstance(antecedent, DraftIs):
        return False
    return (
        isinstance(antecedent, kind)
        or _uses(kind, antecedent.left)
        or _uses(kind, antecedent.right)
    )


def _derive_range(variable: DraftVariable) -> None:
    """Without a RANGE, which the standard doesn't know for inputs, a variable spans its terms."""
    if variable.lowest is not None or any(term.kind not in BOUNDED for term in variable.terms):
        return
    places: list[float] = []
    for term in variable.terms:
        places += extent(term.kind, [float(word) for word in term.numbers])
    if places and all(map(math.isfinite, places)):
        variable.lowest = renamed(variable.name, repr(min(places)))
        variable.highest = renamed(variable.name, repr(max(places)))


def _flag(word: Token) -> bool:
    if word.upper() not in ("TRUE", "FALSE"):
        raise Problem(word, f"found {str(word)!r}, expected 'TRUE' or 'FALSE'")
    return word.upper() == "TRUE"


def _unquoted(text: Token) -> str:
    """A string of IEC 61131-3: `$` escapes itself, the quote, and N for a new line."""
    return re.sub(r"\$(.)", lambda match: {"N": "\n"}.get(match[1], match[1]), text[1:-1])


@syntax.inline
class _ToDraft(syntax.ToAnything):
    def start(self, *parts: object) -> DraftSystem:
        name = parts[0]
        assembly = _Assembly(DraftSystem("" if name is None else str(name), ignore_case=True))
        for declarations in only(_Declarations, parts):
            assembly.declare(declarations)
        for section in only(_Section, parts):
            assembly.define(section)
        blocks = only(_Block, parts)
        assembly.draft.blocks = [part.block for part in blocks]
        for option in only(_Option, parts):
            assembly.option(option)
        for part in blocks:
            assembly.use_defaults(part.block, part.accumulation)
        return assembly.draft

    def inputs(self, *names: list[Token]) -> _Declarations:
        return _Declarations([name for some in names for name in some], is_output=False)

    def outputs(self, *names: list[Token]) -> _Declarations:
        return _Declarations([name for some in names for name in some], is_output=True)

    def others(self, keyword: Token, *_: object) -> None:
        raise Problem(keyword, f"{keyword} is not supported, only VAR_INPUT and VAR_OUTPUT")

    def declaration(self, *words: Token | None) -> list[Token]:
        *names, data_type, initial = words
        if initial is not None:
            raise Problem(initial, "initial values are not supported")
        assert data_type is not None
        found(data_type, fcl_words.TYPES, "number type", ignore_case=True)
        return only(Token, names)

    def fuzzify(self, name: Token, *parts: object) -> _Section:
        terms = only(DraftTerm, parts)
        return _Section(DraftVariable(name, terms, **merged(name, parts)), is_output=False)

    def defuzzify(self, name: Token, *parts: object) -> _Section:
        terms = only(DraftTerm, parts)
        return _Section(DraftVariable(name, terms, **merged(name, parts)), is_output=True)

    def enabled(self, word: Token) -> Properties:
        return {"enabled": _flag(word)}

    def range(self, lowest: Token, highest: Token) -> Properties:
        return {"lowest": lowest, "highest": highest}

    def accumulation(self, word: Token) -> Properties:
        return {"aggregation": translated(word, fcl_words.DISJUNCTIONS, "accumulation")}

    def method(self, word: Token) -> Properties:
        return {"defuzzifier": translated(word, fcl_words.METHODS, "defuzzification method")}

    def default(self, value: Token, no_change: Token | None) -> Properties:
        keeps = value.type == "NC" or no_change is not None
        return {"default": None if value.type == "NC" else value, "lock_previous": keeps}

    def term(self, name: Token, shape: tuple[Token, Sequence[Token] | Token]) -> DraftTerm:
        kind, values = shape
        if isinstance(values, Token):
            return DraftTerm(name, kind, formula=renamed(values, " ".join(values.split())))
        return DraftTerm(name, kind, list(values))

    def singleton(self, value: Token) -> tuple[Token, Sequence[Token]]:
        return renamed(value, "Constant"), [value]

    def points(self, *points: tuple[Token, Token]) -> tuple[Token, Sequence[Token]]:
        return renamed(points[0][0], "Discrete"), [word for point in points for word in point]

    def point(self, x: Token, y: Token) -> tuple[Token, Token]:
        return x, y

    def named_shape(self, word: Token, *values: Token) -> tuple[Token, Sequence[Token]]:
        name = found(word, fcl_words.SHAPES, "membership function", ignore_case=True)
        kind, order = fcl_words.SHAPES[name]
        if order and len(values) != len(order):
            raise Problem(word, f"{word} takes {len(order)} numbers, not {len(values)}")
        return renamed(word, kind), [values[place] for place in order] if order else values

    def function(self, word: Token, formula: Token) -> tuple[Token, Token]:
        return renamed(word, "Function"), formula

    def rule_block(self, keyword: Token, name: Token | None, *parts: object) -> _Block:
        properties = merged(keyword, parts)
        accumulation = properties.pop("aggregation", None)
        label = "" if name is None else str(name)
        return _Block(
            DraftBlock(keyword, label, only(DraftRule, parts), **properties), accumulation
        )

    def conjunction(self, word: Token) -> Properties:
        return {"conjunction": translated(word, fcl_words.CONJUNCTIONS, "AND operator")}

    def disjunction(self, word: Token) -> Properties:
        return {"disjunction": translated(word, fcl_words.DISJUNCTIONS, "OR operator")}

    def implication(self, word: Token) -> Properties:
        return {"implication": translated(word, fcl_words.CONJUNCTIONS, "activation operator")}

    def activation(self, word: Token) -> Properties:
        return {"activation": word}

    def rule(self, label: Token | None, antecedent: DraftAntecedent, *parts: object) -> DraftRule:
        weight = parts[-1]
        assert weight is None or isinstance(weight, Token)
        return DraftRule(antecedent, only(DraftIs, parts), weight)

    def either(self, left: DraftAntecedent, right: DraftAntecedent) -> DraftAntecedent:
        return either(left, right)

    def both(self, left: DraftAntecedent, right: DraftAntecedent) -> DraftAntecedent:
        return both(left, right)

    def negation(self, word: Token, negated: DraftAntecedent) -> DraftIs:
        if not isinstance(negated, DraftIs):
            raise Problem(word, "NOT is supported before a single condition only")
        return DraftIs(negated.variable, [word, *negated.words])

    def proposition(self, variable: Token, *words: Token) -> DraftIs:
        return DraftIs(variable, list(words))

    def system_option(self, key: Token, value: Token) -> _Option:
        return _Option(key, value)

    def variable_option(self, key: Token, target: Token, value: Token) -> _Option:
        return _Option(key, value, target)

    def block_option(self, key: Token, _: Token, number: Token, value: Token) -> _Option:
        return _Option(key, value, number)
