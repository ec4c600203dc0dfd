"""The alternatives and how they are judged: fair, well controlled, in the right order."""

import numpy as np
import pytest

from habitude_sim import alternatives
from habitude_sim.alternatives import ALTERNATIVES, oracle_target, programmed_table
from habitude_sim.people.presence import ACTIVE, ASLEEP, AWAY
from habitude_sim.people.wishes import Residents
from habitude_sim.plants.room import ROOMS, RoomPlant
from habitude_sim.plants.thermometer import Thermometer
from habitude_sim.scoring import Score
from habitude_sim.world import House, Readings, World


def controlled(room: str, season: str, setpoints_c: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Reading and power by the minute, under the alternatives' PI controller."""
    world = World(0, days=1, room=room, season=season)
    controller = alternatives._PI()
    limits_w = -world.cooler_w(world.room), world.heater_w(world.room)
    it = RoomPlant(ROOMS[room], setpoints_c[0])
    thermometer = Thermometer(setpoints_c[0], 0.0)
    outdoor_c = 28.0 if world.summer else 0.0
    readings, powers = [], []
    for setpoint_c in setpoints_c:
        power_w = controller.power_w(setpoint_c - thermometer.value_c, *limits_w)
        it.step(outdoor_c, max(power_w, 0.0), 0.0, max(-power_w, 0.0), False)
        thermometer.step(it.air_c, it.mass_c)
        readings.append(thermometer.value_c)
        powers.append(power_w)
    return np.array(readings), np.array(powers)


@pytest.mark.parametrize("season", ["winter", "summer"])
@pytest.mark.parametrize("room", sorted(ROOMS))
def test_the_controller_steps_without_oscillation(room: str, season: str) -> None:
    start, end = (26.0, 24.0) if season == "summer" else (18.0, 21.0)
    readings, _ = controlled(room, season, [start] * 1200 + [end] * 1200)
    course = (readings[1200:] - start) / (end - start)
    assert course.max() < 1.13, "overshoot"
    settled = course[600:]
    assert abs(settled - 1).max() < 0.02
    clearly_off = course[abs(course - 1) > 0.01]
    assert (np.diff(np.sign(clearly_off - 1)) != 0).sum() <= 1


def test_the_controller_does_not_wind_up() -> None:
    # Ten hours of asking for more than the heater can give, then a little less than it is.
    readings, powers = controlled("good", "winter", [18.0] * 600 + [40.0] * 600 + [20.0] * 60)
    assert readings[1199] > 22
    assert powers[1199] == 800
    assert powers[1205] == 0


def pressed(thermostat: alternatives.Thermostat, house: House, minute: int, steps: int) -> float:
    """The set-point after a press at `minute`."""
    house.minute = minute
    readings = Readings(20.0, 40.0, 0.0, 1)
    thermostat.setpoint(house, readings)
    thermostat.turned(minute, steps)
    return thermostat.setpoint(house, readings)


def test_a_manual_override_holds_until_the_next_one() -> None:
    world = World(1, days=2)
    house, thermostat = world.live(), alternatives._Manual(world)
    assert pressed(thermostat, house, 100, 3) == 22.5
    assert pressed(thermostat, house, 2000, -1) == 22.0


def test_an_override_of_the_schedule_holds_two_hours() -> None:
    world = World(1, days=7)
    house, thermostat = world.live(), alternatives._Schedule(world)
    table = programmed_table(world)
    assert pressed(thermostat, house, 600, 2) == table[0][10] + 1.0
    for minute, expected in ((719, table[0][10] + 1.0), (720, table[0][12])):
        house.minute = minute
        assert thermostat.setpoint(house, Readings(20.0, 40.0, 0.0, 1)) == expected
    house.minute = 5 * 1440 + 8 * 60
    assert thermostat.setpoint(house, Readings(20.0, 40.0, 0.0, 1)) == table[1][8]


def test_the_schedule_is_programmed_from_the_first_week_alone() -> None:
    world = World(2, days=14)
    table = programmed_table(world)
    world.residents.wish_c[7 * 1440 :] += 5
    assert programmed_table(world) == table
    world.residents.wish_c[: 7 * 1440] += 1
    assert np.mean(np.array(programmed_table(world)) - table) > 0.5
    assert all(value % 0.5 == 0 for row in table for value in row)


@pytest.mark.parametrize("residents", [1, 2, 3, 4])
def test_the_oracle_aims_where_most_are_satisfied(residents: int) -> None:
    world = World(7, days=3, residents=residents)
    best = alternatives._best_for_those_awake(world)
    wish, tolerance = world.residents.wish_c, world.residents.tolerance_k
    awake = world.states == ACTIVE
    assert (np.isnan(best) == ~awake.any(axis=1)).all()

    def satisfied(point: np.ndarray) -> np.ndarray:
        return (awake & (abs(point[:, None] - wish) <= tolerance)).sum(axis=1)

    served = satisfied(np.nan_to_num(best))
    for anywhere in np.arange(17, 26, 0.1):
        assert (satisfied(np.full(world.minutes, anywhere)) <= served).all()


def test_the_oracle_prepares_and_never_falls_short_of_what_is_liked() -> None:
    for season, sign in (("winter", 1), ("summer", -1)):
        world = World(7, days=3, season=season)
        target, liked = oracle_target(world), alternatives._best_for_those_awake(world)
        needed = ~np.isnan(liked)
        assert (sign * (target - liked)[needed] > -1e-9).all()
        climb = sign * np.diff(target)
        assert climb.max() < 0.1, "K a minute: rises begin early instead"


def test_the_oracle_tracks_its_target() -> None:
    world = World(0, days=7, room="average")
    history = ALTERNATIVES["oracle"](world, record=True).history
    assert history is not None
    target = oracle_target(world)[1440:]
    error = np.array(history.operative_c)[1440:] - target
    heating = (np.array(history.heat)[1440:] > 0.02) & (np.array(history.heat)[1440:] < 0.98)
    assert heating.mean() > 0.2
    assert np.sqrt((error[heating] ** 2).mean()) < 0.15


@pytest.mark.parametrize(("room", "season"), [("average", "winter"), ("average", "summer")])
def test_knowing_more_serves_better(room: str, season: str) -> None:
    figures = {name: [] for name in ALTERNATIVES}
    for seed in range(4):
        world = World(seed, days=14, room=room, season=season)
        for name, alternative in ALTERNATIVES.items():
            weeks = alternative(world).score.weeks()
            figures[name].append([(w["satisfied"], w["overrides_per_day"]) for w in weeks])
    satisfied = {name: np.mean(f, axis=(0, 1))[0] for name, f in figures.items()}
    overrides = {name: np.mean(f, axis=(0, 1))[1] for name, f in figures.items()}
    assert satisfied["manual"] + 0.02 < satisfied["schedule"] < satisfied["oracle"] - 0.01
    assert satisfied["oracle"] > 0.93
    assert overrides["oracle"] < 0.6 * overrides["manual"]
    assert 0.5 < overrides["manual"] < 4


def test_the_same_world_lives_the_same_life() -> None:
    first = [ALTERNATIVES["schedule"](World(8, days=3)).score.weeks() for _ in range(2)]
    world = World(8, days=3)
    ALTERNATIVES["manual"](world)
    assert first[0] == first[1] == ALTERNATIVES["schedule"](world).score.weeks()


@pytest.mark.parametrize(
    "bad",
    [{"room": "cellar"}, {"season": "spring"}, {"residents": 5}, {"days": 0}, {"seed": -1}],
)
def test_what_cannot_be_simulated_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=str(next(iter(bad.values())))):
        World(**{"seed": 1, **bad})


def test_a_score_counts_by_the_week() -> None:
    day = 1440
    states = np.full((8 * day, 2), AWAY, np.int8)
    states[:day] = [ACTIVE, ASLEEP]
    states[7 * day : 7 * day + 100, 0] = ACTIVE
    wish_c = np.full(states.shape, 20.0)
    truth = Residents(wish_c, np.array([1.0, 1.0]), np.ones(2), np.zeros(2, np.bool_))
    score = Score(states, truth, asleep_tolerance_k=2.0)
    assert score.weeks() == []
    score.operative_c += [21.0] * 720 + [21.5] * 720 + [15.0] * (6 * day) + [20.0] * day
    score.power_w += [1000.0] * (8 * day)
    score.overrides_at += [10, 20, 7 * day]
    score.windows_opened_at += [30]
    first, second = score.weeks()
    assert first == {
        "week": 1,
        "satisfied": 0.5,
        "satisfied_with_asleep": 0.75,
        "overrides_per_day": pytest.approx(2 / 7),
        "energy_kwh": pytest.approx(7 * 24),
        "windows_opened": 1,
    }
    assert (second["satisfied"], second["overrides_per_day"]) == (1.0, 1.0)


def test_cooling_counts_as_electricity() -> None:
    house = World(1, days=1, season="summer").live()
    house.sense()
    house.advance(heat=1.0, cool=0.5)
    assert house.score.power_w == [pytest.approx(0.5 * 1500 / 3)], "no heater in summer"
