"""Properties of a taste, for any person in any setting."""

import random
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habitude.fixed import MISSING
from habitude.learn import opinion, opinion_lesson
from habitude.learn import opinion_kernel as kernel
from habitude.learn.comfort import scale
from habitude.learn.scale import CATEGORY, CYCLIC, LESS, MORE, ORDERED, Feature, Scale, general
from habitude.learn.taste import Taste

ROOM = scale()
LAMP = general(0, 100, 5, (Feature(CYCLIC, 0, 86400, 8), Feature(CATEGORY, 0, 6, 7)))
ROUNDING = 16  # of 16384

raw = st.one_of(st.just(MISSING), st.integers(-(2**20), 2**20))
moments = st.tuples(raw, raw, raw, raw, raw)
# Kind of feedback (three answers, or an override), moment, seconds since the last one, clock known
steps = st.lists(
    st.tuples(st.integers(-1, 2), moments, st.integers(0, 40 * 86400), st.booleans()), max_size=40
)


def asked(scale: Scale) -> Taste:
    """A taste whose opinion is asked for, so that it learns."""
    taste = Taste(scale)
    taste.opinion()
    return taste


def live(taste: Taste, taken, now: int = 0) -> int:
    """Give the feedback of `taken`; returns when it ended."""
    features = len(taste.scale.features)
    for kind, moment, passed, clock in taken:
        now = min(now + passed, 2**30 - 1)
        local_s = now if clock else -1
        where = moment[:features]
        if kind <= 1:
            taste.vote(where, local_s, kind)
        else:
            taste.override(where, local_s, abs(moment[0]) % 4000)
    return now


def chances(taste: Taste, moment, local_s: int) -> list[int]:
    taste.predict(moment, local_s)
    return [taste.opinion().chance(answer) for answer in (-1, 0, 1)]


@settings(max_examples=150)
@given(st.sampled_from([ROOM, LAMP]), steps, moments)
def test_whatever_is_said_it_stays_sane(of, taken, moment):
    taste = asked(of)
    now = live(taste, taken)
    where = moment[: len(of.features)]
    said = chances(taste, where, now)
    assert abs(sum(said) - 16384) < 32
    assert min(said) >= 80
    assert said[taste.predict(where, now) + 1] == max(said)
    quantity = of.features[0]
    assert quantity.lowest <= taste.wanted(where) <= quantity.lowest + quantity.width


def test_three_answers_nearly_alike_are_told_with_the_decision_in_front():
    taste = asked(ROOM)
    live(taste, [(0, (MISSING,) * 5, 0, False)] * 12)
    chance = random.Random(1)
    levelled = 0
    for _ in range(4000):
        pooled = [5461 + chance.randrange(-60, 61) for _ in range(3)]
        work = array("H", [0] * kernel.WORK)
        work[kernel.FADE] = kernel.ONE
        for answer in range(3):
            work[kernel.POOLED + answer] = pooled[answer]
        kernel.decide(work, taste.opinion().state)
        told = list(work[kernel.CHANCE : kernel.CHANCE + 3])
        assert told[work[kernel.DECISION]] == max(told)
        levelled += max(told) - min(told) <= 2
    assert levelled > 20


@settings(max_examples=60)
@given(steps, steps, moments)
def test_a_kept_state_goes_on_as_if_nothing_had_been(before, after, moment):
    taste, other = asked(ROOM), asked(ROOM)
    now = live(taste, before)
    other.restore(taste.save())
    other.opinion()
    ends = [live(each, after, now) for each in (taste, other)]
    assert taste.save() == other.save()
    assert chances(taste, moment, ends[0]) == chances(other, moment, ends[1])


@settings(max_examples=100)
@given(steps, moments, st.sampled_from([LESS, MORE]))
def test_a_complaint_never_makes_itself_less_likely(taken, moment, answer):
    taste = asked(ROOM)
    now = live(taste, taken)
    before = chances(taste, moment, now)
    taste.vote(moment, now, answer)
    after = chances(taste, moment, now)
    assert after[answer + 1] >= before[answer + 1] - ROUNDING


@given(moments, st.integers(800, 4000), st.integers(800, 4000))
def test_at_first_warmer_is_never_less_often_too_warm(moment, one, other):
    taste = asked(ROOM)
    cold, warm = sorted((one, other))
    at = [chances(taste, (room, *moment[1:]), 0) for room in (cold, warm)]
    assert at[1][0] >= at[0][0] - ROUNDING
    assert at[1][2] <= at[0][2] + ROUNDING


@given(st.integers(800, 4000), moments, st.integers(0, 2**30 - 1))
def test_what_is_set_is_nearly_wanted(wanted, moment, now):
    taste = asked(ROOM)
    taste.override(moment, now, wanted)
    advice = ROOM.advice
    reached = (taste.wanted(moment) - advice) / (wanted - advice or 1)
    assert 0.6 < reached < 1 or abs(taste.wanted(moment) - wanted) < 3


@settings(max_examples=60)
@given(steps, moments)
def test_what_is_wanted_moves_towards_what_is_asked_for(taken, moment):
    taste = asked(ROOM)
    live(taste, taken)
    room = (taste.wanted(moment), *moment[1:])
    taste.wish.vote(room, taste.wish.value(room), MORE)
    assert taste.wanted(room) >= room[0] - 1 or room[0] > 3900


@given(
    st.sampled_from([ORDERED, CYCLIC, CATEGORY]),
    st.integers(-(2**20), 2**20),
    st.integers(2, 200),
    st.integers(2, 20),
    raw,
)
def test_any_feature_has_its_place(kind, lowest, width, sets, value):
    width = sets - 1 if kind == CATEGORY else width
    of = Scale(Feature(kind, lowest, lowest + width, sets), (), 1, lowest, 0, 0)
    taste = asked(of)
    taste.vote((value,), 0, LESS)
    counted = sum(taste.opinion().state[kernel.COUNTS :])
    assert counted == (0 if value == MISSING else 8)


@settings(max_examples=25)
@given(steps)
def test_ten_years_later_nothing_is_left(taken):
    taste = asked(ROOM)
    now = live(taste, taken)
    moment = (2300, MISSING, MISSING, MISSING, 8 * 3600)
    later = now + 10 * 365 * 86400
    fresh = asked(ROOM)
    fresh.vote(moment, later - 30 * 86400, 0)
    taste.vote(moment, later - 30 * 86400, 0)
    both = [chances(each, moment, later) for each in (taste, fresh)]
    assert all(abs(a - b) < 400 for a, b in zip(*both, strict=True))


@pytest.mark.parametrize("module", [opinion, opinion_lesson])
def test_modules_mean_the_kernel_s_places(module):
    own = {name: value for name, value in vars(module).items() if name.startswith("_")}
    places = {name: value for name, value in own.items() if isinstance(value, int)}
    shared = {name: value for name, value in places.items() if hasattr(kernel, name[1:])}
    assert len(shared) >= 5
    assert shared == {name: getattr(kernel, name[1:]) for name in shared}
