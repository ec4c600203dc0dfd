"""A slot of the routine on the RP2040's own instructions: fast, without the heap, same bits."""

import pytest

from habitude.learn.preparing import Preparing
from habitude.learn.routine import Routine
from habitude_sim.bench import routine

LIFE = routine.uses(48)


@pytest.fixture(scope="module")
def measured(pico_w_image):
    return routine.measure(LIFE, pico_w_image)


def test_allocates_nothing(measured):
    assert measured.taken_bytes == 0


def test_is_fast_enough(measured):
    assert len(measured.times_us) == 48 - 13
    assert min(measured.times_us) > 200
    assert max(measured.times_us) <= routine.TARGET_US


def test_expects_as_elsewhere(measured):
    here = Routine(routine.REST, routine.KNOWN)
    preparing = Preparing(here.delay)
    expected = []
    for slot, told in enumerate(LIFE, 70000):
        here.slot(slot, told & 1, told >> 1)
        prepared = preparing.slot(here.log_odds, told & 1, here.label)
        expected.append(2 * here.log_odds + prepared)
    assert measured.expected == expected
    assert len(set(expected)) > 20
