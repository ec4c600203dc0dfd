import binascii
import unittest

from habitude.fixed import MISSING
from habitude.learn.scale import CATEGORY, CYCLIC, ORDERED, Feature
from habitude.learn.wish import ACCEPTED, OVERRIDE, UNIT, Wish

DAY_S = 86400
HOUR = Feature(CYCLIC, 0, DAY_S, 8)
WEEKDAY = Feature(CATEGORY, 0, 6, 7)
LIGHT = Feature(ORDERED, 0, 1000, 5)


def clock(local_s):
    return (local_s % DAY_S, local_s // DAY_S % 7)


MORNING = clock(8 * 3600)
EVENING = clock(20 * 3600)


def pass_day(wish):
    for _ in range(48):
        wish.half_hour()
    wish.day()


class TestClock(unittest.TestCase):
    """In the context of hour and day, which every setting has."""

    def setUp(self):
        self.wish = Wish((HOUR, WEEKDAY))

    def test_the_same_bits_on_every_runtime(self):
        wish, chance, local_s = self.wish, 12345, 0
        for _ in range(800):
            chance = (chance * 1103 + 12345) % 1000003
            local_s += chance % 40000
            wish.observe(
                clock(local_s), chance % 3000 - 1500, ACCEPTED if chance % 3 else OVERRIDE
            )
            wish.half_hour()
            if chance % 5 == 0:
                wish.day()
        state = bytes(wish.consequents) + bytes(wish.variances)
        self.assertEqual(binascii.crc32(state), 2942319801)

    def test_knows_nothing_on_the_first_day(self):
        self.assertEqual(self.wish.value(MORNING), 0)
        self.assertEqual(self.wish.certainty(MORNING), 0)

    def test_begins_with_what_is_usual(self):
        usual = (0, 0, -100, -100, 0, 0, 0, 200)
        wish = Wish((Feature(CYCLIC, 0, DAY_S, 8, usual=usual), WEEKDAY))
        fresh = bytes(wish.consequents)
        self.assertEqual(wish.value(clock(21 * 3600)), 200)
        self.assertEqual(wish.value((MISSING, MISSING)), 0)
        wish.observe(MORNING, 3 * UNIT, OVERRIDE)
        self.assertTrue(wish.usual(MORNING) < 0 < wish.value(MORNING))
        wish.forget()
        self.assertEqual(bytes(wish.consequents), fresh)

    def test_what_is_usual_is_told_of_every_set(self):
        with self.assertRaises(ValueError):
            Feature(CYCLIC, 0, DAY_S, 8, usual=(0, 1))

    def test_one_override_helps_at_once_and_everywhere(self):
        wish = self.wish
        wish.observe(MORNING, 2 * UNIT, OVERRIDE)
        self.assertTrue(wish.value(MORNING) > UNIT)
        self.assertTrue(UNIT // 2 < wish.value(EVENING) < wish.value(MORNING))

    def test_learns_that_mornings_and_evenings_differ(self):
        wish = self.wish
        for day in range(14):
            wish.observe(clock(day * DAY_S + 8 * 3600), -UNIT, OVERRIDE)
            wish.observe(clock(day * DAY_S + 20 * 3600), 2 * UNIT, OVERRIDE)
            pass_day(wish)
        self.assertTrue(wish.value(MORNING) < 0)
        self.assertTrue(wish.value(EVENING) > UNIT)

    def test_silence_is_weak_evidence(self):
        quiet = Wish((HOUR, WEEKDAY))
        self.wish.observe(MORNING, 2 * UNIT, OVERRIDE)
        quiet.observe(MORNING, 2 * UNIT, ACCEPTED)
        self.assertTrue(0 < quiet.value(MORNING) * 4 < self.wish.value(MORNING))

    def test_certainty_grows_with_evidence_and_fades_without(self):
        wish = self.wish
        wish.observe(MORNING, UNIT, OVERRIDE)
        once = wish.certainty(MORNING)
        wish.observe(MORNING, UNIT, OVERRIDE)
        twice = wish.certainty(MORNING)
        for _ in range(400):
            pass_day(wish)
        self.assertTrue(0 < wish.certainty(MORNING) < once < twice < 100)

    def test_today_is_forgotten_by_the_day_after_tomorrow(self):
        wish = self.wish
        for _ in range(4):
            wish.observe(MORNING, 3 * UNIT, OVERRIDE)
        today = wish.consequents[16]
        for _ in range(96):
            wish.half_hour()
        self.assertTrue(0 <= wish.consequents[16] * 3 < today)

    def test_follows_a_change_of_mind(self):
        wish = self.wish
        for day in range(26):
            wanted = 2 * UNIT if day < 21 else -2 * UNIT
            wish.observe(clock(day * DAY_S + 8 * 3600), wanted, OVERRIDE)
            pass_day(wish)
        self.assertTrue(wish.value(clock(26 * DAY_S + 8 * 3600)) < 0)

    def test_without_a_clock_only_the_whole_is_learned(self):
        wish = self.wish
        wish.observe((MISSING, MISSING), 2 * UNIT, OVERRIDE)
        self.assertTrue(wish.value((MISSING, MISSING)) > UNIT)
        self.assertEqual(list(wish.consequents[1:]), [0] * 16)

    def test_where_it_is_forgotten_the_rules_that_fire_are_as_new(self):
        wish, fresh = self.wish, Wish((HOUR, WEEKDAY))
        for local_s in range(0, 7 * DAY_S, 5 * 3600):
            wish.observe(clock(local_s), 2 * UNIT, OVERRIDE)
        for place, value, forgotten in ((0, 1 * 3600, (1, 2, 16)), (1, 3, (12, 16))):
            before = list(wish.variances)
            wish.forget_where(place, value)
            for rule in range(wish.rules):
                known = fresh if rule in forgotten else wish
                self.assertEqual(wish.variances[rule], known.variances[rule])
                if rule not in forgotten:
                    self.assertEqual(wish.variances[rule], before[rule])


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
