"""A control tick on the RP2040's own instructions: fast, without the heap, the same decisions."""

from itertools import pairwise

import pytest

from habitude_sim.bench import tick

MINUTE_S = 60
HOUR = 60


@pytest.fixture(scope="module")
def steps():
    """Three quarters of an hour of an evening, in which somebody comes home and turns it up."""
    return [
        tick.Step(
            minute * MINUTE_S,
            17 * HOUR * MINUTE_S + minute * MINUTE_S,
            [
                2040 + 3 * minute,
                400 + minute % 3,
                -500 - minute,
                int(minute > 10 and minute % 3 == 0),
            ],
            [2 if minute == 20 else 0],
        )
        for minute in range(45)
    ]


@pytest.fixture(scope="module")
def measured(steps, pico_w_image):
    return tick.measure(steps, pico_w_image)


def test_allocates_nothing(measured):
    assert measured.ordinary.taken_bytes == 0
    assert measured.turned.taken_bytes == 0


def test_is_fast_enough(measured):
    assert len(measured.ordinary.times_us) == 43
    assert min(measured.ordinary.times_us) > 200
    assert max(measured.ordinary.times_us) <= tick.TARGET_US


def test_decides_as_elsewhere(measured, steps):
    assert measured.decided == tick.decisions(steps)
    assert len({tuple(decided) for decided in measured.decided}) > 20


def test_stages_add_up_to_the_ticks(measured):
    ticks_us = sum(measured.ordinary.times_us) + sum(measured.turned.times_us)
    assert sum(measured.stages_us.values()) == pytest.approx(ticks_us, rel=0.15)
    assert all(us > 0 for us in measured.stages_us.values())


def test_the_morning_has_turns_and_ordinary_ticks():
    steps = tick.morning()
    morning = steps[tick.LEAD_IN :]
    assert morning[0].uptime_s - steps[0].uptime_s < 86400 < morning[-1].uptime_s
    assert {b.uptime_s - a.uptime_s for a, b in pairwise(morning)} == {60}
    assert 0 < sum(any(step.turns) for step in morning) < 10
