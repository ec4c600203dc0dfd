"""`make bench-who`: two residents of opposite wishes, told apart by their phones, or not.

Each household's residents are made to want temperatures that are, in the mean, a fixed gap apart.
Measured in weeks 3 and 4, beside a thermostat turned by hand and the oracle, on the same random
numbers: while one of them is at home alone, and while both are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from habitude_sim import many
from habitude_sim.alternatives import manual, oracle
from habitude_sim.changes import Apart
from habitude_sim.people.presence import AWAY
from habitude_sim.scenario import live
from habitude_sim.scoring import Score
from habitude_sim.weather import MINUTES_PER_DAY
from habitude_sim.world import World

DAYS = 28
_SETTLED = slice(14 * MINUTES_PER_DAY, None)

POLICIES: dict[str, Callable[[World], Score]] = {
    "told who is there": lambda world: live(world, "native", tokens=True).score,
    "not told": lambda world: live(world, "native").score,
    "manual": lambda world: manual(world).score,
    "oracle": lambda world: oracle(world).score,
}


@dataclass(frozen=True)
class Served:
    """Person-minutes awake at home in weeks 3 and 4, and of these satisfied; overrides in them."""

    alone: int
    alone_satisfied: int
    together: int
    together_satisfied: int
    overrides: int
    energy_kwh: float

    @classmethod
    def of(cls, world: World, score: Score) -> Served:
        alone = (world.states[_SETTLED] != AWAY).sum(axis=1) == 1
        awake, satisfied = score.awake()[_SETTLED], score.satisfied()[_SETTLED]
        return cls(
            int(awake[alone].sum()),
            int(satisfied[alone].sum()),
            int(awake[~alone].sum()),
            int(satisfied[~alone].sum()),
            sum(minute >= _SETTLED.start for minute in score.overrides_at),
            sum(score.power_w[_SETTLED]) / 60e3,
        )


def measure(room: str, gap_k: float, seed: int) -> dict[str, Served]:
    """Live one household under every policy."""
    world = World(seed, DAYS, 2, room, changes=(Apart(gap_k),))
    return {name: Served.of(world, policy(world)) for name, policy in POLICIES.items()}


def measure_all(
    seeds: list[int], room: str, gap_k: float, console: Console
) -> list[dict[str, Served]]:
    """Every seed, on all processors."""
    return many.measured(partial(measure, room, gap_k), seeds, "households", console)


def figures(households: list[dict[str, Served]]) -> dict[str, dict[str, float]]:
    """Policy, then figure; shares are of all households' time, sums over sums."""
    return {name: _figures([home[name] for home in households]) for name in POLICIES}


def _figures(served: list[Served]) -> dict[str, float]:
    total = np.array([list(asdict(one).values()) for one in served]).sum(axis=0).tolist()
    alone, alone_satisfied, together, together_satisfied, overrides, energy = total
    return {
        "satisfied": (alone_satisfied + together_satisfied) / max(alone + together, 1),
        "satisfied_alone": alone_satisfied / max(alone, 1),
        "satisfied_together": together_satisfied / max(together, 1),
        "time_alone": alone / max(alone + together, 1),
        "overrides_per_day": overrides / 14 / len(served),
        "energy_kwh": energy / len(served),
    }


def run(seeds: list[int], room: str, gap_k: float, out: Path, console: Console) -> None:
    """Measure, print, and write `out`/bench-who.json."""
    found = figures(measure_all(seeds, room, gap_k, console))
    path = out / "bench-who.json"
    content = {"seeds": seeds, "room": room, "gap_k": gap_k, "figures": found}
    many.write(path, content)
    console.print(table(found, room, gap_k, len(seeds)))
    console.print(f"figures: {path}")


def table(found: dict[str, dict[str, float]], room: str, gap_k: float, households: int) -> Table:
    """One row a policy; of the oracle's satisfaction in the second column."""
    shown = Table(
        title=f"{room} room, {households} households of two people {gap_k} K apart",
        title_justify="left",
    )
    shown.add_column("")
    for name in ("satisfied", "of oracle", "one there", "both there", "overrides a day", "kWh"):
        shown.add_column(name, justify="right")
    best = found["oracle"]["satisfied"]
    for policy, of in found.items():
        shown.add_row(
            policy,
            f"{of['satisfied']:.3f}",
            f"{of['satisfied'] / best:.3f}",
            f"{of['satisfied_alone']:.3f}",
            f"{of['satisfied_together']:.3f}",
            f"{of['overrides_per_day']:.2f}",
            f"{of['energy_kwh']:.0f}",
        )
    return shown
