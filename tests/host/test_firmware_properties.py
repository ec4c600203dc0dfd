"""Properties of the firmware's core, on CPython: for any input, not only for those thought of."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from habitude import fixed, rules
from habitude.app import App
from habitude.appliances import load
from habitude.commands import Commands
from habitude.compat import crc16
from habitude.learn import clock
from habitude.learn.habit import Habit
from habitude.learn.wish import ACCEPTED, OVERRIDE, Wish
from habitude.link import Link
from habitude.people import People

HEAT, COOL = 0, 1
PAUSE_TICKS = 10
FELT = 2100
local_times = st.integers(-1, 2**30)


@given(st.integers(-(10**6), 10**6), st.integers(0, 3))
def test_a_typed_number_means_what_is_shown(value, decimals):
    assert fixed.parse(fixed.text(value, decimals), decimals) == value


@given(st.text(max_size=12), st.integers(0, 3))
def test_whatever_is_typed_is_a_number_or_refused(text, decimals):
    try:
        value = fixed.parse(text, decimals)
    except ValueError:
        return
    assert value / 10**decimals == float(text)


thousandths = st.integers(-(10**6), 10**6)


@given(thousandths, st.integers(1, 10**6), st.integers(0, rules.FULL), st.sampled_from([1, 10]))
def test_an_output_is_rounded_once_to_thousandths_and_once_to_raw(low, span, place, unit):
    milli = low + (span * place + rules.FULL // 2) // rules.FULL
    value = (milli + unit // 2) // unit
    assert rules.raw(place, low, low + span, unit, -fixed.ANY, fixed.ANY) == value
    assert rules.raw(place, low, low + span, unit, value - 9, value - 1) == value - 1
    assert rules.raw(place, low, low + span, unit, value + 1, value + 9) == value + 1


@given(thousandths, st.integers(1, 10**6), thousandths)
def test_a_position_is_where_a_value_lies(low, span, value):
    place = rules.position(value, low, low + span)
    inside = min(max(value, low), low + span)
    assert 0 <= place <= rules.FULL
    assert abs(place / rules.FULL - (inside - low) / span) < 2 / min(span, rules.FULL // 2)


ticks = st.lists(
    st.tuples(
        st.one_of(st.integers(500, 3200), st.sampled_from([fixed.MISSING, 0, -2000, 6000, 9000])),
        st.integers(0, 1),
        st.integers(-60, 60),
        st.integers(1, 30),
    ),
    min_size=20,
    max_size=120,
)


@settings(max_examples=60)
@given(ticks)
def test_the_guard_holds_whatever_happens(ticks):
    app = App(load("climate"))
    last_heat = last_cool = -PAUSE_TICKS
    on_for = off_for = 0
    minute = 0
    for temp, presence, turn, repeat in ticks:
        for extra in range(repeat):
            wiggle = 0 if temp == fixed.MISSING else extra % 3
            app.step(
                minute * 60,
                minute * 60,
                [temp + wiggle, 400, fixed.MISSING, presence],
                [turn * (not extra)],
            )
            heat, cool = app.outputs[HEAT], app.outputs[COOL]
            assert all(0 <= output <= 1000 for output in app.outputs)
            assert not (heat and cool)
            trusted = app.senses[0].value
            if trusted == fixed.MISSING:
                assert list(app.outputs) == [0, 0, 0]
            else:
                assert not (heat and trusted >= 3000)
                allowed = minute >= PAUSE_TICKS and minute - last_cool > PAUSE_TICKS
                assert heat == 1000 or not (trusted <= 700 and allowed)
            if heat:
                assert minute - last_cool > PAUSE_TICKS
                last_heat = minute
            if cool:
                assert minute - last_heat > PAUSE_TICKS
                assert on_for or off_for >= 5
                last_cool = minute
            elif 0 < on_for < 3:
                assert trusted == fixed.MISSING
            on_for, off_for = (on_for + 1, 0) if cool else (0, off_for + 1)
            minute += 1


@given(
    st.lists(
        st.tuples(
            local_times,
            st.integers(-30000, 30000),
            st.sampled_from([OVERRIDE, ACCEPTED]),
            st.booleans(),
        ),
        max_size=60,
    )
)
def test_a_wish_stays_within_its_bounds(observations):
    wish, moment = Wish(clock.features()), [0, 0]
    widest = max(abs(wanted) for _, wanted, _, _ in observations) if observations else 0
    for local_s, wanted, variance, new_day in observations:
        clock.tell(moment, local_s)
        before = wish.value(moment)
        wish.observe(moment, wanted, variance)
        after = wish.value(moment)
        low, high = sorted((before, wanted))
        assert low - 8 <= after <= high + 8  # towards what was wanted, never beyond
        assert 0 <= wish.certainty(moment) <= 100
        if new_day:
            wish.day()
        wish.half_hour()
    assert all(abs(consequent) <= 30000 for consequent in wish.consequents)
    if not observations:
        assert wish.value(moment) == widest == 0


@given(st.lists(st.binary(max_size=300), max_size=30))
def test_no_noise_on_the_link_changes_anything(pieces):
    app = App(load("climate"))
    before = (app.profile(), list(app.desired))
    answers: list[bytes] = []
    link = Link(Commands(app), answers.append)
    for piece in pieces:
        link.feed(piece, len(piece))
    assert (app.profile(), list(app.desired)) == before
    assert len(answers) <= sum(piece.count(b"\n") for piece in pieces)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=10,
)
names = st.sampled_from(
    ["setting", "value", "readings", "turns", "up", "local", "from", "every", "count"]
)
commands = st.sampled_from(Commands(App(load("climate"))).names())


@settings(max_examples=300)
@given(commands | st.text(max_size=5), st.dictionaries(names, json_values, max_size=6))
def test_any_request_gets_an_answer_of_the_right_form(command, arguments):
    answers: list[bytes] = []
    link = Link(Commands(App(load("climate"))), answers.append)
    body = json.dumps({"id": 1, "do": command, **arguments}).encode()
    line = b"%s*%04X\n" % (body, crc16(body, 0xFFFF))
    link.feed(line, len(line))
    (answer,) = answers
    told = json.loads(answer[:-6])
    assert ("ok" in told) != ("error" in told)
    if "error" in told:
        assert told["error"] and told["say"]


lived = st.lists(
    st.tuples(
        st.integers(-3, 3),  # steps turned
        st.integers(1, 600),  # seconds
        st.one_of(st.just(fixed.MISSING), st.integers(1900, 2300)),  # felt
        st.booleans(),  # somebody is there
        st.integers(1, 60),  # ticks
    ),
    max_size=30,
)


def known(habit: Habit):
    """All that is learned of a setting, to the bit."""
    served = habit.satisfaction
    return (
        [taste.save() for taste in habit.tastes],
        served.overrides.tobytes(),
        served.sacrifices.tobytes(),
        served.days,
    )


def live(habit: Habit, local_s, days):
    """The time after so much of a life."""
    for turn, elapsed_s, felt, someone, ticks in days:
        if turn:
            habit.turn(turn, local_s)
        for _ in range(ticks):
            local_s += elapsed_s
            habit.work(local_s, felt)
            habit.tick(local_s, elapsed_s, felt, someone)
    while habit.work(local_s, fixed.MISSING):  # what is due now is no part of what follows
        pass
    return local_s


@given(lived, lived, st.integers(1, 3), st.booleans())
def test_undo_takes_back_the_last_steps_to_the_bit(before, between, steps, down):
    habit = Habit(load("climate").settings[0], People())
    local_s = live(habit, 0, before)
    # Nothing is pending, and what follows is no play with the buttons.
    local_s = live(habit, local_s, [(0, 600, fixed.MISSING, False, 18)])
    states = []
    for step in range(steps):
        states.append(known(habit))
        habit.turn_to(habit.shown(local_s) + (-50 if down else 50), local_s)
        local_s = live(habit, local_s, [(0, 30, FELT, False, 1)])
        if step == 0:
            # Silence and fading between two steps go with the first of them.
            silent = [(0, *rest) for _, *rest in between]
            local_s = live(habit, local_s, silent)
    for state in reversed(states[-2:]):
        day = habit.satisfaction.days
        assert habit.undo()[0]
        assert known(habit)[0] == state[0]
        passed = day - state[3]
        for now, then in zip(known(habit)[1:3], state[1:3], strict=True):
            assert now == then[passed:] + bytes(min(passed, 28))


@given(lived, lived)
def test_frozen_nothing_changes_whatever_happens(before, frozen):
    habit = Habit(load("climate").settings[0], People())
    local_s = live(habit, 0, before)
    habit.freeze(True)
    state = known(habit)
    live(habit, local_s, frozen)
    assert known(habit) == state


@given(lived, lived, st.booleans())
def test_what_has_forgotten_lives_on_as_new(before, after, frozen):
    setting = load("climate").settings[0]
    habit, new = Habit(setting, People()), Habit(setting, People())
    local_s = live(habit, 0, before)
    habit.freeze(frozen)
    habit.forget()
    assert known(habit) == known(new)
    assert live(habit, local_s, after) == live(new, local_s, after)
    assert (known(habit), habit.wanted(local_s)) == (known(new), new.wanted(local_s))


@given(lived, st.integers(0, 23), st.integers(1, 24), st.integers(0, 2**20))
def test_in_a_forgotten_span_only_the_whole_and_the_day_speak(before, first, count, minute):
    habit = Habit(load("climate").settings[0], People())
    live(habit, 0, before)
    habit.forget_hours(first, count)
    local_s = minute * 60 // 86400 * 86400 + (first * 60 + minute % (count * 60)) % 1440 * 60
    wish = habit.tastes[0].wish
    day = local_s // 86400 % 7
    moment = (0, 0, local_s % 86400, day)
    usual = wish.usual(moment)
    assert wish.value(moment) == wish.consequents[0] + usual + wish.consequents[9 + day]
