"""A profile as JSON: what `habitude export` writes and anybody may read. schema.json checks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NoReturn, cast

from jsonschema import Draft202012Validator, ValidationError, exceptions

from habitude_host.errors import HabitudeError
from habitude_host.profiles import encrypted
from habitude_host.profiles.model import Feature, Learned, Profile, Rule, Taste
from habitude_host.trace import local_seconds

VERSION = 1
_MOST_BYTES = 1_000_000
_SHOWN = 200  # characters of what is wrong
_NAME_BYTES = 16
_END_S = 1 << 30  # of the times that an appliance knows: 2058


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of the document."""
    return json.loads(
        resources.files("habitude_host.profiles").joinpath("schema.json").read_text("utf-8")
    )


def dump(profile: Profile) -> str:
    """The document of a profile."""
    document = {"habitude_profile": VERSION, **asdict(profile)}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def read(path: Path, passphrase: Callable[[], str]) -> Profile:
    """The profile in a file; `passphrase` is asked if it is encrypted.

    HabitudeError, with the place and what is wrong, if it is none.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise HabitudeError(f"{path}: {error.strerror}") from None
    if len(data) > _MOST_BYTES:
        raise HabitudeError(f"{path}: longer than any profile ({_MOST_BYTES} bytes)")
    if encrypted.is_one(data):
        data = encrypted.load(data, passphrase(), str(path))
    return load(data, str(path))


def load(data: bytes, where: str) -> Profile:
    """The profile in a document; `where` is what messages call it. HabitudeError as `read`."""
    try:
        document: object = json.loads(data, parse_constant=_refuse, parse_float=_number)
    except (ValueError, RecursionError) as error:
        raise HabitudeError(f"{where}: no JSON ({error})") from None
    wrong = _most_wrong(document)
    if wrong is not None:
        raise HabitudeError(
            f"{where}: {wrong.json_path[2:] or 'the whole'}: {wrong.message[:200]}"
        )
    profile = _profile(cast("dict[str, Any]", document))
    _check(profile, where)
    return profile


def _most_wrong(document: object) -> ValidationError | None:
    # jsonschema's own hints leave its iterators' content unknown.
    validator, choice = cast("Any", Draft202012Validator(schema())), cast("Any", exceptions)
    return choice.best_match(validator.iter_errors(document))


def _number(text: str) -> float:
    """As the schema sees it: 9.0 is an integer."""
    value = float(text)
    return int(value) if value.is_integer() else value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _profile(document: dict[str, Any]) -> Profile:
    return Profile(
        document["appliance"],
        document["firmware"],
        document["exported"],
        document["people"],
        [_learned(each) for each in document["settings"]],
        document["routine"],
    )


def _learned(told: dict[str, Any]) -> Learned:
    fields = dict(told)
    fields["context"] = [Feature(**each) for each in told["context"]]
    fields["tastes"] = [_taste(each) for each in told["tastes"]]
    return Learned(**fields)


def _taste(told: dict[str, Any]) -> Taste:
    fields = dict(told)
    fields["whole"], fields["today"] = Rule(**told["whole"]), Rule(**told["today"])
    fields["context"] = {
        name: [Rule(**rule) for rule in rules] for name, rules in told["context"].items()
    }
    return Taste(**fields)


def _check(profile: Profile, where: str) -> None:
    """What a schema can't say: each setting has a taste of each person and a rule of each set."""
    for name in profile.people:
        if len(name.encode()) > _NAME_BYTES:
            raise HabitudeError(f"{where}: people: {name} has more than {_NAME_BYTES} bytes")
    for learned in profile.settings:
        if [taste.who for taste in learned.tastes] != [None, *profile.people]:
            raise HabitudeError(
                f"{where}: settings: {learned.name}: tastes have to be those of the household "
                "(who: null), then of the people in their order"
            )
        sets = {feature.name: feature.sets for feature in learned.context if feature.sets}
        for taste in learned.tastes:
            if {name: len(rules) for name, rules in taste.context.items()} != sets:
                raise HabitudeError(
                    f"{where}: settings: {learned.name}: the rules of {taste.name} are not one "
                    "for each set of the context"
                )
            _check_time(taste.last, f"{where}: settings: {learned.name}: {taste.name}: last")


def _check_time(text: str | None, where: str) -> None:
    try:
        good = text is None or 0 <= local_seconds(datetime.fromisoformat(text)) < _END_S
    except ValueError:
        good = False
    if not good:
        raise HabitudeError(f"{where}: {text} is no time from 2024 to 2057")
