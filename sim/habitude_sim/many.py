"""Many households, measured on all processors, and what came of them as a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import track

Measured = TypeVar("Measured")


def measured(
    measure: Callable[[int], Measured], seeds: Sequence[int], what: str, console: Console
) -> list[Measured]:
    """What `measure` gives for the household of each seed, in their order; `what` they are."""
    with ProcessPoolExecutor() as pool:
        lived = pool.map(measure, seeds)
        return list(track(lived, what, len(seeds), console=console, transient=True))


def write(path: Path, content: dict[str, Any]) -> None:
    """Write figures as JSON; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
