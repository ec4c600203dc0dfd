"""The part "votes": what people wanted of a room's temperature, foretold."""

from __future__ import annotations

from dataclasses import asdict

from habitude_sim.bench_learn import firmware, votes_ablation, votes_sheets, votes_targets
from habitude_sim.bench_learn.crossed import FULL, cross
from habitude_sim.bench_learn.part import OURS, Json, Options, Part
from habitude_sim.bench_learn.prequential import (
    FOREST,
    Run,
    run_alternatives,
    run_forest,
    run_people,
)
from habitude_sim.bench_learn.thermostats import THERMOSTATS, serve
from habitude_sim.bench_learn.votes_data import Source, link_seasons, read_sources
from habitude_sim.bench_learn.votes_measured import Measured
from habitude_sim.bench_learn.votes_scores import (
    SEASONS,
    SLICES,
    Said,
    Slice,
    Sliced,
    score,
    slice_runs,
)

UNTOLD = "Habitude, no clothing, activity"
STRANGERS = "Habitude, fitted on others"
UNTOLD_FEATURES = ("clo", "met")


def measure(options: Options) -> Part:
    """Every model on every source of the folder. Raises VotesError."""
    sources = read_sources(options.data)
    if not sources:
        options.tell(f"votes: no table of votes in {options.data}")
        return Part("votes", [])
    measured = [_measure(source, sources, options) for source in sources]
    results = [votes_targets.compare(m, model) for m in measured for model in m.ours]
    pots, names = fresh_pots(measured), ", ".join(m.source.name for m in measured)
    if len(measured) > 1 and pots:
        results += votes_targets.in_one_pot(pots, measured[0].ours, names)
    accuracies = {model: score(pot).accuracy for model, pot in pots.items()}
    shown = [
        *votes_sheets.sheets(measured),
        votes_sheets.pot(accuracies),
        *votes_targets.sheets(results),
        votes_sheets.memory(firmware.state_bytes()),
    ]
    figures: dict[str, Json] = {
        "sources": {m.source.name: _json(m) for m in measured},
        "fresh_pot": dict(accuracies),
        "targets": votes_targets.as_json(results),
        "bytes_a_person": firmware.state_bytes(),
    }
    if options.ablation:
        rows = votes_ablation.measure(sources, options)
        shown.append(votes_ablation.sheet(rows))
        figures["ablation"] = votes_ablation.as_json(rows)
    return Part("votes", shown, figures)


def _measure(source: Source, sources: list[Source], options: Options) -> Measured:
    makes = {OURS: firmware.opinion(), UNTOLD: firmware.opinion(without=UNTOLD_FEATURES)}
    linked = link_seasons(source)
    runs = {name: run_people(make, source, source) for name, make in makes.items()}
    later = {name: run_people(make, linked, source) for name, make in makes.items()}
    if options.crossed:
        strangers = cross(FULL, sources, options)
        runs[STRANGERS], later[STRANGERS] = strangers.run(source), strangers.run(linked)
    runs |= run_alternatives(source, source, options)
    runs[FOREST] = run_forest(source, options)
    if linked.people:
        later |= run_alternatives(linked, source, options)
    sliced = {
        name: _slices(own, SLICES) | _slices(later.get(name, []), SEASONS)
        for name, own in runs.items()
    }
    served = {OURS: serve(firmware.thermostat(), source)}
    served |= {name: serve(make, source) for name, make in THERMOSTATS.items()}
    return Measured(source, sliced, {name: found for name, found in served.items() if found})


def _slices(runs: list[Run], slices: tuple[Slice, ...]) -> dict[str, Sliced]:
    found = ((chosen.name, slice_runs(runs, chosen)) for chosen in slices)
    return {name: sliced for name, sliced in found if sliced}


def fresh_pots(measured: list[Measured]) -> dict[str, list[Said]]:
    """What each model said of the fresh votes of all sources together."""
    pots: dict[str, list[Said]] = {}
    for of_source in measured:
        for model, sliced in of_source.sliced.items():
            if "fresh" in sliced:
                pots.setdefault(model, []).extend(sliced["fresh"].pot)
    return pots


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
