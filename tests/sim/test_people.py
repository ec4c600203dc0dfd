"""Wishes, and when and how people override: the rules of the reference household one by one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitude_sim import world as worlds
from habitude_sim.people.overrides import Household, People
from habitude_sim.people.parameters import PeopleParameters
from habitude_sim.people.presence import ACTIVE, ASLEEP, AWAY
from habitude_sim.people.wishes import Residents, draw_residents
from habitude_sim.world import World

WISH_C, TOLERANCE_K = 21.0, 1.25
MINUTES = 60_000
ALWAYS = PeopleParameters(refractory_min=0, non_thermal_per_min=0.0)


def people(
    parameters: PeopleParameters = ALWAYS,
    residents: int = 1,
    minutes: int = MINUTES,
    state: int = ACTIVE,
    summer: bool = False,
    valve: bool = False,
) -> People:
    """People of one wish who are in one state all the time, with chance of their own."""
    rng = np.random.default_rng(1)
    shape = (minutes, residents)
    truth = Residents(
        np.full(shape, WISH_C),
        np.full(residents, TOLERANCE_K),
        np.full(residents, 1.0),
        np.full(residents, valve),
    )
    states = np.full(shape, state, np.int8)
    chance, manner = rng.random(shape), rng.normal(size=shape)
    return People(states, truth, chance, manner, summer, parameters)


def acts(
    who: People, felt_c: float, setpoint_c: float, minutes: int = MINUTES
) -> tuple[list[list[tuple[int, int]]], int]:
    """Everything pressed and the number of windows opened while nothing changes."""
    household = Household(who)
    done = [household.act(k, felt_c, felt_c, setpoint_c) for k in range(minutes)]
    return [presses for presses, _ in done if presses], sum(window for _, window in done)


@pytest.mark.parametrize(("excess_k", "per_min"), [(0.5, 0.5 / 30), (2.0, 2 / 30), (5.0, 0.1)])
def test_the_hazard_grows_with_discomfort_up_to_a_limit(excess_k: float, per_min: float) -> None:
    presses, _ = acts(people(), WISH_C - TOLERANCE_K - excess_k, 15.0)
    assert len(presses) / MINUTES == pytest.approx(per_min, rel=0.08)


def test_nobody_comfortable_asleep_or_away_acts() -> None:
    assert acts(people(), WISH_C + TOLERANCE_K, 21.0) == ([], 0)
    for state in (ASLEEP, AWAY):
        assert acts(people(PeopleParameters(), state=state), 10.0, 15.0) == ([], 0)


def test_patience_when_the_setpoint_already_is_right() -> None:
    hasty, _ = acts(people(), 18.0, 18.0)
    patient, _ = acts(people(), 18.0, 22.0)
    assert len(patient) / len(hasty) == pytest.approx(0.3, abs=0.04)


def test_the_new_setpoint_corrects_what_is_felt() -> None:
    presses, _ = acts(people(), 18.0, 18.0)
    change_k = np.array([steps for ((_, steps),) in presses]) * 0.5
    assert (change_k > 0).all()
    assert change_k.mean() == pytest.approx(3.0, abs=0.1)
    assert change_k.std() == pytest.approx(3 * 0.3, abs=0.15)

    like_a_valve, _ = acts(people(valve=True), 18.0, 18.0)
    extra_k = np.mean([steps for ((_, steps),) in like_a_valve]) * 0.5 - change_k.mean()
    assert extra_k == pytest.approx(1.0, abs=0.05)


def test_an_act_goes_at_least_one_step_the_right_way() -> None:
    # Shown 18 and too cold, but the set-point is beyond what would be chosen.
    presses, _ = acts(people(), 18.0, 27.0)
    assert presses
    assert {steps for ((_, steps),) in presses} == {1}


@pytest.mark.parametrize("summer", [False, True])
def test_too_warm_with_the_setpoint_below(summer: bool) -> None:
    presses, windows = acts(people(summer=summer), 24.0, 20.0)
    if summer:
        assert windows == 0
        assert all(steps < 0 for ((_, steps),) in presses)
    else:
        assert presses == [], "a heater that is off can't be turned lower to effect"
        rate = 0.3 * (24 - WISH_C - TOLERANCE_K) / 30
        assert windows / MINUTES == pytest.approx(rate / 2, rel=0.2)


def test_too_cold_in_summer_with_the_setpoint_above_is_borne() -> None:
    assert acts(people(summer=True), 18.0, 25.0) == ([], 0)
    presses, _ = acts(people(summer=True), 18.0, 17.0)
    assert all(steps > 0 for ((_, steps),) in presses)


def test_deference_to_who_acted_last() -> None:
    def acts_of_the_second(deference_min: int) -> int:
        two = people(replace(ALWAYS, deference_min=deference_min), residents=2)
        two.chance[0] = [0.0] * MINUTES
        two.might_act = [(0, 1)] * MINUTES
        presses, _ = acts(two, 18.5, 15.0)
        return sum(who == 1 for pressed in presses for who, _ in pressed)

    ratio = acts_of_the_second(deference_min=60) / acts_of_the_second(deference_min=0)
    assert ratio == pytest.approx(0.3, abs=0.04)


def test_acts_for_other_reasons_are_rare_and_of_any_direction() -> None:
    p = PeopleParameters(refractory_min=0)
    presses, _ = acts(people(p), WISH_C, 21.0)
    steps = [steps for ((_, steps),) in presses]
    assert len(steps) / MINUTES == pytest.approx(0.3 / 600, rel=0.4)
    assert min(steps) < 0 < max(steps)
    assert {abs(n) for n in steps} <= {1, 2, 3, 4}


@given(
    felt_c=st.floats(5, 35),
    shown_c=st.floats(5, 35),
    setpoint=st.integers(10, 60),
    valve=st.booleans(),
    summer=st.booleans(),
)
def test_presses_are_never_none_and_stay_in_range(
    felt_c: float, shown_c: float, setpoint: int, valve: bool, summer: bool
) -> None:
    certain = replace(ALWAYS, hazard_per_k=1e9)
    household = Household(people(certain, minutes=20, valve=valve, summer=summer))
    for k in range(20):
        for _, steps in household.act(k, felt_c, shown_c, setpoint / 2)[0]:
            assert steps != 0
            assert min(10, setpoint / 2) <= setpoint / 2 + steps / 2 <= max(28, setpoint / 2)


def test_a_rest_after_acting() -> None:
    world = World(3, days=7)
    house = world.live(record=True)
    while not house.over:
        house.sense()
        house.people_act(16.0)
        house.advance(0.2, 0.0)
    assert house.history is not None
    for resident in (0, 1):
        at = [minute for minute, who, _ in house.history.presses if who == resident]
        assert len(at) > 3
        assert min(np.diff(at)) >= world.parameters.refractory_min


def test_wishes_have_the_spread_of_the_reference_household() -> None:
    p = PeopleParameters()
    states = np.full((7 * 1440, 2), ACTIVE, np.int8)
    states.reshape(7, 1440, 2)[:, :360] = ASLEEP
    outdoor_c = np.zeros(len(states))
    drawn = [
        draw_residents(states, outdoor_c, False, np.random.default_rng([s, 2]), p)
        for s in range(300)
    ]
    wish = np.stack([r.wish_c for r in drawn]).reshape(300, 7, 24, 60, 2)
    level = wish[:, :, 12:17].mean(axis=(1, 2, 3))
    assert level.mean() == pytest.approx(21.0, abs=0.25)
    assert level.std() == pytest.approx(np.hypot(1.0, 0.7), abs=0.15)
    couple_difference = level[:, 0] - level[:, 1]
    assert couple_difference.std() == pytest.approx(0.7 * 2**0.5, abs=0.15)
    by_hour = wish.mean(axis=(0, 1, 3, 4)) - wish[:, :, 12].mean()
    assert by_hour[7] == pytest.approx(-0.5, abs=0.1)
    assert by_hour[21] == pytest.approx(0.5, abs=0.1)
    assert by_hour[3] == pytest.approx(-3.0, abs=0.2)
    tolerance = np.stack([r.tolerance_k for r in drawn])
    assert np.median(tolerance) == pytest.approx(1.25, abs=0.06)
    assert tolerance.min() >= 0.7
    assert tolerance.max() <= 2.2
    assert np.mean([r.turns_like_a_valve for r in drawn]) == pytest.approx(0.3, abs=0.06)
    assert np.median([r.eagerness for r in drawn]) == pytest.approx(0.5, abs=0.08)


def test_wishes_follow_the_weather_and_the_season() -> None:
    p = PeopleParameters()
    states = np.full((14 * 1440, 1), ACTIVE, np.int8)
    warmer = np.repeat(np.where(np.arange(14) < 4, 0.0, 10.0), 1440)

    def wish(outdoor_c: np.ndarray, summer: bool = False) -> np.ndarray:
        return draw_residents(states, outdoor_c, summer, np.random.default_rng(1), p).wish_c

    change = wish(warmer) - wish(np.zeros(len(states)))
    assert np.allclose(wish(np.full(len(states), 8.0)), wish(np.zeros(len(states)))), (
        "changes only"
    )
    assert abs(change[:1440]).max() < 0.01
    assert change[-1] == pytest.approx(0.05 * 10 * (1 - 0.8**9), abs=0.05)
    assert np.allclose(wish(warmer, summer=True) - wish(warmer), p.summer_k)


def test_people_do_not_depend_on_the_room() -> None:
    one, other = World(4, days=2, room="poor"), World(4, days=2, room="good")
    assert (one.states == other.states).all()
    assert (one.residents.wish_c == other.residents.wish_c).all()
    assert (one.motion == other.motion).all()
    assert one.people.chance == other.people.chance
    assert one.sensor_offset_k == other.sensor_offset_k


def test_every_user_of_chance_has_its_own_stream() -> None:
    users = ("PRESENCE", "PEOPLE", "INSTRUMENTS", "MOTION", "ACTS")
    assert len({getattr(worlds, f"_{user}") for user in users}) == len(users)


def test_the_motion_sensor_sees_half_of_the_minutes() -> None:
    world = World(5)
    awake, asleep = (world.states == ACTIVE).sum(axis=1), (world.states == ASLEEP).sum(axis=1)
    assert world.motion[awake == 2].mean() == pytest.approx(0.75, abs=0.03)
    assert world.motion[awake == 1].mean() == pytest.approx(0.5, abs=0.03)
    assert world.motion[(awake == 0) & (asleep > 0)].mean() < 0.03
    assert world.motion[awake + asleep == 0].sum() == 0
