import unittest

from habitude.declaration import Use
from habitude.expecting import Expecting
from habitude.learn import routine_features as features
from habitude.learn.routine import RoutineError

MINUTE_S, SLOT_S, DAY_S = 60, 900, 86400
MONDAY_S = 100 * 7 * DAY_S
UNKNOWN = -1


class Home:
    """Somebody comes home at 17:00 each day and stays until 23:00; ticks of a minute."""

    def __init__(self):
        self.expecting = Expecting(Use(of="presence", rest=1, promise=2))
        self.local_s = MONDAY_S

    def live(self, hours, used=None, tick_s=MINUTE_S):
        for _ in range(hours * 3600 // tick_s):
            self.local_s += tick_s
            at_home = 17 <= self.local_s % DAY_S // 3600 < 23
            self.expecting.tick(self.local_s, tick_s, at_home if used is None else used)
            self.expecting.work(self.local_s)

    def until(self, hour):
        """Up to an hour of the day, and two ticks to think about it."""
        self.live((hour - self.local_s % DAY_S // 3600) % 24)
        for _ in range(2):
            self.expecting.work(self.local_s)


def known(home):
    """All that was learned, without what was of late."""
    weights_and_variances = 4 * features.WEIGHTS
    return home.expecting.preparing.threshold, home.expecting.encode()[-weights_and_variances:]


def lived(days=14, tick_s=MINUTE_S):
    home = Home()
    home.live(24 * days, tick_s=tick_s)
    return home


class TestExpecting(unittest.TestCase):
    def test_nothing_is_known_at_first(self):
        home = Home()
        self.assertEqual((home.expecting.nearness, home.expecting.prepared), (0, False))
        self.assertEqual(home.expecting.since_s, -1)

    def test_is_prepared_before_people_come_and_not_long_before(self):
        home = lived()
        home.until(15)
        self.assertFalse(home.expecting.prepared)
        self.assertTrue(home.expecting.nearness < 0)
        home.live(2)
        self.assertTrue(home.expecting.prepared)
        self.assertEqual(home.expecting.nearness, 0)
        self.assertTrue(1 <= (home.local_s - home.expecting.since_s) // SLOT_S <= 8)
        home.live(1)
        self.assertFalse(home.expecting.prepared)
        self.assertEqual(home.expecting.since_s, -1)

    def test_what_is_frozen_still_expects_but_does_not_learn(self):
        home = lived()
        before = known(home)
        home.expecting.frozen = True
        home.until(15)
        self.assertFalse(home.expecting.prepared)
        home.live(2)
        self.assertTrue(home.expecting.prepared)
        home.live(48, used=0)
        self.assertEqual(known(home), before)
        home.expecting.frozen = False
        home.live(24, used=0)
        self.assertNotEqual(known(home), before)

    def test_long_ticks_come_to_the_same(self):
        for tick_s in (300, 450, 600):
            slow, quick = lived(6, tick_s), lived(6)
            for home in (slow, quick):
                home.until(4)
            near = slow.expecting.routine.probability, quick.expecting.routine.probability
            self.assertTrue(abs(near[0] - near[1]) < 600, near)

    def test_a_moment_in_bed_is_no_use(self):
        for moment_s, rested in ((2 * MINUTE_S, True), (3 * MINUTE_S, False)):
            home = lived(3)
            home.until(2)
            home.expecting.tick(home.local_s + MINUTE_S, moment_s, 1)
            home.live(1)
            slot = home.local_s // SLOT_S
            self.assertEqual(home.expecting.routine.rested(slot), rested)

    def test_what_was_not_seen_is_not_told(self):
        for blind in (
            lambda home: home.live(3, UNKNOWN),
            lambda home: home.expecting.tick(-1, 0, 0),
        ):
            home = lived(3)
            home.until(12)
            before = home.expecting.encode()
            self.assertTrue(home.expecting.nearness < 0)
            blind(home)
            self.assertEqual(home.expecting.nearness, 0)
            self.assertEqual(home.expecting.encode(), before)

    def test_a_clock_that_jumps_leaves_a_gap(self):
        home = lived(3)
        home.until(12)
        for jump_s in (7 * DAY_S, -7 * DAY_S):
            home.local_s += jump_s
            home.live(1)
            self.assertTrue(home.expecting.nearness < 0)

    def test_goes_on_from_its_bytes(self):
        home, other = lived(), Home()
        other.expecting.restore(home.expecting.encode())
        self.assertEqual(other.expecting.encode(), home.expecting.encode())
        other.local_s = home.local_s
        for one in (home, other):
            one.live(17)
        self.assertTrue(home.expecting.prepared and other.expecting.prepared)

    def test_damaged_bytes_change_nothing(self):
        home = lived(2)
        before = home.expecting.encode()
        for damaged in (b"", before[:-1], b"\xff\xff\xff\x7f" + before[4:], before[:4] + b"????"):
            with self.assertRaises(RoutineError):
                home.expecting.restore(damaged)
        self.assertEqual(home.expecting.encode(), before)

    def test_forgets_to_the_bit(self):
        home = lived(2)
        home.expecting.forget()
        self.assertEqual(home.expecting.encode(), Home().expecting.encode())
        self.assertEqual(home.expecting.nearness, 0)


if __name__ == "__main__":
    unittest.main()
