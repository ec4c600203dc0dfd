"""Typical weather by the minute: outdoor air and the sun on a south wall.

Measured typical meteorological years (TMY3, Wilcox and Marion 2008) that pvlib carries in its
wheel; sun position and transposition by pvlib. Times are local standard time.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from habitude_sim.plants.moist_air import saturation_g_m3

MINUTES_PER_DAY = 1440
_HOURS_PER_YEAR = 8760
_YEAR = 2026
_GROUND_ALBEDO = 0.2


@dataclass(frozen=True)
class Climate:
    """Which station's typical year a season lives in, and when it starts (a Monday)."""

    station_file: str
    start: datetime


CLIMATES = {
    # Sand Point, Alaska: January 0.6 degC, 0.58 kWh/(m2 d) on the horizontal; like Essen's.
    "winter": Climate("703165TY.csv", datetime(_YEAR, 1, 5)),
    # Greensboro, North Carolina.
    "summer": Climate("723170TYA.CSV", datetime(_YEAR, 7, 6)),
}


@dataclass(frozen=True)
class Weather:
    """Arrays by the minute from `start`: (minutes,)."""

    start: datetime
    outdoor_c: NDArray[np.float64]
    south_w_m2: NDArray[np.float64]
    vapour_g_m3: NDArray[np.float64]


@lru_cache(maxsize=8)
def typical_weather(season: str, days: int) -> Weather:
    """The weather of `days` days of "winter" or "summer"; a year's end wraps to its beginning.

    Raises KeyError for an unknown season.
    """
    climate = CLIMATES[season]
    hours, outdoor, vapour, south = _typical_year(climate.station_file)
    first_h = (climate.start - datetime(_YEAR, 1, 1)).total_seconds() / 3600
    at = first_h + (np.arange(days * MINUTES_PER_DAY) + 0.5) / 60
    # Temperatures are read at the end of an hour, irradiance is the mean of the hour before.
    return Weather(
        climate.start,
        np.interp(at, hours, outdoor, period=_HOURS_PER_YEAR),
        np.interp(at, hours - 0.5, south, period=_HOURS_PER_YEAR),
        np.interp(at, hours, vapour, period=_HOURS_PER_YEAR),
    )


@lru_cache(maxsize=4)
def _typical_year(
    station_file: str,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Hour of the year, outdoor degC, vapour g/m3, W/m2 on a south wall: (8760,) each."""
    # pvlib brings pandas: a second of import that only a simulation should pay for.
    pvlib: Any = importlib.import_module("pvlib")
    path = Path(pvlib.__file__).parent / "data" / station_file
    table, station = pvlib.iotools.read_tmy3(path, coerce_year=_YEAR, map_variables=True)
    outdoor = np.asarray(table["temp_air"], dtype=np.float64)
    humidity = np.asarray(table["relative_humidity"], dtype=np.float64)
    sun = pvlib.solarposition.get_solarposition(
        table.index.shift(-30, freq="min"), station["latitude"], station["longitude"]
    )
    south = pvlib.irradiance.get_total_irradiance(
        surface_tilt=90,
        surface_azimuth=180,
        solar_zenith=np.asarray(sun["apparent_zenith"]),
        solar_azimuth=np.asarray(sun["azimuth"]),
        dni=np.asarray(table["dni"]),
        ghi=np.asarray(table["ghi"]),
        dhi=np.asarray(table["dhi"]),
        albedo=_GROUND_ALBEDO,
        model="isotropic",
    )["poa_global"]
    return (
        np.arange(1, _HOURS_PER_YEAR + 1, dtype=np.float64),
        outdoor,
        humidity / 100 * np.array([saturation_g_m3(t) for t in outdoor.tolist()]),
        np.nan_to_num(np.asarray(south, dtype=np.float64)).clip(min=0),
    )
