import unittest

from habitude.app import App
from habitude.appliances import load
from habitude.commands import Commands
from habitude.errors import Refused
from habitude.people import People
from habitude.words import answer

MORNING = 8 * 3600


def app_with(*names):
    app = App(load("climate"))
    app.step(0, MORNING, [2100, 400, 100, 1], [0])
    for name in names:
        app.came(name)
    return app


def live(app, minutes, turn=0):
    for _ in range(minutes):
        at = app.uptime_s + 60
        app.step(at, MORNING + at, [2100 + at // 60 % 3, 400, 100, 1], [turn])
        turn = 0


class TestPeople(unittest.TestCase):
    def test_nobody_known_is_the_household(self):
        people = People()
        self.assertEqual((people.served, people.here()), ([0], []))
        people.add("anna")
        self.assertEqual(people.served, [0])
        people.came(1)
        self.assertEqual((people.served, people.here()), ([1], ["anna"]))
        people.left(1)
        self.assertEqual(people.served, [0])

    def test_who_came_first_is_first(self):
        people = People()
        for name in ("anna", "ben", "cem"):
            people.add(name)
        for profile in (3, 1, 2, 3):
            people.came(profile)
        self.assertEqual(people.served, [1, 2, 3])

    def test_when_one_goes_for_good_the_others_stay_who_they_are(self):
        people = People()
        for profile, name in enumerate(("anna", "ben", "cem"), 1):
            people.add(name)
            people.came(profile)
        people.remove(2)
        self.assertEqual(people.here(), ["anna", "cem"])
        self.assertEqual(people.profile("cem"), 2)

    def test_names_that_are_none(self):
        people = People()
        for name in ("", "x" * 17, "two words", "a\nb", "\x7f", "\x9b1m", "\ud800", None, 7):
            with self.assertRaises(Refused) as refused:
                people.add(name)
            self.assertEqual(refused.exception.code, "bad-value")
        for name in ("a", "ü" * 8, "c", "d"):
            people.add(name)
        with self.assertRaises(Refused) as refused:
            people.add("e")
        self.assertEqual(refused.exception.code, "too-many")


class TestApp(unittest.TestCase):
    def test_profiles_survive_a_restart_and_nobody_is_here_then(self):
        app = app_with("anna", "ü")
        live(app, 5, turn=3)
        again = App(load("climate"))
        again.restore(app.profile())
        self.assertEqual(again.people.names, ["anna", "ü"])
        self.assertEqual(again.people.here(), [])
        self.assertEqual(again.profile(), app.profile())

    def test_a_person_who_is_forgotten_was_never_known(self):
        app, never = app_with("ben"), app_with("ben")
        app.came("anna")
        app.left("anna")
        live(app, 300, turn=3)
        live(never, 300, turn=3)
        app.forget_person("anna")
        self.assertEqual(app.profile(), never.profile())
        app.came("anna")
        never.came("anna")
        self.assertEqual(app.profile(), never.profile())

    def test_damaged_names_are_refused_and_nothing_changes(self):
        app = app_with("anna", "ben")
        profile = app.profile()
        for names in ((b"anna", b"anna"), (b"\xff", b"ben"), (b"", b"ben")):
            packed = b"".join([name + bytes(16 - len(name)) for name in names])
            with self.assertRaises(ValueError):
                app.restore(profile[:7] + packed + profile[39:])
        self.assertEqual(app.profile(), profile)
        self.assertEqual(app.people.here(), ["anna", "ben"])


class TestLink(unittest.TestCase):
    def test_in_words(self):
        commands = Commands(app_with())
        for words, said in (
            ("people", "known: nobody; here: nobody known"),
            ("came anna", "known: anna; here: anna"),
            ("came ben", "known: anna, ben; here: anna, ben"),
            ("left anna", "known: anna, ben; here: ben"),
            ("forget person ben", "forgotten: ben"),
            ("people", "known: anna; here: nobody known"),
        ):
            self.assertEqual(answer(commands, words), said)
        for words, part in (
            ("left ben", "'ben' is not known; known: anna"),
            ("forget person ben", "'ben' is not known; known: anna"),
            ("came", "say it as: came NAME"),
            ("vote target_temp great", "less, fine or more"),
        ):
            with self.assertRaises(Refused) as refused:
                answer(commands, words)
            self.assertIn(part, refused.exception.sentence)

    def test_a_vote_is_told_what_came_of_it(self):
        app = app_with("anna")
        live(app, 10)
        commands = Commands(app)
        told = commands.run({"do": "vote", "setting": "target_temp", "answer": 1})
        self.assertTrue(told["learned"] and told["shown"] > 2100)
        self.assertIn("thank you: target_temp is", answer(commands, "vote target_temp less"))
        with self.assertRaises(Refused) as refused:
            commands.run({"do": "vote", "setting": "target_temp", "answer": 2})
        self.assertEqual(refused.exception.code, "out-of-range")

    def test_why_names_who_is_served(self):
        app = app_with("anna")
        live(app, 60, turn=3)
        say = answer(Commands(app), "why target_temp")
        self.assertIn("anna wants it", say)
        self.assertIn("from 1 change, the last today", say)
        app.came("ben")
        say = answer(Commands(app), "why target_temp")
        self.assertIn("which hurts least: anna would have 21.", say)
        self.assertIn("ben would have 21.", say)


if __name__ == "__main__":
    unittest.main()
