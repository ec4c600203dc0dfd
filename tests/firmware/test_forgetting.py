import os
import unittest
from array import array

from habitude import profile
from habitude.app import App
from habitude.appliances import load
from habitude.commands import Commands
from habitude.errors import Refused
from habitude.store import Store
from habitude.words import answer

DAY_MINUTES = 1440
DIRECTORY = "forgetting_test"
NAMES = ("profile.a", "profile.b")


def live(app, minutes, start=0, turned=0):
    """Live so many minutes, with a turn every three hours or so."""
    for _ in each(app, minutes, start, turned):
        pass


def wanted(app, minutes, start, turned):
    """The same, and what the app wanted in each minute."""
    return array("h", each(app, minutes, start, turned))


def each(app, minutes, start, turned):
    for minute in range(start, start + minutes):
        turn = turned if minute % 190 == 0 else 0
        readings = [2050 + minute % 90, 400, minute % 7, int(minute % DAY_MINUTES > 400)]
        app.step(minute * 60, minute * 60, readings, [turn])
        yield app.desired[0]


def of_settings(app):
    return profile.encode(app.people, app.habits, None)


def taught():
    """An app after two days of use."""
    app = App(load("climate"))
    live(app, 2 * DAY_MINUTES, turned=2)
    return app


def ask(app, do, **arguments):
    """The result of a command."""
    arguments["do"] = do
    return Commands(app).run(arguments)


class TestForgetting(unittest.TestCase):
    def test_it_goes_on_as_one_that_never_learned(self):
        never = App(load("climate"))
        never.habits[0].freeze(True)
        live(never, 2 * DAY_MINUTES, turned=2)
        never.habits[0].freeze(False)
        for setting in ("target_temp", "all"):
            app = taught()
            self.assertNotEqual(app.profile(), App(load("climate")).profile())
            self.assertEqual(ask(app, "forget", setting=setting), {"forgot": ["target_temp"]})
            if setting == "all":
                self.assertEqual(app.profile(), App(load("climate")).profile())
                never.expecting.forget()
            else:
                self.assertEqual(of_settings(app), of_settings(never))
        start = 2 * DAY_MINUTES + 5
        for either in (app, never):  # while it learns its advice may be some minutes older
            live(either, 5, 2 * DAY_MINUTES)
        self.assertEqual(
            wanted(app, 1000, start, turned=-1),
            wanted(never, 1000, start, turned=-1),
        )
        self.assertEqual(app.profile(), never.profile())

    def test_what_was_turned_just_before_is_not_learned(self):
        app = taught()
        ask(app, "set", setting="target_temp", value=2600)
        ask(app, "forget", setting="target_temp")
        self.assertFalse(app.habits[0].held())
        live(app, 5, 2 * DAY_MINUTES + 1)
        self.assertEqual(app.habits[0].overrides(), 0)
        ask(app, "set", setting="target_temp", value=2600)
        ask(app, "forget", setting="target_temp", **{"from": 0, "to": 3})
        live(app, 5, 2 * DAY_MINUTES + 6)
        self.assertEqual(app.habits[0].overrides(), 0)

    def test_no_undo_brings_it_back(self):
        for arguments in ({}, {"from": 22, "to": 7}, {"day": 0}):
            app = taught()
            ask(app, "forget", setting="target_temp", **arguments)
            before = app.profile()
            with self.assertRaises(Refused):
                ask(app, "undo", setting="target_temp")
            self.assertEqual(app.profile(), before)

    def test_of_a_span_the_rules_that_fire_in_it_are_as_new(self):
        # Hour sets are 3 h apart: from 22 to 7 those of 21, 0, 3, 6 and 9 o'clock fire.
        self.forgets({"from": 22, "to": 7}, [8, 1, 2, 3, 4, 16])
        self.forgets({"from": 7, "to": 8}, [3, 4, 16])
        self.forgets({"from": 23, "to": 0}, [8, 1, 16])
        self.forgets({"from": 0, "to": 24}, list(range(1, 9)) + [16])

    def test_of_a_day_its_own_rule_is_as_new(self):
        self.forgets({"day": 1}, [10, 16])

    def forgets(self, arguments, rules):
        """Exactly these rules are as on the first day, all others as they were."""
        app, fresh = taught(), App(load("climate")).habits[0].tastes[0].wish
        wish = app.habits[0].tastes[0].wish
        before = [list(wish.consequents), list(wish.variances)]
        ask(app, "forget", setting="target_temp", **arguments)
        for rule in range(17):
            now = [wish.consequents[rule], wish.variances[rule]]
            self.assertEqual(
                now,
                [fresh.consequents[rule], fresh.variances[rule]]
                if rule in rules
                else [before[0][rule], before[1][rule]],
            )

    def test_mistakes_change_nothing(self):
        app = taught()
        before = app.profile()
        for arguments, code in (
            ({}, "unknown"),
            ({"setting": "volume"}, "unknown"),
            ({"setting": "target_temp", "from": 7, "to": 7}, "out-of-range"),
            ({"setting": "target_temp", "from": 24, "to": 7}, "out-of-range"),
            ({"setting": "target_temp", "from": 3, "to": 25}, "out-of-range"),
            ({"setting": "target_temp", "from": 3}, "bad-value"),
            ({"setting": "target_temp", "to": 3}, "bad-value"),
            ({"setting": "target_temp", "day": 7}, "out-of-range"),
            ({"setting": "target_temp", "day": "sunday"}, "bad-value"),
            ({"setting": "target_temp", "day": 1, "from": 1, "to": 2}, "bad-value"),
        ):
            with self.assertRaises(Refused) as refused:
                ask(app, "forget", **arguments)
            self.assertEqual(refused.exception.code, code)
        self.assertEqual(app.profile(), before)

    def test_in_words(self):
        commands = Commands(taught())
        for words, said in (
            ("forget target_temp 22 7", "forgotten: target_temp from 22 to 7 o'clock"),
            ("forget target_temp Sunday", "forgotten: target_temp on Sundays"),
            ("forget all", "forgotten: all"),
        ):
            self.assertEqual(answer(commands, words), said)
        self.assertEqual(commands.app.profile(), App(load("climate")).profile())
        for words, part in (
            ("forget", "forget SETTING or forget SETTING FROM TO or"),
            ("forget volume", "known: target_temp"),
            ("forget target_temp yesterday", "'yesterday' is no day of the week"),
            ("forget target_temp ten 11", "'ten' is not a number"),
            ("forget target_temp 7 7", "a span goes from an hour"),
        ):
            with self.assertRaises(Refused) as refused:
                answer(commands, words)
            self.assertIn(part, refused.exception.sentence)


class TestStored(unittest.TestCase):
    def setUp(self):
        os.mkdir(DIRECTORY)

    def tearDown(self):
        for name in NAMES:
            try:
                os.remove(DIRECTORY + "/" + name)
            except OSError:
                pass
        os.rmdir(DIRECTORY)

    def copies(self):
        found = []
        for name in NAMES:
            with open(DIRECTORY + "/" + name, "rb") as file:
                found.append(file.read())
        return found

    def test_no_copy_of_what_was_forgotten_is_left(self):
        app, store = taught(), Store(DIRECTORY)
        commands = Commands(app, store)
        commands.run({"do": "save"})
        live(app, 400, 2 * DAY_MINUTES, turned=-1)
        commands.run({"do": "save"})
        commands.run({"do": "forget", "setting": "all"})
        new = App(load("climate")).profile()
        self.assertEqual([copy[10:-4] for copy in self.copies()], [new, new])
        self.assertEqual(Store(DIRECTORY).load(), new)

    def test_what_is_corrected_survives_a_power_cut(self):
        app, store = taught(), Store(DIRECTORY)
        commands = Commands(app, store)
        for request in (
            {"do": "undo", "setting": "target_temp"},
            {"do": "freeze", "setting": "target_temp"},
            {"do": "forget", "setting": "target_temp", "from": 22, "to": 7},
        ):
            commands.run(request)
            self.assertEqual(Store(DIRECTORY).load(), app.profile())

    def test_a_store_that_fails_says_so_and_it_is_saved_later(self):
        app = taught()
        app.saved()
        commands = Commands(app, Store(DIRECTORY + "/none"))
        with self.assertRaises(Refused) as refused:
            commands.run({"do": "forget", "setting": "all"})
        self.assertEqual(refused.exception.code, "store-failed")
        app.step(2 * DAY_MINUTES * 60, 0, [2100, 400, 0, 0], [0])
        for minute in range(61):
            app.step((2 * DAY_MINUTES + minute) * 60, 0, [2100, 400, 0, 0], [0])
        self.assertTrue(app.save_due())

    def test_a_store_that_fails_stops_no_tick_and_is_told(self):
        commands = Commands(taught(), Store(DIRECTORY + "/none"))
        request = {"do": "step", "local": 0, "readings": [2100, 400, 0, 0]}
        for minute in range(62):
            told = commands.run(dict(request, up=60 * minute, turns=[int(minute == 1)]))
            self.assertIsNone(told["fault"])
        self.assertTrue(commands.run({"do": "status"})["unsaved"])


if __name__ == "__main__":
    unittest.main()
