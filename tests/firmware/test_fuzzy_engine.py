import gc
import unittest
from array import array

from fuzzy_tables import RECORDED

from habitude.fuzzy.engine import Engine, TableError


def outputs_of(engine, rows):
    x, y = array("h", [0] * engine.inputs), array("h", [-1] * engine.outputs)
    results = []
    for row in rows:
        for index, position in enumerate(row):
            x[index] = position
        engine.run(x, y)
        results.append(tuple(y))
    return results


def table(name):
    return RECORDED[name][0]


class TestEngine(unittest.TestCase):
    def test_gives_the_recorded_outputs(self):
        for name, (data, rows, expected, _) in sorted(RECORDED.items()):
            self.assertEqual(outputs_of(Engine(data), rows), expected, name)

    def test_gives_the_recorded_degrees_of_its_rules(self):
        for name, (data, rows, _, expected) in sorted(RECORDED.items()):
            engine = Engine(data)
            outputs_of(engine, rows)
            degrees = array("H", [0] * engine.rules)
            engine.degrees(degrees)
            self.assertEqual(tuple(degrees), expected, name)

    def test_allocates_nothing(self):
        if not hasattr(gc, "mem_alloc"):
            self.skipTest("CPython allocates always")
        prepared = []
        for data, rows, _, _ in RECORDED.values():
            engine = Engine(data)
            x, y = array("h", rows[0]), array("h", [-1] * engine.outputs)
            engine.run(x, y)
            prepared.append((engine.run, x, y))
        gc.collect()
        gc.disable()
        before = gc.mem_alloc()
        for run, x, y in prepared:
            run(x, y)
            run(x, y)
        allocated = gc.mem_alloc() - before
        gc.enable()
        self.assertEqual(allocated, 0)

    def test_engines_do_not_disturb_each_other(self):
        first, second = Engine(table("norms")), Engine(table("curves"))
        _, rows, expected, _ = RECORDED["norms"]
        for row, output in zip(rows, expected):
            self.assertEqual(outputs_of(first, [row]), [output])
            outputs_of(second, [[row[0]]])

    def test_an_output_keeps_its_value_where_no_rule_fires(self):
        engine = Engine(table("formula"))
        (_, first), (_, second) = outputs_of(engine, [[16384, 32767], [16384, 0]])
        self.assertTrue(abs(first - 16384) <= 1)
        self.assertEqual(second, first)

    def test_a_table_may_lie_at_an_odd_address(self):
        data, rows, expected, _ = RECORDED["mamdani_9_rules"]
        for before in (b"", b"-", b"--"):
            shifted = memoryview(before + data)[len(before) :]
            self.assertEqual(outputs_of(Engine(shifted), rows), expected)


class TestDamagedTables(unittest.TestCase):
    def refused(self, data):
        with self.assertRaises(TableError) as caught:
            Engine(data)
        return str(caught.exception)

    def test_a_flipped_bit_anywhere_is_refused(self):
        whole = table("sugeno_9_rules")
        for at in range(len(whole)):
            damaged = bytearray(whole)
            damaged[at] ^= 1 << (at % 8)
            self.refused(bytes(damaged))

    def test_a_part_of_a_table_is_refused(self):
        whole = table("sugeno_9_rules")
        for length in range(len(whole)):
            self.refused(whole[:length])
        self.refused(whole + b"\0\0")

    def test_another_format_is_named(self):
        other = bytearray(table("sugeno_9_rules"))
        other[3] = 77
        self.assertEqual(self.refused(bytes(other)), "fuzzy table of format 77, expected 2")

    def test_something_else_is_no_table(self):
        self.assertEqual(self.refused(b"{}" * 50), "not a fuzzy table")


if __name__ == "__main__":
    unittest.main()
