import unittest

from habitude.appliances.climate import APPLIANCE
from habitude.fixed import MISSING
from habitude.guard import Guard

TICK_S = 60
HEAT, COOL = 0, 1


class Sensed:
    def __init__(self, value):
        self.value = value


class Room:
    """What the guard sees of an app: temperatures."""

    def __init__(self, room_temp, outdoor_temp):
        self.senses = [Sensed(room_temp), Sensed(MISSING), Sensed(outdoor_temp), Sensed(MISSING)]


def run(guard, heat, cool, ticks=1, room_temp=2100, outdoor_temp=MISSING):
    for _ in range(ticks):
        outputs = [heat, cool, 0]
        guard.apply(Room(room_temp, outdoor_temp), outputs, TICK_S)
    return outputs[:2]


def rested():
    """A guard of an appliance that has been idle for an hour."""
    guard = Guard(APPLIANCE)
    run(guard, 0, 0, 60)
    return guard


class TestGuard(unittest.TestCase):
    def test_leaves_what_is_allowed(self):
        guard = rested()
        self.assertEqual(run(guard, 700, 0), [700, 0])
        self.assertIsNone(guard.cause)

    def test_never_heats_a_hot_room(self):
        guard = rested()
        self.assertEqual(run(guard, 1000, 0, room_temp=2999), [1000, 0])
        self.assertEqual(run(guard, 1000, 0, room_temp=3000), [0, 0])
        self.assertEqual(guard.cause, "heat is off: room_temp is at its limit")

    def test_never_lets_the_room_freeze(self):
        guard = rested()
        self.assertEqual(run(guard, 0, 0, room_temp=700), [1000, 0])

    def test_heat_and_cool_keep_ten_minutes_apart(self):
        guard = rested()
        run(guard, 500, 0)
        self.assertEqual(run(guard, 0, 500, 10), [0, 0])
        self.assertEqual(guard.cause, "cool waits: heat just ran")
        self.assertEqual(run(guard, 0, 500), [0, 500])
        self.assertEqual(run(guard, 500, 500), [0, 500])

    def test_compressor_keeps_its_minimum_times(self):
        guard = rested()
        self.assertEqual(run(guard, 0, 400), [0, 400])
        self.assertEqual(run(guard, 0, 0, 2), [0, 400])
        self.assertEqual(run(guard, 0, 0), [0, 0])
        self.assertEqual(run(guard, 0, 400, 4), [0, 0])
        self.assertEqual(run(guard, 0, 400), [0, 400])

    def test_never_heats_what_is_far_colder_than_outdoors(self):
        guard = rested()
        self.assertEqual(run(guard, 500, 0, room_temp=1500, outdoor_temp=2499), [500, 0])
        self.assertEqual(run(guard, 500, 0, room_temp=600, outdoor_temp=1600), [0, 0])
        said = "heat is off: outdoor_temp is far above room_temp, are they swapped?"
        self.assertEqual(guard.cause, said)

    def test_tells_of_a_heater_without_effect_and_lets_it_go_on(self):
        guard = rested()
        self.assertEqual(run(guard, 1000, 0, 181, room_temp=1500), [1000, 0])
        self.assertIsNone(guard.cause)
        self.assertEqual(run(guard, 1000, 0, room_temp=1540), [1000, 0])
        said = "heat has been full on for 180 minutes without effect on room_temp"
        self.assertEqual(guard.cause, said)
        run(guard, 1000, 0, room_temp=1550)
        self.assertIsNone(guard.cause)
        run(guard, 0, 0)
        run(guard, 1000, 0, 181, room_temp=1500)
        self.assertIsNone(guard.cause)

    def test_an_effect_is_a_way_back_from_the_furthest(self):
        guard = rested()
        for minute in range(300):  # a window is open for four hours, then it is shut
            temp = 2000 - 2 * min(minute, 240) + 2 * max(minute - 240, 0)
            run(guard, 1000, 0, room_temp=temp)
            without = 181 <= minute < 265
            self.assertEqual(guard.cause is not None, without)

    def test_tells_of_heat_that_is_there_though_it_is_off(self):
        guard = rested()
        run(guard, 0, 0, room_temp=3000)
        said = "heat has been off for an hour: room_temp is at its limit all the same"
        self.assertEqual(guard.cause, said)
        run(guard, 0, 0, room_temp=2990)
        self.assertIsNone(guard.cause)

    def test_after_a_start_everything_waits_as_if_it_had_just_run(self):
        guard = Guard(APPLIANCE)
        self.assertEqual(run(guard, 500, 0, 9), [0, 0])
        self.assertEqual(run(guard, 500, 0), [500, 0])


if __name__ == "__main__":
    unittest.main()
