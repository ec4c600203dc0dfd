"""`habitude status`, `set`, `why`, ...: look at an appliance, turn it, correct what it learned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from habitude_host.at_port import appliance, at_port, json_option, show
from habitude_host.errors import HabitudeError, RefusedError

if TYPE_CHECKING:
    from habitude_host.link import Link

_ALL = "all"
_ANSWERS = ("less", "fine", "more")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@click.command()
@json_option
def devices(as_json: bool) -> None:
    """List the boards that are plugged in, and what runs on them.

    A running appliance is only asked who it is.
    """
    from dataclasses import asdict

    from habitude_host.devices import look
    from habitude_host.ports import boards

    found = look(boards())
    nothing = "no board found: is the cable one that carries data?"
    text = "\n".join(device.line() for device in found) or nothing
    show(as_json, [asdict(device) for device in found], text)


@click.command()
@at_port
def status(port: str | None, as_json: bool) -> None:
    """Readings, settings, outputs, faults."""
    from habitude_host.face import Face
    from habitude_host.snapshot import Snapshot

    with appliance(port) as link:
        snapshot = Snapshot.of(link, Face.of(link))
    show(as_json, snapshot.as_dict(), "\n".join(snapshot.lines()))


@click.command()
@at_port
def settings(port: str | None, as_json: bool) -> None:
    """What can be set, from where to where."""
    from habitude_host.face import Face
    from habitude_host.snapshot import Snapshot

    with appliance(port) as link:
        face = Face.of(link)
        shown = Snapshot.of(link, face).settings
    result = [
        {
            "name": s.name,
            "unit": s.unit,
            "lowest": s.natural(s.lowest),
            "highest": s.natural(s.highest),
            "step": s.natural(s.step),
            "factory": s.natural(s.factory),
            "value": now.value,
            "frozen": now.frozen,
        }
        for s, now in zip(face.settings, shown, strict=True)
    ]
    lines = [
        f"{each['name']:16} {each['value']:g} {each['unit']}  (from {each['lowest']:g} to "
        f"{each['highest']:g} in steps of {each['step']:g}, at first {each['factory']:g})"
        for each in result
    ]
    show(as_json, result, "\n".join(lines))


@click.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("setting")
@click.argument("value")
@at_port
def set_(setting: str, value: str, port: str | None, as_json: bool) -> None:
    """Turn SETTING to VALUE, as its buttons would: set target_temp 21.5"""
    from habitude_host.face import Face

    with appliance(port) as link:
        quantity = Face.of(link).setting(setting)
        told = link.ask("set", setting=setting, value=quantity.typed(value))
    text = f"{setting} is set to {quantity.natural(told['value']):g} {quantity.unit}"
    show(as_json, {"setting": setting, "value": quantity.natural(told["value"])}, text)


@click.command()
@click.argument("setting", required=False)
@at_port
def why(setting: str | None, port: str | None, as_json: bool) -> None:
    """Why SETTING is what it is, in a sentence; without it, of all settings."""
    with appliance(port) as link:
        said = {name: link.ask("why", setting=name)["say"] for name in _named(link, setting)}
    show(as_json, said, "\n".join(said.values()))


@click.command()
@click.argument("setting", required=False)
@at_port
def explain(setting: str | None, port: str | None, as_json: bool) -> None:
    """All there is to tell of SETTING: why, what changed, how well it serves, what it expects."""
    with appliance(port) as link:
        told = {name: _explained(link, name) for name in _named(link, setting)}
    lines: list[str] = []
    for parts in told.values():
        lines += [f"{what:14} {said}" for what, texts in parts.items() for said in texts]
    show(as_json, told, "\n".join(lines))


def _explained(link: Link, name: str) -> dict[str, list[str]]:
    served = link.ask("satisfaction", setting=name)
    parts = {
        "why": [link.ask("why", setting=name)["say"]],
        "changes": [
            f"{change['who']}: {change['say']}"
            for change in link.ask("changes", setting=name)["changes"]
        ],
        "last 7 days": [_week(served, 0)],
        "7 days before": [_week(served, 7)],
        "question": [link.ask("question")["say"]],
    }
    try:
        parts["routine"] = [link.ask("routine")["say"]]
    except RefusedError as refused:
        if refused.code != "no-routine":
            raise
    return parts


def _week(served: dict[str, list[int]], ago: int) -> str:
    end = len(served["overrides"]) - ago
    overrides = sum(served["overrides"][end - 7 : end])
    return f"{overrides} overrides, {sum(served['sacrifice'][end - 7 : end])} steps turned"


@click.command()
@click.argument("setting")
@click.argument("answer", type=click.Choice(_ANSWERS))
@at_port
def vote(setting: str, answer: str, port: str | None, as_json: bool) -> None:
    """Say what you would have of SETTING now: less, fine or more."""
    from habitude_host.face import Face

    with appliance(port) as link:
        quantity = Face.of(link).setting(setting)
        told = link.ask("vote", setting=setting, answer=_ANSWERS.index(answer) - 1)
    shown = quantity.natural(told["shown"])
    thanks = "thank you" if told["learned"] else "nothing was learned from it"
    result = {"setting": setting, "learned": told["learned"], "value": shown}
    show(as_json, result, f"{thanks}: {setting} is {shown:g} {quantity.unit}")


@click.command()
@click.argument("setting")
@at_port
def undo(setting: str, port: str | None, as_json: bool) -> None:
    """Take back the last thing learned of SETTING."""
    with appliance(port) as link:
        told = link.ask("undo", setting=setting)
    show(as_json, told, told["say"])


@click.command()
@click.argument("setting", default=_ALL)
@at_port
def freeze(setting: str, port: str | None, as_json: bool) -> None:
    """Learn nothing more of SETTING (or all), and fade nothing."""
    _freeze("freeze", setting, port, as_json)


@click.command()
@click.argument("setting", default=_ALL)
@at_port
def unfreeze(setting: str, port: str | None, as_json: bool) -> None:
    """Learn again of SETTING (or all)."""
    _freeze("unfreeze", setting, port, as_json)


def _freeze(command: str, setting: str, port: str | None, as_json: bool) -> None:
    with appliance(port) as link:
        told = link.ask(command, setting=setting)
    frozen = ", ".join(told["frozen"]) or "none"
    show(as_json, told, f"settings whose learning is frozen: {frozen}")


@click.command()
@click.argument("what")
@click.argument("when", nargs=-1)
@click.option("--yes", is_flag=True, help="Don't ask whether that is meant.")
@at_port
def forget(what: str, when: tuple[str, ...], yes: bool, port: str | None, as_json: bool) -> None:
    """Erase what was learned: forget SETTING [FROM TO | DAY], forget person NAME, forget all.

    FROM and TO are hours: forget target_temp 22 7. DAY: forget target_temp sunday. Also: forget
    routine. What is forgotten can't be brought back; `habitude export` keeps a copy.
    """
    arguments = _forgetting(what, when)
    said = " ".join((what, *when))
    if not yes:
        click.confirm(f"forget {said}: that can't be undone. Is it meant?", abort=True, err=True)
    with appliance(port) as link:
        told = link.ask("forget", **arguments)
    show(as_json, told, f"forgotten: {said}")


def _forgetting(what: str, when: tuple[str, ...]) -> dict[str, Any]:
    """The request that says so. Raises UsageError."""
    match when:
        case (name,) if what == "person":
            return {"person": name}
        case ():
            return {"setting": what}
        case (day,) if day.lower() in _DAYS:
            return {"setting": what, "day": _DAYS.index(day.lower())}
        case (first, end) if first.isdigit() and end.isdigit():
            return {"setting": what, "from": int(first), "to": int(end)}
        case _:
            raise click.UsageError(
                f"'{' '.join(when)}' is neither a day of the week nor two hours (22 7)"
            )


@click.command()
@at_port
def clock(port: str | None, as_json: bool) -> None:
    """Set a board's clock to this computer's time."""
    from datetime import datetime

    from habitude_host.trace import local_seconds

    now = datetime.now().replace(microsecond=0)
    with appliance(port) as link:
        link.ask("clock", local=local_seconds(now))
    show(as_json, {"time": now.isoformat()}, f"its clock is set to {now.isoformat(' ')}")


def _named(link: Link, setting: str | None) -> list[str]:
    """The setting, or all there are."""
    from habitude_host.face import Face

    names = [each.name for each in Face.of(link).settings]
    if setting is not None and setting not in names:
        raise HabitudeError(f"no setting '{setting}'; this appliance has: {', '.join(names)}")
    return names if setting is None else [setting]
