import unittest

from habitude.appliance import Setting
from habitude.fixed import MISSING
from habitude.learn.habit import Habit
from habitude.learn.scale import FINE, LESS, MORE
from habitude.people import People

MORNING = 8 * 3600
MINUTE_S = 60
DAY_S = 86400


def habit(overshoot_percent=0):
    return Habit(
        Setting(
            "target_temp",
            "°C",
            2,
            5,
            30,
            step=0.5,
            factory=21,
            follows="room_temp",
            overshoot_percent=overshoot_percent,
        ),
        People(),
    )


def of_two():
    """A habit of two people who are both here; the first wants it 3 K warmer than the other."""
    h = habit()
    for name in ("anna", "ben"):
        h.people.add(name)
        h.add_person()
    for profile, steps in ((1, 4), (2, -4)):
        h.people.served = [profile]
        for day in range(6):
            h.turn(steps, MORNING)
            live(h, 40, start=day * DAY_S + MORNING)
            h.turn_to(h.shown(MORNING), MORNING)
            live(h, 600, start=day * DAY_S + MORNING, someone=False)
    h.people.served = [1, 2]
    return h


def live(under_test, minutes, start=MORNING, felt=2100, someone=True):
    """How many overrides were learned in so many minutes."""
    before = under_test.overrides()
    for minute in range(minutes):
        now_s = start + minute * MINUTE_S
        under_test.work(now_s, felt)
        under_test.tick(now_s, MINUTE_S, felt, someone)
    return under_test.overrides() - before


def known(under_test):
    """All that is learned, to the bit."""
    served = under_test.satisfaction
    return (
        [taste.save() for taste in under_test.tastes],
        list(served.overrides),
        list(served.sacrifices),
        served.days,
    )


class TestHabit(unittest.TestCase):
    def test_starts_at_the_factory_value(self):
        self.assertEqual(habit().wanted(MORNING), 2100)

    def test_an_override_holds_exactly_and_is_learned_once(self):
        h = habit()
        h.turn(3, MORNING)
        self.assertEqual(h.shown(MORNING), 2250)
        self.assertEqual(live(h, 29), 1)
        self.assertEqual((h.wanted(MORNING), h.overrides()), (2250, 1))

    def test_afterwards_it_gives_what_it_learned(self):
        h = habit()
        h.turn(3, MORNING)
        live(h, 50)
        self.assertTrue(2180 < h.wanted(MORNING) < 2250)

    def test_turning_on_and_back_teaches_nothing(self):
        h = habit()
        h.turn(4, MORNING)
        h.turn(-4, MORNING)
        self.assertEqual(live(h, 60, felt=MISSING), 0)
        self.assertEqual((h.overrides(), h.wanted(MORNING)), (0, 2100))

    def test_what_is_turned_while_nothing_is_felt_is_no_wish(self):
        """Nobody is served then: who freezes beside a dead sensor turns it up."""
        h = habit()
        before = known(h)
        h.turn(4, MORNING)
        self.assertEqual(live(h, 20, felt=MISSING), 0)
        self.assertEqual(h.wanted(MORNING), 2300)
        live(h, 180, MORNING, felt=MISSING)
        self.assertEqual(known(h), before)
        self.assertEqual(h.wanted(MORNING), 2100)

    def test_a_silence_is_not_accepted_once_nothing_is_felt(self):
        h = habit()
        before = known(h)
        h.tick(MORNING, 1800, 2100, True)  # a half hour ends well, then the sensor fails
        while h.work(MORNING, MISSING):
            pass
        self.assertEqual(known(h), before)

    def test_many_presses_in_a_row_are_one_override(self):
        h = habit()
        for press in range(4):
            h.turn(1, MORNING + press)
            h.tick(MORNING + press, 1, 2100, True)
        self.assertEqual(live(h, 5, MORNING + 4), 1)
        self.assertEqual(h.satisfaction.week(), (1, 4))

    def test_turning_stops_at_the_limits(self):
        h = habit()
        h.turn(100, MORNING)
        self.assertEqual(h.shown(MORNING), 3000)
        h.turn(-100, MORNING)
        self.assertEqual(h.shown(MORNING), 500)

    def test_people_turn_further_than_they_need(self):
        plain, discounted = habit(), habit(overshoot_percent=20)
        for h in (plain, discounted):
            h.turn(6, MORNING)
            live(h, 60, felt=2100)
        self.assertTrue(2100 < discounted.wanted(MORNING) < plain.wanted(MORNING))

    def test_silence_confirms_only_while_somebody_is_there(self):
        alone, together = habit(), habit()
        for h in (alone, together):
            live(h, 60 * 12, felt=2130, someone=h is together)
        self.assertTrue(together.certainty(MORNING) > alone.certainty(MORNING))

    def test_warmth_that_was_not_given_is_not_taken_for_wanted(self):
        h = habit()
        live(h, 60 * 24 * 7, felt=2180)
        self.assertEqual(h.wanted(MORNING), 2100)

    def test_who_comes_after_a_half_hour_learns_nothing_from_it(self):
        h = habit()
        h.people.add("anna")
        h.add_person()
        live(h, 40)
        h.people.add("ben")
        h.add_person()
        h.people.came(2)
        before = h.tastes[2].save()
        live(h, 20, MORNING + 40 * MINUTE_S)
        self.assertEqual(h.tastes[2].save(), before)

    def test_an_override_and_the_end_of_a_day_are_worth_saving(self):
        h = habit()
        h.turn(1, MORNING)
        worth = [h.tick(MORNING, MINUTE_S, 2100, True) for _ in range(1440)]
        self.assertEqual([i for i, saved in enumerate(worth) if saved], [0, 1439])

    def test_a_room_that_the_sun_has_warmed_tells_nothing(self):
        h = habit()
        before = h.certainty(MORNING)
        live(h, 60 * 12, felt=2300)
        self.assertEqual(h.certainty(MORNING), before)

    def test_preference_goes_with_the_advice(self):
        h = habit()
        for _ in range(5):
            h.turn_to(2300, MORNING)
            live(h, 60, felt=MISSING)
        warm = h.wanted(MORNING)
        h.advice = 1900
        self.assertEqual(h.wanted(MORNING), warm - 200)

    def test_undo_takes_back_the_last_step_to_the_bit(self):
        h = habit()
        h.turn(2, MORNING)
        live(h, 300)
        before = known(h)
        h.turn(-3, MORNING)
        live(h, 300)
        self.assertNotEqual(known(h), before)
        self.assertEqual(h.undo(), (True, h.last_from, h.last_from - 150, MORNING))
        self.assertEqual(known(h), before)

    def test_undo_reaches_two_steps_back_and_ends_the_override(self):
        h = habit()
        states = []
        for steps in (2, 1, -1):
            states.append(known(h))
            h.turn(steps, MORNING)
            live(h, 1)
        self.assertTrue(h.held())
        for state in (states[2], states[1]):
            self.assertTrue(h.undo()[0])
            self.assertFalse(h.held())
            self.assertEqual(known(h), state)
        self.assertIsNone(h.undo())
        self.assertEqual(known(h), states[1])

    def test_undo_first_ends_an_override_that_was_not_learned(self):
        h = habit()
        h.turn(2, MORNING)
        live(h, 70)
        before = known(h)
        shown = h.shown(MORNING)
        h.turn(1, MORNING)
        self.assertEqual(h.undo(), (False, shown, shown + 50, -1))
        live(h, 5, felt=MISSING)
        self.assertEqual((h.held(), known(h)), (False, before))

    def test_undo_takes_an_override_from_the_day_it_was_on(self):
        h = habit()
        h.turn(2, MORNING)
        live(h, 3 * 1440, someone=False)
        self.assertEqual(h.satisfaction.week(), (1, 2))
        h.undo()
        self.assertEqual((h.satisfaction.week(), h.satisfaction.days), ((0, 0), 3))

    def test_frozen_it_holds_overrides_and_learns_and_fades_nothing(self):
        h = habit()
        h.turn(2, MORNING)
        live(h, 300)
        before = known(h)
        h.freeze(True)
        h.turn(4, MORNING)
        live(h, 29)
        self.assertTrue(h.held())
        live(h, 3 * 1440, felt=2130)
        self.assertEqual((h.held(), known(h)), (False, before))

    def test_what_is_turned_while_frozen_is_not_learned_afterwards(self):
        h = habit()
        h.freeze(True)
        h.turn(4, MORNING)
        h.freeze(False)
        self.assertEqual(live(h, 60), 0)
        h.turn(4, MORNING)
        self.assertEqual(live(h, 60), 1)


class TestVotes(unittest.TestCase):
    def test_a_complaint_moves_the_setting_its_way_and_ends_an_override(self):
        for answer in (LESS, MORE):
            h = habit()
            h.turn(1, MORNING)
            live(h, 1)
            self.assertTrue(h.vote(answer, MORNING, 2150))
            self.assertFalse(h.held())
            self.assertTrue((h.wanted(MORNING) - 2150) * answer > 0)

    def test_fine_leaves_an_override_and_is_learned(self):
        h = habit()
        h.turn(4, MORNING)
        live(h, 1)
        before = known(h)
        self.assertTrue(h.vote(FINE, MORNING, 2300))
        self.assertTrue(h.held())
        self.assertNotEqual(known(h), before)

    def test_undo_takes_a_vote_back_to_the_bit(self):
        h = habit()
        live(h, 60)
        before, shown = known(h), h.shown(MORNING)
        h.vote(MORE, MORNING, 2100)
        after = h.shown(MORNING)
        self.assertEqual(h.undo(), (True, shown, after, MORNING))
        self.assertEqual(known(h), before)

    def test_nothing_is_learned_frozen_or_where_nothing_is_felt(self):
        h = habit()
        before = known(h)
        self.assertFalse(h.vote(MORE, MORNING, MISSING))
        h.freeze(True)
        self.assertFalse(h.vote(MORE, MORNING, 2100))
        self.assertEqual(known(h), before)


class TestPeople(unittest.TestCase):
    def test_each_is_served_by_their_own_profile(self):
        h = of_two()
        wanted = []
        for served in ([1], [2], [0], [1, 2]):
            h.people.served = served
            wanted.append(h.wanted(MORNING))
        anna, ben, household, both = wanted
        self.assertTrue(anna > 2150 and ben < 2050)
        self.assertTrue(ben < household < anna)
        self.assertTrue(ben <= both <= anna)

    def test_who_turned_is_the_one_that_wants_it_so(self):
        h = of_two()
        for value, whose, other in ((2450, 1, 2), (1750, 2, 1)):
            before = [taste.save() for taste in h.tastes]
            h.turn_to(value, MORNING)
            live(h, 1)
            after = [taste.save() for taste in h.tastes]
            self.assertNotEqual(after[whose], before[whose])
            self.assertEqual(after[other], before[other])
            self.assertNotEqual(after[0], before[0])
            h.undo()
            self.assertEqual([taste.save() for taste in h.tastes], before)

    def test_who_complains_is_the_one_that_has_cause(self):
        h = of_two()
        for answer, whose, other in ((MORE, 1, 2), (LESS, 2, 1)):
            before = [taste.save() for taste in h.tastes]
            h.vote(answer, MORNING, 2100)
            self.assertNotEqual(h.tastes[whose].save(), before[whose])
            self.assertEqual(h.tastes[other].save(), before[other])

    def test_a_new_person_starts_from_the_household_and_less_sure(self):
        h = of_two()
        h.people.add("cem")
        h.add_person()
        h.people.served = [0]
        wanted, sure = h.wanted(MORNING), h.certainty(MORNING)
        h.people.served = [3]
        self.assertEqual(h.wanted(MORNING), wanted)
        self.assertTrue(h.certainty(MORNING) < sure)


if __name__ == "__main__":
    unittest.main()
