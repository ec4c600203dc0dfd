import gc
import unittest

from habitude.app import App
from habitude.appliances import load
from habitude.fixed import MISSING

DAY_S = 86400
HEAT, COOL, FAN = 0, 1, 2


class Room:
    """Steps an app minute by minute from a Monday noon."""

    def __init__(self):
        self.app = App(load("climate"))
        self.minute = 0

    def live(self, minutes, room_temp=2100, presence=1, turn=0):
        """The last outputs after so many minutes; the turn is in the first."""
        for _ in range(minutes):
            wiggle = 0 if room_temp == MISSING else self.minute % 3
            readings = [room_temp + wiggle, 400, 100, presence]
            at = self.minute * 60
            self.app.step(at, DAY_S // 2 + at, readings, [turn])
            turn = 0
            self.minute += 1
        return list(self.app.outputs)


class TestApp(unittest.TestCase):
    def test_heats_a_cold_room_and_not_a_warm_one(self):
        room = Room()
        outputs = room.live(20, room_temp=1700)
        self.assertTrue(outputs[HEAT] > 950)
        self.assertTrue(outputs[FAN] > 0)
        outputs = Room().live(20, room_temp=2200)
        self.assertEqual(outputs[HEAT], 0)

    def test_cools_a_hot_room(self):
        outputs = Room().live(20, room_temp=2600)
        self.assertEqual((outputs[HEAT], outputs[COOL] > 0), (0, True))

    def test_the_steady_error_is_removed(self):
        room = Room()
        first = room.live(15, room_temp=2060)[HEAT]
        later = room.live(120, room_temp=2060)[HEAT]
        self.assertTrue(0 < first < later)

    def test_turning_up_heats_at_once(self):
        room = Room()
        before = room.live(20, room_temp=2080)[HEAT]
        self.assertTrue(room.live(1, room_temp=2080, turn=3)[HEAT] > before)

    def test_without_a_trusted_temperature_everything_is_off_and_it_says_so(self):
        room = Room()
        room.live(20, room_temp=1700)
        for fault in (MISSING, 9000):
            self.assertEqual(room.live(6, room_temp=fault), [0, 0, 0])
            self.assertEqual(room.app.fault.declared.name, "room_temp")
        room.live(20, room_temp=1700)
        self.assertIsNone(room.app.fault)
        self.assertTrue(room.app.outputs[HEAT] > 950)

    def test_after_an_unknown_time_a_silent_sensor_may_have_been_silent_all_along(self):
        room = Room()
        room.live(20, room_temp=1700)
        self.assertTrue(room.app.outputs[HEAT] > 950)
        room.minute += 60
        self.assertEqual(room.live(1, room_temp=MISSING), [0, 0, 0])
        self.assertEqual(room.app.fault.declared.name, "room_temp")

    def test_tells_of_a_clock_that_jumps_and_lives_without_it(self):
        room = Room()
        for hour in range(3):
            room.live(20, room_temp=2190)
            at = room.minute * 60
            room.app.step(at, DAY_S // 2 + at + (hour + 1) * 7200, [2190, 400, 100, 1], [0])
            room.minute += 1
        self.assertEqual(room.app.local_s, -1)
        self.assertEqual(room.app.notice, "the clock jumps: the time of day is not trusted")

    def test_tells_of_a_motion_sensor_that_sees_nobody_and_does_without(self):
        room = Room()
        for _ in range(3):
            room.live(60, presence=0)
            room.live(1, presence=0, turn=1)
        room.live(40, presence=0)
        said = "the motion sensor does not see who turns the settings"
        self.assertEqual(room.app.notice, said)
        self.assertEqual(room.app.presence.quiet_s, 0)

    def test_what_people_do_beside_a_dead_heater_is_not_learned(self):
        room = Room()
        room.live(240, room_temp=1500)
        said = "heat has been full on for 180 minutes without effect on room_temp"
        self.assertEqual(room.app.notice, said)
        room.live(10, room_temp=1500, turn=6)
        self.assertEqual(room.app.habits[0].overrides(), 0)
        self.assertFalse(room.app.vote(0, 1))
        room.live(60, room_temp=1700)
        self.assertIsNone(room.app.notice)
        room.live(10, room_temp=1700, turn=2)
        self.assertEqual(room.app.habits[0].overrides(), 1)

    def test_optional_readings_may_fail(self):
        app = App(load("climate"))
        for minute in range(30):
            app.step(minute * 60, minute * 60, [1700 + minute % 3] + [MISSING] * 3, [0])
        self.assertIsNone(app.fault)
        self.assertTrue(app.outputs[HEAT] > 950)

    def test_goes_down_when_nobody_is_there(self):
        room = Room()
        room.live(10, presence=1)
        self.assertEqual(room.app.desired[0], 2100)
        room.live(240, presence=0)
        self.assertTrue(room.app.desired[0] < 2100)

    def test_who_comes_home_to_a_cold_room_and_turns_does_not_teach_the_setback(self):
        room = Room()
        room.live(10, presence=1)
        room.live(240, room_temp=1800, presence=0)
        away = room.app.desired[0]
        room.live(5, room_temp=1800, presence=0, turn=(2100 - away + 25) // 50)
        self.assertTrue(room.app.habits[0].overrides() == 1 and away < 2000)
        self.assertTrue(abs(room.app.habits[0].learned(room.app.local_s)) <= 50)

    def test_a_clock_that_jumps_does_no_harm(self):
        room = Room()
        room.live(30, room_temp=2050)
        heat = room.app.outputs[HEAT]
        room.app.step(room.minute * 60 + 10**6, -1, [2050, 400, 100, 1], [0])
        room.app.step(5, -1, [2051, 400, 100, 1], [0])
        self.assertTrue(abs(room.app.outputs[HEAT] - heat) < 150)

    def test_saving_is_due_after_an_override_and_at_most_once_an_hour(self):
        room = Room()
        room.live(120)
        self.assertFalse(room.app.save_due())
        room.live(2, turn=2)
        self.assertTrue(room.app.save_due())
        room.app.saved()
        room.live(5, turn=-2)
        self.assertFalse(room.app.save_due())
        room.live(60)
        self.assertTrue(room.app.save_due())

    def test_a_tick_allocates_nothing(self):
        if not hasattr(gc, "mem_alloc"):
            self.skipTest("CPython allocates always")
        step, readings, turns = Room().app.step, [2100, 400, 100, 1], [0]
        at = 0
        step(at, at, readings, turns)
        gc.collect()
        gc.disable()
        before = gc.mem_alloc()
        while at < 2 * DAY_S:
            at += 600
            readings[0] = 1000 + at % 2100  # through floor and cut-off
            readings[1] = MISSING if at % 7 else 400
            turns[0] = 3 if at % 9000 == 0 else 0
            step(at, at, readings, turns)
        allocated = gc.mem_alloc() - before
        gc.enable()
        self.assertEqual(allocated, 0)

    def test_two_apps_fed_the_same_do_the_same(self):
        one, other = Room(), Room()
        for room in (one, other):
            room.live(50, room_temp=1950, turn=2)
            room.live(500, room_temp=2130, presence=0)
        self.assertEqual(list(one.app.outputs), list(other.app.outputs))
        self.assertEqual(one.app.profile(), other.app.profile())


if __name__ == "__main__":
    unittest.main()
