"""Formulas of `Function` terms: a safe arithmetic parser and evaluator on arrays.

The language is fuzzylite's: numbers, names of variables, `x`, the operators of formula.lark and
the functions of `FUNCTIONS`. Nothing else can be reached from a formula.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import lark
import numpy as np
import numpy.typing as npt

from . import syntax
from .draft import Problem
from .errors import RuleFileError, did_you_mean

Array = npt.NDArray[np.float64]

_DEEPEST = 100  # nested operations: the evaluator is recursive

FUNCTIONS: dict[str, tuple[int, Callable[..., npt.ArrayLike]]] = {
    "abs": (1, np.abs),
    "acos": (1, np.arccos),
    "acosh": (1, np.arccosh),
    "asin": (1, np.arcsin),
    "asinh": (1, np.arcsinh),
    "atan": (1, np.arctan),
    "atan2": (2, np.arctan2),
    "atanh": (1, np.arctanh),
    "ceil": (1, np.ceil),
    "cos": (1, np.cos),
    "cosh": (1, np.cosh),
    "eq": (2, np.equal),
    "exp": (1, np.exp),
    "fabs": (1, np.abs),
    "floor": (1, np.floor),
    "fmod": (2, np.fmod),
    "ge": (2, np.greater_equal),
    "gt": (2, np.greater),
    "le": (2, np.less_equal),
    "log": (1, np.log),
    "log10": (1, np.log10),
    "log1p": (1, np.log1p),
    "lt": (2, np.less),
    "max": (2, np.maximum),
    "min": (2, np.minimum),
    "neq": (2, np.not_equal),
    "pi": (0, lambda: np.pi),
    "pow": (2, np.power),
    "round": (1, np.round),
    "sin": (1, np.sin),
    "sinh": (1, np.sinh),
    "sqrt": (1, np.sqrt),
    "tan": (1, np.tan),
    "tanh": (1, np.tanh),
}

_UNARY: dict[str, Callable[[Array], npt.ArrayLike]] = {
    "-": np.negative,
    ".-": np.negative,
    "~": np.negative,
    "+": np.positive,
    ".+": np.positive,
    "!": np.logical_not,
}

_BINARY: dict[str, Callable[[Array, Array], npt.ArrayLike]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "%": np.mod,
    "^": np.power,
    "**": np.power,
    "and": np.logical_and,
    "or": np.logical_or,
}


class FormulaError(Exception):
    """A formula that can't be read; `column` counts from 1 within it."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(column, message)
        self.column = column
        self.message = message


@dataclass(frozen=True)
class _Node:
    """An operation on its arguments, or (without an operation) a number or a name."""

    operation: Callable[..., npt.ArrayLike] | None
    arguments: tuple[_Node, ...] = ()
    value: float = 0.0
    name: str = ""
    depth: int = 1

    def evaluate(self, values: Mapping[str, Array]) -> Array:
        if self.operation is not None:
            arguments = [argument.evaluate(values) for argument in self.arguments]
            return np.asarray(self.operation(*arguments), dtype=np.float64)
        return values[self.name] if self.name else np.array(self.value)

    def names(self) -> frozenset[str]:
        own = frozenset((self.name,)) if self.name else frozenset[str]()
        return own.union(*(argument.names() for argument in self.arguments))


def _operation(
    token: lark.Token, operation: Callable[..., npt.ArrayLike], *arguments: _Node
) -> _Node:
    depth = 1 + max((argument.depth for argument in arguments), default=0)
    if depth > _DEEPEST:
        raise Problem(token, f"more than {_DEEPEST} nested operations")
    return _Node(operation, arguments, depth=depth)


@syntax.inline
class _ToNodes(syntax.ToAnything):
    def number(self, token: lark.Token) -> _Node:
        return _Node(None, value=float(token))

    def name(self, token: lark.Token) -> _Node:
        if token == "pi":
            return _Node(None, value=float(np.pi))
        if token in ("inf", "nan"):
            return _Node(None, value=float(token))
        return _Node(None, name=str(token))

    def unary(self, operator: lark.Token, operand: _Node) -> _Node:
        return _operation(operator, _UNARY[operator], operand)

    def binary(self, left: _Node, operator: lark.Token, right: _Node) -> _Node:
        return _operation(operator, _BINARY[operator], left, right)

    def call(self, name: lark.Token, *given: _Node | None) -> _Node:
        arguments = [argument for argument in given if argument is not None]
        if name not in FUNCTIONS:
            hint = did_you_mean(name, FUNCTIONS)
            raise Problem(name, f"unknown function {str(name)!r}{hint}")
        arity, function = FUNCTIONS[name]
        if len(arguments) != arity:
            raise Problem(name, f"{name} takes {arity} arguments, not {len(arguments)}")
        return _operation(name, function, *arguments)


@functools.cache
def _parser() -> lark.Lark:
    return syntax.grammar("formula", _ToNodes())


@dataclass(frozen=True)
class Formula:
    """A parsed formula; `names` are the variables that it refers to (`x` among them, if used)."""

    text: str
    names: frozenset[str]
    _root: _Node

    def evaluate(self, values: Mapping[str, Array]) -> Array:
        """The value for arrays of the variables that broadcast together; nan where undefined."""
        with np.errstate(all="ignore"):
            return self._root.evaluate(values)


@functools.lru_cache(maxsize=1024)
def parse(text: str) -> Formula:
    """Read a formula; FormulaError tells what is wrong and where."""
    try:
        root = syntax.parse(_parser(), text, "formula")
    except RuleFileError as error:
        raise FormulaError(error.column, error.message) from None
    assert isinstance(root, _Node)
    return Formula(text, root.names(), root)
