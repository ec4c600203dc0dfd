"""What is said about a profile, in lines of text."""

from __future__ import annotations

from habitude_host.profiles.model import Learned, Profile, Taste


def summary(profile: Profile) -> list[str]:
    """Whose it is, and how it is getting on."""
    people = ", ".join(profile.people) or "nobody by name"
    lines = [f"{profile.appliance}, firmware {profile.firmware}; it knows {people}"]
    for setting in profile.settings:
        turned = _count(sum(setting.overrides_by_day[-7:]), "time")
        before = _count(sum(setting.overrides_by_day[-14:-7]), "time")
        state = "; learning is frozen" if setting.frozen else ""
        lines.append(
            f"{setting.name}: {_count(setting.days, 'day')}; turned {turned} in the last seven "
            f"days, {before} in the seven before{state}"
        )
    return lines


def about(setting: Learned, taste: Taste) -> str:
    """What a taste's week is, and where it comes from."""
    if taste.overrides:
        last = "at an unknown time" if taste.last is None else taste.last[:-3].replace("T", " ")
        source = f"from {_count(taste.overrides, 'change')}, the last {last}"
    else:
        source = "nothing was changed yet: this is what people mostly want"
    votes = " and from votes" if taste.votes else ""
    return f"{setting.unit or 'steps'} more (+) or less (-) than advised; {source}{votes}"


def signed(value: float) -> str:
    """To a tenth, with its sign unless it is nothing."""
    return f"{value:+.1f}" if abs(value) >= 0.05 else "0"


def _count(number: int, of: str) -> str:
    return f"{number} {of}" if number == 1 else f"{number} {of}s"
