"""A profile's bytes, as docs/profile.md describes them, from and to natural units."""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from math import sqrt

from habitude_host.errors import HabitudeError
from habitude_host.profiles.layout import FORMAT, Layout, SettingLayout
from habitude_host.profiles.model import Learned, Profile, Rule, Taste
from habitude_host.trace import iso, local_seconds

_MAGIC = b"HBTP"
_HEADER = struct.Struct("<4sBBB")
_DAYS = struct.Struct("<28B28BHBBH")
_NAME_BYTES = 16
_UNIT = 256  # consequents, in parts of a step
_SQUARE = 4096  # variances, in parts of a step's square
_CONSEQUENT = 30000  # at most, either sign
_VARIANCE = 36864  # at most
_NONE = "these bytes are no profile of a {}"


def decode(data: bytes, layout: Layout, exported: str) -> Profile:
    """The profile in `data`, taken at the time `exported`. HabitudeError if there is none."""
    try:
        return _decode(data, layout, exported)
    except (struct.error, UnicodeDecodeError) as error:
        raise HabitudeError(
            f"these bytes are no profile of a {layout.appliance}: {error}"
        ) from None


def _decode(data: bytes, layout: Layout, exported: str) -> Profile:
    magic, version, settings, known = _HEADER.unpack_from(data)
    if magic != _MAGIC or version != FORMAT or settings != len(layout.settings):
        raise HabitudeError(_NONE.format(layout.appliance))
    at = _HEADER.size
    people: list[str] = []
    for _ in range(known):
        people.append(data[at : at + _NAME_BYTES].rstrip(b"\0").decode())
        at += _NAME_BYTES
    learned: list[Learned] = []
    for setting in layout.settings:
        numbers = _DAYS.unpack_from(data, at)
        at += _DAYS.size
        tastes: list[Taste] = []
        for who in (None, *people):
            form = _taste_form(setting)
            tastes.append(_taste(form.unpack_from(data, at), setting, who))
            at += form.size
        learned.append(
            Learned(
                setting.name,
                setting.unit,
                setting.step,
                setting.context,
                numbers[56],
                numbers[57] != 0,
                numbers[58],
                numbers[59],
                list(numbers[:28]),
                list(numbers[28:56]),
                tastes,
            )
        )
    routine = b64encode(data[at:]).decode() or None
    return Profile(layout.appliance, layout.firmware, exported, people, learned, routine)


def encode(profile: Profile, layout: Layout) -> bytes:
    """The bytes of a profile that has this layout. HabitudeError if it has another one."""
    parts = [_HEADER.pack(_MAGIC, FORMAT, len(profile.settings), len(profile.people))]
    parts += [name.encode().ljust(_NAME_BYTES, b"\0") for name in profile.people]
    for setting, learned in zip(layout.settings, profile.settings, strict=True):
        parts.append(
            _DAYS.pack(
                *learned.overrides_by_day,
                *learned.sacrifice_by_day,
                learned.days,
                learned.frozen,
                learned.ask_every_days,
                learned.quiet_half_hours,
            )
        )
        parts += [_taste_bytes(taste, setting) for taste in learned.tastes]
    return b"".join(parts) + b64decode(profile.routine or "")


def _taste_form(setting: SettingLayout) -> struct.Struct:
    return struct.Struct(f"<{setting.vote_bytes}s3H{setting.rules}h{setting.rules}H3H")


def _taste(numbers: tuple[int | bytes, ...], setting: SettingLayout, who: str | None) -> Taste:
    votes, *rest = numbers
    assert isinstance(votes, bytes)
    integers = [number for number in rest if isinstance(number, int)]
    mood, consequents = integers[:3], integers[3 : 3 + setting.rules]
    variances = integers[3 + setting.rules : 3 + 2 * setting.rules]
    overrides, low, high = integers[-3:]
    last_s = low + (high << 16) - 1
    rules = iter(
        [
            Rule(_nine(c / _UNIT * setting.step), _nine(sqrt(v / _SQUARE) * setting.step))
            for c, v in zip(consequents, variances, strict=True)
        ]
    )
    return Taste(
        who,
        overrides,
        None if last_s < 0 else iso(last_s),
        next(rules),
        {
            feature.name: list(islice(rules, feature.sets))
            for feature in setting.context
            if feature.sets
        },
        next(rules),
        mood,
        b64encode(votes).decode() if any(votes) else None,
    )


def _taste_bytes(taste: Taste, setting: SettingLayout) -> bytes:
    rules = list(_rules(taste, setting))
    votes = b64decode(taste.votes or "")
    if len(rules) != setting.rules or (votes and len(votes) != setting.vote_bytes):
        raise HabitudeError(f"the profile of {setting.name} is of another appliance")
    last = 0 if taste.last is None else 1 + local_seconds(datetime.fromisoformat(taste.last))
    return _taste_form(setting).pack(
        votes,
        *taste.mood,
        *(_bounded(rule.difference / setting.step * _UNIT, _CONSEQUENT) for rule in rules),
        *(_bounded((rule.unsure / setting.step) ** 2 * _SQUARE, _VARIANCE) for rule in rules),
        taste.overrides,
        last & 0xFFFF,
        last >> 16,
    )


def _rules(taste: Taste, setting: SettingLayout) -> Iterator[Rule]:
    yield taste.whole
    for feature in setting.context:
        yield from taste.context.get(feature.name, [])
    yield taste.today


def _bounded(value: float, most: int) -> int:
    return max(-most, min(round(value), most))


def _nine(value: float) -> float:
    """Nine digits: enough to come back to the same integer."""
    return float(f"{value:.9g}")
