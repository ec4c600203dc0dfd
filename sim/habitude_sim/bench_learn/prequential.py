"""Predict, then learn: what each model said before each vote."""

from __future__ import annotations

from dataclasses import dataclass

from habitude_sim.bench_learn.baselines import RULES, Make, Probabilities, Setup
from habitude_sim.bench_learn.kept import code, kept
from habitude_sim.bench_learn.part import Options
from habitude_sim.bench_learn.votes_data import Person, Source, Vote

FOREST = "random forest"
CODE = code("baselines*.py", "prequential.py", "votes_data.py")


@dataclass(frozen=True)
class Run:
    """One model's predictions for one person, from vote `first` on; None: it can't tell."""

    person: Person
    predictions: list[Probabilities | None]
    first: int = 0


def run_people(make: Make, people: Source, others: Source) -> list[Run]:
    """Live through each person's votes; a model may know those of `others` beforehand."""
    return [Run(person, _said(make, person, others)) for person in people.people]


def _said(make: Make, person: Person, others: Source) -> list[Probabilities | None]:
    known = [v for other in others.people if other.group != person.group for v in other.votes]
    model = make(Setup(others.name, known))
    said: list[Probabilities | None] = []
    for vote in person.votes:
        said.append(model.predict(vote.moment))
        model.learn(vote.moment, vote.answer)
    return said


def alternatives() -> dict[str, Make]:
    """Every alternative that learns vote by vote; the heavy libraries are loaded only here."""
    from habitude_sim.bench_learn.baselines_refit import REFITTED
    from habitude_sim.bench_learn.baselines_river import RIVER

    return {**RULES, **REFITTED, **RIVER}


def run_alternatives(people: Source, others: Source, options: Options) -> dict[str, list[Run]]:
    """Each alternative on every person."""
    return {
        name: _kept_runs(name, make, people, others, options)
        for name, make in alternatives().items()
    }


def _kept_runs(
    name: str, make: Make, people: Source, others: Source, options: Options
) -> list[Run]:
    def work() -> list[list[Probabilities | None]]:
        return [run.predictions for run in run_people(make, people, others)]

    said = kept(f"{people.name}: {name}", f"{CODE}{people}{others}", work, options)
    return [Run(person, own) for person, own in zip(people.people, said, strict=True)]


def run_forest(source: Source, options: Options) -> list[Run]:
    """A random forest for each person, fitted once on the first 60 % of the votes."""

    def work() -> list[list[Probabilities]]:
        from habitude_sim.bench_learn.baselines_refit import forest

        return [forest(person.votes, trained(person.votes)) for person in source.people]

    said = kept(f"{source.name}: {FOREST}", f"{CODE}{source}", work, options)
    return [
        Run(person, [*own], trained(person.votes))
        for person, own in zip(source.people, said, strict=True)
    ]


def trained(votes: list[Vote]) -> int:
    """How many votes a model that is fitted once is given: 60 %."""
    return int(0.6 * len(votes))
