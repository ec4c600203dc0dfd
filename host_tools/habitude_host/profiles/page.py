"""A profile as one page of HTML that needs nothing else."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from habitude_host.profiles.colours import colour, hexadecimal, ink
from habitude_host.profiles.model import WEEK, Learned, Profile, Taste
from habitude_host.profiles.week import DAYS, HOURS, week, widest
from habitude_host.profiles.words import about, signed, summary


def page(profile: Profile) -> str:
    """The HTML."""
    environment = Environment(
        loader=PackageLoader("habitude_host.profiles", "."),
        autoescape=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("page.html.j2").render(
        profile=profile,
        summary=summary(profile),
        days=WEEK,
        settings=[_setting(setting) for setting in profile.settings],
    )


def _setting(setting: Learned) -> dict[str, Any]:
    most = max(setting.overrides_by_day)
    bars = [
        {"percent": 100 * count / max(most, 1), "title": f"{27 - day} days ago: {count}"}
        for day, count in enumerate(setting.overrides_by_day)
    ]
    tastes = [_taste(setting, taste) for taste in setting.tastes]
    return {"name": setting.name, "tastes": tastes, "bars": bars, "most": most}


def _taste(setting: Learned, taste: Taste) -> dict[str, Any]:
    days = week(setting, taste)
    most = widest([days], setting.step)
    rows: list[list[dict[str, str]]] = []
    for hour in HOURS:
        row: list[dict[str, str]] = []
        for day in DAYS:
            value = days[day][hour]
            rgb = colour(value.difference, most)
            title = (
                f"{WEEK[day]} {hour}:00: {value.difference:+.2f} {setting.unit}, "
                f"sure to ± {value.unsure:.2f} {setting.unit}"
            )
            text = signed(value.difference)
            row.append({"text": text, "colour": hexadecimal(rgb), "ink": ink(rgb), "title": title})
        rows.append(row)
    return {"name": taste.name, "about": about(setting, taste), "rows": rows}
