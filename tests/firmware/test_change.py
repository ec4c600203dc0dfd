import unittest

from habitude.app import App
from habitude.appliance import Setting
from habitude.appliances import load
from habitude.commands import Commands
from habitude.fixed import MISSING
from habitude.learn.change import BACK, LASTS, NONE, PLAYED, QUIET
from habitude.learn.habit import Habit
from habitude.people import HOUSEHOLD, People
from habitude.words import answer

HOUR_S = 3600
DAY_S = 86400
STEP = 50


class Home:
    """A habit that lives, half an hour after the other; turns are made at nine in the morning
    and at six in the evening."""

    def __init__(self):
        self.habit = Habit(
            Setting("target_temp", "°C", 2, 5, 30, step=0.5, factory=21),
            People(),
        )
        self.local_s = 0

    @property
    def change(self):
        return self.habit.tastes[HOUSEHOLD].change

    def live(self, hours, someone=False):
        for _ in range(2 * hours):
            self.local_s += HOUR_S // 2
            self.habit.tick(self.local_s, HOUR_S // 2, MISSING, someone)
            while self.habit.work(self.local_s, MISSING):
                pass

    def turn(self, steps):
        self.habit.turn(steps, self.local_s)
        self.local_s += 60
        self.habit.tick(self.local_s, 60, MISSING, False)

    def settle(self, days=8):
        """Days of somebody who wants it 1 K higher."""
        for _ in range(days):
            self.live(24)
        for _ in range(3):
            self.turn_to(22)
            self.live(24)

    def turn_to(self, celsius):
        shown = self.habit.shown(self.local_s)
        steps = (celsius * 100 - shown) // STEP
        if steps:
            self.turn(steps)

    def learned(self):
        return self.habit.learned(self.local_s)


def settled():
    home = Home()
    home.settle()
    home.change.forget()
    return home


class TestChange(unittest.TestCase):
    def test_in_the_first_week_surprises_are_news_and_no_change(self):
        home = Home()
        for steps in (8, -8, 6, -6):
            home.turn(steps)
            home.live(5)
        self.assertFalse(home.change.going_on)
        self.assertEqual(home.change.became, NONE)

    def test_a_lasting_change_is_followed_and_stays(self):
        home = settled()
        before = home.learned()
        for _ in range(4):
            home.turn_to(24)
            home.live(12)
        self.assertTrue(home.change.going_on)
        self.assertEqual(home.change.down, 0)
        self.assertTrue(home.learned() > before + 2 * STEP)
        for _ in range(13):
            home.live(24, someone=True)
        self.assertFalse(home.change.going_on)
        self.assertEqual(home.change.became, LASTS)
        self.assertTrue(home.learned() > before + 2 * STEP)

    def test_what_was_wanted_before_is_gone_back_to(self):
        home = settled()
        before, since = home.learned(), None
        for _ in range(2):
            home.turn_to(26)
            since = since or home.local_s
            home.live(24)
        self.assertTrue(home.learned() > before + 3 * STEP)
        for _ in range(2):
            home.turn_to(22)
            home.live(1)
        self.assertEqual(home.change.became, BACK)
        self.assertEqual(home.change.began, since)
        self.assertEqual((home.change.ended_up, home.change.ended_down), (2, 1))
        self.assertTrue(abs(home.learned() - before) < STEP)

    def test_in_unusual_days_one_override_is_enough_to_go_back(self):
        home = settled()
        before = home.learned()
        for celsius in (26, 20, 26, 26):
            home.turn_to(celsius)
            home.live(4)
        self.assertTrue(home.habit.satisfaction.unusual())
        since = home.learned()
        self.assertTrue(since > before + 2 * STEP)
        home.turn_to(21)
        home.live(1)
        self.assertEqual(home.change.became, BACK)
        self.assertTrue(home.learned() < since - 2 * STEP)

    def test_to_and_fro_and_then_hours_of_quiet(self):
        home = settled()
        before = home.learned()
        for _ in range(3):
            for celsius in (27, 27, 21):
                home.turn_to(celsius)
                home.live(3)
        home.turn_to(27)
        home.turn_to(28)
        self.assertTrue(home.change.going_on)
        self.assertTrue(home.learned() > before + STEP)
        home.live(12)
        self.assertTrue(home.change.going_on, "nobody was there")
        home.live(4, someone=True)
        self.assertEqual(home.change.became, QUIET)
        self.assertTrue(abs(home.learned() - before) < STEP)

    def test_many_turns_both_ways_within_an_hour_teach_nothing(self):
        home = settled()
        before = home.habit.tastes[HOUSEHOLD].wish.copy()
        for index in range(12):
            home.turn(8 if index % 2 else -4 if not index else -8)
        self.assertEqual(home.change.became, PLAYED)
        self.assertEqual((home.change.ended_up, home.change.ended_down), (6, 6))
        wish = home.habit.tastes[HOUSEHOLD].wish
        self.assertEqual(list(wish.copy()), list(before))
        home.habit.undo()
        home.habit.undo()
        self.assertEqual(list(wish.copy()), list(before), "undo brings back nothing of it")

    def test_many_turns_one_way_are_no_play(self):
        home = settled()
        before = home.learned()
        for _ in range(8):
            home.turn(1)
        self.assertTrue(home.learned() > before)
        self.assertNotEqual(home.change.became, PLAYED)

    def test_after_an_hour_turns_are_meant_again(self):
        home = settled()
        for index in range(12):
            home.turn(8 if index % 2 else -4 if not index else -8)
        home.live(2)
        before = home.learned()
        home.turn(4)
        self.assertTrue(home.learned() > before)

    def test_undo_and_forget_leave_no_memory_to_go_back_to(self):
        for correct in (Habit.undo, Habit.forget, lambda habit: habit.forget_hours(0, 12)):
            home = settled()
            home.turn_to(26)
            self.assertTrue(home.change.going_on)
            correct(home.habit)
            self.assertFalse(home.change.noticed())

    def test_while_frozen_nothing_is_decided(self):
        home = settled()
        home.turn_to(26)
        home.habit.freeze(True)
        home.live(24 * 14, someone=True)
        self.assertTrue(home.change.going_on)

    def test_each_person_has_changes_of_their_own(self):
        home = settled()
        home.habit.people.add("anna")
        home.habit.add_person()
        home.turn_to(26)
        self.assertTrue(home.change.going_on)
        self.assertFalse(home.habit.tastes[1].change.going_on)
        home.habit.people.came(1)
        home.turn_to(18)
        self.assertTrue(home.habit.tastes[1].change.going_on)


class TestTold(unittest.TestCase):
    def setUp(self):
        self.app = App(load("climate"))
        self.app.habits[0].satisfaction.days = 9
        self.commands = Commands(self.app)
        self.turned_at(1, 9, 0)

    def turned_at(self, day, hour, steps):
        """So many steps, on a day of the first weeks of 2024, of which the first is a Monday."""
        app, habit = self.app, self.app.habits[0]
        app.local_s = (day - 1) * DAY_S + hour * HOUR_S
        if steps:
            habit.turn(steps, app.local_s)
        habit.tick(app.local_s, 60, 2100, False)
        habit.tick(app.local_s, 1800, MISSING, False)
        while habit.work(app.local_s, MISSING):
            pass

    def say(self, words):
        return answer(self.commands, words)

    def test_nothing_has_changed(self):
        self.assertEqual(self.say("changes target_temp"), "the household: no change lately")
        self.assertNotIn(";", self.say("why target_temp"))

    def test_you_have_been_turning_it_down(self):
        for day in (2, 3, 4):
            self.turned_at(day, 9, -5)
        said = "you have been turning it down since Tuesday (3 times)"
        self.assertTrue(self.say("why target_temp").endswith("; " + said))
        self.assertEqual(self.say("changes target_temp"), "the household: " + said)
        told = self.commands.run({"do": "changes", "setting": "target_temp"})["changes"][0]
        self.assertEqual(told["now"], [DAY_S + 9 * HOUR_S, 0, 3])
        self.assertEqual((told["who"], told["last"]), ("the household", None))

    def test_back_to_what_it_was(self):
        for day, steps in ((2, -8), (3, -8), (4, 9), (4, 9)):
            self.turned_at(day, 9, steps)
        went_back = (
            "today it went back to what it was before the change of Tuesday (1 up, 2 down), "
            "which fits better again"
        )
        self.assertIn(went_back, self.say("why target_temp"))
        self.turned_at(13, 9, 0)
        self.assertNotIn("went back", self.say("why target_temp"))
        self.assertIn("9 days ago it went back", self.say("changes target_temp"))

    def test_somebody_played(self):
        for index in range(6):
            self.app.habits[0].turn(8 if index % 2 else -8, self.app.local_s)
            self.app.habits[0].tick(self.app.local_s, 60, 2100, False)
        said = "somebody played with it today (3 up, 3 down): nothing was learned from that"
        self.assertIn(said, self.say("why target_temp"))

    def test_of_an_unknown_time(self):
        habit = self.app.habits[0]
        self.app.local_s = -1
        for _ in range(3):
            habit.turn(4, -1)
            habit.tick(-1, 60, 2100, False)
        said = "you have been turning it up since an unknown time (3 times)"
        self.assertIn(said, self.say("changes target_temp"))

    def test_everybody_is_told_of(self):
        self.app.came("anna")
        self.assertEqual(
            self.say("changes target_temp").split("\n"),
            ["the household: no change lately", "anna: no change lately"],
        )


if __name__ == "__main__":
    unittest.main()
