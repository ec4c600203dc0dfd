"""Lives a soak and tells of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rich.console import Console

from habitude_sim.soak.figures import as_json, table, verdicts
from habitude_sim.soak.life import Life, Sample

WIDTH = 100  # where there is no terminal


def run(days: int, seed: int, tick_s: int, out: Path | None, console: Console) -> bool:
    """Live `days` days with a tick every `tick_s` s; whether all bounds hold.

    Raises LinkError if the firmware ends, or if there is no MicroPython to run it.
    """
    with tempfile.TemporaryDirectory() as folder, console.status("") as status:

        def progress(sample: Sample) -> None:
            told = f"day {sample.day} of {days}: {sample.used:,} bytes of the heap in use"
            status.update(told)
            if not console.is_terminal and sample.day % 7 == 0:
                console.print(told, highlight=False)

        status.update("drawing a household ...")
        course = Life(Path(folder), days, seed, tick_s).live(progress)
    told = verdicts(course)
    console.print(f"[bold]{days} days, a tick every {tick_s} s[/], seed {seed}", highlight=False)
    console.print(table(course))
    for verdict in told:
        word = "[green]holds [/]" if verdict.holds else "[red]BROKEN[/]"
        console.print(f"{word} {verdict.bound}: {verdict.found}", highlight=False)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(as_json(course, told) + "\n", encoding="utf-8")
    return all(verdict.holds for verdict in told)
