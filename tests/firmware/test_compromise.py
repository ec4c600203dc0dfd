import unittest
from array import array

from habitude.learn.compromise import BIAS, least_hurt

STEP = 256


def compromise(*wishes):
    """In steps."""
    biased = array("i", [int(wish * STEP) + BIAS for wish in wishes])
    return (least_hurt(biased, len(biased)) - BIAS) / STEP


class TestCompromise(unittest.TestCase):
    def test_one_gets_what_they_want(self):
        self.assertEqual(compromise(-3), -3)

    def test_who_are_near_meet_in_the_middle(self):
        for low, high in ((0, 1), (-2, 2), (3, 7.2)):
            middle = (low + high) / 2
            self.assertTrue(abs(compromise(low, high) - middle) < 0.3)
            self.assertTrue(abs(compromise(high, low) - middle) < 0.3)

    def test_who_are_far_apart_are_not_both_left_wanting(self):
        for first, second in ((0, 6), (6, 0), (0, 12), (12, 0), (-60, 60)):
            self.assertTrue(abs(compromise(first, second) - first) < 1.5)

    def test_two_of_a_mind_outweigh_a_third(self):
        self.assertTrue(compromise(10, 0, 1) < 2)

    def test_wishes_as_far_apart_as_can_be(self):
        self.assertTrue(-586 <= compromise(-586, 586, 0, 0) <= 586)


if __name__ == "__main__":
    unittest.main()
