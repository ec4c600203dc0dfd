"""Properties of following a change: for any overrides at any time, not only those thought of."""

from hypothesis import given
from hypothesis import strategies as st

from habitude.appliances import load
from habitude.learn.change import BACK, LASTS, PLAYED, QUIET, Change
from habitude.learn.satisfaction import Satisfaction
from habitude.learn.wish import OVERRIDE, Wish

lives = st.lists(
    st.tuples(st.integers(-12 * 256, 12 * 256), st.integers(0, 60), st.booleans()), max_size=40
)


class Life:
    """One wish that hears overrides; `before` is what it was when the change on trial began."""

    def __init__(self, days):
        self.wish = Wish(load("climate").settings[0].scale.features[1:], 1)
        self.change = Change(self.wish)
        self.served = Satisfaction()
        self.served.days = days
        self.local_s = 0
        self.before = self.known()

    def known(self):
        """All but what is for today only."""
        copy, rules = list(self.wish.copy()), self.wish.rules
        return copy[: rules - 1] + copy[rules : 2 * rules - 1] + copy[2 * rules :]

    def moment(self):
        return (2100, 500, self.local_s % 86400, self.local_s // 86400 % 7)

    def override(self, wanted):
        """What was known before it; whether it was learned."""
        known, going_on = self.known(), self.change.going_on
        self.served.override(1)
        learned = self.change.hear(self.moment(), wanted, self.local_s, self.served)
        if self.change.going_on and (not going_on or self.change.up + self.change.down == 1):
            self.before = self.known()
        if learned:
            self.wish.observe(self.moment(), wanted, OVERRIDE)
        return known, learned

    def pass_half_hours(self, count, noticed):
        for _ in range(count):
            self.local_s += 1800
            self.change.half_hour(self.local_s, noticed, self.served)


@given(lives, st.integers(0, 30))
def test_going_back_is_to_what_was_known_when_it_began(life, days):
    home = Life(days)
    for wanted, half_hours, noticed in life:
        began, ended = home.change.going_on, home.change.ended
        before = home.before
        home.override(wanted)
        home.pass_half_hours(half_hours, noticed)
        change = home.change
        if change.became == QUIET and change.ended != ended and began and not change.going_on:
            assert home.known() == home.before or home.known() == before
        assert change.became in (0, LASTS, BACK, QUIET, PLAYED)
        assert change.ended_up >= 0 and change.ended_down >= 0
        if days < 7:
            assert not change.going_on and change.became in (0, PLAYED)


@given(lives)
def test_overrides_one_way_are_never_gone_back_on(life):
    home = Life(10)
    highest = 0
    for wanted, half_hours, noticed in life:
        highest = max(highest, abs(wanted), home.wish.value(home.moment()))
        home.override(highest + 256)
        home.pass_half_hours(half_hours, noticed)
        assert home.change.became in (0, LASTS)


@given(st.lists(st.integers(-12 * 256, 12 * 256), min_size=6, max_size=60))
def test_whatever_is_played_within_an_hour_leaves_no_trace(turns):
    home = Life(10)
    first = home.known()
    learned = [home.override(wanted)[1] for wanted in turns]
    if not learned[-1]:
        assert home.known() == first
        assert home.change.ended_up > 0 and home.change.ended_down > 0
