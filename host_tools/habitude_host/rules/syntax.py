"""Parsing with a grammar of this package; errors say what was found and what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar, cast

import lark
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from .draft import Problem
from .errors import RuleFileError, did_you_mean, one_of

_PHRASES = {
    "$END": "the end",
    "BRACKET": "[...]",
    "FORMULA": "a formula",
    "KEY": "a name",
    "NAME": "a name",
    "NUMBER": "a number",
    "POWER": "an operator",
    "PREFIX": "an operator",
    "PRODUCT": "an operator",
    "REST": "text",
    "SIGN": "an operator",
    "STRING": "a text in quotes",
    "SUM": "an operator",
    "VERSION": "a number",
    "_NL": "the end of the line",
}

_WORD = re.compile(r"\[[\w ]*\]|[\w.-]+:?|\S")


ToAnything = lark.Transformer[lark.Token, object]
_T = TypeVar("_T", bound=ToAnything)


def inline(transformer: type[_T]) -> type[_T]:
    """Class decorator: every rule's method gets the rule's children as its arguments."""
    decorate = cast(
        Callable[[type[_T]], type[_T]],
        lark.v_args(inline=True),  # pyright: ignore[reportUnknownMemberType]
    )
    return decorate(transformer)


def grammar(name: str, transformer: ToAnything) -> lark.Lark:
    """The parser of a grammar file of this package; its trees are transformed while they grow."""
    text = Path(__file__).with_name(f"{name}.lark").read_text(encoding="utf-8")
    return lark.Lark(text, parser="lalr", transformer=transformer)


def parse(parser: lark.Lark, text: str, file: str) -> object:
    """What the transformer makes of `text`; RuleFileError where it doesn't follow the grammar."""
    try:
        return cast(object, parser.parse(text))  # pyright: ignore[reportUnknownMemberType]
    except Problem as problem:
        raise RuleFileError(file, problem.line, problem.column, problem.message) from None
    except UnexpectedInput as error:
        line, column, message = _explain(parser, text, error)
        raise RuleFileError(file, line, column, message) from None


def _explain(parser: lark.Lark, text: str, error: UnexpectedInput) -> tuple[int, int, str]:
    if isinstance(error, UnexpectedToken) and _type(error) == "$END":
        place, found = len(text), "the end"
    else:
        place = error.pos_in_stream or 0
        match = _WORD.match(text, place)
        found = repr(match.group()) if match else "the end of the line"
    line = text.count("\n", 0, place) + 1
    column = place - (text.rfind("\n", 0, place) + 1) + 1
    expected = _expected(parser, _terminals(error))
    keywords = [phrase.strip("'") for phrase in expected if phrase.startswith("'")]
    hint = did_you_mean(found.strip("'"), keywords)
    return line, column, f"found {found}, expected {one_of(expected)}{hint}"


def _type(error: UnexpectedToken) -> str:
    return cast(lark.Token, error.token).type  # pyright: ignore[reportUnknownMemberType]


def _terminals(error: UnexpectedInput) -> Iterable[str]:
    if isinstance(error, UnexpectedToken):
        return error.accepts or error.expected
    return error.allowed or () if isinstance(error, UnexpectedCharacters) else ()


def _expected(parser: lark.Lark, terminals: Iterable[str]) -> list[str]:
    """Terminals in words: keywords quoted, as they are written."""
    return sorted({_phrase(parser, terminal) for terminal in terminals})


def _phrase(parser: lark.Lark, terminal: str) -> str:
    if terminal in _PHRASES:
        return _PHRASES[terminal]
    pattern = parser.get_terminal(terminal).pattern
    return repr(pattern.value if pattern.type == "str" else terminal.lstrip("_"))


def end_of(text: str) -> lark.Token:
    """A place: the end of `text`."""
    line = text.count("\n") + 1
    column = len(text) - (text.rfind("\n") + 1) + 1
    return lark.Token("$END", "", line=line, column=column)
