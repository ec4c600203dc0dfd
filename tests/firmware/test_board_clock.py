import unittest

from board_stand_ins import PERIOD, Rtc, Time

from habitude.board import clock

DAY = 86400


class TestClock(unittest.TestCase):
    def setUp(self):
        self.time = Time()
        self.rtc = Rtc()
        self.clock = clock.Clock(self.time, self.rtc)

    def test_uptime_counts_on_when_ticks_wrap(self):
        for _ in range(10):
            self.time.pass_ms(PERIOD // 4 + 1)
            self.clock.uptime_s()
        self.assertEqual(self.clock.uptime_s(), (10 * (PERIOD // 4 + 1)) // 1000)

    def test_parts_of_seconds_are_not_lost(self):
        for _ in range(100):
            self.time.pass_ms(999)
            self.clock.uptime_s()
        self.assertEqual(self.clock.uptime_s(), 99)

    def test_intervals_cross_the_wrap(self):
        start = self.clock.ticks()
        self.time.pass_ms(5000)
        self.assertEqual(self.clock.since(start), 5000)
        self.assertEqual(self.clock.since(self.clock.after(start, -300)), 5300)

    def test_a_clock_that_was_never_set_is_not_trusted(self):
        self.assertEqual(self.clock.local_s(), -1)
        self.rtc.now = (2000, 1, 1, 5, 0, 0, 0, 0)  # an ESP32's
        self.assertEqual(self.clock.local_s(), -1)

    def test_a_clock_beyond_its_range_is_not_trusted(self):
        for now in (
            (2058, 1, 9, 2, 13, 37, 4, 0),
            (2058, 12, 31, 1, 0, 0, 0, 0),
            (2059,) + 7 * (1,),
        ):
            self.rtc.now = now
            self.assertEqual(self.clock.local_s(), -1)

    def test_what_can_be_set_is_trusted_up_to_its_last_second(self):
        for local_s in (12419 * DAY - 1, 12419 * DAY, (1 << 30) - 1):
            self.clock.set_local(local_s)
            self.assertEqual(self.clock.local_s(), local_s)
        self.assertEqual(self.rtc.now[:7], (2058, 1, 9, 2, 13, 37, 3))

    def test_known_dates(self):
        for local_s, date in (
            (0, (2024, 1, 1, 0, 0, 0, 0)),
            (59 * DAY - 1, (2024, 2, 28, 2, 23, 59, 59)),
            (59 * DAY, (2024, 2, 29, 3, 0, 0, 0)),
            (60 * DAY, (2024, 3, 1, 4, 0, 0, 0)),
            (365 * DAY, (2024, 12, 31, 1, 0, 0, 0)),
            (366 * DAY, (2025, 1, 1, 2, 0, 0, 0)),
            (1461 * DAY - 1, (2027, 12, 31, 4, 23, 59, 59)),
            (1461 * DAY, (2028, 1, 1, 5, 0, 0, 0)),
        ):
            self.assertEqual(clock.date(local_s), date)

    def test_what_is_set_is_read(self):
        for local_s in range(0, 12400 * DAY, 86399 * 7):
            self.clock.set_local(local_s)
            self.assertEqual(self.clock.local_s(), local_s)

    def test_impossible_times_are_refused(self):
        for local_s in (-1, 1 << 30):
            with self.assertRaises(ValueError):
                self.clock.set_local(local_s)
        self.assertEqual(self.clock.local_s(), -1)


if __name__ == "__main__":
    unittest.main()
