"""What an inference costs on a board: estimated from what the engine touches running here."""

# The firmware has no type hints.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import sys
from array import array
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

import numpy as np

from .firmware import engine, kernel, norms, plain

_POINTS = 100

# Microseconds on an RP2040 at 125 MHz, fitted to 162 runs of 27 tables on the emulated board:
# docs/fuzzy-engine.md. The largest difference to one of them is 20 %.
_CALL = 9.7
_WORD_READ = 0.064
_SLOT_USED = 0.473
_NORM = 6.7  # a norm or hedge that is called, not done on the spot
_OTHER = 11.4  # an instruction of another module than the kernel


@dataclass(frozen=True)
class Cost:
    """Of one inference on an RP2040 at 125 MHz, in microseconds: over the input space, and the
    most.
    """

    mean_us: float
    most_us: float


def estimate(data: bytes) -> Cost:
    """The cost of running a table."""
    counter = _Counter(data)
    points = np.random.default_rng(5).integers(0, 32768, (_POINTS, counter.engine.inputs))
    times = [counter.microseconds(point) for point in points.tolist()]
    return Cost(float(np.mean(times)), max(times))


class _Words(plain.Words):
    """Words that count how often they are read."""

    read = 0

    def __getitem__(self, index: Any) -> Any:
        _Words.read += 1
        return super().__getitem__(index)


class _Slots(plain.Slots):
    """Slots that count how often they are used."""

    used = 0

    def __getitem__(self, index: Any) -> Any:
        _Slots.used += 1
        return super().__getitem__(index)

    def __setitem__(self, index: Any, value: Any) -> None:
        _Slots.used += 1
        super().__setitem__(index, value)


class _Counter:
    """An engine on pointers that count; the calls that it makes are counted, too."""

    def __init__(self, data: bytes) -> None:
        self.engine = engine.Engine(data)
        words = memoryview(data).cast("H").tolist()
        self.engine.work = _Slots(self.engine.work)
        self.engine.work[kernel.ADDRESS] = plain.pointer(words, _Words)
        self._norms = {norms.norm.__code__, norms.hedge.__code__}
        self._others = {function.__code__ for function in self.engine.others.values()}
        self._called: list[CodeType] = []

    def microseconds(self, point: list[int]) -> float:
        _Words.read = _Slots.used = 0
        self._called = []
        before = sys.getprofile()
        sys.setprofile(self._note)
        try:
            self.engine.run(array("h", point), array("h", [0] * self.engine.outputs))
        finally:
            sys.setprofile(before)
        norms_called = sum(code in self._norms for code in self._called)
        others_called = sum(code in self._others for code in self._called)
        return (
            _CALL
            + _WORD_READ * _Words.read
            + _SLOT_USED * _Slots.used
            + _NORM * norms_called
            + _OTHER * others_called
        )

    def _note(self, frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code in self._norms | self._others:
            self._called.append(frame.f_code)
