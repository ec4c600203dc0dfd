"""The climate appliance's drive in the three rooms: it settles, and it follows the sun."""

import pytest

from habitude.app import App
from habitude.appliances import load
from habitude_sim.plants.room import ROOMS, RoomPlant
from habitude_sim.plants.thermometer import Thermometer

NOON_S = 12 * 3600
OUTDOOR_C = 0.0


def readings_of(room, hours, gain_w):
    """Readings by the minute of a room at 21 degC with somebody in it; gain_w: of the minute."""
    app = App(load("climate"))
    plant, thermometer = RoomPlant(ROOMS[room], 21.0), Thermometer(21.0, 0.0)
    seen = []
    for minute in range(hours * 60):
        seen.append(thermometer.value_c)
        noise = minute % 2  # of the last digit: a sensor without any is stuck
        raw = [round(thermometer.value_c * 100) + noise, 400, round(OUTDOOR_C * 100), 1]
        # A clock that stands still: the wish does not change with the hour.
        app.step(minute * 60, NOON_S, raw, [0])
        heat_w = app.outputs[0] / 1000 * ROOMS[room].heater_w
        plant.step(OUTDOOR_C, heat_w, gain_w(minute), 0.0, window_open=False)
        thermometer.step(plant.air_c, plant.mass_c)
    return seen


@pytest.mark.parametrize("room", ROOMS)
def test_settles_without_swinging(room):
    settled = readings_of(room, 12, lambda minute: 100.0)[-240:]
    assert max(settled) - min(settled) < 0.2
    assert abs(sum(settled) / len(settled) - 21) < 0.1


@pytest.mark.parametrize(("room", "sun_w"), [("average", 535.0), ("good", 238.0)])
def test_makes_room_for_the_sun(room, sun_w):
    """Sun that brings four fifths of what the room needs: back at the setting within an hour."""
    seen = readings_of(room, 10, lambda minute: sun_w if minute >= 480 else 0.0)
    assert 21.2 < max(seen[480:]) < 21.5
    assert abs(seen[540] - 21) < 0.15
