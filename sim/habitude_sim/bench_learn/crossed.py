"""Constants for each person fitted on other people only: what the learner would do for strangers.

Volunteers are dealt into five folds; a person is foretold with constants fitted on the votes of
the other four.
"""

from __future__ import annotations

from dataclasses import dataclass

from habitude_sim.bench_learn import firmware
from habitude_sim.bench_learn.fit import everyone, fit, folds
from habitude_sim.bench_learn.kept import code, kept
from habitude_sim.bench_learn.opinion_prior import Integers, integers
from habitude_sim.bench_learn.part import Options
from habitude_sim.bench_learn.prequential import Run, run_people
from habitude_sim.bench_learn.votes_data import Source

CODE = code("fit.py", "opinion_model.py", "votes_data.py")


@dataclass(frozen=True)
class Variant:
    """A learner with some constants frozen, or some features not told."""

    name: str
    frozen: tuple[tuple[str, float], ...] = ()
    without: tuple[str, ...] = ()


FULL = Variant("full")


@dataclass(frozen=True)
class Crossed:
    """For each fold its volunteers and the constants fitted without them."""

    variant: Variant
    folds: list[tuple[frozenset[str], Integers]]

    def run(self, source: Source) -> list[Run]:
        """Live through everybody's votes with the firmware's learner."""
        nobody = Source(source.name, [])
        runs: list[Run] = []
        for fold, prior in self.folds:
            own = [p for p in source.people if f"{source.name}/{p.group}" in fold]
            make = firmware.opinion(prior, self.variant.without)
            runs += run_people(make, Source(source.name, own), nobody)
        return runs


def cross(variant: Variant, sources: list[Source], options: Options) -> Crossed:
    """Fit a variant five times, each time without a fold."""
    dealt = folds(sources)

    def work() -> list[dict[str, float]]:
        frozen = dict(variant.frozen)
        return [fit(everyone(sources, fold), frozen, variant.without) for fold in dealt]

    found = kept(f"constants, {variant.name}", f"{CODE}{variant}{sources}", work, options)
    return Crossed(variant, [(f, integers(c)) for f, c in zip(dealt, found, strict=True)])
