import unittest

from habitude.app import App
from habitude.appliances import load
from habitude.profile import ProfileError

MORNING = 8 * 3600


def taught():
    app = App(load("climate"))
    for minute in range(600):
        turns = [2] if minute == 30 else [-1] if minute == 400 else [0]
        readings = [2000 + minute % 7, 400, 100, 1]
        app.step(minute * 60, MORNING + minute * 60, readings, turns)
    return app


class TestProfile(unittest.TestCase):
    def test_another_app_takes_it_up_and_does_the_same(self):
        old = taught()
        new = App(load("climate"))
        new.restore(old.profile())
        self.assertEqual(new.profile(), old.profile())
        self.assertEqual(new.habits[0].overrides, 2)
        for hour in range(24):
            self.assertEqual(
                new.habits[0].learned(hour * 3600), old.habits[0].learned(hour * 3600)
            )

    def test_a_profile_that_does_not_fit_changes_nothing(self):
        app = taught()
        before = app.profile()
        for data in (
            b"",
            b"HBTP",
            b"XXXX" + before[4:],
            before[:4] + b"\x09" + before[5:],
            before[:5] + b"\x02" + before[6:],
            before[:-1],
            before + b"\x00",
        ):
            with self.assertRaises(ProfileError):
                app.restore(data)
        self.assertEqual(app.profile(), before)


if __name__ == "__main__":
    unittest.main()
