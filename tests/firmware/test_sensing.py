import unittest

from habitude.appliance import Reading
from habitude.fixed import MISSING
from habitude.sensing import FAULTY, GOOD, STALE, Sense, Time

TICK_S = 60


def sense():
    return Sense(Reading("room_temp", "°C", 2, -20, 60, max_step=10, stale_s=300, stuck_s=3600))


def feed(under_test, values):
    for value in values:
        under_test.update(value, TICK_S)


class TestSense(unittest.TestCase):
    def test_first_plausible_reading_is_good(self):
        s = sense()
        self.assertEqual(s.quality, STALE)
        feed(s, [2100])
        self.assertEqual((s.quality, s.value, s.cause), (GOOD, 2100, None))

    def test_missing_is_bridged_for_a_while_then_stale(self):
        s = sense()
        feed(s, [2100] + [MISSING] * 4)
        self.assertEqual((s.quality, s.value), (GOOD, 2100))
        feed(s, [MISSING])
        self.assertEqual((s.quality, s.value, s.cause), (STALE, MISSING, "missing"))
        feed(s, [2101, 2100, 2101, 2100])
        self.assertEqual(s.quality, STALE)
        feed(s, [2101])
        self.assertEqual(s.quality, GOOD)

    def test_a_sensor_that_was_never_there_is_trusted_at_once(self):
        s = sense()
        feed(s, [MISSING] * 20 + [2100])
        self.assertEqual((s.quality, s.value), (GOOD, 2100))

    def test_a_stuck_sensor_with_a_loose_contact_is_stuck(self):
        s = sense()
        feed(s, [2100] + [MISSING, MISSING, 2100] * 19)
        self.assertEqual(s.quality, GOOD)
        feed(s, [MISSING, MISSING, 2100])
        self.assertEqual((s.quality, s.cause), (FAULTY, "stuck"))

    def test_one_that_goes_to_and_fro_is_restless_until_it_calms_down(self):
        s = sense()
        feed(s, [2100, 2400] * 5)
        self.assertEqual((s.quality, s.value, s.cause), (FAULTY, MISSING, "restless"))
        feed(s, [2100, 2101] * 20)
        self.assertEqual(s.quality, GOOD)

    def test_noise_and_a_room_that_warms_up_fast_are_not_restless(self):
        s = sense()
        feed(s, [2100 + 80 * minute + 30 * (minute % 2) for minute in range(30)])
        self.assertEqual(s.quality, GOOD)

    def test_where_it_may_rest_it_is_never_stuck(self):
        s = Sense(Reading("presence", "", 0, 0, 1, stuck_s=3600, rest=0))
        feed(s, [1] * 60)
        self.assertEqual(s.quality, GOOD)
        feed(s, [1])
        self.assertEqual((s.quality, s.cause), (FAULTY, "stuck"))
        feed(s, [0] * 5)
        self.assertEqual(s.quality, GOOD)
        feed(s, [0] * 1000)
        self.assertEqual(s.quality, GOOD)

    def test_out_of_range_is_faulty_at_once_and_trusted_again_after_five(self):
        s = sense()
        feed(s, [2100, 8500])
        self.assertEqual((s.quality, s.value, s.cause), (FAULTY, MISSING, "out of range"))
        feed(s, [2100, 2101, 2100, 2101])
        self.assertEqual(s.quality, FAULTY)
        feed(s, [2100])
        self.assertEqual((s.quality, s.value), (GOOD, 2100))

    def test_a_jump_is_noticed(self):
        s = sense()
        feed(s, [2100, 3200])
        self.assertEqual((s.quality, s.cause), (FAULTY, "jumped"))

    def test_one_that_jumped_is_believed_where_it_stood_or_after_a_day(self):
        s = sense()
        feed(s, [2100, 2101] * 6 + [3600, 3601] * 20)
        self.assertEqual((s.quality, s.cause), (FAULTY, "jumped"))
        feed(s, [2900, 2901] * 2 + [2900])  # this way it may have come
        self.assertEqual(s.quality, GOOD)
        feed(s, [2901, 2900] * 5 + [4500])
        feed(s, [4501, 4500] * 717)
        self.assertEqual(s.quality, FAULTY)
        feed(s, [4501, 4500] * 5)
        self.assertEqual(s.quality, GOOD)

    def test_what_it_tells_first_is_no_place_where_it_stood(self):
        s = sense()
        feed(s, [3800, 2100, 2101, 2100, 2101, 2100])
        self.assertEqual(s.quality, FAULTY)
        feed(s, [2101])
        self.assertEqual(s.quality, GOOD)

    def test_a_sensor_that_alternates_stays_faulty(self):
        s = sense()
        feed(s, [2100, 3200] * 20)
        self.assertEqual(s.quality, FAULTY)

    def test_stuck_after_an_hour_without_a_changed_digit(self):
        s = sense()
        feed(s, [2100] * 60)
        self.assertEqual(s.quality, GOOD)
        feed(s, [2100])
        self.assertEqual((s.quality, s.cause), (FAULTY, "stuck"))
        feed(s, [2101, 2100] * 3)
        self.assertEqual(s.quality, GOOD)


class TestTime(unittest.TestCase):
    def setUp(self):
        self.time = Time()
        self.local_s = 10**6

    def after(self, passed_s, jump_s=0):
        self.local_s += passed_s + jump_s
        return self.time.trusted(self.local_s, passed_s, True)

    def test_a_clock_that_runs_or_is_set_now_and_then_is_trusted(self):
        self.after(60)
        for _ in range(10):
            self.assertEqual(self.after(600, 3600), self.local_s)
            for _ in range(3 * 144 + 1):
                self.assertEqual(self.after(600, 1), self.local_s)

    def test_one_that_jumps_each_day_is_not_until_it_has_run_for_three(self):
        self.after(60)
        self.assertEqual(
            [self.after(86400, -7200) > 0 for _ in range(4)], [True, True, False, False]
        )
        self.assertEqual(self.after(3 * 86400), -1)
        self.assertEqual(self.after(60), self.local_s)

    def test_one_that_somebody_sets_is(self):
        self.after(60)
        for _ in range(3):
            self.after(60, 3600)
        self.assertTrue(self.time.jumps)
        self.time.set()
        self.assertEqual(self.after(60, -5000), self.local_s)

    def test_that_it_is_lost_is_no_jump(self):
        self.after(60)
        for _ in range(10):
            self.assertEqual(self.time.trusted(-1, 60, True), -1)
            self.assertEqual(self.after(60), self.local_s)


if __name__ == "__main__":
    unittest.main()
