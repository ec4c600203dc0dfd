"""The room, its thermometer and its moist air against closed forms and finer steps."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitude_sim.plants.moist_air import MoistAir, saturation_g_m3
from habitude_sim.plants.room import ROOMS, RoomPlant
from habitude_sim.plants.thermometer import Thermometer
from habitude_sim.world import World

NAMES = sorted(ROOMS)
temperatures = st.floats(-20, 40)
powers = st.floats(0, 3000)


def plant(room: str, air_c: float, mass_c: float, emitter_w: float = 0.0) -> RoomPlant:
    it = RoomPlant(ROOMS[room], air_c)
    it.mass_c, it.emitter_w = mass_c, emitter_w
    return it


@pytest.mark.parametrize(("room", "watts"), [("poor", 1589), ("average", 669), ("good", 297)])
def test_power_that_holds_21_degrees_at_zero_outside(room: str, watts: float) -> None:
    a, b = ROOMS[room].continuous()
    air_per_w = -np.linalg.solve(a, b)[0, 1]
    assert 21 / air_per_w == pytest.approx(watts, rel=0.005)


@pytest.mark.parametrize(
    ("room", "fast_min", "slow_h"),
    [("poor", 14.5, 13.1), ("average", 15.4, 32.5), ("good", 16.2, 71.5)],
)
def test_time_constants(room: str, fast_min: float, slow_h: float) -> None:
    a, _ = ROOMS[room].continuous()
    fast, slow = sorted(-1 / np.linalg.eigvals(a[:2, :2]))
    assert fast / 60 == pytest.approx(fast_min, rel=0.01)
    assert slow / 3600 == pytest.approx(slow_h, rel=0.01)


@pytest.mark.parametrize("window_open", [False, True])
@pytest.mark.parametrize("room", NAMES)
def test_a_step_of_a_minute_is_exact(room: str, window_open: bool) -> None:
    a, b = ROOMS[room].continuous(window_open)
    state, inputs = np.array([15.0, 16.0, 0.0]), np.array([-5.0, 800.0, 250.0, 100.0])
    it = plant(room, *state)
    for _ in range(10):
        it.step(inputs[0], inputs[1], inputs[2], inputs[3], window_open)
    for _ in range(600 * 10):
        state = state + 0.1 * (a @ state + b @ inputs)
    assert (it.air_c, it.mass_c, it.emitter_w) == pytest.approx(tuple(state), rel=2e-4)


@given(temperatures, temperatures, powers, temperatures, powers, powers, st.booleans())
def test_the_scalar_step_is_the_matrix_step(
    air_c: float, mass_c: float, emitter_w: float, outdoor_c: float, heat_w: float, gain_w: float,
    window_open: bool,
) -> None:  # fmt: skip
    for room in NAMES:
        it = plant(room, air_c, mass_c, emitter_w)
        a, b = ROOMS[room].discrete(window_open)
        expected = a @ [air_c, mass_c, emitter_w] + b @ [outdoor_c, heat_w, gain_w, 300.0]
        it.step(outdoor_c, heat_w, gain_w, 300.0, window_open)
        assert np.allclose((it.air_c, it.mass_c, it.emitter_w), expected, rtol=1e-9, atol=1e-9)


@given(temperatures, temperatures, temperatures)
def test_without_power_nothing_leaves_the_range_of_temperatures(
    air_c: float, mass_c: float, outdoor_c: float
) -> None:
    it = plant("average", air_c, mass_c)
    low, high = min(air_c, mass_c, outdoor_c), max(air_c, mass_c, outdoor_c)
    for minute in range(300):
        it.step(outdoor_c, 0.0, 0.0, 0.0, minute % 7 == 0)
        assert low - 1e-9 <= min(it.air_c, it.mass_c)
        assert max(it.air_c, it.mass_c) <= high + 1e-9


def test_the_emitter_lags_by_ten_minutes_and_goes_on_heating() -> None:
    it = plant("average", 18.0, 18.0)
    for _ in range(10):
        it.step(18.0, 1000.0, 0.0, 0.0, False)
    assert it.emitter_w == pytest.approx(1000 * (1 - math.exp(-1)), rel=1e-6)
    warm_c = it.air_c
    it.step(18.0, 0.0, 0.0, 0.0, False)
    assert it.air_c > warm_c


def test_an_open_window_chills_the_air_but_not_the_mass() -> None:
    it = plant("average", 21.0, 20.5)
    for _ in range(10):
        it.step(0.0, 0.0, 0.0, 0.0, True)
    assert 14.5 < it.air_c < 17
    assert it.mass_c > 20
    assert it.operative_c == (it.air_c + it.mass_c) / 2


def test_a_cooler_acts_at_once_and_a_heater_does_not() -> None:
    cooled, heated = plant("average", 24.0, 24.0), plant("average", 24.0, 24.0)
    cooled.step(24.0, 0.0, 0.0, 1000.0, False)
    heated.step(24.0, 1000.0, 0.0, 0.0, False)
    assert 24 - cooled.air_c > 5 * (heated.air_c - 24)


def test_the_thermometer_sees_mostly_air_with_offset_and_lag() -> None:
    it = Thermometer(20.0, offset_k=0.4)
    assert it.value_c == 20.4
    for _ in range(10):
        it.step(22.0, 20.0)
    assert it.value_c == pytest.approx(20.4 + 1.4 * (1 - math.exp(-1)), rel=1e-6)


def test_saturated_air() -> None:
    # CRC Handbook: 4.85 g/m3 at 0 degC, 17.3 at 20, 30.4 at 30.
    for temperature_c, vapour in ((0, 4.85), (20, 17.3), (30, 30.4)):
        assert saturation_g_m3(temperature_c) == pytest.approx(vapour, rel=0.005)


def test_moist_air_settles_where_sources_and_air_changes_balance() -> None:
    room = ROOMS["average"]
    it = MoistAir(room, 10.0)
    for _ in range(20 * 1440):
        it.step(4.0, 60.0, 0.0, False)
    assert it.vapour_g_m3 == pytest.approx(4 + 60 / (room.air_changes * 50), rel=1e-3)
    settled = it.vapour_g_m3
    it.step(4.0, 60.0, 0.0, True)
    assert it.vapour_g_m3 < settled
    assert it.relative_percent(-10.0) == 100


def test_a_cooler_dries_the_air() -> None:
    dried, left = MoistAir(ROOMS["average"], 15.0), MoistAir(ROOMS["average"], 15.0)
    dried.step(15.0, 0.0, 1500.0, False)
    left.step(15.0, 0.0, 0.0, False)
    assert dried.vapour_g_m3 < left.vapour_g_m3


def test_readings_have_noise_offset_and_quantisation() -> None:
    world = World(6, days=2)
    house, steady = world.live(), World(6, days=2).live()
    readings = []
    while not house.over:
        readings.append(house.sense())
        house.plant.air_c = house.plant.mass_c = 20.0
        house.advance(0.0, 0.0)
        house.plant.air_c = house.plant.mass_c = 20.0
    room = np.array([r.room_temp for r in readings])[600:]
    # Held at 20 at the start of each minute, the room cools a little in its course.
    assert 20 < room.mean() < 20 + world.sensor_offset_k
    assert np.diff(room).std() / 2**0.5 == pytest.approx(0.04, abs=0.004)
    assert all(r.room_temp == round(r.room_temp, 2) for r in readings)
    assert len({r.room_temp for r in readings}) > 10
    outdoor = np.array([r.outdoor_temp for r in readings]) - world.weather.outdoor_c
    assert 0.04 < outdoor.std() < 0.08
    assert all(10 < r.humidity < 90 for r in readings)
    assert {r.presence for r in readings} == {0, 1}
    assert steady.sense() == readings[0]


def test_in_a_house_somebody_opens_the_window_and_it_shuts_again() -> None:
    house = World(2, days=2).live(record=True)
    while not house.over:
        house.sense()
        house.people_act(15.0)
        house.advance(1.0, 0.0)
    assert house.history is not None
    air = np.array(house.history.air_c)
    opened = np.array([*house.score.windows_opened_at, house.minutes])
    assert min(np.diff(opened)) >= 15
    alone = opened[:-1][np.diff(opened) > 30]
    assert len(alone) > 0
    assert (air[alone + 15] < air[alone] - 3).all()
    assert (air[alone + 25] > air[alone + 15] + 0.5).all()
