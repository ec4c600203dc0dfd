"""`make bench-asking`: how often Habitude asks "is this right?", and what the answers bring.

Each household lives eight weeks twice on the same random numbers: once its people answer as people
would, once nobody ever does. Differences are paired; their standard errors are between households.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from math import sqrt
from pathlib import Path
from statistics import mean, stdev

from rich.console import Console
from rich.table import Table

from habitude_sim import many
from habitude_sim.scenario import Outcome, live
from habitude_sim.scoring import Week
from habitude_sim.weather import MINUTES_PER_DAY
from habitude_sim.world import MINUTES_PER_WEEK, World

WEEKS = 8


@dataclass(frozen=True)
class Life:
    """One household's weeks: the minutes in which it was asked, and what it answered."""

    weeks: list[Week]
    asked_at: list[int]
    answers: list[tuple[int, int]]

    @classmethod
    def of(cls, outcome: Outcome) -> Life:
        return cls(outcome.weeks, outcome.asked_at, outcome.answers)


@dataclass(frozen=True)
class Household:
    """The same household, answering and not."""

    seed: int
    answering: Life
    silent: Life


@dataclass(frozen=True)
class Difference:
    """One figure with and without answers, and the paired difference with its standard error."""

    answering: float
    silent: float
    difference: float
    error: float

    @classmethod
    def of(cls, answering: list[float], silent: list[float]) -> Difference:
        by = [a - s for a, s in zip(answering, silent, strict=True)]
        error = stdev(by) / sqrt(len(by)) if by[1:] else 0.0
        return cls(mean(answering), mean(silent), mean(by), error)


def measure(room: str, residents: int, weeks: int, seed: int) -> Household:
    """Live one household twice, on the native engine."""
    world = World(seed, 7 * weeks, residents, room)
    answering = Life.of(live(world, "native"))
    return Household(seed, answering, Life.of(live(world, "native", answers=False)))


def measure_all(
    seeds: list[int], room: str, residents: int, weeks: int, console: Console
) -> list[Household]:
    """Every seed, on all processors."""
    return many.measured(partial(measure, room, residents, weeks), seeds, "households", console)


def questions(households: list[Household], weeks: int) -> list[dict[str, float]]:
    """Of each week: asked and answered a household, and questions a household of the silent."""
    return [
        {
            "week": week + 1,
            "asked": mean(_in_week(home.answering.asked_at, week) for home in households),
            "answered": mean(
                _in_week([minute for minute, _ in home.answering.answers], week)
                for home in households
            ),
            "asked_in_vain": mean(_in_week(home.silent.asked_at, week) for home in households),
        }
        for week in range(weeks)
    ]


def _in_week(minutes: list[int], week: int) -> int:
    return sum(minute // MINUTES_PER_WEEK == week for minute in minutes)


def said(households: list[Household]) -> dict[str, float]:
    """How the answers are shared out."""
    answers = [answer for home in households for _, answer in home.answering.answers]
    names = {"less": -1, "fine": 0, "more": 1}
    return {name: answers.count(of) / max(len(answers), 1) for name, of in names.items()}


def closest_days(households: list[Household]) -> float:
    """The shortest time between two questions to one household, in days."""
    lives = [life for home in households for life in (home.answering, home.silent)]
    gaps = [
        (after - before) / MINUTES_PER_DAY
        for life in lives
        for before, after in zip(life.asked_at, life.asked_at[1:], strict=False)
    ]
    return min(gaps, default=0.0)


def brought(households: list[Household], weeks: int) -> dict[str, Difference]:
    """What the answers bring: satisfied, and overrides a day, early and later."""
    spans = {"week 1": slice(0, 1), "weeks 3-4": slice(2, 4), f"weeks 5-{weeks}": slice(4, weeks)}
    found: dict[str, Difference] = {}
    for name, span in spans.items():
        if weeks < 4 or span.start >= weeks:
            continue
        found[f"satisfied, {name}"] = Difference.of(
            [mean(week["satisfied"] for week in h.answering.weeks[span]) for h in households],
            [mean(week["satisfied"] for week in h.silent.weeks[span]) for h in households],
        )
        found[f"overrides a day, {name}"] = Difference.of(
            [_overrides(h.answering, span) for h in households],
            [_overrides(h.silent, span) for h in households],
        )
    return found


def _overrides(life: Life, span: slice) -> float:
    return mean(week["overrides_per_day"] for week in life.weeks[span])


def run(
    seeds: list[int], room: str, residents: int, weeks: int, out: Path, console: Console
) -> None:
    """Measure, print, and write `out`/bench-asking.json."""
    households = measure_all(seeds, room, residents, weeks, console)
    asked, gained = questions(households, weeks), brought(households, weeks)
    content = {
        "seeds": seeds,
        "room": room,
        "residents": residents,
        "questions": asked,
        "said": said(households),
        "closest_days": closest_days(households),
        "brought": {name: asdict(difference) for name, difference in gained.items()},
        "households": [asdict(household) for household in households],
    }
    path = out / "bench-asking.json"
    many.write(path, content)
    console.print(_asked_table(asked, room, len(seeds)))
    shares = ", ".join(f"{name} {share:.0%}" for name, share in said(households).items())
    console.print(f"answers: {shares}; never closer than {closest_days(households):.1f} days")
    console.print(_brought_table(gained))
    console.print(f"figures: {path}")


def _asked_table(asked: list[dict[str, float]], room: str, households: int) -> Table:
    table = Table(
        title=f"{room} room, {households} households: questions a week", title_justify="left"
    )
    table.add_column("")
    for week in asked:
        table.add_column(f"week {week['week']:.0f}", justify="right")
    for name in ("asked", "answered", "asked_in_vain"):
        table.add_row(name.replace("_", " "), *[f"{week[name]:.2f}" for week in asked])
    return table


def _brought_table(gained: dict[str, Difference]) -> Table:
    table = Table(title="what the answers bring", title_justify="left")
    for name in ("", "answered", "never", "difference", "standard error"):
        table.add_column(name, justify="right" if name else "left")
    for name, of in gained.items():
        table.add_row(
            name,
            f"{of.answering:.3f}",
            f"{of.silent:.3f}",
            f"{of.difference:+.3f}",
            f"{of.error:.3f}",
        )
    return table
