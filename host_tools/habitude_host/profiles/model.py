"""A profile in natural units, as files have it: docs/profile.md tells what each part means."""

from __future__ import annotations

from dataclasses import dataclass, replace

WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOUSEHOLD = "the household"


@dataclass(frozen=True)
class Rule:
    """A fuzzy rule's consequent: by how much more (or less) than advised, in the setting's unit.

    unsure: the standard deviation of that, in the same unit.
    """

    difference: float
    unsure: float


@dataclass(frozen=True)
class Feature:
    """What a setting may depend on: a reading, or "hour" (s of the day), "weekday" (0: Monday).

    kind: "ordered", "cyclic" or "category". sets: fuzzy sets over the range, 0 for none.
    """

    name: str
    kind: str
    lowest: float
    highest: float
    sets: int


@dataclass(frozen=True)
class Taste:
    """What one person, or the household, wants of one setting.

    who: None for the household. last: local time of the last override, in ISO 8601. context: rules
    by the name of the feature. mood, votes: the learner's own numbers, see docs/profile.md.
    """

    who: str | None
    overrides: int
    last: str | None
    whole: Rule
    context: dict[str, list[Rule]]
    today: Rule
    mood: list[int]
    votes: str | None

    @property
    def name(self) -> str:
        return HOUSEHOLD if self.who is None else self.who

    @property
    def learned(self) -> bool:
        """Whether anything was learned from what somebody did or said."""
        return self.overrides > 0 or self.votes is not None


@dataclass(frozen=True)
class Learned:
    """What was learned of one setting; days count since the beginning, lists end with today.

    ask_every_days, quiet_half_hours: between two questions, and since the last one.
    """

    name: str
    unit: str
    step: float
    context: list[Feature]
    days: int
    frozen: bool
    ask_every_days: int
    quiet_half_hours: int
    overrides_by_day: list[int]
    sacrifice_by_day: list[int]
    tastes: list[Taste]

    def taste(self, who: str | None) -> Taste | None:
        """That of a person, or of the household."""
        return next((taste for taste in self.tastes if taste.who == who), None)


@dataclass(frozen=True)
class Profile:
    """All that an appliance has learned. routine: as the appliance keeps it, in base64."""

    appliance: str
    firmware: str
    exported: str
    people: list[str]
    settings: list[Learned]
    routine: str | None

    @property
    def learned(self) -> bool:
        """Whether anything was learned from what somebody did or said."""
        return any(taste.learned for setting in self.settings for taste in setting.tastes)

    def only(self, name: str) -> Profile:
        """The same with the tastes of one person, or of the household, alone, to be looked at."""
        settings = [
            replace(setting, tastes=[taste for taste in setting.tastes if taste.name == name])
            for setting in self.settings
        ]
        return replace(self, settings=settings)
