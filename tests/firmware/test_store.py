import os
import unittest

from habitude.store import Store

DIRECTORY = "store_test"
NAMES = ("profile.a", "profile.b")


def _path(name):
    return DIRECTORY + "/" + name


def _write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def _remove():
    for name in NAMES:
        try:
            os.remove(_path(name))
        except OSError:
            pass


class TestStore(unittest.TestCase):
    def setUp(self):
        try:
            os.mkdir(DIRECTORY)
        except OSError:
            _remove()

    def tearDown(self):
        _remove()
        os.rmdir(DIRECTORY)

    def test_nothing_on_the_first_day(self):
        store = Store(DIRECTORY)
        self.assertIsNone(store.load())
        self.assertEqual(store.damaged, [])

    def test_the_newest_copy_comes_back_after_a_reset(self):
        store = Store(DIRECTORY)
        for number in range(5):
            store.save(b"profile %d" % number)
            self.assertEqual(Store(DIRECTORY).load(), b"profile %d" % number)

    def test_saving_goes_on_after_a_reset(self):
        Store(DIRECTORY).save(b"one")
        again = Store(DIRECTORY)
        again.load()
        again.save(b"two")
        self.assertEqual(Store(DIRECTORY).load(), b"two")

    def test_a_flipped_bit_anywhere_falls_back_to_the_copy_before(self):
        path, whole = self.newest_of_two()
        for position in range(len(whole)):
            broken = bytearray(whole)
            broken[position] ^= 1 << position % 8
            _write(path, broken)
            store = Store(DIRECTORY)
            self.assertEqual(store.load(), b"older")
            self.assertEqual(store.damaged, [path])

    def test_a_save_cut_short_anywhere_loses_only_itself(self):
        path, whole = self.newest_of_two()
        for length in range(len(whole)):
            _write(path, whole[:length])
            self.assertEqual(Store(DIRECTORY).load(), b"older")

    def test_replacing_leaves_no_copy_to_fall_back_to(self):
        path, _whole = self.newest_of_two()
        store = Store(DIRECTORY)
        store.load()
        store.replace(b"forgotten")
        for name in NAMES:
            with open(_path(name), "rb") as file:
                self.assertIn(b"forgotten", file.read())
        _write(path, b"")
        self.assertEqual(Store(DIRECTORY).load(), b"forgotten")

    def newest_of_two(self):
        """Path and bytes of the copy with "newer" in it; the other one holds "older"."""
        store = Store(DIRECTORY)
        store.save(b"older")
        store.save(b"newer")
        for name in NAMES:
            with open(_path(name), "rb") as file:
                whole = file.read()
            if b"newer" in whole:
                return _path(name), whole
        raise OSError("no copy holds what was saved")


if __name__ == "__main__":
    unittest.main()
