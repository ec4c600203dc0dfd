"""The homes that `make bench-home` measures: the reference household and harder ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from habitude_sim.people.parameters import PeopleParameters
from habitude_sim.plants.room import ROOMS


@dataclass(frozen=True)
class Home:
    """A kind of home: many households live in it, one a seed."""

    name: str
    room: str
    people: PeopleParameters = field(default_factory=PeopleParameters)


REFERENCE = tuple(Home(room, room) for room in ROOMS)

# How far the reference household's least certain numbers might be off, against the learner.
STRESSED = (
    Home("narrow", "average", PeopleParameters(tolerance_median_k=1.0)),
    Home("noisy", "average", PeopleParameters(day_sd_k=0.6, whim_sd_k=0.4)),
    Home("lazy", "average", PeopleParameters(eagerness_median=0.15)),
    Home("conflict", "average", PeopleParameters(wish_sd_person_k=1.2)),
)
