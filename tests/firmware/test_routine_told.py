import json
import unittest

from habitude.app import App
from habitude.appliances import load
from habitude.commands import Commands
from habitude.errors import Refused
from habitude.learn import routine_words
from habitude.learn.routine import ONE

DAY_S, MINUTE_S = 86400, 60
MONDAY_S = 700 * DAY_S


class Home:
    """An appliance whose people come at 17:00 and go at 23:00, over three weeks up to an hour."""

    def __init__(self, hour, days=21):
        self.app = App(load("climate"))
        self.commands = Commands(self.app)
        self.app.step(0, MONDAY_S, [2100, 400, 50, 0], [0])
        expecting, local_s = self.app.expecting, MONDAY_S
        while local_s < MONDAY_S + days * DAY_S + hour * 3600:
            local_s += MINUTE_S
            expecting.tick(local_s, MINUTE_S, 17 <= local_s % DAY_S // 3600 < 23)
            expecting.work(local_s)
        for _ in range(2):
            expecting.work(local_s)
        self.app.local_s = local_s
        self.app.presence.quiet_s = 6 * 3600

    def routine(self):
        return self.commands.run({"do": "routine"})

    def why(self):
        return self.commands.run({"do": "why", "setting": "target_temp"})["say"]


class TestToldRoutine(unittest.TestCase):
    def test_prepared_says_since_when_and_why(self):
        home = Home(16)
        told = home.routine()
        self.assertTrue(told["prepared"])
        percent = 100 * told["probability"] // ONE
        since = told["since"] % DAY_S // MINUTE_S
        for part in (
            "prepared since %d:%02d: " % (since // 60, since % 60),
            "a use within the hour is expected with %d %%" % percent,
            "usually used Mondays around 17:00 (3 of the last 3 weeks)",
        ):
            self.assertIn(part, told["say"])
            self.assertIn(part, home.why())
        self.assertTrue(told["log_odds"] > told["threshold"])

    def test_it_tells_what_it_can_while_it_is_still_to_expect(self):
        routine = Home(23).app.expecting.routine
        slot = (MONDAY_S + 21 * DAY_S + 23 * 3600) // 900
        for ahead in range(1, 24):
            routine.note(slot + ahead, 0)
            self.assertIn("within the hour", routine_words.why(routine))
            routine.expect()

    def test_set_back_says_how_little_is_expected(self):
        home = Home(12)
        told = home.routine()
        self.assertEqual((told["prepared"], told["since"]), (False, -1))
        self.assertTrue(told["log_odds"] < told["threshold"])
        self.assertIn(
            "it prepares from %d %% on" % home.app.expecting.percent_needed(), told["say"]
        )
        self.assertIn("nobody seems to be up: " + told["say"], home.why())

    def test_while_somebody_is_there_it_is_no_reason(self):
        home = Home(12)
        home.app.presence.quiet_s = 60
        self.assertNotIn("nobody", home.why())
        home.app.presence.quiet_s = 6 * 3600
        home.commands.run({"do": "set", "setting": "target_temp", "value": 2200})
        home.app.presence.quiet_s = 6 * 3600
        self.assertNotIn("nobody", home.why())

    def test_it_says_when_nothing_is_known(self):
        home = Home(0, days=0)
        self.assertIn("is not known", home.routine()["say"])
        json.dumps(home.routine())

    def test_an_appliance_without_one_says_so(self):
        home = Home(0, days=0)
        home.app.expecting = None
        with self.assertRaises(Refused):
            home.routine()
        self.assertNotIn("nobody", home.why())


if __name__ == "__main__":
    unittest.main()
