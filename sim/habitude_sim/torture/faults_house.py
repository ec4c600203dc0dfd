"""A small house for short lives: one room, its sensors, its heater and cooler, all of which can
fail. The truth is the room's; what is wrong with a sensor is faults.py's.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from math import pi, sin

from habitude_sim.plants.room import ROOMS, RoomPlant
from habitude_sim.plants.thermometer import Thermometer
from habitude_sim.torture.faults import Raw, Sick
from habitude_sim.torture.faults_spec import COOL, HEAT, Spec

_STEP_S = 60
_DAY_S = 86400
_DAILY_K, _NOISE_K = 4.0, 0.04
_GAINS_W = 150.0
_SEEN = 0.5  # by the motion sensor in a tick, of somebody who is there

# How an actuator fails: what it does whatever it is told, as a share of its power.
ACTUATOR_KINDS: dict[str, float | None] = {"dead": 0.0, "welded": 1.0, "works": None}


@dataclass
class House:
    """room_c, outdoor_c: at the start. somebody: whether anybody is there."""

    spec: Spec
    rng: random.Random
    room_c: float
    outdoor_c: float
    somebody: bool = True
    sick: dict[int, Sick] = field(default_factory=dict[int, Sick])
    forced: dict[int, float | None] = field(default_factory=dict[int, float | None])
    told: list[Raw] = field(default_factory=list[Raw])
    _rest_s: int = 0
    _lived_s: int = 0

    def __post_init__(self) -> None:
        self.told = [None] * len(self.spec.readings)
        self.move(self.room_c)

    def move(self, room_c: float) -> None:
        """The room is so warm from now on."""
        self._room = RoomPlant(ROOMS["average"], room_c)
        self._thermometer = Thermometer(room_c, 0.0)

    def fall_sick(self, index: int, kind: str, size: float, now_s: int) -> None:
        other = (index + 1 if index % 2 == 0 else index - 1) if index else 2
        self.sick[index] = Sick(kind, size, index, other, now_s, self.told[index])
        if kind == "swapped":
            self.sick[other] = Sick(kind, size, other, index, now_s, self.told[other])

    def sense(self, now_s: int) -> list[Raw]:
        """What the sensors tell."""
        true = self._true()
        self.told = [
            self.sick[index].tell(true, self.spec, now_s, self.rng)
            if index in self.sick
            else value
            for index, value in enumerate(true)
        ]
        return self.told

    def advance(self, outputs: list[int], passed_s: int) -> None:
        """Time passes with the outputs at these levels."""
        heat, cool = (self._power(index, outputs[index]) for index in (HEAT, COOL))
        self._rest_s += passed_s
        while self._rest_s >= _STEP_S:
            self._rest_s -= _STEP_S
            self._lived_s += _STEP_S
            room = ROOMS["average"]
            self._room.step(
                self._outdoor_now(), heat * room.heater_w, _GAINS_W, cool * room.cooler_w, False
            )
            self._thermometer.step(self._room.air_c, self._room.mass_c)

    def _power(self, output: int, level: int) -> float:
        forced = self.forced.get(output)
        return level / self.spec.full if forced is None else forced

    def _outdoor_now(self) -> float:
        return self.outdoor_c + _DAILY_K * sin(2 * pi * self._lived_s / _DAY_S)

    def _true(self) -> list[Raw]:
        """In the order of the declaration; no sensor is without noise."""
        noise = self.rng.gauss
        natural = (
            self._thermometer.value_c + noise(0, _NOISE_K),
            min(max(45 + noise(0, 0.3), 0), 100),
            self._outdoor_now() + noise(0, _NOISE_K),
            int(self.somebody and self.rng.random() < _SEEN),
        )
        pairs = zip(natural, self.spec.readings, strict=True)
        return [round(value * 10**reading.decimals) for value, reading in pairs]
