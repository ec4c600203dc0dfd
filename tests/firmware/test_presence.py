import unittest

from habitude.fixed import MISSING
from habitude.presence import Presence

MINUTE_S = 60


def seen(presence, motions):
    """Whether somebody was surely there, minute by minute."""
    found = []
    for motion in motions:
        presence.update(motion, MINUTE_S)
        found.append(presence.someone)
    return found


class TestPresence(unittest.TestCase):
    def test_one_sight_of_motion_says_nothing(self):
        presence = Presence()
        self.assertEqual(seen(presence, [0, 1, 0, 0]), [False] * 4)
        self.assertEqual(presence.quiet_s, 4 * MINUTE_S)

    def test_two_within_ten_minutes_do(self):
        self.assertEqual(seen(Presence(), [1] + [0] * 9 + [1])[-1], True)
        self.assertEqual(seen(Presence(), [1] + [0] * 10 + [1])[-1], False)

    def test_quiet_counts_from_the_last_sure_sight(self):
        presence = Presence()
        seen(presence, [1, 1] + [0] * 30)
        self.assertEqual(presence.quiet_s, 30 * MINUTE_S)
        seen(presence, [1])
        self.assertEqual(presence.quiet_s, 31 * MINUTE_S)
        seen(presence, [1])
        self.assertEqual(presence.quiet_s, 0)

    def test_nothing_is_known_without_a_reading(self):
        presence = Presence()
        seen(presence, [1, 1] + [0] * 30 + [MISSING])
        self.assertEqual((presence.quiet_s, presence.someone), (0, False))


if __name__ == "__main__":
    unittest.main()
