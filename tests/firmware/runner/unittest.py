# The part of CPython's unittest that the firmware's tests use, for MicroPython.
import sys


class SkipTest(Exception):
    pass


class _Raises:
    """Context manager of assertRaises; `exception` is what was raised."""

    def __init__(self, expected):
        self._expected = expected
        self.exception = None

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        if kind is None:
            raise AssertionError(f"{self._expected} not raised")
        self.exception = value
        return issubclass(kind, self._expected)


class TestCase:
    def setUp(self):
        pass

    def tearDown(self):
        pass

    def fail(self, msg=None):
        raise AssertionError(msg)

    def skipTest(self, reason):
        raise SkipTest(reason)

    def _check(self, good, msg, said, *values):
        if not good:  # words only then: those of long bytes would take a board's heap
            said = said % values
            raise AssertionError(f"{said}: {msg}" if msg else said)

    def assertTrue(self, x, msg=None):
        self._check(x, msg, "%r is not true", x)

    def assertFalse(self, x, msg=None):
        self._check(not x, msg, "%r is not false", x)

    def assertEqual(self, a, b, msg=None):
        self._check(a == b, msg, "%r != %r", a, b)

    def assertNotEqual(self, a, b, msg=None):
        self._check(a != b, msg, "%r == %r", a, b)

    def assertLess(self, a, b, msg=None):
        self._check(a < b, msg, "%r not less than %r", a, b)

    def assertLessEqual(self, a, b, msg=None):
        self._check(a <= b, msg, "%r not less than or equal to %r", a, b)

    def assertGreater(self, a, b, msg=None):
        self._check(a > b, msg, "%r not greater than %r", a, b)

    def assertGreaterEqual(self, a, b, msg=None):
        self._check(a >= b, msg, "%r not greater than or equal to %r", a, b)

    def assertIs(self, a, b, msg=None):
        self._check(a is b, msg, "%r is not %r", a, b)

    def assertIsNone(self, x, msg=None):
        self._check(x is None, msg, "%r is not None", x)

    def assertIsNotNone(self, x, msg=None):
        self._check(x is not None, msg, "unexpectedly None")

    def assertIn(self, member, container, msg=None):
        self._check(member in container, msg, "%r not found in %r", member, container)

    def assertNotIn(self, member, container, msg=None):
        self._check(member not in container, msg, "%r found in %r", member, container)

    def assertIsInstance(self, x, kind, msg=None):
        self._check(isinstance(x, kind), msg, "%r is not a %r", x, kind)

    def assertAlmostEqual(self, a, b, places=7, msg=None, delta=None):
        near = a == b or (
            abs(a - b) <= delta if delta is not None else round(abs(a - b), places) == 0
        )
        self._check(near, msg, "%r != %r within %r", a, b, delta or places)

    def assertRaises(self, expected, function=None, *args, **kwargs):
        context = _Raises(expected)
        if function is None:
            return context
        with context:
            function(*args, **kwargs)


def run_test(case, name):
    """Run one test on an instance of its own. Returns whether it failed."""
    test = case()
    try:
        test.setUp()
        try:
            getattr(test, name)()
        finally:
            test.tearDown()
    except SkipTest as reason:
        print(f"{case.__name__}.{name}: skipped, {reason}")
    except Exception as error:
        print(f"{case.__name__}.{name}:")
        sys.print_exception(error, sys.stdout)
        return True
    return False


def _tests_of(module):
    for case in [getattr(module, name) for name in dir(module)]:
        if isinstance(case, type) and issubclass(case, TestCase):
            for name in sorted(dir(case)):
                if name.startswith("test"):
                    yield case, name


def run_module(module):
    """Run every test of a module, inherited ones too. Returns (tests, failed)."""
    tests = failed = 0
    for case, name in _tests_of(module):
        tests += 1
        failed += run_test(case, name)
    return tests, failed


def main():
    """Files end in unittest.main() for CPython's sake; here the runner runs them."""
