import unittest

from habitude.appliance import DeclarationError, Output, Reading, Setting
from habitude.appliances import climate_rules, load
from habitude.declaration import Appliance, Drive, Use
from habitude.limits import Cutoff, Floor, Interlock, MinimumTimes
from habitude.signals import Difference, Expected, Rate

READINGS = (Reading("room_temp", "°C", 2, -20, 60),)
SETTINGS = (Setting("target_temp", "°C", 2, 5, 30, step=0.5, factory=21, follows="room_temp"),)
OUTPUTS = (Output("heat"), Output("cool"), Output("fan"))
DRIVE = Drive(
    climate_rules,
    (Difference("error", "target_temp", "room_temp"), Rate("rate", "room_temp")),
)


def declare(readings=READINGS, settings=SETTINGS, outputs=OUTPUTS, drive=DRIVE, guard=(), **more):
    return Appliance("test", readings, settings, outputs, drive, guard, **more)


class TestDeclaration(unittest.TestCase):
    def refused(self, sentence, make):
        with self.assertRaises(DeclarationError) as caught:
            make()
        self.assertIn(sentence, str(caught.exception))

    def test_climate_is_sound(self):
        climate = load("climate")
        self.assertEqual(climate.settings[0].factory, 2100)
        self.assertEqual([output.name for output in climate.outputs], ["heat", "cool", "fan"])

    def test_unknown_appliance(self):
        self.refused("unknown appliance 'toaster'", lambda: load("toaster"))
        self.refused("no name of an appliance", lambda: load("../climate"))

    def test_setting_that_contradicts_itself(self):
        self.refused(
            "factory value 40 is outside 5..30", lambda: Setting("t", "", 1, 5, 30, 1, 40)
        )
        self.refused("not a whole number of steps", lambda: Setting("t", "", 1, 5, 30, 1, 20.5))
        self.refused("lowest is not below highest", lambda: Setting("t", "", 1, 30, 5, 1, 20))
        self.refused("step is not above 0", lambda: Setting("t", "", 1, 5, 30, 0, 20))

    def test_reading_that_contradicts_itself(self):
        self.refused("lowest is not below highest", lambda: Reading("r", "", 0, 1, 1))
        self.refused("max_step is not above 0", lambda: Reading("r", "", 0, 0, 1, max_step=0))

    def test_names_must_be_unique(self):
        twice = READINGS + READINGS
        self.refused("'room_temp' is given twice", lambda: declare(readings=twice))

    def test_no_setting_may_be_called_what_means_all_of_them(self):
        settings = SETTINGS + (Setting("all", "", 0, 0, 9, step=1, factory=5),)
        self.refused("'all' means all settings", lambda: declare(settings=settings))

    def test_rules_need_readings_that_exist(self):
        drive = Drive(
            climate_rules,
            (Difference("error", "target_temp", "oven_temp"), Rate("rate", "room_temp")),
        )
        self.refused("'oven_temp', which is no reading", lambda: declare(drive=drive))

    def test_rules_need_the_signals_they_were_written_for(self):
        drive = Drive(climate_rules, (Rate("rate", "room_temp"),))
        self.refused("take the inputs error, rate", lambda: declare(drive=drive))

    def test_rules_drive_outputs_that_exist(self):
        self.refused("'fan', which is no output", lambda: declare(outputs=OUTPUTS[:2]))

    def test_a_difference_is_of_like_with_like(self):
        readings = (Reading("room_temp", "°F", 2, -20, 160),)
        self.refused("subtracts 'room_temp' (°F", lambda: declare(readings=readings))

    def test_a_setting_follows_a_reading_that_exists(self):
        settings = (Setting("target_temp", "°C", 2, 5, 30, 0.5, 21, follows="mood"),)
        self.refused("follows 'mood', which is no reading", lambda: declare(settings=settings))

    def test_guards_are_about_things_that_exist(self):
        for guard, sentence in (
            (Cutoff("steam", "room_temp", 30), "'steam', which is no output"),
            (Cutoff("heat", "mood", 30), "'mood', which is no reading"),
            (Floor("heat", "room_temp", -30), "outside the plausible range"),
            (MinimumTimes("heat", -1, 0), "below 0 s"),
            (Interlock("heat", "heat", 60), "locked against itself"),
        ):
            self.refused(sentence, lambda guard=guard: declare(guard=(guard,)))

    def test_a_routine_is_of_presence_or_of_an_output(self):
        declared = declare(routine=Use(of="heat", rest=2, promise=0.5))
        self.assertEqual(
            (declared.used_by, declared.routine.rest, declared.routine.promise), (0, 8, 5)
        )
        moves = READINGS + (Reading("moves", "", 0, 0, 1),)
        use = Use(of="moves", rest=1, promise=2)
        self.assertIsNone(declare(readings=moves, presence="moves", routine=use).used_by)
        self.refused("the routine is of 'moves'", lambda: declare(readings=moves, routine=use))
        self.refused("a rest of 9 h", lambda: Use("heat", 9, 2))
        self.refused("a promise of 0 ", lambda: Use("heat", 1, 0))
        drive = Drive(climate_rules, (DRIVE.signals[0], Expected("rate")))
        self.refused("signal 'rate' needs a routine", lambda: declare(drive=drive))


if __name__ == "__main__":
    unittest.main()
