import unittest

from habitude.appliance import Reading
from habitude.fixed import MISSING
from habitude.sensing import FAULTY, GOOD, STALE, Sense

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
        feed(s, [2101])
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


if __name__ == "__main__":
    unittest.main()
