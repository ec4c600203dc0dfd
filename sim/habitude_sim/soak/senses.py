"""What is wrong with what a board senses: faults of sensors, on their wires."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from habitude_sim.soak.board import Surroundings, measured, sht3x_word
from habitude_sim.soak.events import Fault
from habitude_sim.world import Readings

_OPEN, _SHORTED = 65535, 0  # of the ADC
_HOTTEST = sht3x_word(1.0) + sht3x_word(0.5)  # 130 degC
_JUMP_K = 12.0  # more than a room's temperature changes within a tick
_DAMAGED_SHARE = 0.7  # of the answers


class Senses:
    """From the readings of a house, minute by minute, to what the board's sensors give."""

    def __init__(self, faults: Collection[Fault], rng: np.random.Generator) -> None:
        self._faults = faults
        self._rng = rng
        self._stuck = b""

    def at(self, minute: int, readings: Readings) -> Surroundings:
        """What there is in this minute, and what is wrong with it."""
        around = Surroundings(
            readings.room_temp, readings.humidity, readings.outdoor_temp, bool(readings.presence)
        )
        kinds = {fault.kind for fault in self._faults if fault.first <= minute < fault.end}
        for kind in kinds:
            self._disturb(kind, minute, around)
        if "room stuck" not in kinds:
            self._stuck = measured(around)
        return around

    def _disturb(self, kind: str, minute: int, around: Surroundings) -> None:
        if kind == "room missing":
            around.answer = b""
        elif kind == "room stuck":
            around.answer = self._stuck
        elif kind == "room out of range":
            around.answer = _HOTTEST
        elif kind == "room damaged" and self._rng.random() < _DAMAGED_SHARE:
            answer = bytearray(measured(around))
            answer[int(self._rng.integers(len(answer)))] ^= 1 << int(self._rng.integers(8))
            around.answer = bytes(answer)
        elif kind == "room jumping":
            around.room_c += _JUMP_K * (minute % 2)
        elif kind == "outdoor open":
            around.code = _OPEN
        elif kind == "outdoor shorted":
            around.code = _SHORTED
        elif kind.startswith("motion"):
            around.motion = kind == "motion always"
