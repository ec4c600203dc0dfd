import sys
import unittest

from habitude.compat import borrowed

NAME = "habitude.dates"


class TestBorrowed(unittest.TestCase):
    def test_it_can_be_used_and_borrowed_again(self):
        for _ in range(2):
            self.assertEqual(borrowed(NAME).WEEKDAYS[0], "Monday")
        from habitude.dates import ago

        self.assertEqual(ago(0, -1), "at an unknown time")

    def test_a_board_forgets_it(self):
        borrowed(NAME)
        self.assertEqual(NAME in sys.modules, sys.implementation.name == "cpython")
