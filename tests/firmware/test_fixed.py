import unittest

from habitude import fixed


class TestFixed(unittest.TestCase):
    def test_rounds_to_nearest_on_both_sides_of_zero(self):
        self.assertEqual(fixed.raw(21.53, 2), 2153)
        self.assertEqual(fixed.raw(-0.06, 1), -1)
        self.assertEqual(fixed.raw(7, 0), 7)

    def test_text_is_the_shortest_decimal(self):
        for value, decimals, text in (
            (2150, 2, "21.5"),
            (2100, 2, "21"),
            (-5, 2, "-0.05"),
            (1000, 1, "100"),
            (fixed.MISSING, 2, "?"),
        ):
            self.assertEqual(fixed.text(value, decimals), text)

    def test_parse_reads_what_text_writes(self):
        for value in (0, 1, -1, 5, -50, 2153, -2001, 99999):
            self.assertEqual(fixed.parse(fixed.text(value, 2), 2), value)

    def test_parse_refuses_what_it_would_have_to_guess(self):
        for typed in ("", "-", "x", "1.", ".", "1e3", "21.555", "1.2.3", "--1", "99999999", "²"):
            with self.assertRaises(ValueError):
                fixed.parse(typed, 2)

    def test_parse_takes_zeros_beyond_the_decimals(self):
        self.assertEqual(fixed.parse("21.500", 1), 215)


if __name__ == "__main__":
    unittest.main()
