"""`make bench-home`: many households, Habitude beside its alternatives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import mean, median, stdev

from rich.console import Console

from habitude_sim import bench_home_tables as tables
from habitude_sim import many
from habitude_sim.alternatives import ALTERNATIVES
from habitude_sim.homes import Home
from habitude_sim.scenario import live
from habitude_sim.scoring import Week
from habitude_sim.world import World

UNANSWERED = "habitude, never answered"
POLICIES = ("habitude", UNANSWERED, *ALTERNATIVES)
SETTLED = slice(2, 4)  # weeks 3 and 4


@dataclass(frozen=True)
class House:
    """One household's weeks under each policy."""

    home: str
    seed: int
    weeks: dict[str, list[Week]]


@dataclass(frozen=True)
class Spread:
    """One figure over the households of a kind of home."""

    mean: float
    median: float
    worst: float
    spread: float  # standard deviation between households

    @classmethod
    def of(cls, values: list[float], highest_is_worst: bool = False) -> Spread:
        worst = max(values) if highest_is_worst else min(values)
        return cls(mean(values), median(values), worst, stdev(values) if values[1:] else 0.0)


def measure(home: Home, season: str, residents: int, days: int, seed: int) -> House:
    """Live one household under every policy, Habitude on the native engine.

    Habitude's people answer its questions, as people would, or never.
    """
    world = World(seed, days, residents, home.room, season, home.people)
    weeks = {name: run(world).score.weeks() for name, run in ALTERNATIVES.items()}
    weeks["habitude"] = live(world, "native").weeks
    weeks[UNANSWERED] = live(world, "native", answers=False).weeks
    return House(home.name, seed, weeks)


def measure_all(
    homes: Sequence[Home], seeds: list[int], season: str, residents: int, console: Console
) -> list[House]:
    """Every seed in every kind of home, on all processors."""
    houses: list[House] = []
    for home in homes:
        one = partial(measure, home, season, residents, 28)
        houses += many.measured(one, seeds, home.name, console)
    return houses


def figures(houses: list[House]) -> dict[str, dict[str, dict[str, Spread]]]:
    """Kind of home, then policy, then figure."""
    return {
        home: {policy: _figures(inhabited, policy) for policy in POLICIES}
        for home, inhabited in _by_home(houses).items()
    }


def _by_home(houses: list[House]) -> dict[str, list[House]]:
    return {house.home: [h for h in houses if h.home == house.home] for house in houses}


def _figures(houses: list[House], policy: str) -> dict[str, Spread]:
    settled = [_settled(h, policy, "satisfied") for h in houses]
    manual = [_settled(h, "manual", "satisfied") for h in houses]
    oracle = [_settled(h, "oracle", "satisfied") for h in houses]
    overrides = [_settled(h, policy, "overrides_per_day") for h in houses]
    by_hand = mean(_settled(h, "manual", "overrides_per_day") for h in houses)
    gap = mean(oracle) - mean(manual)
    energy = [_energy(h, policy) for h in houses]
    return {
        "satisfied_week_1": Spread.of([h.weeks[policy][0]["satisfied"] for h in houses]),
        "satisfied_weeks_3_4": Spread.of(settled),
        "of_oracle": Spread.of([s / o for s, o in zip(settled, oracle, strict=True)]),
        "gap_closed": Spread.of(
            [(s - m) / gap for s, m in zip(settled, manual, strict=True)] if gap else [0.0]
        ),
        "overrides_per_day": Spread.of(overrides, highest_is_worst=True),
        "overrides_of_manual": Spread.of([o / by_hand for o in overrides], True),
        "energy_of_oracle": _ratio(energy, [_energy(h, "oracle") for h in houses]),
        "energy_of_manual": _ratio(energy, [_energy(h, "manual") for h in houses]),
    }


def _settled(house: House, policy: str, figure: str) -> float:
    return mean(float(week[figure]) for week in _weeks(house, policy))


def _weeks(house: House, policy: str) -> Iterator[dict[str, float]]:
    for week in house.weeks[policy][SETTLED]:
        yield {name: value for name, value in week.items() if isinstance(value, (int, float))}


def _energy(house: House, policy: str) -> float:
    return sum(week["energy_kwh"] for week in house.weeks[policy])


def _ratio(values: list[float], reference: list[float]) -> Spread:
    return Spread.of([v / r for v, r in zip(values, reference, strict=True)], True)


def by_servability(houses: list[House]) -> dict[str, dict[str, dict[str, float]]]:
    """Home, then "servable" or not by one temperature, then households, of_oracle, gap_closed."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for home, inhabited in _by_home(houses).items():
        servable = [h for h in inhabited if _settled(h, "oracle", "satisfied") >= tables.SERVABLE]
        others = [house for house in inhabited if house not in servable]
        found[home] = {
            name: _shares(some)
            for name, some in (("servable", servable), ("others", others))
            if some
        }
    return found


def _shares(houses: list[House]) -> dict[str, float]:
    of_habitude = _figures(houses, "habitude")
    return {
        "households": len(houses),
        "of_oracle": of_habitude["of_oracle"].mean,
        "gap_closed": of_habitude["gap_closed"].mean,
    }


def run(
    homes: Sequence[Home],
    seeds: list[int],
    season: str,
    residents: int,
    out: Path,
    console: Console,
) -> None:
    """Measure, print, and write the figures as JSON to the file `out`."""
    houses = measure_all(homes, seeds, season, residents, console)
    found, servability = figures(houses), by_servability(houses)
    content = {
        "season": season,
        "residents": residents,
        "seeds": seeds,
        "figures": {
            home: {
                policy: {name: asdict(spread) for name, spread in of_policy.items()}
                for policy, of_policy in policies.items()
            }
            for home, policies in found.items()
        },
        "servability": servability,
        "households": [asdict(house) for house in houses],
    }
    many.write(out, content)
    for table in tables.figures(found):
        console.print(table)
    console.print(tables.targets(found))
    console.print(tables.servability(servability))
    console.print(f"figures of {len(houses)} households: {out}")
