"""A run to report on: two weeks and a day of a house with a thermostat, which is quicker."""

from dataclasses import replace

import numpy as np
import pytest

from habitude_sim import report
from habitude_sim.alternatives import ALTERNATIVES, manual
from habitude_sim.scenario import Change, Expected, Learned, Outcome
from habitude_sim.world import World


def report_of(world, outcome, others):
    scores = {name: ALTERNATIVES[name](world).score for name in others}
    return report.RunReport(
        world=world,
        outcome=outcome,
        alternatives={name: score.weeks() for name, score in scores.items()},
        days={name: score.satisfied_by_day() for name, score in scores.items()},
        appliance="climate",
        engine="unix",
        micropython="1.28.0",
        wall_s=41.3,
        command="habitude sim run climate --seed 1",
    )


def learned(days):
    """Curves that grow with the days; surest at noon."""
    wave = np.sin(np.arange(48) / 48 * 2 * np.pi)
    sure = 90 * np.sin(np.arange(48) / 48 * np.pi)
    return [
        Learned(
            day,
            [round(float(v), 2) for v in wave * min(day / 7, 1)],
            [round(float(v)) for v in sure * min(day / 7, 1)],
        )
        for day in range(days + 1)
    ]


def expected(days):
    """Sure of the evenings of the last week, and prepared for them."""
    return [
        Expected(minute, 0.9 if minute % 1440 // 60 == 17 else 0.1, minute % 1440 // 60 >= 17)
        for minute in range(1440 * max(0, days - 7), 1440 * days, 15)
    ]


@pytest.fixture(scope="session")
def run():
    world = World(1, 15)
    with_thermostat = manual(world, record=True)
    outcome = Outcome(with_thermostat.score, with_thermostat.history, learned(15))
    outcome.week = [replace(curve, day=15 + n) for n, curve in enumerate(learned(6))]
    outcome.moved_k = [1 / day for day in range(1, 16)]
    outcome.expected = expected(15)
    outcome.changes = [
        Change(1440, 1440 * 3 + 60, "lasts", 3, 0),
        Change(1440 * 4, 1440 * 4 + 90, "played", 4, 4),
    ]
    outcome.why = 'target_temp is 19.66 °C: advice is <21> & "more"'
    outcome.heap_peak_bytes = 143360
    return report_of(world, outcome, ("manual", "schedule", "oracle"))


@pytest.fixture(scope="session")
def page(run):
    return report.page(run)


@pytest.fixture(scope="session")
def new_report():
    """Makes the report on another run: of a world, its outcome, and these alternatives."""
    return report_of
