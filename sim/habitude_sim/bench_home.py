"""`make bench-home`: many households in three rooms, Habitude beside its alternatives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import mean, median, stdev

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from habitude_sim.alternatives import ALTERNATIVES
from habitude_sim.plants.room import ROOMS
from habitude_sim.scenario import live
from habitude_sim.scoring import Week
from habitude_sim.world import World

POLICIES = ("habitude", *ALTERNATIVES)
SETTLED = slice(2, 4)  # weeks 3 and 4


@dataclass(frozen=True)
class House:
    """One household's weeks under each policy."""

    room: str
    seed: int
    weeks: dict[str, list[Week]]


@dataclass(frozen=True)
class Spread:
    """One figure over the households of a room."""

    mean: float
    median: float
    worst: float
    spread: float  # standard deviation between households

    @classmethod
    def of(cls, values: list[float], highest_is_worst: bool = False) -> Spread:
        worst = max(values) if highest_is_worst else min(values)
        return cls(mean(values), median(values), worst, stdev(values) if values[1:] else 0.0)


def measure(room: str, season: str, residents: int, days: int, seed: int) -> House:
    """Live one household under every policy, Habitude on the native engine."""
    world = World(seed, days, residents, room, season)
    weeks = {name: run(world).score.weeks() for name, run in ALTERNATIVES.items()}
    weeks["habitude"] = live(world, "native").weeks
    return House(room, seed, weeks)


def measure_all(seeds: list[int], season: str, residents: int, console: Console) -> list[House]:
    """Every seed in every room, on all processors."""
    houses: list[House] = []
    with (
        Progress(console=console, transient=True) as progress,
        ProcessPoolExecutor() as pool,
    ):
        task = progress.add_task("households", total=len(seeds) * len(ROOMS))
        for room in ROOMS:
            for house in pool.map(partial(measure, room, season, residents, 28), seeds):
                houses.append(house)
                progress.advance(task)
    return houses


def figures(houses: list[House]) -> dict[str, dict[str, dict[str, Spread]]]:
    """Room, then policy, then figure."""
    rooms = {house.room: [h for h in houses if h.room == house.room] for house in houses}
    return {
        room: {policy: _figures(inhabited, policy) for policy in POLICIES}
        for room, inhabited in rooms.items()
    }


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


# The first cut's targets: figure, statistic, room (None: every), at least or at most.
TARGETS = (
    ("satisfied_weeks_3_4", "median", ("average", "poor"), ">=", 0.90),
    ("of_oracle", "mean", None, ">=", 0.92),
    ("gap_closed", "mean", None, ">=", 0.55),
    ("overrides_of_manual", "mean", ("average", "poor"), "<=", 0.55),
    ("overrides_of_manual", "mean", ("good",), "<=", 0.65),
    ("energy_of_oracle", "mean", ("average", "good"), "<=", 1.06),
    ("energy_of_oracle", "mean", ("poor",), "<=", 1.09),
    ("energy_of_manual", "mean", None, "<=", 1.0),
)


def print_figures(found: dict[str, dict[str, dict[str, Spread]]], console: Console) -> None:
    """One table: a row for each room, policy and figure of interest."""
    for room, policies in found.items():
        table = Table(title=f"{room} room", title_justify="left")
        table.add_column("")
        for name in ("mean", "median", "worst", "spread"):
            table.add_column(name, justify="right")
        for policy, of_policy in policies.items():
            table.add_section()
            for name, spread in of_policy.items():
                row = [f"{value:.3f}" for value in asdict(spread).values()]
                table.add_row(f"{policy} {name.replace('_', ' ')}", *row)
        console.print(table)
    console.print(_targets(found))


# Where not even the oracle reaches this share, its people want what no one temperature gives.
SERVABLE = 0.90


def by_servability(houses: list[House]) -> dict[str, dict[str, dict[str, float]]]:
    """Room, then "servable" or not by one temperature, then households, of_oracle, gap_closed."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for room in dict.fromkeys(house.room for house in houses):
        inhabited = [house for house in houses if house.room == room]
        servable = [h for h in inhabited if _settled(h, "oracle", "satisfied") >= SERVABLE]
        others = [house for house in inhabited if house not in servable]
        found[room] = {
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


def print_servability(found: dict[str, dict[str, dict[str, float]]], console: Console) -> None:
    """One row for each room and kind of household."""
    table = Table(title="Households that one temperature can serve, or not", title_justify="left")
    for name in ("room", "oracle satisfies", "households", "of oracle", "gap closed"):
        table.add_column(name, justify="left" if name == "room" else "right")
    for room, kinds in found.items():
        for kind, shares in kinds.items():
            sign = ">=" if kind == "servable" else "<"
            table.add_row(
                room,
                f"{sign} {SERVABLE:.0%}",
                str(shares["households"]),
                f"{shares['of_oracle']:.3f}",
                f"{shares['gap_closed']:.3f}",
            )
    console.print(table)


def _targets(found: dict[str, dict[str, dict[str, Spread]]]) -> Table:
    table = Table(title="Habitude against the targets", title_justify="left")
    for name in ("figure", "room", "target", "reached", ""):
        table.add_column(name, justify="right" if name in ("target", "reached") else "left")
    for room, policies in found.items():
        mine, by_hand = policies["habitude"], policies["manual"]
        gain = mine["satisfied_week_1"].mean - by_hand["satisfied_week_1"].mean
        _target_row(table, "satisfied week 1, above manual", room, ">=", 0.03, gain)
        for figure, statistic, rooms, sense, bound in TARGETS:
            if rooms is None or room in rooms:
                value = float(getattr(mine[figure], statistic))
                label = f"{figure.replace('_', ' ')}, {statistic}"
                _target_row(table, label, room, sense, bound, value)
    return table


def _target_row(
    table: Table, label: str, room: str, sense: str, bound: float, value: float
) -> None:
    reached = value >= bound if sense == ">=" else value <= bound
    mark = "[green]reached[/]" if reached else "[red]missed[/]"
    table.add_row(label, room, f"{sense} {bound:.2f}", f"{value:.3f}", mark)


def run(seeds: list[int], season: str, residents: int, out: Path, console: Console) -> None:
    """Measure, print, and write `out`/bench-home.json."""
    houses = measure_all(seeds, season, residents, console)
    found = figures(houses)
    out.mkdir(parents=True, exist_ok=True)
    path = out / "bench-home.json"
    content = {
        "season": season,
        "residents": residents,
        "seeds": seeds,
        "figures": {
            room: {
                policy: {name: asdict(spread) for name, spread in of_policy.items()}
                for policy, of_policy in policies.items()
            }
            for room, policies in found.items()
        },
        "servability": by_servability(houses),
        "households": [asdict(house) for house in houses],
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print_figures(found, console)
    print_servability(by_servability(houses), console)
    console.print(f"figures of {len(houses)} households: {path}")
