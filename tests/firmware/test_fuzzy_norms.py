import unittest

from habitude.fuzzy import norms

ONE = 32768
DEGREES = (0, 1, 300, 8192, 16384, 16385, 20000, 32000, 32767, 32768)


def close(case, got, expected, what):
    case.assertTrue(abs(got - expected * ONE) <= 2, "%s: %d, %f" % (what, got, expected * ONE))


class TestNorms(unittest.TestCase):
    """Formulas: Klement, Mesiar, Pap, Triangular Norms (2000)."""

    def check(self, kind, formula):
        for a in DEGREES:
            for b in DEGREES:
                got = norms.norm(kind, a, b)
                close(self, got, formula(a / ONE, b / ONE), (a, b))
                self.assertEqual(got, norms.norm(kind, b, a))

    def test_minimum_and_maximum(self):
        self.check(norms.MINIMUM, min)
        self.check(norms.MAXIMUM, max)

    def test_products(self):
        self.check(norms.PRODUCT, lambda a, b: a * b)
        self.check(norms.BOUNDED_DIFFERENCE, lambda a, b: max(0, a + b - 1))
        self.check(norms.DRASTIC_PRODUCT, lambda a, b: min(a, b) if max(a, b) == 1 else 0)
        self.check(norms.NILPOTENT_MINIMUM, lambda a, b: min(a, b) if a + b > 1 else 0)
        self.check(norms.EINSTEIN_PRODUCT, lambda a, b: a * b / (2 - (a + b - a * b)))
        self.check(
            norms.HAMACHER_PRODUCT,
            lambda a, b: a * b / (a + b - a * b) if a + b else 0,
        )

    def test_sums(self):
        self.check(norms.SUM, lambda a, b: a + b)
        self.check(norms.ALGEBRAIC_SUM, lambda a, b: a + b - a * b)
        self.check(norms.BOUNDED_SUM, lambda a, b: min(1, a + b))
        self.check(norms.DRASTIC_SUM, lambda a, b: max(a, b) if min(a, b) == 0 else 1)
        self.check(norms.NILPOTENT_MAXIMUM, lambda a, b: max(a, b) if a + b < 1 else 1)
        self.check(norms.EINSTEIN_SUM, lambda a, b: (a + b) / (1 + a * b))

    def test_hamacher_sum(self):
        for a in DEGREES:
            for b in DEGREES:
                got = norms.norm(norms.HAMACHER_SUM, a, b)
                expected = 1
                if a * b < ONE * ONE:
                    expected = (a + b - 2 * a * b / ONE) / (ONE - a * b / ONE)
                self.assertTrue(abs(got - expected * ONE) <= ONE / max(1, ONE - a * b // ONE) + 2)


class TestHedges(unittest.TestCase):
    """Formulas: Zadeh (1972)."""

    def check(self, kind, formula):
        for degree in DEGREES:
            close(self, norms.hedge(kind, degree), formula(degree / ONE), degree)

    def test_hedges(self):
        self.check(norms.NOT, lambda d: 1 - d)
        self.check(norms.SOMEWHAT, lambda d: d**0.5)
        self.check(
            norms.EXTREMELY,
            lambda d: 2 * d * d if d <= 0.5 else 1 - 2 * (1 - d) ** 2,
        )
        self.check(
            norms.SELDOM,
            lambda d: (d / 2) ** 0.5 if d <= 0.5 else 1 - ((1 - d) / 2) ** 0.5,
        )


if __name__ == "__main__":
    unittest.main()
