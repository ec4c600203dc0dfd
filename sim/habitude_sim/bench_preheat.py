"""`make bench-preheat`: is the room warm when its people are, and at what energy?

Miss time (Scott et al., 2011, PreHeat): hours a day and person, at home and awake, in which the
operative temperature is further below their wish than they tolerate. Two kinds of people: those of
the reference household, whose wishes have to be learned, too; and people of one wish, all of whom
want awake what the factory has set, so that only expecting them is left. The yardstick is the
schedule of alternatives.py: an hour table from the true wishes and times of the first week, and
17 degC while away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import mean

import numpy as np
from rich.console import Console
from rich.table import Table

from habitude_host.link import Link
from habitude_sim import engines, many
from habitude_sim.alternatives import ALTERNATIVES
from habitude_sim.people.parameters import PeopleParameters
from habitude_sim.people.presence import ACTIVE
from habitude_sim.scenario import Appliance
from habitude_sim.scoring import Score
from habitude_sim.weather import MINUTES_PER_DAY
from habitude_sim.world import World

WIDTH = 132
DAYS = 28
POLICIES = ("habitude", *ALTERNATIVES)
_SETTLED, _LEARNING = slice(14, 28), slice(7, 14)  # days
_TARGET = 1 / 6
_SLOT_MIN = 15
_SOON_MIN = 120  # after somebody came home or got up
_APART_MIN = 30  # without anybody awake, after which that counts

PEOPLE = {
    "reference": PeopleParameters(),
    "one wish": PeopleParameters(
        wish_sd_house_k=0,
        wish_sd_person_k=0,
        morning_k=0,
        evening_k=0,
        time_of_day_sd_k=0,
        day_sd_k=0,
        whim_sd_k=0,
        outdoor_drift=0,
        drift_sd_k_per_week=0,
        non_thermal_per_min=0,
    ),
}


@dataclass(frozen=True)
class Warmth:
    """How warm a household was kept, in weeks 3 and 4 but for `miss_week_2`.

    Miss times in hours a day and person; `miss_soon` is the part of it within two hours of
    somebody's coming home or getting up. Energy of two weeks in kWh.
    """

    miss: float
    miss_soon: float
    miss_week_2: float
    satisfied: float
    satisfied_with_asleep: float
    overrides_per_day: float
    energy_kwh: float

    @classmethod
    def of(cls, world: World, score: Score) -> Warmth:
        missed = miss_minutes(world, score)
        weeks = score.weeks()[2:4]
        return cls(
            _hours(missed, _SETTLED),
            _hours(missed * _soon(world), _SETTLED),
            _hours(missed, _LEARNING),
            mean(week["satisfied"] for week in weeks),
            mean(week["satisfied_with_asleep"] for week in weeks),
            mean(week["overrides_per_day"] for week in weeks),
            sum(week["energy_kwh"] for week in weeks),
        )


@dataclass(frozen=True)
class Prepared:
    """Preparations a day in weeks 3 and 4: those for which nobody came in the hour, and others."""

    false: float
    right: float


@dataclass(frozen=True)
class Household:
    """One household under every policy."""

    people: str
    room: str
    seed: int
    warmth: dict[str, Warmth]
    prepared: Prepared


def miss_minutes(world: World, score: Score) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Minutes missed in each minute, mean over the residents: (minutes,), 0..1."""
    operative_c = np.array(score.operative_c).reshape(-1, 1)
    people = world.residents
    cold = operative_c < people.wish_c - people.tolerance_k
    return ((world.states == ACTIVE) & cold).mean(axis=1)


def _hours(missed: np.ndarray[tuple[int], np.dtype[np.float64]], days: slice) -> float:
    span = missed[days.start * MINUTES_PER_DAY : days.stop * MINUTES_PER_DAY]
    return float(span.sum()) / 60 / (days.stop - days.start)


def _soon(world: World) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether somebody came home or got up a short while ago, by the minute."""
    awake = (world.states == ACTIVE).any(axis=1)
    soon = np.zeros(world.minutes, np.bool_)
    last = -_APART_MIN
    for minute in np.flatnonzero(awake):
        if minute - last > _APART_MIN:
            soon[minute : minute + _SOON_MIN] = True
        last = int(minute)
    return soon


def measure(people: str, room: str, seed: int) -> Household:
    """Live one household under every policy, Habitude on the native engine."""
    world = World(seed, DAYS, 2, room, parameters=PEOPLE[people])
    warmth = {name: Warmth.of(world, run(world).score) for name, run in ALTERNATIVES.items()}
    score, prepared = _habitude(world)
    warmth["habitude"] = Warmth.of(world, score)
    return Household(people, room, seed, warmth, prepared)


def _habitude(world: World) -> tuple[Score, Prepared]:
    link = engines.start("native", "climate")
    try:
        house, home = world.live(), Appliance(link, world.start)
        begun: list[int] = []
        since = -1
        while not house.over:
            presses = house.people_act(home.shown[0])
            home.tick(house.minute, house.sense(), [sum(steps for _, steps in presses)])
            if house.minute % _SLOT_MIN == _SLOT_MIN - 1:
                since, before = _prepared_since(link), since
                if since not in (-1, before):
                    begun.append(house.minute)
            house.advance(home.outputs[0] / 100, home.outputs[1] / 100)
        return house.score, _preparations(world, begun)
    finally:
        link.close()


def _prepared_since(link: Link) -> int:
    since: int = link.ask("routine")["since"]
    return since


def _preparations(world: World, begun: Sequence[int]) -> Prepared:
    """Which of the preparations begun in weeks 3 and 4 somebody came for within the hour."""
    awake = (world.states == ACTIVE).any(axis=1)
    first, end = (days * MINUTES_PER_DAY for days in (_SETTLED.start, _SETTLED.stop))
    came = [
        bool(awake[minute : minute + 60 + _SLOT_MIN].any()) for minute in begun if minute >= first
    ]
    days = (end - first) / MINUTES_PER_DAY
    return Prepared((len(came) - sum(came)) / days, sum(came) / days)


def measure_all(
    seeds: Sequence[int], rooms: Sequence[str], people: Sequence[str], console: Console
) -> list[Household]:
    """Every seed in every room with every kind of people, on all processors."""
    found: list[Household] = []
    for kind in people:
        for room in rooms:
            one = partial(measure, kind, room)
            found += many.measured(one, seeds, f"{kind}, {room}", console)
    return found


def figures(households: Sequence[Household]) -> dict[str, dict[str, dict[str, float]]]:
    """Kind of home, then policy, then figure: means, and ratios of means to the schedule's."""
    kinds = dict.fromkeys((home.people, home.room) for home in households)
    return {
        f"{people}, {room} room": _of_kind(
            [home for home in households if (home.people, home.room) == (people, room)]
        )
        for people, room in kinds
    }


def _of_kind(homes: Sequence[Household]) -> dict[str, dict[str, float]]:
    found = {
        policy: _means([asdict(home.warmth[policy]) for home in homes]) for policy in POLICIES
    }
    yardstick = found["schedule"]
    for of_policy in found.values():
        of_policy["miss_of_schedule"] = of_policy["miss"] / max(yardstick["miss"], 1e-9)
        of_policy["energy_of_schedule"] = of_policy["energy_kwh"] / yardstick["energy_kwh"]
    prepared = _means([asdict(home.prepared) for home in homes])
    found["habitude"] |= {f"{name}_preparations": value for name, value in prepared.items()}
    return found


def _means(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: mean(row[name] for row in rows) for name in rows[0]}


def run(
    seeds: Sequence[int],
    rooms: Sequence[str],
    people: Sequence[str],
    out: Path,
    console: Console,
) -> None:
    """Measure, print, and write `out`/bench-preheat.json."""
    households = measure_all(seeds, rooms, people, console)
    found = figures(households)
    path = out / "bench-preheat.json"
    content = {
        "seeds": list(seeds),
        "figures": found,
        "households": [asdict(household) for household in households],
    }
    many.write(path, content)
    console.print(table(found))
    console.print(f"figures of {len(households)} households: {path}")


_COLUMNS = (
    ("miss h", "miss"),
    ("soon h", "miss_soon"),
    ("week 2", "miss_week_2"),
    ("of schedule", "miss_of_schedule"),
    ("kWh", "energy_kwh"),
    ("of schedule", "energy_of_schedule"),
    ("satisfied", "satisfied"),
    ("and asleep", "satisfied_with_asleep"),
    ("overrides", "overrides_per_day"),
)


def table(found: dict[str, dict[str, dict[str, float]]]) -> Table:
    """A row for each kind of home and policy."""
    shown = Table(
        title="Miss time: hours a day and person, at home, awake and too cold (weeks 3-4)",
        caption="\n".join(_prepared(home, of["habitude"]) for home, of in found.items())
        + f"\nTarget: at most {_TARGET:.3f} of the schedule's miss time, at no more energy.",
        caption_justify="left",
    )
    shown.add_column("home", no_wrap=True)
    for title, _ in _COLUMNS:
        shown.add_column(title, justify="right")
    for home, policies in found.items():
        shown.add_section()
        shown.add_row(home)
        for policy, row in policies.items():
            shown.add_row(f"  {policy}", *(f"{row[name]:.3f}" for _, name in _COLUMNS))
    return shown


def _prepared(home: str, mine: dict[str, float]) -> str:
    right, false = mine["right_preparations"], mine["false_preparations"]
    return f"{home}: {right:.1f} preparations a day for somebody, {false:.1f} for nobody"
