"""A taste on the RP2040's own instructions: fast, without the heap, same bits."""

import pytest

from habitude.learn.comfort import scale
from habitude.learn.taste import Taste
from habitude_sim.bench import taste

LIFE = taste.life()


@pytest.fixture(scope="module")
def measured(pico_w_image):
    return taste.measure(LIFE, pico_w_image)


def test_allocates_nothing(measured):
    assert measured.taken_bytes == 0


@pytest.mark.parametrize("call", taste.CALLS)
def test_is_fast_enough(measured, call):
    times = measured.times_us[call]
    assert len(times) == taste.MOMENTS
    assert min(times) > 50
    assert max(times) <= taste.TARGET_US


def test_some_votes_halve_what_was_learned_before(measured):
    times = sorted(measured.times_us["vote"])
    assert sum(us > times[taste.MOMENTS // 2] + 20 for us in times) == 2


def test_learns_as_elsewhere(measured):
    here = Taste(scale())
    for moment, local_s, answer, value in LIFE:
        here.predict(moment, local_s)
        here.wanted(moment)
        here.vote(moment, local_s, answer)
        here.override(moment, local_s, value)
    assert measured.kept == here.save()
