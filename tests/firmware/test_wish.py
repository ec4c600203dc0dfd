import unittest

from habitude.fixed import MISSING
from habitude.learn import preference
from habitude.learn.preference import Preference
from habitude.learn.scale import CATEGORY, CYCLIC, ORDERED, Feature
from habitude.learn.wish import ACCEPTED, OVERRIDE, UNIT, Wish

DAY_S = 86400
HOUR = Feature(CYCLIC, 0, DAY_S, 8)
WEEKDAY = Feature(CATEGORY, 0, 6, 7)
LIGHT = Feature(ORDERED, 0, 1000, 5)


def clock(local_s):
    """The context of preference.py."""
    return (local_s % DAY_S, local_s // DAY_S % 7)


class TestAsPreference(unittest.TestCase):
    def test_hour_and_day_are_the_preference_of_habits_to_the_bit(self):
        wish, known = Wish((HOUR, WEEKDAY)), Preference()
        chance, local_s = 12345, 0
        for _ in range(800):
            chance = (chance * 1103 + 12345) % 1000003
            local_s += chance % 40000
            wanted = chance % 3000 - 1500
            variance = ACCEPTED if chance % 3 else OVERRIDE
            wish.observe(clock(local_s), wanted, variance)
            known.observe(local_s, wanted, variance)
            for each in (wish, known):
                each.half_hour()
                if chance % 5 == 0:
                    each.day()
        self.assertEqual(list(wish.consequents), list(known.consequents))
        self.assertEqual(list(wish.variances), list(known.variances))
        self.assertEqual(wish.value(clock(local_s)), known.value(local_s))
        self.assertEqual(wish.certainty(clock(local_s)), known.certainty(local_s))
        self.assertEqual((OVERRIDE, ACCEPTED), (preference.OVERRIDE, preference.ACCEPTED))


class TestContext(unittest.TestCase):
    def test_each_kind_of_feature_tells_its_places_apart(self):
        for feature, one, other in ((HOUR, 7 * 3600, 20 * 3600), (WEEKDAY, 1, 5), (LIGHT, 0, 900)):
            wish = Wish((feature,))
            for _ in range(30):
                wish.observe((one,), 3 * UNIT, OVERRIDE)
                wish.observe((other,), -3 * UNIT, OVERRIDE)
                wish.day()
            self.assertTrue(wish.value((one,)) > UNIT // 2)
            self.assertTrue(wish.value((other,)) < -UNIT // 2)

    def test_what_is_not_known_is_filled_in_by_the_whole(self):
        wish = Wish((HOUR, LIGHT))
        wish.observe((MISSING, MISSING), 2 * UNIT, OVERRIDE)
        self.assertTrue(wish.value((8 * 3600, 500)) > UNIT)
        self.assertEqual(list(wish.consequents[1:]), [0] * (wish.rules - 1))

    def test_values_beyond_the_range_count_as_its_ends(self):
        wish = Wish((LIGHT,))
        wish.observe((1000,), 2 * UNIT, OVERRIDE)
        self.assertEqual(wish.value((5000,)), wish.value((1000,)))
        self.assertEqual(wish.value((-5000,)), wish.value((0,)))


class TestVotes(unittest.TestCase):
    def test_fine_is_where_it_is_wanted(self):
        wish = Wish((HOUR,))
        wish.vote((3600,), 3 * UNIT, 0)
        self.assertTrue(abs(wish.value((3600,)) - 3 * UNIT) < UNIT // 4)

    def test_a_complaint_moves_it_beyond_where_it_is(self):
        for answer in (-1, 1):
            wish = Wish((HOUR,))
            wish.vote((3600,), UNIT, answer)
            self.assertTrue((wish.value((3600,)) - UNIT) * answer > 2 * UNIT)

    def test_who_is_never_content_is_given_more(self):
        content, never = Wish((HOUR,)), Wish((HOUR,))
        for _ in range(8):
            never.vote((3600,), 0, 1)
        content.vote((3600,), 0, 1)
        for _ in range(7):
            content.vote((3600,), 0, 0)
        self.assertTrue(never.value((3600,)) > content.value((3600,)) + UNIT)

    def test_votes_and_overrides_meet_in_one_wish(self):
        wish = Wish((HOUR,))
        wish.observe((3600,), 4 * UNIT, OVERRIDE)
        before = wish.value((3600,))
        wish.vote((3600,), 4 * UNIT, -1)
        self.assertTrue(wish.value((3600,)) < before)

    def test_consequents_stay_bounded(self):
        wish = Wish((HOUR,))
        for _ in range(60):
            wish.vote((3600,), 29999, 1)
            wish.observe((50000,), -29999, OVERRIDE)
        self.assertTrue(all(abs(value) <= 30000 for value in wish.consequents))

    def test_forgetting_leaves_nothing(self):
        wish, fresh = Wish((HOUR,)), Wish((HOUR,))
        wish.vote((3600,), UNIT, 1)
        wish.forget()
        self.assertEqual(list(wish.variances), list(fresh.variances))
        self.assertEqual(list(wish.mood), list(fresh.mood))
        self.assertEqual(wish.value((3600,)), 0)


if __name__ == "__main__":
    unittest.main()
