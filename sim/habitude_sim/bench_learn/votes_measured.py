"""What was measured of one source of votes."""

from __future__ import annotations

from dataclasses import dataclass

from habitude_sim.bench_learn.part import OURS
from habitude_sim.bench_learn.thermostats import Served
from habitude_sim.bench_learn.votes_data import Source
from habitude_sim.bench_learn.votes_scores import Sliced


@dataclass(frozen=True)
class Measured:
    """One source: model, then slice; models by thermostat."""

    source: Source
    sliced: dict[str, dict[str, Sliced]]
    served: dict[str, Served]

    @property
    def ours(self) -> list[str]:
        """The firmware's rows among the models."""
        return [name for name in self.sliced if name.startswith(OURS)]
