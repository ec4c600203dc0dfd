import unittest

from habitude.learn.preference import ACCEPTED, OVERRIDE, UNIT, Preference

HOUR_S = 3600
DAY_S = 86400
MORNING = 8 * HOUR_S
EVENING = 20 * HOUR_S


def pass_day(preference):
    for _ in range(48):
        preference.half_hour()
    preference.day()


class TestPreference(unittest.TestCase):
    def test_knows_nothing_on_the_first_day(self):
        preference = Preference()
        self.assertEqual(preference.value(MORNING), 0)
        self.assertEqual(preference.certainty(MORNING), 0)

    def test_one_override_helps_at_once_and_everywhere(self):
        preference = Preference()
        preference.observe(MORNING, 2 * UNIT, OVERRIDE)
        self.assertTrue(preference.value(MORNING) > UNIT)
        self.assertTrue(UNIT // 2 < preference.value(EVENING) < preference.value(MORNING))

    def test_learns_that_mornings_and_evenings_differ(self):
        preference = Preference()
        for day in range(14):
            preference.observe(day * DAY_S + MORNING, -UNIT, OVERRIDE)
            preference.observe(day * DAY_S + EVENING, 2 * UNIT, OVERRIDE)
            pass_day(preference)
        self.assertTrue(preference.value(14 * DAY_S + MORNING) < 0)
        self.assertTrue(preference.value(14 * DAY_S + EVENING) > UNIT)

    def test_silence_is_weak_evidence(self):
        loud, quiet = Preference(), Preference()
        loud.observe(MORNING, 2 * UNIT, OVERRIDE)
        quiet.observe(MORNING, 2 * UNIT, ACCEPTED)
        self.assertTrue(0 < quiet.value(MORNING) * 4 < loud.value(MORNING))

    def test_certainty_grows_with_evidence_and_fades_without(self):
        preference = Preference()
        preference.observe(MORNING, UNIT, OVERRIDE)
        once = preference.certainty(MORNING)
        preference.observe(MORNING, UNIT, OVERRIDE)
        twice = preference.certainty(MORNING)
        for _ in range(400):
            pass_day(preference)
        self.assertTrue(0 < preference.certainty(MORNING) < once < twice < 100)

    def test_today_is_forgotten_by_the_day_after_tomorrow(self):
        preference = Preference()
        for _ in range(4):
            preference.observe(MORNING, 3 * UNIT, OVERRIDE)
        today = preference.consequents[16]
        for _ in range(96):
            preference.half_hour()
        self.assertTrue(0 <= preference.consequents[16] * 3 < today)

    def test_follows_a_change_of_mind(self):
        preference = Preference()
        for day in range(21):
            preference.observe(day * DAY_S + MORNING, 2 * UNIT, OVERRIDE)
            pass_day(preference)
        for day in range(21, 26):
            preference.observe(day * DAY_S + MORNING, -2 * UNIT, OVERRIDE)
            pass_day(preference)
        self.assertTrue(preference.value(26 * DAY_S + MORNING) < 0)

    def test_without_a_clock_only_the_whole_is_learned(self):
        preference = Preference()
        preference.observe(-1, 2 * UNIT, OVERRIDE)
        self.assertTrue(preference.value(-1) > UNIT)
        self.assertEqual(list(preference.consequents[1:]), [0] * 16)

    def test_forgetting_leaves_nothing(self):
        preference = Preference()
        preference.observe(MORNING, 2 * UNIT, OVERRIDE)
        preference.forget()
        fresh = Preference()
        self.assertEqual(list(preference.consequents), list(fresh.consequents))
        self.assertEqual(list(preference.variances), list(fresh.variances))

    def test_consequents_stay_bounded(self):
        preference = Preference()
        for day in range(200):
            preference.observe(day * DAY_S, 29999, OVERRIDE)
            preference.observe(day * DAY_S + EVENING, -29999, OVERRIDE)
        self.assertTrue(all(abs(c) <= 30000 for c in preference.consequents))


if __name__ == "__main__":
    unittest.main()
