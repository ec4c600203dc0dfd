"""How two profiles differ: what was learned in between, or two homes side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from habitude_host.profiles.model import WEEK, Learned, Profile, Taste
from habitude_host.profiles.week import DAYS, HOURS, Hour, week
from habitude_host.profiles.words import signed


@dataclass(frozen=True)
class Compared:
    """One taste of one setting in two profiles. week: the second's less the first's."""

    title: str
    unit: str
    step: float
    first: Taste | None
    second: Taste | None
    week: list[list[Hour]]

    @property
    def weeks_differ(self) -> bool:
        return any(hour.difference for day in self.week for hour in day)

    def lines(self) -> list[str]:
        """For people."""
        if self.first is None or self.second is None:
            return ["only in the second" if self.first is None else "only in the first"]
        more = self.second.overrides - self.first.overrides
        lines = [f"{self.first.overrides} changes, then {self.second.overrides} ({more:+d})"]
        if not self.weeks_differ:
            return [*lines, "the same at all times"]
        _, day, hour = max(
            (abs(self.week[day][hour].difference), -day, -hour) for day in DAYS for hour in HOURS
        )
        most = self.week[-day][-hour].difference
        mean = sum(abs(h.difference) for d in self.week for h in d) / (7 * 24)
        return [
            *lines,
            f"{mean:.2f} {self.unit} apart in the mean, most on {WEEK[-day]} at {-hour}:00: "
            f"{signed(most)} {self.unit}",
        ]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "title": self.title,
            "unit": self.unit,
            "overrides": [taste and taste.overrides for taste in (self.first, self.second)],
            "week": [[round(hour.difference, 3) for hour in day] for day in self.week],
        }


def compare(first: Profile, second: Profile) -> list[Compared]:
    """Every taste of every setting that is in one of them or both."""
    settings = {setting.name: setting for setting in (*second.settings, *first.settings)}
    people = list(dict.fromkeys((*first.people, *second.people)))
    found: list[Compared] = []
    for setting in settings.values():
        for who in (None, *people):
            pair = [_taste(profile, setting, who) for profile in (first, second)]
            if any(pair):
                found.append(_compared(setting, *pair))
    return found


def _taste(profile: Profile, like: Learned, who: str | None) -> tuple[Learned, Taste] | None:
    for setting in profile.settings:
        taste = setting.taste(who)
        if (setting.name, setting.unit) == (like.name, like.unit) and taste is not None:
            return setting, taste
    return None


def _compared(
    setting: Learned, first: tuple[Learned, Taste] | None, second: tuple[Learned, Taste] | None
) -> Compared:
    tastes = [pair[1] if pair else None for pair in (first, second)]
    title = f"{setting.name} of {next(taste.name for taste in tastes if taste)}"
    weeks: list[list[Hour]] = []
    if first and second:
        weeks = [
            [Hour(b.difference - a.difference, 0) for a, b in zip(*days, strict=True)]
            for days in zip(week(*first), week(*second), strict=True)
        ]
    return Compared(title, setting.unit, setting.step, tastes[0], tastes[1], weeks)
