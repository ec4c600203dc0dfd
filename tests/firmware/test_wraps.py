# What counts for years, at the ends of its range: everything stays a small integer of a 32-bit
# board (below 2**30), and control goes on.
import unittest

from habitude.app import App
from habitude.appliances import load
from habitude.fixed import MISSING

END = 1 << 30
TICK_S = 60


def numbers(thing, found, depth=0):
    """All integers that an object of the firmware keeps, and what it keeps, with their names."""
    for name, value in thing.__dict__.items():
        if isinstance(value, int):
            found.append((name, value))
        elif hasattr(value, "__dict__") and depth < 5 and not isinstance(value, type):
            numbers(value, found, depth + 1)
        elif isinstance(value, list):
            for each in value:
                if hasattr(each, "__dict__") and depth < 5:
                    numbers(each, found, depth + 1)


class TestEnds(unittest.TestCase):
    def setUp(self):
        self.app = App(load("climate"))

    def live(self, uptime_s, local_s, ticks, motion=1, turned=5):
        """Ticks of an ordinary morning; local_s stands still at -1."""
        for tick in range(ticks):
            readings = [2000 + tick % 3, 450, 500, motion]
            self.app.step(
                uptime_s + TICK_S * tick, local_s, readings, [1 if tick == turned else 0]
            )
            if local_s >= 0:
                local_s += TICK_S

    def test_the_last_hours_of_local_time_and_what_is_after(self):
        self.live(1000, END - 7200, 119)
        self.assertTrue(self.app.expecting.known)
        shown = self.app.desired[0]
        self.live(1000 + 120 * TICK_S, -1, 120)
        self.assertFalse(self.app.expecting.known)
        self.assertEqual(self.app.fault, None)
        self.assertTrue(self.app.outputs[0] > 0)  # it heats
        self.assertTrue(abs(self.app.desired[0] - shown) <= 150)

    def test_the_end_of_uptime(self):
        self.live(END - 4 * 3600, 80000000, 239)
        found = []
        numbers(self.app, found)
        self.assertTrue(len(found) > 100)
        for name, value in found:
            self.assertTrue(-END <= value < END, "%s: %d" % (name, value))
        self.assertTrue(self.app.outputs[0] > 0)

    def test_an_absence_of_years_ends(self):
        app = self.app
        app.presence.quiet_s = app.presence._since_last_s = (1 << 24) - 100
        self.live(5000, 90000000, 60, motion=0, turned=-1)
        self.assertTrue(1 << 24 <= app.presence.quiet_s < (1 << 24) + TICK_S)
        self.live(9000, 90004000, 10)
        self.assertEqual(app.presence.quiet_s, 0)

    def test_a_sensor_that_is_missing_for_years(self):
        sense = self.app.senses[0]
        for _tick in range(100):
            sense.update(MISSING, 600)
        self.assertTrue(sense._missing_s < 1000)
        for tick in range(6):
            sense.update(2000 + tick, 60)
        self.assertEqual(sense.value, 2005)

    def test_a_routine_after_an_absence_of_years_is_saved_and_taken_up(self):
        self.live(1000, 60000000, 120)
        self.live(9000, 60000000 + 86400 * 3000, 200)
        data = self.app.profile()
        other = App(load("climate"))
        other.restore(data)
        self.assertEqual(other.profile(), data)


if __name__ == "__main__":
    unittest.main()
