"""`habitude sim torture-faults`: the tables of faults, and random sequences of them."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from habitude_sim.torture import driver_faults, faults_document, faults_random, faults_table

WIDTH = 190


def perform(count: int, seed: int, only: str | None, out: Path) -> int:
    """Print what was found; write it as JSON, and as the document faults.md, into `out`.

    The exit code: 0 if every promise was kept.
    """
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    out.mkdir(parents=True, exist_ok=True)
    kept, told = True, "None were lived."
    if only != "table":
        kept, told = _sequences(count, seed, out / "sequences.json", console)
        console.print(told, markup=False)
    if only != "sequences":
        kept = _tables(told, out, console) and kept
    return 0 if kept else 1


def _tables(sequences: str, out: Path, console: Console) -> bool:
    drivers = driver_faults.measure()
    with console.status("") as status:
        rows = faults_table.measure(lambda what: status.update(f"{what} ..."))
    console.print(faults_document.driver_table(drivers))
    console.print(faults_document.lived_table(rows))
    found = {
        "house": [row.as_dict() for row in rows],
        "drivers": [asdict(row) for row in drivers],
    }
    (out / "faults.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    without = "; ".join(
        f"{lived.low_c:.0f} to {lived.high_c:.0f} °C at {lived.heat:.0f} % heat in {season}, "
        f"{lived.overrides} overrides learned"
        for season, lived in faults_table.without().items()
    )
    text = faults_document.document(rows, drivers, without, sequences)
    (out / "faults.md").write_text(text, encoding="utf-8")
    verdicts = [row.verdict for row in (*rows, *drivers)]
    counts = {verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))}
    console.print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    return "BROKEN" not in counts and all(row.recovers for row in drivers)


def _sequences(count: int, seed: int, path: Path, console: Console) -> tuple[bool, str]:
    """Whether every promise was kept, and a sentence of it."""
    ticks, broken = 0, None
    start_s = time.process_time()
    with console.status("random sequences ...") as status:

        def tell(done: int, lived: int) -> None:
            nonlocal ticks
            ticks = lived
            status.update(f"random sequences: {done:,} of {count:,}, {ticks:,} ticks")

        try:
            faults_random.run(count, seed, tell)
        except Exception as error:
            # Whatever it is: a promise that was broken, or an error of the firmware's.
            notes = getattr(error, "__notes__", [])
            broken = "\n".join([f"{type(error).__name__}: {error}", *notes])
    cpu_s = round(time.process_time() - start_s)
    found = {"sequences": count, "seed": seed, "ticks": ticks, "cpu_s": cpu_s, "broken": broken}
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if broken is not None:
        return False, f"broken: {broken}"
    return True, (
        f"{count:,} sequences from seed {seed} on, {ticks:,} ticks, {cpu_s} s of CPU: "
        "every promise kept."
    )
