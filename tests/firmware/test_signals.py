import unittest

from habitude.appliances import load
from habitude.fixed import MISSING
from habitude.signals import Absence, Average, Difference, Expected, Hour, Rate

CLIMATE = load("climate")
MINUTE_S = 60


class Sensed:
    def __init__(self, value):
        self.value = value


class App:
    """What signals see of an app: senses, settings, presence, time."""

    def __init__(self, room_temp=2000, outdoor=MISSING, desired=2100, quiet_s=0, local_s=0):
        self.senses = [Sensed(room_temp), Sensed(MISSING), Sensed(outdoor), Sensed(MISSING)]
        self.desired = [desired]
        self.presence = self
        self.quiet_s = quiet_s
        self.local_s = local_s


def after(signal, app, minutes=1):
    """The signal's value after so many minutes of the same."""
    for _ in range(minutes):
        value = signal.update(app, MINUTE_S)
    return value


def difference(reset_s=2400, band=2):
    return Difference("error", "target_temp", "room_temp", reset_s, band).bind(CLIMATE)


class TestDifference(unittest.TestCase):
    def test_without_a_reset_it_is_the_difference(self):
        self.assertEqual(after(difference(0), App(2050), 100), 500)

    def test_the_reset_grows_by_the_error_in_its_time(self):
        self.assertTrue(abs(after(difference(), App(2050), 40) - 1000) < 20)

    def test_it_stands_still_at_the_stop(self):
        signal = difference()
        self.assertEqual(after(signal, App(1700), 600), 4000)
        self.assertEqual(after(signal, App(2100)), 0)

    def test_it_winds_down_after_a_setback(self):
        signal = difference()
        after(signal, App(2100, desired=1950), 60)
        before = after(signal, App(1950))
        self.assertTrue(before < 1200)
        self.assertTrue(after(signal, App(1950), 40) > 1900)

    def test_it_waits_while_the_room_is_let_go(self):
        signal = difference()
        before = after(signal, App(2090), 60)
        for minute in range(180):
            signal.update(App(2090 - minute, desired=1910), MINUTE_S)
        self.assertTrue(abs(after(signal, App(2090)) - before) < 300)

    def test_it_waits_while_the_room_gets_there_in_time(self):
        signal = difference()
        for minute in range(60):
            before = signal.update(App(1900 + 5 * minute, desired=2300), MINUTE_S) - (
                4000 - 50 * minute
            )
        self.assertTrue(before < 600)

    def test_the_reset_is_bounded(self):
        signal = difference()
        after(signal, App(2090), 100000)
        self.assertTrue(after(signal, App(2100)) <= 2000)

    def test_missing_without_a_reading(self):
        self.assertEqual(after(difference(), App(MISSING)), MISSING)


class TestExpected(unittest.TestCase):
    def test_is_the_nearness_in_thousandths(self):
        app = App()
        app.expecting = app
        signal = Expected("expected").bind(CLIMATE)
        for nearness, milli in ((0, 0), (-4096, -1000), (-40000, -9766)):
            app.nearness = nearness
            self.assertEqual(after(signal, app), milli)


class TestRate(unittest.TestCase):
    def test_a_steady_ramp_has_its_rate(self):
        signal = Rate("rate", "room_temp", 600).bind(CLIMATE)
        for minute in range(120):
            value = signal.update(App(2000 + 2 * minute), MINUTE_S)
        self.assertTrue(abs(value - 1200) < 60)

    def test_no_change_is_no_rate(self):
        signal = Rate("rate", "room_temp", 600).bind(CLIMATE)
        self.assertEqual(after(signal, App(2000), 60), 0)

    def test_starts_afresh_after_a_gap(self):
        signal = Rate("rate", "room_temp", 600).bind(CLIMATE)
        after(signal, App(2000), 10)
        self.assertEqual(after(signal, App(MISSING)), MISSING)
        self.assertEqual(after(signal, App(2500)), 0)


class TestOthers(unittest.TestCase):
    def test_absence_is_in_minutes_and_bounded(self):
        signal = Absence("absence", 240).bind(CLIMATE)
        self.assertEqual(after(signal, App(quiet_s=1800)), 30000)
        self.assertEqual(after(signal, App(quiet_s=10**6)), 240000)

    def test_hour_of_the_day(self):
        signal = Hour("hour").bind(CLIMATE)
        self.assertEqual(after(signal, App(local_s=86400 + 5400)), 1500)
        self.assertEqual(after(signal, App(local_s=-1)), MISSING)

    def test_average_follows_slowly_and_starts_with_the_first_reading(self):
        signal = Average("outdoor", "outdoor_temp", 48, 10).bind(CLIMATE)
        self.assertEqual(after(signal, App()), 10000)
        self.assertEqual(after(signal, App(outdoor=500)), 5000)
        day = after(signal, App(outdoor=1500), 24 * 60)
        self.assertTrue(8000 < day < 10000)
        self.assertEqual(after(signal, App()), day)


if __name__ == "__main__":
    unittest.main()
