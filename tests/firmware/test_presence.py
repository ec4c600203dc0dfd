import unittest

from habitude.fixed import MISSING
from habitude.presence import BLIND, Presence

MINUTE_S = 60


def seen(presence, motions):
    """Whether somebody was surely there, minute by minute."""
    found = []
    for motion in motions:
        presence.update(motion, MINUTE_S)
        found.append(presence.someone)
    return found


class TestPresence(unittest.TestCase):
    def test_one_sight_of_motion_or_two_say_nothing(self):
        presence = Presence()
        self.assertEqual(seen(presence, [0, 1, 0, 1, 0, 0]), [False] * 6)
        self.assertEqual(presence.quiet_s, 6 * MINUTE_S)

    def test_three_within_ten_minutes_do(self):
        self.assertTrue(seen(Presence(), [1, 1] + [0] * 8 + [1])[-1])
        self.assertTrue(seen(Presence(), [1] + [0] * 8 + [1, 1])[-1])
        self.assertFalse(seen(Presence(), [1] + [0] * 9 + [1, 1])[-1])

    def test_quiet_counts_from_the_last_sure_sight(self):
        presence = Presence()
        seen(presence, [1, 1, 1] + [0] * 30)
        self.assertEqual(presence.quiet_s, 30 * MINUTE_S)
        seen(presence, [1, 1])
        self.assertEqual(presence.quiet_s, 32 * MINUTE_S)
        seen(presence, [1])
        self.assertEqual(presence.quiet_s, 0)

    def test_who_turns_a_setting_is_there(self):
        presence = Presence()
        seen(presence, [1, 1, 1] + [0] * 30)
        presence.touched()
        self.assertEqual((presence.quiet_s, presence.someone), (0, True))

    def test_nothing_is_known_without_a_reading(self):
        presence = Presence()
        seen(presence, [1, 1] + [0] * 30 + [MISSING])
        self.assertEqual((presence.quiet_s, presence.someone), (0, False))
        self.assertFalse(presence.known)

    def test_a_sensor_that_does_not_see_who_turns_settings_is_blind(self):
        presence = Presence()
        for _ in range(3):
            self.assertTrue(presence.known or not presence.unseen)
            seen(presence, [0] * 60)
            presence.touched()
            presence.touched()  # by the same person
        seen(presence, [0] * 60)
        self.assertEqual((presence.known, presence.someone, presence.quiet_s), (False, False, 0))
        self.assertEqual(presence.unseen, BLIND)
        self.assertTrue(seen(presence, [1, 1, 1])[-1])
        self.assertTrue(presence.known)
        self.assertEqual(presence.unseen, 0)

    def test_who_comes_home_and_turns_before_being_seen_makes_it_not_blind(self):
        presence = Presence()
        for _ in range(5):
            seen(presence, [0] * 60)
            presence.touched()
            seen(presence, [1, 1, 1])
        self.assertEqual(presence.unseen, 0)
        seen(presence, [1] + [0] * 29)
        presence.touched()
        self.assertEqual(presence.unseen, 0)


if __name__ == "__main__":
    unittest.main()
