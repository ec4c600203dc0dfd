"""FLL, the FuzzyLite Language: reader."""

from __future__ import annotations

import functools

import lark
from lark import Token

from . import syntax
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
    Properties,
    both,
    either,
    merged,
    only,
)
from .model import System


def read(text: str, file: str) -> System:
    """The system that FLL text describes; RuleFileError (naming `file`) if it can't be read."""
    draft = syntax.parse(_parser(), text + "\n", file)
    assert isinstance(draft, DraftSystem)
    return build(draft, file, syntax.end_of(text))


@functools.cache
def _parser() -> lark.Lark:
    return syntax.grammar("fll", _ToDraft())


def _flag(word: Token) -> bool:
    if word not in ("true", "false"):
        raise Problem(word, f"found {str(word)!r}, expected 'true' or 'false'")
    return word == "true"


class _Input(DraftVariable):
    """An input, to tell it from an output."""


@syntax.inline
class _ToDraft(syntax.ToAnything):
    def start(self, *parts: object) -> DraftSystem:
        engine: Properties = {}
        for part in parts:
            if isinstance(part, dict):
                engine |= part
        variables = only(DraftVariable, parts)
        return DraftSystem(
            inputs=[variable for variable in variables if isinstance(variable, _Input)],
            outputs=[variable for variable in variables if not isinstance(variable, _Input)],
            blocks=only(DraftBlock, parts),
            **engine,
        )

    def engine(self, name: Token | None, description: Properties | None) -> Properties:
        return {"name": _text(name), **(description or {})}

    def input(self, name: Token, *parts: object) -> DraftVariable:
        return _Input(name, only(DraftTerm, parts), **merged(name, parts))

    def output(self, name: Token, *parts: object) -> DraftVariable:
        return DraftVariable(name, only(DraftTerm, parts), **merged(name, parts))

    def block(self, keyword: Token, name: Token | None, *parts: object) -> DraftBlock:
        rules = only(DraftRule, parts)
        return DraftBlock(keyword, _text(name), rules, **merged(keyword, parts))

    def description(self, text: Token | None) -> Properties:
        return {"description": _text(text)}

    def enabled(self, word: Token) -> Properties:
        return {"enabled": _flag(word)}

    def range(self, lowest: Token, highest: Token) -> Properties:
        return {"lowest": lowest, "highest": highest}

    def lock_range(self, word: Token) -> Properties:
        return {"lock_range": _flag(word)}

    def aggregation(self, word: Token) -> Properties:
        return {"aggregation": word}

    def defuzzifier(self, kind: Token, parameter: Token | None) -> Properties:
        if parameter is None:
            return {"defuzzifier": kind}
        what = "resolution" if parameter.type == "NUMBER" else "weighted_type"
        return {"defuzzifier": kind, what: parameter}

    def default(self, word: Token) -> Properties:
        return {"default": word}

    def lock_previous(self, word: Token) -> Properties:
        return {"lock_previous": _flag(word)}

    def term(self, name: Token, kind: Token, *values: Token) -> DraftTerm:
        if kind.type == "FUNCTION":
            return DraftTerm(name, kind, formula=values[0])
        return DraftTerm(name, kind, list(values))

    def conjunction(self, word: Token) -> Properties:
        return {"conjunction": word}

    def disjunction(self, word: Token) -> Properties:
        return {"disjunction": word}

    def implication(self, word: Token) -> Properties:
        return {"implication": word}

    def activation(self, word: Token, parameters: Token | None) -> Properties:
        return {"activation": word}

    def rule(self, antecedent: DraftAntecedent, *parts: object) -> DraftRule:
        weight = parts[-1]
        assert weight is None or isinstance(weight, Token)
        return DraftRule(antecedent, only(DraftIs, parts), weight)

    def either(self, left: DraftAntecedent, right: DraftAntecedent) -> DraftAntecedent:
        return either(left, right)

    def both(self, left: DraftAntecedent, right: DraftAntecedent) -> DraftAntecedent:
        return both(left, right)

    def proposition(self, variable: Token, *words: Token) -> DraftIs:
        return DraftIs(variable, list(words))


def _text(token: Token | None) -> str:
    return "" if token is None else str(token).strip()
