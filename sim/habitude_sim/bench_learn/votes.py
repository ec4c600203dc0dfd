"""The part "votes": what people wanted of a room's temperature, foretold."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from habitude_sim.bench_learn.part import Json, Options, Part
from habitude_sim.bench_learn.prequential import FOREST, Run, run_alternatives, run_forest
from habitude_sim.bench_learn.thermostats import THERMOSTATS, Served, serve
from habitude_sim.bench_learn.votes_data import Source, link_seasons, read_sources
from habitude_sim.bench_learn.votes_scores import SEASONS, SLICES, Slice, Sliced, slice_runs
from habitude_sim.bench_learn.votes_sheets import sheets


@dataclass(frozen=True)
class Measured:
    """One source: model, then slice; models by thermostat."""

    source: Source
    sliced: dict[str, dict[str, Sliced]]
    served: dict[str, Served]


def measure(options: Options) -> Part:
    """Every model on every source of the folder. Raises VotesError."""
    measured = [_measure(source, options) for source in read_sources(options.data)]
    return Part("votes", sheets(measured), {m.source.name: _json(m) for m in measured})


def _measure(source: Source, options: Options) -> Measured:
    runs = run_alternatives(source, source, options)
    runs[FOREST] = run_forest(source, options)
    sliced = {name: _slices(own, SLICES) for name, own in runs.items()}
    linked = link_seasons(source)
    if linked.people:
        for name, own in run_alternatives(linked, source, options).items():
            sliced[name] |= _slices(own, SEASONS)
    served = {name: found for name, make in THERMOSTATS.items() if (found := serve(make, source))}
    return Measured(source, sliced, served)


def _slices(runs: list[Run], slices: tuple[Slice, ...]) -> dict[str, Sliced]:
    found = ((chosen.name, slice_runs(runs, chosen)) for chosen in slices)
    return {name: sliced for name, sliced in found if sliced}


def _json(measured: Measured) -> dict[str, Json]:
    return {
        "people": len(measured.source.people),
        "votes": sum(len(person.votes) for person in measured.source.people),
        "models": {
            model: {name: _scores(sliced) for name, sliced in of_model.items()}
            for model, of_model in measured.sliced.items()
        },
        "thermostats": {
            name: {
                "error_k": served.error,
                "direction": served.direction,
                "people": len(served.errors),
            }
            for name, served in measured.served.items()
        },
    }


def _scores(sliced: Sliced) -> dict[str, Json]:
    figures = ("accuracy", "macro_f1", "log_loss")
    return {
        **{figure: sliced.mean_of(figure) for figure in figures},
        "people": len(sliced.people),
        "votes": sliced.votes,
        "pooled": asdict(sliced.pooled()),
    }
