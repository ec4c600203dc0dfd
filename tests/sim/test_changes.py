"""What happens to a household changes what it should from when it should, and nothing else."""

import numpy as np
import pytest

from habitude_sim.alternatives import manual, oracle, oracle_target
from habitude_sim.changes import (
    Apart,
    Change,
    ClockChange,
    Guest,
    Holiday,
    Move,
    NewHousehold,
    Played,
    Season,
    WishShift,
)
from habitude_sim.people.presence import ACTIVE, AWAY
from habitude_sim.plants.room import ROOMS
from habitude_sim.scenario import comings_and_goings, live
from habitude_sim.world import World

DAYS, DAY = 6, 3
AT = DAY * 1440
ALL: tuple[Change, ...] = (
    WishShift(DAY, 2.0),
    Season(DAY, 2, 8.0, 1.0),
    Move(DAY, "poor"),
    NewHousehold(DAY),
    Guest(DAY, 2, 2.5),
    Holiday(DAY, 2),
    ClockChange(DAY, 1),
    ClockChange(DAY, -1, told=False),
    Played(DAY),
)


def world(*changes: Change, days: int = DAYS, seed: int = 2) -> World:
    return World(seed, days, changes=changes)


PLAIN = world()


@pytest.mark.parametrize("change", ALL, ids=lambda change: type(change).__name__)
def test_until_then_it_is_the_same_life(change: Change) -> None:
    before, after = manual(PLAIN, record=True), manual(world(change), record=True)
    assert before.history is not None and after.history is not None
    for name in ("operative_c", "reading_c", "setpoint_c", "heat"):
        lived, changed = getattr(before.history, name), getattr(after.history, name)
        assert lived[:AT] == changed[:AT], name
    assert manual(PLAIN).score.operative_c != after.score.operative_c or isinstance(
        change, ClockChange
    )


@pytest.mark.parametrize("change", [WishShift(DAY, 0.0), Season(DAY, 2, 0.0, 0.0)])
def test_a_change_by_nothing_changes_nothing(change: Change) -> None:
    assert oracle(world(change)).score.operative_c == oracle(PLAIN).score.operative_c


def test_wishes_shift_at_once_or_gradually_for_all_or_one() -> None:
    def shift_k(change: Change) -> np.ndarray:
        return world(change).residents.wish_c - PLAIN.residents.wish_c

    at_once = shift_k(WishShift(DAY, -2.0))
    assert not at_once[:AT].any()
    assert at_once[AT:] == pytest.approx(-2.0)
    gradual = shift_k(WishShift(DAY, 2.0, over_days=2))
    assert gradual[AT + 1440] == pytest.approx(1.0)
    assert gradual[AT + 2880 :] == pytest.approx(2.0)
    of_one = shift_k(WishShift(DAY, 2.0, person=1))
    assert not of_one[:, 0].any()
    assert of_one[AT:, 1] == pytest.approx(2.0)


def test_the_oracle_follows_a_change_at_once() -> None:
    shifted = oracle_target(world(WishShift(DAY, 1.0)))
    someone = (PLAIN.states[AT + 60 :] == ACTIVE).any(axis=1)
    moved_k = (shifted - oracle_target(PLAIN))[AT + 60 :][someone]
    assert np.median(moved_k) == pytest.approx(1.0)
    lived = oracle(world(WishShift(DAY, 2.0), Move(DAY, "poor"))).score
    after = lived.satisfied()[AT + 1440 :].sum() / lived.awake()[AT + 1440 :].sum()
    assert after > 0.9


def test_the_season_turns_for_sensors_and_people() -> None:
    spring = world(Season(DAY, 2, 8.0, 1.0))
    warmer_k = spring.weather.outdoor_c - PLAIN.weather.outdoor_c
    assert warmer_k[-1] == pytest.approx(8.0)
    house, plain = spring.live(), PLAIN.live()
    house.minute = plain.minute = AT + 2880
    assert house.sense().outdoor_temp - plain.sense().outdoor_temp == pytest.approx(8.0, abs=0.11)


def test_a_room_is_left_for_another() -> None:
    moved = world(Move(DAY, "poor"))
    house = moved.live()
    house.minute = AT - 1
    house.advance(1.0, 0.0)
    assert house.score.power_w[-1] == ROOMS["average"].heater_w
    before_c = house.plant.operative_c
    house.advance(1.0, 0.0)
    assert house.score.power_w[-1] == ROOMS["poor"].heater_w
    assert abs(house.plant.operative_c - before_c) < 0.2, "it is as warm there"
    sunny = np.argmax(moved.weather.south_w_m2[AT:]) + AT
    assert moved.gains_w[sunny] - PLAIN.gains_w[sunny] == pytest.approx(
        moved.weather.south_w_m2[sunny] * (ROOMS["poor"].solar_m2 - ROOMS["average"].solar_m2)
    )


def test_other_people_move_in_and_nobody_stays() -> None:
    new = world(NewHousehold(DAY))
    assert (new.states[AT:, :2] == AWAY).all()
    assert (new.states[:AT, 2:] == AWAY).all()
    assert (new.states[AT:, 2:] == ACTIVE).any(axis=0).all()
    assert not new.at_home[AT:].any(), "their phones are not known"


def test_a_guest_stays_for_a_while_and_wishes_otherwise() -> None:
    visited = world(Guest(DAY, 2, 2.5))
    assert visited.states.shape[1] == 3
    there = visited.states[:, 2] != AWAY
    assert not there[:AT].any() and not there[AT + 2880 :].any()
    assert there[AT : AT + 2880].mean() > 0.3
    stay = slice(AT, AT + 2880)
    residents, guest = visited.residents.wish_c[stay, :2], visited.residents.wish_c[stay, 2]
    assert guest.mean() - residents.mean() == pytest.approx(2.5)
    assert np.array_equal(visited.states[:, :2], PLAIN.states)


def test_on_holiday_nobody_is_there() -> None:
    away = world(Holiday(DAY, 2))
    leave, back = AT + 720, AT + 2880 + 1080
    assert (away.states[leave:back] == AWAY).all()
    assert np.array_equal(away.states[back:], PLAIN.states[back:])
    assert not away.motion[leave:back].any()


@pytest.mark.parametrize("hours", [1, -1])
@pytest.mark.parametrize("told", [True, False])
def test_people_live_by_the_clock(hours: int, told: bool) -> None:
    changed = world(ClockChange(DAY, hours, told))
    at, by = AT + 120, hours * 60
    assert np.array_equal(changed.states[at : at + 2000], PLAIN.states[at + by : at + by + 2000])
    assert not changed.clock_ahead_s[:at].any()
    assert set(changed.clock_ahead_s[at:]) == {hours * 3600 * told}


def test_the_clock_of_the_appliance_jumps_and_its_uptime_does_not() -> None:
    asked: list[tuple[int, int]] = []

    class Watched:
        def __getattr__(self, name: str) -> object:
            return getattr(link, name)

        def ask(self, do: str, **rest: object) -> object:
            if do == "step":
                asked.append((int(str(rest["up"])), int(str(rest["local"]))))
            return link.ask(do, **rest)

    from habitude_sim import engines, scenario

    link = engines.start("native", "climate")
    short = world(ClockChange(0, 1), days=1)
    appliance = scenario.Appliance(Watched(), short.start)  # type: ignore[arg-type]
    scenario._live(short, appliance, False, lambda *_: None, False, True)
    up, local = np.array(asked).T
    assert set(np.diff(up)) == {60}
    assert np.flatnonzero(np.diff(local) != 60).tolist() == [119]
    assert local[120] - local[119] == 3660


def test_who_plays_turns_it_anywhere_for_an_hour() -> None:
    played = manual(world(Played(DAY, hour=17, turns=30)), record=True).history
    assert played is not None
    at = [minute for minute, person, _ in played.presses if person == -1]
    assert at == [], "nobody's override"
    hour = np.array(played.setpoint_c[AT + 17 * 60 : AT + 18 * 60 + 1])
    assert len(set(hour)) > 15
    assert hour.min() >= 10 and hour.max() <= 28
    assert hour.max() - hour.min() > 8


def test_residents_are_made_to_want_opposite_things() -> None:
    apart = world(Apart(3.0)).residents.wish_c.mean(axis=0)
    assert apart[0] - apart[1] == pytest.approx(3.0)
    assert apart.mean() == pytest.approx(PLAIN.residents.wish_c.mean())


def test_phones_tell_who_is_at_home() -> None:
    told = comings_and_goings(PLAIN.at_home)
    home = {"anna": False, "ben": False}
    for minute in range(PLAIN.minutes):
        for person, came in told.get(minute, ()):
            assert home[person] != came
            home[person] = came
        assert list(home.values()) == PLAIN.at_home[minute].tolist()


def test_a_changed_world_is_lived_by_the_firmware() -> None:
    lived = live(world(Played(0, hour=1), Guest(0, 1, 2.0), days=1), "native").score
    assert len(lived.operative_c) == 1440
    assert lived.satisfied().shape == (1440, 3)
