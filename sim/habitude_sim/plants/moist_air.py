"""Humidity in a room: its air as one well-mixed node of water vapour.

    B V dv/dt = n V (v_out - v) + s - coil (v - v_coil)

v vapour density in g/m3, V volume, n air changes, s what people and their doings give off, coil
the air that condenses at a cooler. Furniture and plaster take up and give back vapour: the air's
capacity is multiplied by B (effective capacitance model; B by judgement). Plausible readings for
an appliance, no moisture design.
"""

from __future__ import annotations

from math import exp

from habitude_sim.plants.room import OPEN_WINDOW_ACH, VOLUME_M3, Room

_BUFFER = 8.0
_PER_MINUTE = 1 / (60 * _BUFFER)
_COIL_C = 10.0  # the cooler's coil is this cold
_COIL_ACH_PER_W = 3.0 / 1500.0  # of the room's air over the coil, by cooling power


def saturation_g_m3(temperature_c: float) -> float:
    """Water vapour density of saturated air (Magnus formula, constants of Sonntag 1990)."""
    pressure_pa = 611.2 * exp(17.62 * temperature_c / (243.12 + temperature_c))
    return 1000 * pressure_pa / (461.5 * (temperature_c + 273.15))


class MoistAir:
    """The vapour in one room's air, advanced a minute at a time."""

    def __init__(self, room: Room, vapour_g_m3: float) -> None:
        self.enter(room)
        self._coil = _COIL_ACH_PER_W * _PER_MINUTE
        self._source = _PER_MINUTE / VOLUME_M3
        self._coil_g_m3 = saturation_g_m3(_COIL_C)
        self.vapour_g_m3 = vapour_g_m3

    def enter(self, room: Room) -> None:
        """From now on it is this room, as moist as the one before."""
        self._shut = room.air_changes * _PER_MINUTE
        self._open = (room.air_changes + OPEN_WINDOW_ACH) * _PER_MINUTE

    def step(
        self, outdoor_g_m3: float, source_g_h: float, cool_w: float, window_open: bool
    ) -> None:
        """Advances a minute."""
        vapour = self.vapour_g_m3
        exchange = self._open if window_open else self._shut
        change = exchange * (outdoor_g_m3 - vapour) + self._source * source_g_h
        if cool_w and vapour > self._coil_g_m3:
            change -= cool_w * self._coil * (vapour - self._coil_g_m3)
        self.vapour_g_m3 = vapour + change

    def relative_percent(self, air_c: float) -> float:
        """Relative humidity at this air temperature, at most 100."""
        return min(100 * self.vapour_g_m3 / saturation_g_m3(air_c), 100.0)
