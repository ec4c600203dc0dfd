"""A heated or cooled room as two thermal nodes, air and mass, behind a lagging heat emitter.

    C_a dTa/dt = H_am (Tm - Ta) + H_air (To - Ta) + f_h Q + f_g G - K
    C_m dTm/dt = H_am (Ta - Tm) + H_em (To - Tm) + (1 - f_h) Q + (1 - f_g) G
       dQ/dt  = (P - Q) / lag

To outdoor temperature, P heater power, Q heat given off by the emitter, G solar and internal
gains, K heat taken out by the cooler. Structure, coupling H_am and mass classes: ISO 13790:2008
(5R1C, table 12); heat capacity of air and furniture: ISO 52016-1:2017 (10 kJ/(m2 K)).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm

STEP_S = 60.0

FLOOR_M2 = 20.0
VOLUME_M3 = 50.0
OUTER_WALL_M2 = 18.5
GLAZING_M2 = 4.0
OPEN_WINDOW_ACH = 6.0  # tilted 1-4, fully open 5-15 air changes per hour

_AIR_J_M2K = 10e3
_MASS_J_M2K = 165e3  # class "medium"
_MASS_AREA_RATIO = 2.5
_SURFACE_AREA_RATIO = 4.5
_H_SURFACE_AIR = 3.45  # W/(m2 K), ISO 13790 h_is
_H_MASS_SURFACE = 9.1  # W/(m2 K), ISO 13790 h_ms
_AIR_WH_M3K = 0.34  # volumetric heat capacity of air
_CONVECTIVE_HEATING = 0.65  # radiator
_CONVECTIVE_GAINS = 0.5
# Frame, angle of incidence with dirt, shading.
_SOLAR_REDUCTION = 0.7 * 0.9 * 0.8

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Room:
    """A 20 m2 corner room, 2.5 m high, glazed to the south; its other faces are adiabatic.

    U-values in W/(m2 K), `air_changes` per hour, powers in thermal W, lag in minutes.
    U-values and g: UK SAP/RdSAP tables.
    """

    name: str
    wall_u: float
    glazing_u: float
    glazing_g: float
    air_changes: float
    heater_w: float
    cooler_w: float = 1500.0
    cooler_cop: float = 3.0
    emitter_lag_min: float = 10.0

    @property
    def solar_m2(self) -> float:
        """Aperture: gain in W per W/m2 on the south wall."""
        return GLAZING_M2 * self.glazing_g * _SOLAR_REDUCTION

    def continuous(self, window_open: bool = False) -> tuple[Matrix, Matrix]:
        """State (3, 3) and input (3, 4) matrix, per second.

        States: air degC, mass degC, emitter W. Inputs: outdoor degC, heater W, gains W, cooler W.
        """
        c_air = _AIR_J_M2K * FLOOR_M2
        c_mass = _MASS_J_M2K * FLOOR_M2
        mass_surface = _H_MASS_SURFACE * _MASS_AREA_RATIO * FLOOR_M2
        h_am = 1 / (1 / (_H_SURFACE_AIR * _SURFACE_AREA_RATIO * FLOOR_M2) + 1 / mass_surface)
        h_em = 1 / (1 / (self.wall_u * OUTER_WALL_M2) - 1 / mass_surface)
        ach = self.air_changes + (OPEN_WINDOW_ACH if window_open else 0.0)
        h_air = self.glazing_u * GLAZING_M2 + _AIR_WH_M3K * ach * VOLUME_M3
        lag_s = 60.0 * self.emitter_lag_min
        a = np.array(
            [
                [-(h_am + h_air) / c_air, h_am / c_air, _CONVECTIVE_HEATING / c_air],
                [h_am / c_mass, -(h_am + h_em) / c_mass, (1 - _CONVECTIVE_HEATING) / c_mass],
                [0.0, 0.0, -1 / lag_s],
            ]
        )
        b = np.array(
            [
                [h_air / c_air, 0.0, _CONVECTIVE_GAINS / c_air, -1 / c_air],
                [h_em / c_mass, 0.0, (1 - _CONVECTIVE_GAINS) / c_mass, 0.0],
                [0.0, 1 / lag_s, 0.0, 0.0],
            ]
        )
        return a, b

    def discrete(self, window_open: bool = False) -> tuple[Matrix, Matrix]:
        """The exact matrices of one 60 s step with inputs held constant."""
        return _discrete(self, window_open)


@lru_cache(maxsize=64)
def _discrete(room: Room, window_open: bool) -> tuple[Matrix, Matrix]:
    a, b = room.continuous(window_open)
    block = np.zeros((7, 7))
    block[:3, :3] = a
    block[:3, 3:] = b
    step: Matrix = np.asarray(expm(block * STEP_S), dtype=np.float64)
    return step[:3, :3], step[:3, 3:]


ROOMS = {
    room.name: room
    for room in (
        # Solid brick, single glazing, draughty.
        Room("poor", 2.1, 4.8, 0.85, 1.0, 3000.0),
        # Filled cavity wall, old double glazing.
        Room("average", 0.55, 2.8, 0.75, 0.6, 1500.0),
        # New building.
        Room("good", 0.18, 1.2, 0.55, 0.35, 800.0),
    )
}


class RoomPlant:
    """The state of one room, advanced a minute at a time: plain floats, as it is the hot loop."""

    def __init__(self, room: Room, initial_c: float) -> None:
        self.air_c = initial_c
        self.mass_c = initial_c
        self.emitter_w = 0.0
        self.enter(room)

    def enter(self, room: Room) -> None:
        """From now on it is this room, as warm as the one before."""
        shut, opened = (
            [float(v) for row in np.hstack(room.discrete(window_open))[:2] for v in row]
            for window_open in (False, True)
        )
        self._shut, self._open = shut, opened
        self._emitter_keeps = exp(-1 / room.emitter_lag_min)

    @property
    def operative_c(self) -> float:
        """What people feel: the mean of air and surfaces."""
        return 0.5 * (self.air_c + self.mass_c)

    def step(
        self, outdoor_c: float, heat_w: float, gain_w: float, cool_w: float, window_open: bool
    ) -> None:
        """Advances 60 s with these inputs held constant."""
        m = self._open if window_open else self._shut
        air, mass, emitter = self.air_c, self.mass_c, self.emitter_w
        self.air_c = (
            m[0] * air + m[1] * mass + m[2] * emitter
            + m[3] * outdoor_c + m[4] * heat_w + m[5] * gain_w + m[6] * cool_w
        )  # fmt: skip
        self.mass_c = (
            m[7] * air + m[8] * mass + m[9] * emitter
            + m[10] * outdoor_c + m[11] * heat_w + m[12] * gain_w + m[13] * cool_w
        )  # fmt: skip
        self.emitter_w = heat_w + (emitter - heat_w) * self._emitter_keeps
