"""Inputs: what the rules ask of them, as instructions that turn a position into degrees."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .. import formula, hedges, terms
from ..model import Is, System, Term, Variable
from . import lines, samples
from .firmware import kernel
from .lines import Row
from .program import ALWAYS, FULL, NEVER, ONE, NotOnDevice, Program

Array = npt.NDArray[np.float64]

_FEW_ROWS = 16  # beyond this, samples take less room
_MANY_ROWS = 200
_ROWS_WITHOUT_INDEX = 6  # a row costs 0.2 us to step over
_PARTS = 16  # of the range, in the index
_COARSE = 2.0  # an error, in steps of Q15, that samples need not have
_MOST_TERMS = 11  # of one SAMPLES instruction: plain.py's reach

POSITIONS = FULL + 1


@dataclass(frozen=True)
class _Piece:
    """Propositions that one instruction computes: by lines, or by samples if it has a shift."""

    propositions: tuple[Is, ...]
    rows: list[Row] | npt.NDArray[np.int64]
    shift: int = 0


@dataclass(frozen=True)
class _Fitted:
    """What becomes of an input's propositions: some are always or never true."""

    always: list[Is]
    never: list[Is]
    pieces: list[_Piece]


def add(program: Program, system: System, wanted: Sequence[Is], tolerance: float) -> dict[Is, int]:
    """Instructions for the propositions on inputs that rules contain; the slot of each.

    tolerance: how far sampled degrees may be off, in steps of Q15, of which rounding takes 0.75.
    """
    found: dict[Is, int] = {}
    for index, variable in enumerate(system.input_variables):
        own = tuple(dict.fromkeys(p for p in wanted if p.variable == variable.name))
        fitted = _fit(variable, own, tolerance)
        found |= dict.fromkeys(fitted.always, ALWAYS) | dict.fromkeys(fitted.never, NEVER)
        for piece in fitted.pieces:
            slots = [program.slot(p) for p in piece.propositions]
            found |= dict(zip(piece.propositions, slots, strict=True))
            if isinstance(piece.rows, list):
                _add_lines(program, index, slots, piece.rows)
            else:
                _add_samples(program, index, slots, piece.shift, piece.rows)
    return found


@functools.lru_cache(maxsize=256)  # the compiler tries again and again
def _fit(variable: Variable, propositions: tuple[Is, ...], tolerance: float) -> _Fitted:
    fitted = _Fitted([], [], [])
    straight: dict[Is, Array] = {}
    smooth: dict[Is, Array] = {}
    for proposition in propositions:
        values = _degrees(variable, proposition)
        if np.all(values == ONE):
            fitted.always.append(proposition)
        elif not np.any(values >= 0.5):
            fitted.never.append(proposition)
        elif lines.fit(values[np.newaxis], most=_FEW_ROWS):
            straight[proposition] = values
        else:
            smooth[proposition] = values
    if straight:
        rows = lines.fit(np.array(list(straight.values())))
        fitted.pieces.append(_Piece(tuple(straight), rows))
    for start in range(0, len(smooth), _MOST_TERMS):
        group = tuple(smooth)[start : start + _MOST_TERMS]
        values = np.array([smooth[p] for p in group])
        fitted.pieces.append(_smooth(group, values, tolerance))
    return fitted


def _smooth(group: tuple[Is, ...], values: Array, tolerance: float) -> _Piece:
    shift, samples_, error = samples.fit(values, tolerance)
    fires_falsely = np.any(samples.reproduce(shift, samples_)[values == 0.0])
    if error <= max(tolerance, _COARSE) and not fires_falsely:
        return _Piece(group, samples_, shift)
    tolerance = _COARSE
    while not (rows := lines.fit(values, tolerance, _MANY_ROWS)):
        tolerance *= 2
    return _Piece(group, rows)


def _degrees(variable: Variable, proposition: Is) -> Array:
    """The degree of a proposition at every position of its input, in steps of Q15."""
    if not variable.enabled:
        return np.zeros(POSITIONS)
    if "any" in proposition.hedges:
        plain = np.zeros(POSITIONS)
    else:
        x = np.linspace(variable.lowest, variable.highest, POSITIONS)
        plain = _membership(variable, variable.term(proposition.term), x)
    with np.errstate(all="ignore"):
        values = np.nan_to_num(hedges.apply(proposition.hedges, plain), nan=0.0)
    if values.min() < 0.0 or values.max() > 1.0 + 1e-9:
        raise NotOnDevice(f"term {proposition.term!r} of {variable.name!r} leaves 0..1")
    return values * ONE


def variation(variable: Variable) -> Array:
    """How much the terms' degrees change from the lowest position to each, as a share, 0..1, of
    how much they do in all.
    """
    x = np.linspace(variable.lowest, variable.highest, POSITIONS)
    total = np.zeros(POSITIONS)
    for term in variable.terms:
        degrees = np.nan_to_num(_membership(variable, term, x), nan=0.0, posinf=0.0, neginf=0.0)
        total[1:] += np.abs(np.diff(degrees))
    found = np.cumsum(total)
    return found / found[-1] if found[-1] > 0 else np.linspace(0.0, 1.0, POSITIONS)


def _membership(variable: Variable, term: Term, x: Array) -> Array:
    if term.kind == "Function":
        expression = formula.parse(term.formula)
        if expression.names - {"x", variable.name}:
            raise NotOnDevice(
                f"term {term.name!r} of {variable.name!r} depends on other variables"
            )
        with np.errstate(all="ignore"):
            return np.broadcast_to(expression.evaluate({"x": x, variable.name: x}), x.shape)
    if term.kind == "Linear":
        raise NotOnDevice(f"term {term.name!r} of input {variable.name!r} is Linear")
    return terms.membership(term, x)


def _add_samples(
    program: Program, index: int, slots: list[int], shift: int, rows: npt.NDArray[np.int64]
) -> None:
    words = [int(word) for word in rows.ravel()]
    size = 2 * (6 + len(words))
    program.add(kernel.SAMPLES, index, len(slots), shift, slots[0], size, *words)


def _add_lines(program: Program, index: int, slots: list[int], rows: list[Row]) -> None:
    """Every row as long as the longest, filled up with terms that are 0 there."""
    terms_a_row = max(len(row.lines) for row in rows)
    words: list[int] = []
    for row in rows:
        active = {line.term for line in row.lines}
        idle = [lines.Line(term, 0, 0) for term in range(len(slots)) if term not in active]
        words += [row.last, row.first, row.shift]
        for line in (*row.lines, *idle)[:terms_a_row]:
            words += [slots[line.term], line.value, line.slope + 32768]
    step = 2 * (3 + 3 * terms_a_row)
    begin = _begin(rows, step)
    size = 2 * (5 + len(begin) + len(words))
    if size > 65535:
        raise NotOnDevice("an input's terms need too many straight lines")
    program.add(kernel.LINES, index, terms_a_row, step, size, *begin, *words)


def _begin(rows: list[Row], step: int) -> list[int]:
    """How far it is to the first row, or to the rows where each 16th of the range begins."""
    if len(rows) <= _ROWS_WITHOUT_INDEX:
        return [12]
    lasts = [row.last for row in rows]
    first = 2 * (6 + _PARTS)
    starts = [bisect.bisect_left(lasts, part * POSITIONS // _PARTS) for part in range(_PARTS)]
    return [0, *(first + step * start for start in starts)]
