"""`make bench-limits`: how well a household could be served by what can be learned of it.

Set-points made in hindsight from the true wishes of weeks 3 and 4, steered by the oracle's own
control, so that nothing but what they leave out makes the difference: one value; a table of the
hour, weekdays and weekends apart; the same moved to each day's mean; the mean wish of those awake
at every minute, which is short of the oracle only where people want different things at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from habitude_sim import many
from habitude_sim.alternatives import manual, oracle, steered
from habitude_sim.people.presence import ACTIVE
from habitude_sim.plants.room import ROOMS
from habitude_sim.weather import MINUTES_PER_DAY
from habitude_sim.world import World

DAYS = 28
_SETTLED = slice(14 * MINUTES_PER_DAY, None)

Course = NDArray[np.float64]


def mean_wish(world: World) -> Course:
    """Of those awake, by the minute, degC; NaN while nobody is."""
    awake = world.states == ACTIVE
    wishes = np.where(awake, world.residents.wish_c, 0.0).sum(axis=1)
    people = awake.sum(axis=1)
    return np.where(people > 0, wishes / np.maximum(people, 1), np.nan)


def one_value(wish: Course) -> Course:
    """The mean of the settled weeks, whenever somebody is awake."""
    return np.where(np.isnan(wish), np.nan, np.nanmean(wish[_SETTLED]))


def by_hour(wish: Course) -> Course:
    """The mean of each hour of the settled weeks, of weekdays and of weekends."""
    minute = np.arange(len(wish))
    place = minute % MINUTES_PER_DAY // 60 + 24 * (minute // MINUTES_PER_DAY % 7 >= 5)
    means = one_value(wish)
    settled = minute >= _SETTLED.start
    for each in range(48):
        at = place == each
        if np.any(~np.isnan(wish[at & settled])):
            means[at] = np.nanmean(wish[at & settled])
    return np.where(np.isnan(wish), np.nan, means)


def by_hour_and_day(wish: Course) -> Course:
    """The same, moved to the mean of each day."""
    table = by_hour(wish)
    for start in range(0, len(wish), MINUTES_PER_DAY):
        day = slice(start, start + MINUTES_PER_DAY)
        if np.any(~np.isnan(wish[day])):
            table[day] += np.nanmean(wish[day] - table[day])
    return table


HINDSIGHT: dict[str, Callable[[Course], Course]] = {
    "one value": one_value,
    "a table by hour": by_hour,
    "the same, and each day's level": by_hour_and_day,
    "the mean wish at every minute": lambda wish: wish,
}


def measure(room: str, seed: int) -> dict[str, float]:
    """Satisfaction in weeks 3 and 4 of one household, by what is known of it."""
    world = World(seed, DAYS, 2, room)
    wish = mean_wish(world)
    runs = {"manual": manual(world)}
    runs |= {name: steered(world, make(wish)) for name, make in HINDSIGHT.items()}
    runs["oracle"] = oracle(world)
    return {
        name: mean(week["satisfied"] for week in run.score.weeks()[2:4])
        for name, run in runs.items()
    }


def figures(homes: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    """By what is known: share of the oracle's satisfaction (of each home), and gap closed."""
    by_hand, best = (mean(home[name] for home in homes) for name in ("manual", "oracle"))
    return {
        name: {
            "of_oracle": mean(home[name] / home["oracle"] for home in homes),
            "gap_closed": (mean(home[name] for home in homes) - by_hand) / (best - by_hand),
        }
        for name in HINDSIGHT
    }


def run(seeds: list[int], out: Path, console: Console) -> None:
    """Measure, print, and write `out`/bench-limits.json."""
    found = {
        room: figures(many.measured(partial(measure, room), seeds, room, console))
        for room in ROOMS
    }
    path = out / "bench-limits.json"
    many.write(path, {"seeds": seeds, "figures": found})
    console.print(table(found, len(seeds)))
    console.print(f"figures: {path}")


def table(found: dict[str, dict[str, dict[str, float]]], households: int) -> Table:
    """A row for each that is known, a column a room: share of the oracle's, gap closed."""
    shown = Table(
        title=f"What hindsight is worth, {households} households a room, weeks 3 and 4: "
        "share of the oracle's, gap closed",
        title_justify="left",
    )
    shown.add_column("known of the household's wishes")
    for room in found:
        shown.add_column(room, justify="right")
    for name in HINDSIGHT:
        of_rooms = [found[room][name] for room in found]
        shown.add_row(name, *(f"{of['of_oracle']:.3f}, {of['gap_closed']:.2f}" for of in of_rooms))
    return shown
