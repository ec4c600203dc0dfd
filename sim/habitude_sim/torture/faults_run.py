"""`habitude sim torture-faults`: the table of faults, and random sequences of them."""

from __future__ import annotations

import json
import time
from pathlib import Path

from rich.console import Console

from habitude_sim.torture import faults_random

WIDTH = 160


def perform(sequences: int, seed: int, only: str | None, out: Path) -> int:
    """Print what was found and write it as JSON into `out`; the exit code, 0 if all is well."""
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    out.mkdir(parents=True, exist_ok=True)
    kept = True
    if only != "table":
        kept = _sequences(sequences, seed, out / "sequences.json", console)
    return 0 if kept else 1


def _sequences(count: int, seed: int, path: Path, console: Console) -> bool:
    """Whether every promise was kept."""
    found: dict[str, object] = {"sequences": count, "first_seed": seed, "broken": None}
    start_s = time.process_time()
    with console.status("random sequences ...") as status:

        def tell(done: int, ticks: int) -> None:
            found["ticks"] = ticks
            status.update(f"random sequences: {done:,} of {count:,}, {ticks:,} ticks")

        try:
            faults_random.run(count, seed, tell)
        except Exception as broken:
            # Whatever it is: a promise that was broken, or an error of the firmware's.
            notes = getattr(broken, "__notes__", [])
            found["broken"] = "\n".join([f"{type(broken).__name__}: {broken}", *notes])
    found["cpu_s"] = round(time.process_time() - start_s)
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if found["broken"] is not None:
        console.print(f"broken: {found['broken']}", markup=False)
        return False
    console.print(
        f"{count:,} random sequences from seed {seed} on, {found.get('ticks', 0):,} ticks: "
        f"every promise kept ({found['cpu_s']} s of CPU)"
    )
    return True
