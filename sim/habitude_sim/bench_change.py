"""`make bench-change`: how soon Habitude follows a change, and what harm passing ones do.

Each household is lived twice, with a change and without, on the same random numbers, by Habitude,
the oracle and a thermostat turned by hand. The oracle sees the changed truth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from habitude_sim import many
from habitude_sim.alternatives import manual, oracle
from habitude_sim.changes import (
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
from habitude_sim.scenario import live
from habitude_sim.scoring import Score
from habitude_sim.world import World

DAYS = 28
WIDTH = 150  # of the table, where there is no terminal
BACK = 0.95  # of the oracle's satisfaction
_DAY_H, _WEEK_H = 24, 7 * 24


@dataclass(frozen=True)
class Scenario:
    """A change, when it begins, and when it is over (both in hours; None: it lasts)."""

    name: str
    change: Change
    start_h: int
    end_h: int | None = None

    @property
    def watched_h(self) -> int:
        """From here on satisfaction should be back: from the start of what lasts."""
        return self.start_h if self.end_h is None else self.end_h


_MIDDLE = 14  # a Monday, after two weeks of learning
_SUNDAY = 13

SCENARIOS = tuple(
    Scenario(name, change, start_h, end_h)
    for name, change, start_h, end_h in (
        ("wishes 2 K higher", WishShift(_MIDDLE, 2.0), _MIDDLE * 24, None),
        ("wishes 2 K lower", WishShift(_MIDDLE, -2.0), _MIDDLE * 24, None),
        ("moved to a poor room", Move(_MIDDLE, "poor"), _MIDDLE * 24, None),
        ("other people", NewHousehold(_MIDDLE), _MIDDLE * 24, None),
        ("spring in three weeks", Season(7, 21, 8.0, 1.0), 7 * 24, None),
        ("guest, 2.5 K warmer", Guest(_MIDDLE, 7, 2.5), _MIDDLE * 24, 21 * 24),
        ("guest, 2.5 K cooler", Guest(_MIDDLE, 7, -2.5), _MIDDLE * 24, 21 * 24),
        ("played with for an hour", Played(_MIDDLE), _MIDDLE * 24 + 17, _MIDDLE * 24 + 18),
        ("clock forward", ClockChange(_SUNDAY, 1), _SUNDAY * 24 + 2, None),
        ("clock back", ClockChange(_SUNDAY, -1), _SUNDAY * 24 + 2, None),
        ("clock forward, not told", ClockChange(_SUNDAY, 1, False), _SUNDAY * 24 + 2, None),
        ("clock back, not told", ClockChange(_SUNDAY, -1, False), _SUNDAY * 24 + 2, None),
        ("holiday of a week", Holiday(_MIDDLE, 7), _MIDDLE * 24 + 12, 21 * 24 + 18),
    )
)

POLICIES: dict[str, Callable[[World], Score]] = {
    "habitude": lambda world: live(world, "native").score,
    "manual": lambda world: manual(world).score,
    "oracle": lambda world: oracle(world).score,
}

Hours = NDArray[np.int64]


@dataclass(frozen=True)
class Life:
    """One household under one policy, by the hour: (hours,) each.

    Person-minutes awake at home in which they are satisfied, of those who live there; overrides
    of all, visitors' too.
    """

    satisfied: Hours
    overrides: Hours

    @classmethod
    def of(cls, score: Score, people: slice) -> Life:
        satisfied = score.satisfied()[:, people].sum(axis=1).reshape(-1, 60).sum(axis=1)
        pressed_at = np.array(score.overrides_at, np.int64) // 60
        return cls(satisfied, np.bincount(pressed_at, minlength=len(satisfied)))


Lives = dict[str, Life]


def measure(
    room: str, residents: int, seed: int, change: Change | None, days: int = DAYS
) -> Lives:
    """Live one household under every policy."""
    changes = () if change is None else (change,)
    world = World(seed, days, residents, room, changes=changes)
    # Guests come last and are not whom the appliance is for; other people who move in are.
    people = slice(residents if isinstance(change, Guest) else None)
    return {name: Life.of(policy(world), people) for name, policy in POLICIES.items()}


@dataclass(frozen=True)
class Figures:
    """How one policy fared in a scenario, over all households.

    Shares are of the oracle's satisfaction. days_to_oracle: until a day begins from which on a
    day, and the week after it, are at 0.95 of the oracle's; days_to_own: of the share that the
    same households have without the change; None: not within the time lived. Each day's share
    from then on, with and without the change. Lost person-hours and extra overrides are a
    household's, while it lasts (a lasting change: the first week) and in the week after.
    """

    days_to_oracle: float | None
    days_to_own: float | None
    share: list[float]
    share_without: list[float]
    lost_during_h: float
    lost_after_h: float
    overrides_during: float
    overrides_after: float


def figures(
    scenario: Scenario, policy: str, with_it: list[Lives], without: list[Lives]
) -> Figures:
    """Of `policy`, households in the same order with the change and without it."""
    mine, best = _satisfied(with_it, policy), _satisfied(with_it, "oracle")
    before, best_before = _satisfied(without, policy), _satisfied(without, "oracle")
    lost_h = ((best - mine) - (best_before - before)) / 60 / len(with_it)
    extra = (_overrides(with_it, policy) - _overrides(without, policy)) / len(with_it)
    end_h = scenario.start_h + _WEEK_H if scenario.end_h is None else scenario.end_h
    during, after = slice(scenario.start_h, end_h), slice(end_h, end_h + _WEEK_H)
    from_h = scenario.watched_h

    def level(hours: int, of: Hours, best_of: Hours) -> NDArray[np.float64]:
        return _rolling(of[from_h:], hours) / np.maximum(_rolling(best_of[from_h:], hours), 1)

    day, day_without = level(_DAY_H, mine, best), level(_DAY_H, before, best_before)
    week, week_without = level(_WEEK_H, mine, best), level(_WEEK_H, before, best_before)
    whole = slice(0, len(mine) - from_h - _DAY_H + 1, _DAY_H)
    return Figures(
        _first((day >= BACK) & (week >= BACK)),
        _first((day >= BACK * day_without) & (week >= BACK * week_without)),
        day[whole].round(4).tolist(),
        day_without[whole].round(4).tolist(),
        float(lost_h[during].sum()),
        float(lost_h[after].sum()),
        float(extra[during].sum()),
        float(extra[after].sum()),
    )


def _satisfied(lives: list[Lives], policy: str) -> Hours:
    return np.stack([household[policy].satisfied for household in lives]).sum(axis=0)


def _overrides(lives: list[Lives], policy: str) -> Hours:
    return np.stack([household[policy].overrides for household in lives]).sum(axis=0)


def _rolling(course: Hours, hours: int) -> Hours:
    """Sums of `hours` from each hour that has a whole day left; at the end, of what is left."""
    total = np.append(0, course.cumsum())
    start = np.arange(max(len(course) - _DAY_H + 1, 0))
    return total[np.minimum(start + hours, len(course))] - total[start]


def _first(back: NDArray[np.bool_]) -> float | None:
    """Days until the first hour that is marked."""
    return int(back.argmax()) / _DAY_H if back.any() else None


def measure_all(
    seeds: list[int],
    residents: int,
    rooms: list[str],
    scenarios: list[Scenario],
    console: Console,
) -> dict[str, dict[str, dict[str, Figures]]]:
    """Room, scenario, policy: every seed, on all processors."""

    def lives(room: str, what: str, change: Change | None) -> list[Lives]:
        one = partial(measure, room, residents, change=change)
        return many.measured(one, seeds, f"{room} room, {what}", console)

    found: dict[str, dict[str, dict[str, Figures]]] = {}
    for room in rooms:
        without = lives(room, "no change", None)
        found[room] = {}
        for scenario in scenarios:
            with_it = lives(room, scenario.name, scenario.change)
            found[room][scenario.name] = {
                policy: figures(scenario, policy, with_it, without)
                for policy in ("habitude", "manual")
            }
    return found


def print_figures(
    found: dict[str, dict[str, dict[str, Figures]]], households: int, console: Console
) -> None:
    """One table a room: a row for each scenario and policy."""
    for room, scenarios in found.items():
        table = Table(title=f"{room} room, {households} households", title_justify="left")
        table.add_column("")
        for name in (
            "days to .95 of oracle",
            "of its own",
            "share, day 1",
            "2",
            "4",
            "7",
            "without",
            "lost h, during",
            "after",
            "overrides, during",
            "after",
        ):
            table.add_column(name, justify="right")
        for scenario, policies in scenarios.items():
            for policy, of in policies.items():
                label = scenario if policy == "habitude" else f"[dim]  {policy}[/]"
                table.add_row(label, *_row(of))
        console.print(table)


def _row(of: Figures) -> list[str]:
    days = [
        "never" if value is None else f"{value:.1f}"
        for value in (of.days_to_oracle, of.days_to_own)
    ]
    shares = [f"{of.share[day]:.3f}" if day < len(of.share) else "" for day in (0, 1, 3, 6)]
    without = f"{np.mean(of.share_without):.3f}"
    rest = (of.lost_during_h, of.lost_after_h, of.overrides_during, of.overrides_after)
    return [*days, *shares, without, *(f"{value:+.2f}" for value in rest)]


def run(
    seeds: list[int],
    residents: int,
    rooms: list[str],
    names: list[str],
    out: Path,
    console: Console,
) -> None:
    """Measure, print, and write `out`/bench-change.json; no `names`: every scenario."""
    chosen = [scenario for scenario in SCENARIOS if not names or scenario.name in names]
    found = measure_all(seeds, residents, rooms, chosen, console)
    content = {
        "seeds": seeds,
        "residents": residents,
        "figures": {
            room: {
                scenario: {policy: asdict(of) for policy, of in policies.items()}
                for scenario, policies in scenarios.items()
            }
            for room, scenarios in found.items()
        },
    }
    path = out / "bench-change.json"
    many.write(path, content)
    print_figures(found, len(seeds), console)
    console.print(f"figures: {path}")
