"""Properties of the routine learner, on CPython: for any life, not only for those thought of."""

from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habitude.learn import routine_features as features
from habitude.learn import routine_filter as filters
from habitude.learn.preparing import Preparing
from habitude.learn.routine import NEVER, ONE, Routine, RoutineError

LIMIT = 2**31  # a viper integer on a 32-bit board

# Pieces of a life: how far the clock moves before it, slots, a pattern of use, how long ago told.
lives = st.lists(
    st.tuples(
        st.one_of(st.just(1), st.integers(-(10**6), 10**6)),
        st.integers(1, 60),
        st.integers(0, 2**16 - 1),
        st.booleans(),
    ),
    max_size=12,
)


def live(routine: Routine, life, preparing: Preparing | None = None) -> int:
    slot = 10**5
    for jump, count, pattern, uses in life:
        slot = min(2**29, max(routine.delay, slot + jump - 1))
        for step in range(count):
            slot += 1
            on = pattern >> step % 16 & 1
            routine.slot(slot, on, routine.delay - 3 if on and uses else 0)
            assert 0 <= routine.probability < ONE
            assert NEVER <= routine.log_odds < 2**15
            assert (routine.log_odds == NEVER) == (routine.probability == 0)
            assert routine.label in (-1, 0, 1)
            if preparing:
                assert not (preparing.slot(routine.log_odds, on, routine.label) and on)
    return slot


@settings(max_examples=60, deadline=None)
@given(lives, st.sampled_from([1, 6]), st.integers(1, 32))
def test_any_life_leaves_a_sound_state_that_can_be_restored(life, known, rest):
    routine = Routine(rest, known)
    preparing = Preparing(routine.delay)
    end = live(routine, life, preparing)
    assert abs(preparing.threshold) <= 7 << 20
    data = routine.encode()
    other = Routine(rest, known)
    other.restore(data)
    assert other.encode() == data
    for slot in range(end + 2, end + 40):
        routine.slot(slot, 0)
        other.slot(slot, 0)
        assert other.probability == routine.probability
    assert other.encode() == routine.encode()


@settings(deadline=None)
@given(st.binary(min_size=0, max_size=60), st.integers(0, 1736))
def test_restores_what_is_sound_or_changes_nothing(noise, at):
    routine = Routine(8)
    before = routine.encode()
    data = before[:at] + noise + before[at + len(noise) :]
    try:
        routine.restore(data)
    except RoutineError:
        assert routine.encode() == before
        return
    assert routine.encode() == data
    live(routine, [(1, 40, 0b1100, True)])


@given(
    st.lists(st.integers(0, 65535), min_size=60, max_size=60),
    st.lists(st.integers(0, 65535), min_size=13, max_size=13),
    st.integers(0, 65536),
    st.integers(0, 1),
)
def test_learning_stays_within_32_bits_whatever_was_learned(drawn, described, p, label):
    """The largest intermediate values of routine_filter.learn, recomputed without a bound."""
    rows = array("H", described)
    rows[features.QUARTER] %= 672
    rows[features.LOG_REST] %= 2820
    rows[features.LOG_RUN] %= 1600
    for index in (features.BUSY, features.BUSY + 1):
        rows[index] %= 1025
    for index in range(features.SAME, features.SAME + 4):
        rows[index] %= 257
    fired = array("H", [0] * features.FIRED)
    features.fire(rows, 0, fired)
    pairs = filters.bounds(filters.PRIOR)
    members = [fired[i + 1] - 512 for i in range(0, 60, 2)]
    variances = [drawn[i] % (pairs[2 * i] + 1) for i in range(30)]
    spread = sum((s * x >> 8) * x >> 8 for s, x in zip(variances, members, strict=True))
    slope = (p * (65536 - p) >> 16) * 102 >> 8
    assert (spread >> 4) * slope < LIMIT
    total = 65536 + ((spread >> 4) * slope >> 13)
    assert abs(((label << 16) - p) * 102 << 8) < LIMIT
    surprise = (((label << 16) - p) * 102 << 8) // total
    slope = (slope << 16) // total
    for variance, x in zip(variances, members, strict=True):
        gain = variance * x >> 9
        assert abs(gain * surprise + 524288) < LIMIT
        assert abs((gain * slope + 8192 >> 14) * gain) < LIMIT
    weights = array("H", drawn * 7)
    assert abs(sum((weights[fired[2 * i]] - 32768) * members[i] for i in range(30))) < LIMIT


@pytest.mark.parametrize("known", [1, 6])
def test_a_weight_or_variance_never_leaves_its_word(known):
    """A life that contradicts all that was learned: used just when that is least likely."""
    routine = Routine(1, known)
    slot = 10**5
    for _ in range(2000):
        slot += 1
        began = known if routine.probability < ONE // 8 else 0
        routine.slot(slot, 0, began)
    other = Routine(1, known)
    other.restore(routine.encode())
