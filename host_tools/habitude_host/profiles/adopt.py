"""What one appliance has learned, as the starting point of another, also of another kind.

Settings of one name and unit mean the same. Of such a setting, the rules of the whole carry over,
and those of each feature of the context that both know in the same way; the numbers are in natural
units, so that steps may differ. The rest stays as the new appliance has it.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, replace

from habitude_host.errors import HabitudeError
from habitude_host.profiles.model import Learned, Profile, Taste


@dataclass(frozen=True)
class Adopted:
    """profile: for the new appliance. taken, left: what carried over, and what not and why."""

    profile: Profile
    taken: list[str]
    left: list[str]


def adopt(source: Profile, target: Profile) -> Adopted:
    """What an appliance that has learned `target` takes over from `source`.

    The people are the source's then. HabitudeError if nothing carries over.
    """
    same_kind = source.appliance == target.appliance
    known = {(setting.name, setting.unit): setting for setting in source.settings}
    settings: list[Learned] = []
    taken: list[str] = []
    left: list[str] = []
    for own in target.settings:
        other = known.pop((own.name, own.unit), None)
        if other is None:
            settings.append(_for_people(own, source.people))
            left.append(f"{own.name} stays as it is: nothing was learned of it")
        else:
            settings.append(_setting(other, own, same_kind))
            taken.append(own.name)
            left += _known_otherwise(other, own)
    if not taken:
        raise HabitudeError(
            f"nothing carries over: no setting of this {target.appliance} means the same as one "
            f"of the {source.appliance} in the file"
        )
    left += [f"{name} ({unit}) is nothing that it has" for name, unit in known]
    routine = target.routine
    if same_kind and _size(source.routine) == _size(target.routine):
        routine = source.routine
        taken += ["the routine"] if routine is not None else []
    elif source.routine is not None:
        left.append("the routine is that of another kind of appliance")
    adopted = replace(target, people=source.people, settings=settings, routine=routine)
    return Adopted(adopted, taken, left)


def _setting(source: Learned, target: Learned, same_kind: bool) -> Learned:
    """Rules carry over; what was counted, only to an appliance of the same kind."""
    tastes = [_taste(taste, source, target) for taste in source.tastes]
    if not same_kind:
        return replace(target, tastes=tastes)
    return replace(source, step=target.step, context=target.context, tastes=tastes)


def _taste(taste: Taste, source: Learned, target: Learned) -> Taste:
    alike = {feature.name for feature in target.context if feature in source.context}
    context = {
        name: taste.context[name] if name in alike else rules
        for name, rules in target.tastes[0].context.items()
    }
    same = (source.step, source.context) == (target.step, target.context)
    return replace(taste, context=context, votes=taste.votes if same else None)


def _for_people(setting: Learned, people: list[str]) -> Learned:
    """With tastes of these people: until they turn, they are taken for the household."""
    household = setting.tastes[0]
    tastes = [household, *(setting.taste(who) or replace(household, who=who) for who in people)]
    return replace(setting, tastes=tastes)


def _known_otherwise(source: Learned, target: Learned) -> list[str]:
    return [
        f"{target.name} by {feature.name} stays as it is: it is divided in another way"
        for feature in target.context
        if feature.sets and feature not in source.context
    ]


def _size(base64: str | None) -> int:
    return len(b64decode(base64 or ""))
