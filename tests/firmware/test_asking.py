import unittest

from habitude import explain
from habitude.app import App
from habitude.appliances import load
from habitude.commands import Commands
from habitude.learn.asking import Pause
from habitude.learn.satisfaction import Satisfaction
from habitude.words import answer

DAY_MINUTES = 1440
WARM = 2100
FINE, MORE = 0, 1


class Home:
    """Minutes of a home that begins on a Monday at midnight; somebody is up from 7 to 23 o'clock.

    The room is where it is meant to be.
    """

    def __init__(self):
        self.app = App(load("climate"))
        self.commands = Commands(self.app)
        self.minute = 0

    def live(self, minutes, turn=0, off=0, clock=True):
        """Live on; the minutes in which it began to ask."""
        app, asked = self.app, []
        for _ in range(minutes):
            there = 7 <= self.minute // 60 % 24 < 23
            felt = app.habits[0].given + off + self.minute % 3
            before = app.asking.question()
            local_s = self.minute * 60 if clock else -1
            app.step(self.minute * 60, local_s, [felt, 400, 100, int(there)], [turn])
            if before < 0 <= app.asking.question():
                asked.append(self.minute)
            self.minute += 1
            turn = 0
        return asked

    def until_asked(self):
        for _ in range(40 * DAY_MINUTES):
            if self.live(1):
                return self.minute - 1
        raise AssertionError("it never asks")

    def days_between(self):
        return self.app.habits[0].pause.days


class TestAsking(unittest.TestCase):
    def test_at_first_it_asks_once_a_day(self):
        home = Home()
        first = home.until_asked()
        self.assertGreater(first, DAY_MINUTES)
        self.assertGreaterEqual(first % DAY_MINUTES, 7 * 60 + 30)
        home.app.vote(0, FINE)
        self.assertEqual(home.app.asking.question(), -1)
        self.assertEqual(home.days_between(), 1)
        second = home.until_asked()
        self.assertTrue(DAY_MINUTES <= second - first <= 2 * DAY_MINUTES)

    def test_without_an_answer_it_gives_up_and_asks_less(self):
        home = Home()
        home.until_asked()
        home.live(29)
        self.assertEqual(home.app.asking.question(), 0)
        home.live(2)
        self.assertEqual((home.app.asking.question(), home.days_between()), (-1, 2))

    def test_a_turn_answers_it(self):
        home = Home()
        home.until_asked()
        home.app.habits[0].pause.days = 8
        home.live(1, turn=1)
        self.assertEqual((home.app.asking.question(), home.days_between()), (-1, 4))

    def test_when_an_answer_would_tell_nothing_it_does_not_ask(self):
        for wrong in ({"off": 150}, {"clock": False}):
            self.assertEqual(Home().live(2 * DAY_MINUTES, **wrong), [])
        home = Home()
        home.live(DAY_MINUTES + 12 * 60)
        home.app.habits[0].pause.standing = False
        home.app.habits[0].pause.since = 500
        self.assertEqual(home.live(60, turn=1), [])

    def test_frozen_it_asks_nothing_and_takes_back_what_it_asked(self):
        home = Home()
        home.until_asked()
        home.app.habits[0].freeze(True)
        self.assertEqual(home.app.asking.question(), -1)
        self.assertEqual(home.live(2 * DAY_MINUTES), [])

    def test_after_a_restart_it_does_not_ask_again_that_day(self):
        home = Home()
        asked = home.until_asked()
        self.assertTrue(home.app.save_due())
        again = Home()
        again.app.restore(home.app.profile())
        self.assertEqual(again.app.asking.question(), -1)
        again.minute = home.minute
        self.assertGreaterEqual(again.until_asked(), asked + DAY_MINUTES)

    def test_an_answer_is_learned_and_can_be_undone(self):
        home = Home()
        home.until_asked()
        habit = home.app.habits[0]
        before = habit.tastes[0].save()
        shown = habit.shown(home.app.local_s)
        self.assertTrue(home.app.vote(0, MORE))
        self.assertGreater(habit.shown(home.app.local_s), shown)
        self.assertTrue(habit.undo()[0])
        self.assertEqual(habit.tastes[0].save(), before)

    def test_no_vote_loads_the_code_that_foretells_votes(self):
        home = Home()
        home.until_asked()
        for _ in range(2):  # to a question, and unasked
            home.app.vote(0, MORE)
        self.assertIsNone(home.app.habits[0].tastes[0]._opinion)


class TestPause(unittest.TestCase):
    def setUp(self):
        self.pause = Pause()
        self.served = Satisfaction()

    def test_in_the_first_week_it_stays_a_day(self):
        for _ in range(5):
            self.pause.answered(True, self.served)
        self.assertEqual(self.pause.days, 1)

    def test_then_it_is_a_week_and_doubles_while_all_is_well_up_to_four(self):
        self.served.days = 7
        self.pause.day(self.served)
        lasted = [self.pause.days]
        for fine in (True, True, True, False, False, False):
            self.pause.answered(fine, self.served)
            lasted.append(self.pause.days)
        self.assertEqual(lasted, [7, 14, 28, 28, 14, 7, 7])

    def test_a_good_week_lengthens_it_and_a_bad_one_shortens_it(self):
        for turned, days in ((0, 28), (2, 28), (3, 14), (6, 14), (7, 7)):
            self.pause.days = 14
            self.served.forget()
            self.served.days = 14
            for _ in range(turned):
                self.served.override(1)
            self.pause.day(self.served)
            self.assertEqual(self.pause.days, days)


class TestLink(unittest.TestCase):
    def test_a_question_is_shown_explained_and_answered(self):
        home = Home()
        run = home.commands.run
        self.assertIsNone(run({"do": "status"})["question"])
        self.assertEqual(
            answer(home.commands, "question"),
            "it asks nothing now; of one setting at most once in a day",
        )
        home.until_asked()
        self.assertEqual(run({"do": "status"})["question"], "target_temp")
        self.assertEqual(run({"do": "question"})["setting"], "target_temp")
        self.assertIn("is target_temp right? vote", answer(home.commands, "status"))
        said = answer(home.commands, "question")
        self.assertIn("is target_temp right at 2", said)
        sure = home.app.habits[0].certainty(home.app.local_s)
        self.assertIn("it asks because it is only %d %% sure around" % sure, said)
        home.app.asking.turned = 9
        self.assertIn("it was turned 9 times in seven days", explain.question(home.app))
        answer(home.commands, "vote target_temp fine")
        self.assertIsNone(run({"do": "question"})["setting"])


if __name__ == "__main__":
    unittest.main()
