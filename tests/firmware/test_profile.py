import struct
import unittest

from habitude.app import App
from habitude.appliances import load
from habitude.commands import Commands
from habitude.errors import ProfileError
from habitude.words import answer

MORNING = 8 * 3600

FORMAT_1 = struct.pack(
    "<4sBB17h17HIi28B28BH",
    b"HBTP",
    1,
    1,
    *(tuple(range(-8, 9)) + tuple(range(1000, 1017)) + (3, 600)),
    *([0] * 27 + [2] + [0] * 27 + [5, 9]),
)
FROZEN = struct.calcsize("<4sBBB28B28BH")  # where it stands in a profile of nobody's
TIME_1 = struct.calcsize("<4sBB17h17HI")  # where that of the last override is


def taught():
    app = App(load("climate"))
    for minute in range(600):
        turns = [2] if minute == 30 else [-1] if minute == 400 else [0]
        readings = [2000 + minute % 60, 400, 100, 1]  # a heater that heats
        app.step(minute * 60, MORNING + minute * 60, readings, turns)
    return app


class TestProfile(unittest.TestCase):
    def test_another_app_takes_it_up_and_does_the_same(self):
        old = taught()
        new = App(load("climate"))
        new.restore(old.profile())
        self.assertEqual(new.profile(), old.profile())
        self.assertEqual(new.habits[0].overrides(), 2)
        for hour in range(24):
            self.assertEqual(
                new.habits[0].learned(hour * 3600), old.habits[0].learned(hour * 3600)
            )

    def test_what_is_expected_goes_on_and_can_be_forgotten_alone(self):
        old, new = taught(), App(load("climate"))
        new.restore(old.profile())
        self.assertEqual(new.expecting.encode(), old.expecting.encode())
        self.assertNotEqual(new.expecting.encode(), App(load("climate")).expecting.encode())
        learned = new.habits[0].tastes[0].save()
        self.assertEqual(answer(Commands(new), "forget routine"), "forgotten: routine")
        self.assertEqual(new.expecting.encode(), App(load("climate")).expecting.encode())
        self.assertEqual(new.habits[0].tastes[0].save(), learned)

    def test_a_profile_that_does_not_fit_changes_nothing(self):
        app = taught()
        before = app.profile()
        for data in (
            b"",
            b"HBTP",
            b"HBTX" + before[4:],
            before[:4] + b"\x09" + before[5:],
            before[:5] + b"\x02" + before[6:],
            before[:-1],
            before + b"\x00",
            before[:6] + b"\x01" + before[7:],
            before[:FROZEN] + b"\x02" + before[FROZEN + 1 :],
            before[:6] + b"\x05" + before[7:],
            FORMAT_1 + b"\x00",
            FORMAT_1[:-1],
            FORMAT_1[:TIME_1] + struct.pack("<i", -2) + FORMAT_1[TIME_1 + 4 :],
            FORMAT_1[:TIME_1] + struct.pack("<i", 1 << 30) + FORMAT_1[TIME_1 + 4 :],
        ):
            with self.assertRaises(ProfileError):
                app.restore(data)
        self.assertEqual(app.profile(), before)

    def test_bytes_that_format_1_wrote(self):
        app = App(load("climate"))
        app.restore(FORMAT_1)
        habit = app.habits[0]
        wish = habit.tastes[0].wish
        self.assertEqual(list(wish.consequents), list(range(-8, 9)))
        self.assertEqual(list(wish.variances), list(range(1000, 1017)))
        self.assertEqual((habit.overrides(), habit.tastes[0].last_local_s()), (3, 600))
        self.assertEqual(habit.satisfaction.week(), (2, 5))
        self.assertEqual((habit.satisfaction.days, habit.frozen), (9, False))

    def test_bytes_that_format_2_wrote(self):
        for frozen in (False, True):
            app = taught()
            app.came("anna")
            app.restore(FORMAT_1[:4] + b"\x02" + FORMAT_1[5:] + bytes([frozen]))
            habit = app.habits[0]
            self.assertEqual(list(habit.tastes[0].wish.consequents), list(range(-8, 9)))
            self.assertEqual((len(habit.tastes), app.people.names), (1, []))
            self.assertEqual(habit.frozen, frozen)

    def test_frozen_stays_frozen_and_what_is_taken_up_is_no_step(self):
        old, new = taught(), taught()
        old.habits[0].freeze(True)
        new.restore(old.profile())
        self.assertTrue(new.habits[0].frozen)
        self.assertIsNone(new.habits[0].undo())


if __name__ == "__main__":
    unittest.main()
