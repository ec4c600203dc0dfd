"""What happened in a run, as one page that needs nothing else, and as a picture."""

from __future__ import annotations

from calendar import day_abbr
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from numpy.typing import NDArray

from habitude_sim.people.parameters import VERSION as HOUSEHOLD_VERSION
from habitude_sim.pictures import days as day_by_day
from habitude_sim.pictures import learned, style, week_map
from habitude_sim.pictures.changes import changes
from habitude_sim.pictures.expectation import expectation
from habitude_sim.pictures.output import inline_svg, save_png
from habitude_sim.pictures.overview import overview
from habitude_sim.pictures.room import Life, room
from habitude_sim.scenario import Change, Learned, Outcome
from habitude_sim.scoring import Week
from habitude_sim.table import MEANINGS, MEASURES, OURS, rows
from habitude_sim.weather import CLIMATES, MINUTES_PER_DAY
from habitude_sim.world import World

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# What an appliance thinks of a change in the end, by the link's word for it.
_BECAME = {
    "lasts": "what they want has changed, it learned that",
    "back": "it went back to what it knew before, which fitted better again",
    "quiet": "it went back to what it knew before, since nobody turned it for hours",
    "played": "somebody played with it, and nothing was learned from that",
}
_GROWTH_DAYS = (1, 3, 7, 14, 28, 56, 112, 224)


@dataclass(frozen=True)
class RunReport:
    """A run of one appliance in one world, with its alternatives, and how it was made.

    The outcome must have its history: `live(..., record=True)`. `days`: the alternatives' shares
    of satisfied time, day by day. `micropython` is the version that ran the firmware, None if none
    did. `command` is what to type to see the same again.
    """

    world: World
    outcome: Outcome
    alternatives: dict[str, list[Week]]
    days: dict[str, list[float]]
    appliance: str
    engine: str
    micropython: str | None
    wall_s: float
    command: str

    @cached_property
    def life(self) -> Life:
        """What happened, for pictures. Raises ValueError if the run kept no history."""
        if self.outcome.history is None:
            raise ValueError("a run without its history can't be shown: record it")
        return Life(self.world, self.outcome.history)

    @property
    def people(self) -> str:
        """A letter for each resident."""
        return style.PEOPLE[: self.world.states.shape[1]]


class Spell(NamedTuple):
    """Days (from 0) looked at closely."""

    name: str
    days: range


class Shown(NamedTuple):
    """A picture with what stands above and below it."""

    title: str
    note: str
    svg: str


def write_report(path: Path, run: RunReport) -> None:
    """Write the page. Raises OSError if it can't be written, ValueError without a history."""
    path.write_text(page(run), encoding="utf-8", newline="\n")


def page(run: RunReport) -> str:
    """The page as HTML."""
    environment = Environment(
        loader=PackageLoader("habitude_sim", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.j2").render(
        run=run,
        world=run.world,
        outcome=run.outcome,
        headline=headline(run),
        people=_in_words(len(run.people), "person", "people"),
        light=style.LIGHT,
        dark=style.DARK,
        names=[OURS, *run.alternatives],
        meanings=MEANINGS,
        tables=[
            (measure, rows(measure, run.world.days, run.outcome.weeks, run.alternatives))
            for measure in MEASURES
        ],
        satisfied=_satisfied(run),
        spells=_spells(run),
        learned=_learned(run),
        week=_week(run),
        expected=_expected(run),
        changed=_changed(run),
        noticed=_noticed(run),
        growth=_growth(run),
        household_version=HOUSEHOLD_VERSION,
        station=CLIMATES[run.world.season].station_file,
        dates=_dates(run, range(run.world.days)),
    )


def picture_for_readme(run: RunReport, path: Path) -> None:
    """The last full week and what was learned, 1600 x 900 pixels, light, as PNG.

    Raises OSError if it can't be written, ValueError without a history.
    """
    days = spells(run.world.days)[-1].days
    curves = _for_weekday_and_weekend(run.outcome.learned)
    save_png(overview(run.life, days, curves, headline(run), style.LIGHT), path, 1600)


def headline(run: RunReport) -> str:
    """What came of it, in a sentence: the last full week, or all of a shorter run."""
    weeks, days = run.world.days // 7, run.world.days
    when = f"After {_in_words(weeks, 'week')}" if weeks else f"In its {_first_days(days)}"
    ours, manual = (
        them[max(weeks, 1) - 1] for them in (run.outcome.weeks, run.alternatives["manual"])
    )
    return (
        f"{when} it was right {100 * ours['satisfied']:.0f} % of the time people were awake at "
        f"home; they turned it {ours['overrides_per_day']:.1f} times a day instead of "
        f"{manual['overrides_per_day']:.1f}."
    )


def spells(days: int) -> list[Spell]:
    """The first and the last full week, which may be the same; or all of a shorter run."""
    weeks = days // 7
    if weeks == 0:
        return [Spell(f"The {_first_days(days)}", range(days))]
    numbers = (1, weeks) if weeks > 1 else (1,)
    return [Spell(f"Week {number}", range(7 * number - 7, 7 * number)) for number in numbers]


def _satisfied(run: RunReport) -> str | None:
    """The chart, if there are days to compare."""
    ours = run.outcome.score.satisfied_by_day()
    if len(ours) < 2:
        return None
    ends = ", ".join(
        f"{name} {100 * day_by_day.running_mean(line)[-1]:.0f} %"
        for name, line in {OURS: ours, **run.days}.items()
    )
    label = f"Line chart of the share of time right, day by day. In the last seven days: {ends}."
    return inline_svg(day_by_day.satisfied(ours, run.days, style.PAGE), "satisfied", label)


def _week(run: RunReport) -> Shown | None:
    """The preference over a week, Monday first."""
    if not run.outcome.week:
        return None
    week = sorted(run.outcome.week, key=lambda curve: curve.day % 7)
    hours = week_map.by_hour(week)
    most_k = max(1.0, float(abs(hours.difference).max()))
    names = [day_abbr[curve.day % 7] for curve in week]
    title, sure = "Over the week", f"{100 * hours.certainty.mean():.0f} % sure on average"
    low, high = (_hour_in_words(hours.difference, at, names) for at in (np.argmin, np.argmax))
    label = f"Map of the learned difference, by day and hour: from {low} to {high}. {sure}."
    figure = week_map.preference(names, hours, most_k, style.PAGE)
    note = f"{sure}; full strength is {most_k:.1f} K"
    return Shown(title, note, inline_svg(figure, "week", label))


def _hour_in_words(
    values: NDArray[np.float64], choose: Callable[[NDArray[np.float64]], np.intp], names: list[str]
) -> str:
    day, hour = np.unravel_index(choose(values), values.shape)
    return f"{values[day, hour]:+.1f} K on {names[int(day)]} at {hour} h"


def _expected(run: RunReport) -> Shown | None:
    """What the routine expected, if the appliance has one."""
    if not run.outcome.expected:
        return None
    found = expectation(run.world, run.outcome.expected)
    note = f"{found.met} of {_in_words(found.comings, 'time')} it was prepared when somebody came"
    label = f"Map of the expected use, day by day and hour by hour, beside what came. {note}."
    figure = week_map.routine(
        found.names, found.probability, found.prepared, found.used, style.PAGE
    )
    return Shown("The last week", note, inline_svg(figure, "expected", label))


def _changed(run: RunReport) -> Shown | None:
    """What was turned and learned when."""
    moved = run.outcome.moved_k
    if not moved:
        return None
    turned = f"Turned {_times(len(run.life.history.presses))}"
    note = f"{turned}; what is learned moved most on day {moved.index(max(moved)) + 1}"
    label = f"{note}, by {max(moved):.2f} K, and on the last day by {moved[-1]:.2f} K."
    figure = changes(run.life, moved, run.outcome.changes, style.PAGE)
    return Shown("Day by day", note, inline_svg(figure, "changed", label))


def _noticed(run: RunReport) -> list[str]:
    """The changes of wishes that the appliance noticed, a sentence each."""
    return [
        f"{_days(change)}: turned up {_times(change.up)} and down {_times(change.down)}; "
        f"{_BECAME[change.became]}."
        for change in run.outcome.changes
    ]


def _days(change: Change) -> str:
    first, last = (at // MINUTES_PER_DAY + 1 for at in (change.began, change.ended))
    return f"Day {first}" if first == last else f"Days {first} to {last}"


def _spells(run: RunReport) -> list[Shown]:
    shown = spells(run.world.days)
    span_c = run.life.span_c([day for spell in shown for day in spell.days])
    return [_spell(run, spell, span_c) for spell in shown]


def _spell(run: RunReport, spell: Spell, span_c: tuple[float, float]) -> Shown:
    pressed = [
        person
        for minute, person, _ in run.life.history.presses
        if minute // MINUTES_PER_DAY in spell.days
    ]
    turned = ", ".join(
        f"{letter} {_times(pressed.count(person))}" for person, letter in enumerate(run.people)
    )
    note = f"{_dates(run, spell.days)}: turned by {turned}."
    label = f"{spell.name}, day by day: temperature, target and power over the hours. {note}"
    figure = room(run.life, spell.days, span_c, style.PAGE)
    return Shown(spell.name, note, inline_svg(figure, f"room{spell.days[0]}", label))


def _dates(run: RunReport, days: range) -> str:
    first, last = (run.world.start + timedelta(days=day) for day in (days[0], days[-1]))
    return f"{first.day} {first:%B} to {last.day} {last:%B}"


def _for_weekday_and_weekend(curves: list[Learned]) -> list[Learned]:
    """The last of each that there is; the first is a weekday's."""
    weekday = [curve for curve in curves if not learned.at_weekend(curve)]
    weekend = [curve for curve in curves if learned.at_weekend(curve)]
    return [some[-1] for some in (weekday, weekend) if some]


def _learned(run: RunReport) -> list[Shown]:
    limits_k = learned.span_k(run.outcome.learned)
    shown: list[Shown] = []
    for curve in _for_weekday_and_weekend(run.outcome.learned):
        title, sure = learned.title(curve), f"{learned.mean_certainty(curve)} % sure"
        label = (
            f"{title}: learned difference over the day, {min(curve.difference):+.1f} to "
            f"{max(curve.difference):+.1f} K, {sure}. Before, it was 0 all day."
        )
        figure = learned.preference(curve, limits_k, style.PAGE)
        shown.append(Shown(title, sure, inline_svg(figure, f"learned{curve.day}", label)))
    return shown


def _growth(run: RunReport) -> list[Shown]:
    """A few weekdays on the way, the last one included."""
    curves = run.outcome.learned
    limits_k = learned.span_k(curves)
    last = _for_weekday_and_weekend(curves)[0].day
    shown: list[Shown] = []
    for curve in curves:
        if curve.day not in (*_GROWTH_DAYS, last):
            continue
        title, sure = f"After day {curve.day}", f"{learned.mean_certainty(curve)} % sure"
        label = f"{title}: the learned difference over the day, {sure}."
        figure = learned.growth(curve, limits_k, style.PAGE)
        shown.append(Shown(title, sure, inline_svg(figure, f"growth{curve.day}", label)))
    return shown


def _in_words(count: int, noun: str, plural: str = "") -> str:
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{number} {noun if count == 1 else plural or noun + 's'}"


def _first_days(days: int) -> str:
    return f"first {_in_words(days, 'day')}" if days > 1 else "first day"


def _times(count: int) -> str:
    return ("never", "once", "twice")[count] if count < 3 else _in_words(count, "time")
