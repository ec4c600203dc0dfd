"""Without viper, the engine computes the same bits."""

import gc
import unittest

from habitude.fuzzy import plain

for part in ("norms", "kernel", "curve", "values"):
    plain.load(part)
    gc.collect()  # of what compiling took, before it is in pieces

import fuzzy_tables  # noqa: E402
import test_fuzzy_engine  # noqa: E402

from habitude.fuzzy import kernel  # noqa: E402


class TestPlain(unittest.TestCase):
    def test_is_not_viper(self):
        self.assertFalse(kernel.is_native())

    def test_gives_the_recorded_outputs(self):
        for name, (data, rows, expected, _) in sorted(fuzzy_tables.RECORDED.items()):
            gc.collect()
            engine = test_fuzzy_engine.Engine(data)
            self.assertEqual(test_fuzzy_engine.outputs_of(engine, rows), expected, name)


if __name__ == "__main__":
    unittest.main()
