"""An appliance on a terminal screen: what it feels, shows and does now, and what happened."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from habitude_host.snapshot import Snapshot
from habitude_host.watch import Watch

_BAR = 20  # characters
_EVENTS = 12  # at most, that are shown
_STYLES = {"good": "", "stale": "yellow", "faulty": "red"}


def screen(watch: Watch, trouble: str | None) -> RenderableType:
    """The screen. trouble: what is wrong with the connection."""
    seen = watch.seen
    parts: list[RenderableType] = [_head(watch), _now(seen.snapshot)]
    reasons = [*seen.why.values(), *filter(None, [seen.routine])]
    parts.append(Panel("\n".join(reasons), title="why", title_align="left"))
    for event in list(watch.events)[-_EVENTS:]:
        parts.append(Text.assemble((event.time.replace("T", " "), "dim"), "  ", event.text))
    if trouble is not None:
        parts.append(Text(trouble, style="bold red"))
    return Group(*parts)


def _head(watch: Watch) -> Text:
    snapshot = watch.seen.snapshot
    time = (snapshot.time or "its clock is not set").replace("T", " ")
    here = ", ".join(watch.seen.here)
    up = f"up {snapshot.uptime_s // 3600}:{snapshot.uptime_s // 60 % 60:02} h"
    return Text.assemble(
        (watch.title, "bold"), f"   {time}   {up}", f"   here: {here}" if here else ""
    )


def _now(snapshot: Snapshot) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for felt in snapshot.readings:
        state = felt.quality + (f": {felt.cause}" if felt.cause else "")
        table.add_row(
            felt.name,
            f"{felt.text} {felt.unit}",
            Text("" if felt.quality == "good" else state, style=_STYLES[felt.quality]),
        )
    for shown in snapshot.settings:
        words = ["set by hand"] if shown.by_hand else [f"exactly {shown.exact:g}"]
        words += ["learning is frozen"] if shown.frozen else []
        table.add_row(
            Text(shown.name, style="bold"),
            Text(f"{shown.text} {shown.unit}", style="bold"),
            ", ".join(words),
        )
    for done in snapshot.outputs:
        full = round(done.value / 100 * _BAR)
        table.add_row(done.name, f"{done.text} %", "█" * full + "░" * (_BAR - full))
    for name, said, style in (
        ("fault", snapshot.fault, "bold red"),
        ("guard", snapshot.notice, "yellow"),
        ("question", snapshot.question and f"is {snapshot.question} right?", "cyan"),
    ):
        if said:
            table.add_row(Text(name, style=style), "", Text(said, style=style))
    return table
