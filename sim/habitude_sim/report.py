"""What happened in a run, as one page that needs nothing else, and as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from habitude_sim.people.parameters import VERSION as HOUSEHOLD_VERSION
from habitude_sim.pictures import learned, style
from habitude_sim.pictures.output import inline_svg, save_png
from habitude_sim.pictures.overview import overview
from habitude_sim.pictures.room import Life, room
from habitude_sim.pictures.weeks import satisfied
from habitude_sim.scenario import Learned, Outcome
from habitude_sim.scoring import Week
from habitude_sim.table import MEANINGS, MEASURES, OURS, rows
from habitude_sim.weather import CLIMATES, MINUTES_PER_DAY
from habitude_sim.world import World

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_GROWTH_DAYS = (1, 3, 7, 14, 28, 56, 112, 224)


@dataclass(frozen=True)
class RunReport:
    """A run of one appliance in one world, with its alternatives, and how it was made.

    The outcome must have its history: `live(..., record=True)`. `micropython` is the version that
    ran the firmware, None if none did. `command` is what to type to see the same again.
    """

    world: World
    outcome: Outcome
    alternatives: dict[str, list[Week]]
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
    """The chart, if there are weeks to compare."""
    weeks = run.outcome.weeks
    if len(weeks) < 2:
        return None
    shares = ", ".join(f"{100 * week['satisfied']:.0f} %" for week in weeks)
    label = f"Line chart of the share of time right, week by week. Habitude: {shares}."
    return inline_svg(satisfied(weeks, run.alternatives, style.PAGE), "satisfied", label)


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
