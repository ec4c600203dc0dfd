"""A rule file as it was read: words with their places, nothing checked yet.

Every reader makes a `DraftSystem` in fuzzylite's words; `build` checks it and makes the `System`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from lark import Token

from .errors import did_you_mean, one_of

DEEPEST = 100  # nested operators in an antecedent: whatever walks it is recursive


_MOST_NAMED = 25  # names listed in an error


class Problem(Exception):
    """Something wrong at a place; `syntax.parse` and `build` make it a RuleFileError."""

    def __init__(self, place: Token, message: str) -> None:
        super().__init__(message)
        self.line = place.line or 0
        self.column = place.column or 0
        self.message = message


@dataclass(frozen=True)
class DraftTerm:
    """`formula` instead of numbers if the kind is "Function"."""

    name: Token
    kind: Token
    numbers: list[Token] = field(default_factory=list[Token])
    formula: Token | None = None


@dataclass
class DraftVariable:
    """An input or (with the second half) an output; None where the file says nothing."""

    name: Token
    terms: list[DraftTerm] = field(default_factory=list[DraftTerm])
    lowest: Token | None = None
    highest: Token | None = None
    lock_range: bool = False
    enabled: bool = True
    description: str = ""
    aggregation: Token | None = None
    defuzzifier: Token | None = None
    weighted_type: Token | None = None
    resolution: Token | None = None
    default: Token | None = None
    lock_previous: bool = False


@dataclass(frozen=True)
class DraftIs:
    """`variable is words`: hedges, then a term, unless the last word is "any"."""

    variable: Token
    words: list[Token]
    depth: int = 1


@dataclass(frozen=True)
class DraftBoth:
    """Two antecedents joined by `and`."""

    left: DraftAntecedent
    right: DraftAntecedent
    depth: int


@dataclass(frozen=True)
class DraftEither:
    """Two antecedents joined by `or`."""

    left: DraftAntecedent
    right: DraftAntecedent
    depth: int


DraftAntecedent = DraftIs | DraftBoth | DraftEither


@dataclass(frozen=True)
class DraftRule:
    antecedent: DraftAntecedent
    consequents: list[DraftIs]
    weight: Token | None = None


@dataclass
class DraftBlock:
    place: Token
    name: str = ""
    rules: list[DraftRule] = field(default_factory=list[DraftRule])
    conjunction: Token | None = None
    disjunction: Token | None = None
    implication: Token | None = None
    activation: Token | None = None
    enabled: bool = True
    description: str = ""


@dataclass
class DraftSystem:
    name: str = ""
    description: str = ""
    inputs: list[DraftVariable] = field(default_factory=list[DraftVariable])
    outputs: list[DraftVariable] = field(default_factory=list[DraftVariable])
    blocks: list[DraftBlock] = field(default_factory=list[DraftBlock])
    ignore_case: bool = False


def first_place(antecedent: DraftAntecedent) -> Token:
    """Where an antecedent begins."""
    while not isinstance(antecedent, DraftIs):
        antecedent = antecedent.left
    return antecedent.variable


def both(left: DraftAntecedent, right: DraftAntecedent) -> DraftBoth:
    """`left and right`; Problem if that nests too deeply."""
    return DraftBoth(left, right, _depth(left, right))


def either(left: DraftAntecedent, right: DraftAntecedent) -> DraftEither:
    """`left or right`; Problem if that nests too deeply."""
    return DraftEither(left, right, _depth(left, right))


def _depth(left: DraftAntecedent, right: DraftAntecedent) -> int:
    depth = 1 + max(left.depth, right.depth)
    if depth > DEEPEST:
        raise Problem(first_place(right), f"more than {DEEPEST} nested operators in one rule")
    return depth


def renamed(word: Token, value: str) -> Token:
    """Another word at the same place."""
    return Token.new_borrow_pos(word.type, value, word)


def translated(word: Token, dictionary: Mapping[str, str], what: str) -> Token:
    """A word of the file in fuzzylite's words; a Problem ("unknown `what`") if it has none."""
    return renamed(word, dictionary[found(word, dictionary, what, ignore_case=True)])


def found(word: Token, names: Collection[str], what: str, *, ignore_case: bool = False) -> str:
    """The name in `names` that `word` means, or a Problem; `ignore_case` is a second chance."""
    if ignore_case and word not in names:
        alike = [name for name in names if name.casefold() == word.casefold()]
        if len(alike) == 1:
            return alike[0]
    return known(word, names, what)


def known(word: Token, names: Collection[str], what: str) -> str:
    """`word` if it is one of `names`; else a Problem that calls it an unknown `what`."""
    if word not in names:
        hint = did_you_mean(word, names)
        few = f", expected {one_of(names)}" if 0 < len(names) <= _MOST_NAMED else ""
        raise Problem(word, f"unknown {what} {str(word)!r}{few}{hint}")
    return str(word)


T = TypeVar("T")
# Fields of a draft by name, as one line or statement of a file gives them.
Properties = dict[str, Any]


def merged(place: Token, parts: Iterable[object]) -> Properties:
    """The properties among `parts`, together; a Problem at `place` if one is given twice."""
    together: Properties = {}
    for part in parts:
        if isinstance(part, dict):
            properties = cast(Properties, part)
            twice = sorted(together.keys() & properties.keys())
            if twice:
                raise Problem(
                    place, f"{str(place)!r} gives its {twice[0].replace('_', ' ')} twice"
                )
            together |= properties
    return together


def only(kind: type[T], parts: Iterable[object]) -> list[T]:
    """Those of `parts` that are of a kind."""
    return [part for part in parts if isinstance(part, kind)]
