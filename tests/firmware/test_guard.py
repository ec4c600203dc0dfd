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
    """What the guard sees of an app: the room temperature."""

    def __init__(self, room_temp=2100):
        self.senses = [Sensed(room_temp), Sensed(MISSING), Sensed(MISSING), Sensed(MISSING)]


def run(guard, heat, cool, ticks=1, room_temp=2100):
    for _ in range(ticks):
        outputs = [heat, cool, 0]
        guard.apply(Room(room_temp), outputs, TICK_S)
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

    def test_after_a_start_everything_waits_as_if_it_had_just_run(self):
        guard = Guard(APPLIANCE)
        self.assertEqual(run(guard, 500, 0, 9), [0, 0])
        self.assertEqual(run(guard, 500, 0), [500, 0])


if __name__ == "__main__":
    unittest.main()
