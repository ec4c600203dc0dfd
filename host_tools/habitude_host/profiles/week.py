"""What a taste amounts to, hour by hour of a week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from habitude_host.profiles.model import Learned, Rule, Taste

HOURS = range(24)
DAYS = range(7)
_DAY_S = 86400


@dataclass(frozen=True)
class Hour:
    """What is given more (or less) than advised, and the standard deviation of that."""

    difference: float
    unsure: float


def week(setting: Learned, taste: Taste) -> list[list[Hour]]:
    """By the day (0: Monday) and the hour, in its middle. What is only for today is left out."""
    return [
        [at(setting, taste, day, hour * 3600 + 1800, today=False) for hour in HOURS]
        for day in DAYS
    ]


def at(setting: Learned, taste: Taste, day: int, second: int, today: bool = True) -> Hour:
    """At a second of a day, whatever the readings are: rules that depend on them are left out."""
    fired = [(1.0, taste.whole), *_fired(setting, taste, day, second)]
    if today:
        fired.append((1.0, taste.today))
    difference = sum(membership * rule.difference for membership, rule in fired)
    return Hour(difference, sqrt(sum((m * rule.unsure) ** 2 for m, rule in fired)))


def _fired(setting: Learned, taste: Taste, day: int, second: int) -> Iterator[tuple[float, Rule]]:
    """The rules of the clock that fire, and how strongly."""
    for feature in setting.context:
        rules = taste.context.get(feature.name, [])
        if feature.name == "hour" and rules:
            place = second % _DAY_S * len(rules) / _DAY_S
            first = int(place)
            yield 1 - (place - first), rules[first]
            yield place - first, rules[(first + 1) % len(rules)]
        elif feature.name == "weekday" and rules:
            yield 1.0, rules[day]


def widest(weeks: list[list[list[Hour]]], step: float) -> float:
    """The largest difference, either sign, at least two steps: what full colour stands for."""
    found = [abs(hour.difference) for days in weeks for day in days for hour in day]
    return max([2 * step, *found])
