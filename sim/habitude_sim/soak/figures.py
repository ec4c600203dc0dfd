"""What a soak shows: its table, its verdicts against the bounds, and both as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

from rich import box
from rich.table import Table

from habitude_sim.soak.life import Course, Sample
from habitude_sim.wear import CYCLES, TARGET_YEARS
from habitude_sim.weather import MINUTES_PER_DAY

HEAP_GROWS = 1024  # bytes at most, from the end of the first week on
FILES_GROW = 1024
_FIRST_WEEK = 7
_LATE_MS = 200  # of a tick: as long as a pass of the loop takes here
_UNFED_MS = 8000  # the watchdog of a Pico bites then
_SAVES_A_DAY = 25  # the app allows one an hour, and one when it asks
_ROWS = 13
_WRITTEN = {"profile.a", "profile.b"}


@dataclass(frozen=True)
class Verdict:
    """Whether a bound holds, and the figures that tell it."""

    bound: str
    holds: bool
    found: str


def verdicts(course: Course) -> list[Verdict]:
    """All bounds of a life of more than a week."""
    return [
        bound(course) for bound in (_heap, _ticks, _watchdog, _counters, _files, _flash, _saves)
    ]


def _heap(course: Course) -> Verdict:
    """The largest day counts as well as the last: what grows and shrinks could meet its limit.

    Of the first week too. Each power-on has a first week of its own: what a start leaves behind
    in the heap is not the same each time.
    """
    grown: list[int] = []
    first = 0
    for sample in course.samples:
        if sample.up_min < MINUTES_PER_DAY:
            first = 0
        if sample.up_min <= _FIRST_WEEK * MINUTES_PER_DAY:
            first = max(first, sample.used)
        else:
            grown.append(sample.used - first)
    return Verdict(
        f"the heap after the last day is within {HEAP_GROWS} bytes of the first week's, "
        "of each power-on",
        max(grown, default=0) <= HEAP_GROWS,
        f"{grown[-1] if grown else 0:+} bytes, at most {max(grown, default=0):+}; "
        f"{course.samples[-1].free} free",
    )


def _ticks(course: Course) -> Verdict:
    begun = sum(ticks for _, ticks, _ in course.power_ons)
    missed = sum(_missed(course.tick_s, *power_on) for power_on in course.power_ons)
    late_ms = max(late_ms for _, _, late_ms in course.power_ons)
    return Verdict(
        "no tick is lost, and the last is on time",
        missed == 0 and late_ms <= _LATE_MS,
        f"{begun} ticks, {missed} lost, {late_ms} ms late",
    )


def _watchdog(course: Course) -> Verdict:
    unfed_ms = max(sample.unfed_ms for sample in course.samples)
    return Verdict(
        "the watchdog is fed in time", unfed_ms <= _UNFED_MS, f"{unfed_ms} ms without at most"
    )


def _counters(course: Course) -> Verdict:
    wrong = [f"{what} ({times}): {course.first[what]}" for what, times in course.wrong.items()]
    return Verdict(
        "uptime, local time, days and the guard are right at every look",
        not wrong,
        ", ".join(wrong) or f"over {wraps(course.samples)} wraps of ticks_ms",
    )


def _files(course: Course) -> Verdict:
    before, last = course.samples[_FIRST_WEEK - 1].files, course.samples[-1].files
    grown = sum(last.values()) - sum(before.values())
    return Verdict(
        "files are bounded, and no error was kept",
        set(last) == _WRITTEN and grown <= FILES_GROW,
        f"{', '.join(sorted(last))}: {sum(last.values())} bytes, {grown:+}",
    )


def _flash(course: Course) -> Verdict:
    worn = max(course.erases)
    years = CYCLES / worn * course.days / 365
    return Verdict(
        f"the flash lasts {TARGET_YEARS} years",
        years >= TARGET_YEARS,
        f"{sum(course.erases)} erases, {worn} of the most worn block: {years:,.0f} years",
    )


def _saves(course: Course) -> Verdict:
    saves = course.samples[-1].saves
    allowed = _SAVES_A_DAY * course.days + course.events.corrections
    return Verdict(
        "saves are as few as the app allows",
        saves <= allowed,
        f"{saves}, {saves / course.days:.1f} a day",
    )


def _missed(tick_s: int, up_min: int, ticks: int, late_ms: int) -> int:
    """Ticks that should have begun since the power came on, and did not.

    The first begins at once; where the last minute ends, one more may have begun or not, and with
    a tick a second another one: a board that is busy then lives on for most of a second.
    """
    due = up_min * 60 // tick_s
    return max(due - ticks, ticks - due - 2, 0)


def wraps(samples: Sequence[Sample]) -> int:
    """How often ticks_ms wrapped around, over all power-ons."""
    ended = [before.wraps for before, after in pairwise(samples) if after.up_min < before.up_min]
    return sum(ended) + samples[-1].wraps


def table(course: Course) -> Table:
    """A line for every so many days."""
    found = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    columns = (
        "day",
        "up",
        "heap",
        "free",
        "ticks",
        "late",
        "unfed",
        "wraps",
        "saves",
        "erases",
        "right",
    )
    for name, unit in zip(
        columns, ("", "d", "B", "B", "", "ms", "ms", "", "", "", "%"), strict=True
    ):
        found.add_column(f"{name}\n{unit}", justify="right")
    every = max(1, round(course.days / _ROWS))
    days = {_FIRST_WEEK, *range(every, course.days, every), course.days}
    begun = 0
    for sample in course.samples:
        if sample.day not in days:
            continue
        right = course.right_by_day[begun : sample.day]
        begun = sample.day
        found.add_row(
            str(sample.day),
            f"{sample.up_min / 1440:.1f}",
            f"{sample.used:,}",
            f"{sample.free:,}",
            f"{sample.ticks:,}",
            str(sample.late_ms),
            f"{sample.unfed_ms:,}",
            str(sample.wraps),
            f"{sample.saves:,}",
            f"{sample.erases:,}",
            f"{100 * sum(right) / len(right):.0f}",
        )
    return found


def as_json(course: Course, told: Sequence[Verdict]) -> str:
    figures = {
        "days": course.days,
        "seed": course.seed,
        "tick_s": course.tick_s,
        "faults": [asdict(fault) for fault in course.events.faults],
        "cuts": course.events.cuts,
        "corrections": course.events.corrections,
        "saves": course.samples[-1].saves,
        "erases": course.erases,
        "overrides": course.turned,
        "right_by_day": course.right_by_day,
        "samples": [asdict(sample) for sample in course.samples],
        "verdicts": [asdict(verdict) for verdict in told],
    }
    return json.dumps(figures, indent=2)
