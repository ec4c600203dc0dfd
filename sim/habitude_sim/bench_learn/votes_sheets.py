"""Tables of what votes.py measured."""

from __future__ import annotations

from collections.abc import Iterator

from habitude_sim.bench_learn.part import Sheet
from habitude_sim.bench_learn.votes_measured import Measured
from habitude_sim.bench_learn.votes_scores import SEASONS, SLICES, Sliced

MEMORY = 200  # bytes
FIGURES = (("accuracy", "acc"), ("macro_f1", "mF1"), ("log_loss", "LL"))


def sheets(measured: list[Measured]) -> list[Sheet]:
    """For each source, its slices and its thermostats."""
    return [sheet for of_source in measured for sheet in _of_source(of_source)]


def _of_source(measured: Measured) -> Iterator[Sheet]:
    name = measured.source.name
    for chosen in (*SLICES, *SEASONS):
        rows = [
            _row(model, of_model[chosen.name])
            for model, of_model in measured.sliced.items()
            if chosen.name in of_model
        ]
        if rows:
            pot = [f"pot {short}" for _, short in FIGURES]
            columns = ["model", "people", "votes", *(short for _, short in FIGURES), *pot]
            yield Sheet(f"{name}: {chosen.name}", columns, rows)
    if measured.served:
        rows = [
            [model, f"{served.error:.3f}", f"{served.direction:.3f}"]
            for model, served in measured.served.items()
        ]
        yield Sheet(f"{name}: as a thermostat", ["model", "error, K", "direction"], rows)


def pot(accuracies: dict[str, float]) -> Sheet:
    """Fresh votes of all sources together."""
    rows = [[model, f"{accuracy:.3f}"] for model, accuracy in accuracies.items()]
    return Sheet("all sources in one pot: fresh", ["model", "acc"], rows)


def memory(used: int) -> Sheet:
    """Bytes that a person's taste in one setting takes."""
    row = [
        "a person and setting",
        str(used),
        str(MEMORY),
        "reached" if used <= MEMORY else "missed",
    ]
    return Sheet("memory, bytes", ["", "here", "target", ""], [row])


def _row(model: str, sliced: Sliced) -> list[str]:
    pooled = sliced.pooled()
    return [
        model,
        str(len(sliced.people)),
        str(sliced.votes),
        *(f"{sliced.mean_of(figure):.3f}" for figure, _ in FIGURES),
        *(f"{getattr(pooled, figure):.3f}" for figure, _ in FIGURES),
    ]
