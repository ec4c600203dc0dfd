import unittest

from habitude.learn.preparing import Preparing
from habitude.learn.routine import NEVER

HOPELESS = -20000
SURE = 20000
DAY = 96


class TestPreparing(unittest.TestCase):
    def test_keeps_its_promise_whatever_the_predictions_are_worth(self):
        for tenths in (5, 20, 40):
            for spread in (100, 9000):
                preparing = Preparing(delay=4, tenths=tenths)
                chaos = 1
                days = 200
                for _ in range(days * DAY):
                    chaos = chaos * 75 % 65537
                    preparing.slot(chaos * spread // 65537 - 4096 - spread, 0, 0)
                self.assertTrue(abs(preparing.false * 10 - tenths * days) <= days // 2)

    def test_a_preparation_lasts_an_hour_and_ends_with_the_use(self):
        preparing = Preparing(delay=4)
        self.assertFalse(preparing.slot(HOPELESS, 0, -1))
        self.assertTrue(preparing.slot(SURE, 0, -1))
        self.assertEqual([preparing.slot(HOPELESS, 0, -1) for _ in range(4)], [True] * 3 + [False])
        self.assertTrue(preparing.slot(SURE, 0, -1))
        self.assertFalse(preparing.slot(SURE, 1, -1))
        self.assertFalse(preparing.slot(NEVER, 0, -1))

    def test_only_a_preparation_for_nobody_raises_the_threshold(self):
        for label, higher in ((0, True), (1, False), (-1, False)):
            preparing = Preparing(delay=4)
            preparing.slot(SURE, 0, -1)
            before = preparing.threshold
            for ago in range(1, 10):
                preparing.slot(HOPELESS, 0, label if ago == 4 else 0)
            self.assertEqual(preparing.threshold > before, higher)
            self.assertEqual(preparing.false, 1 if higher else 0)

    def test_a_threshold_that_does_not_learn_stays(self):
        preparing = Preparing(delay=4)
        before = preparing.threshold
        preparing.slot(SURE, 0, -1, False)
        for _ in range(DAY):
            preparing.slot(HOPELESS, 0, 0, False)
        self.assertEqual((preparing.threshold, preparing.false), (before, 1))

    def test_a_threshold_stays_within_bounds(self):
        preparing = Preparing(delay=9, tenths=100)
        for _ in range(60 * DAY):
            preparing.slot(NEVER, 0, 0)
        lowest = preparing.threshold
        preparing.slot(NEVER, 0, 0)
        self.assertEqual(preparing.threshold, lowest)
        self.assertFalse(preparing.slot(NEVER, 0, 0))
