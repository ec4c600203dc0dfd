"""Whatever happens: never asked twice within a day, nor in quiet hours, nor while frozen."""

from hypothesis import given
from hypothesis import strategies as st

from habitude import profile
from habitude.appliances import load
from habitude.learn.asking import Asking
from habitude.learn.habit import Habit
from habitude.people import People

DAY_S, TICK_S = 86400, 600
WHAT = ["turn", "less", "fine", "more", "freeze", "unfreeze", "forget", "restart", "clock", ""]


class Felt:
    """The sense of a room that is as warm as it is meant to be."""

    value = 0


def start(saved: bytes = b""):
    """An appliance's habit and what asks for it, as after a start."""
    habit = Habit(load("climate").settings[0], People())
    if saved:
        profile.decode(saved, habit.people, [habit], None)
    return habit, Asking([habit], [Felt])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(WHAT),
            st.integers(0, 300),  # ticks of life after it
            st.booleans(),  # with somebody there
            st.integers(-1, DAY_S),  # s: the clock jumps so far ahead, -1: is not trusted
        ),
        min_size=5,
        max_size=40,
    )
)
def test_it_never_asks_too_often_nor_at_the_wrong_time(happenings):
    habit, asking = start()
    saved = profile.encode(habit.people, [habit], None)
    now_s, ahead_s, asked_at = 0, 0, -DAY_S
    for what, ticks, someone, jump_s in happenings:
        local_s = now_s + ahead_s if ahead_s >= 0 else -1
        if what == "turn":
            habit.turn(2, local_s)
        elif what in ("less", "fine", "more"):
            habit.vote(WHAT.index(what) - 2, local_s, Felt.value)
        elif what in ("freeze", "unfreeze"):
            habit.freeze(what == "freeze")
        elif what == "forget":
            habit.forget()
        elif what == "restart":
            habit, asking = start(saved)
        elif what == "clock":
            ahead_s = jump_s
        if what in ("freeze", "unfreeze", "forget"):
            saved = profile.encode(habit.people, [habit], None)
        for _ in range(ticks):
            now_s += TICK_S
            local_s = now_s + ahead_s if ahead_s >= 0 else -1
            habit.tick(local_s, TICK_S, Felt.value, someone)
            habit.work(local_s, Felt.value)
            Felt.value = habit.give()
            if asking.tick(local_s, TICK_S, someone):
                assert now_s - asked_at >= DAY_S
                asked_at = now_s
                assert someone and not habit.frozen and local_s >= 0
                assert 7.5 * 3600 <= local_s % DAY_S <= 21 * 3600
                saved = profile.encode(habit.people, [habit], None)
