import gc
import unittest

import flash_stand_in

from habitude.store import Store

BLOCKS = 12
PLACE = "/erase_test"


def profile(number):
    """As long as one, each eight bytes of it like none of another."""
    return b"".join([b"%03d:%04d" % (number, index) for index in range(200)])


class TestErase(unittest.TestCase):
    def setUp(self):
        if not flash_stand_in.THERE:
            self.skipTest("this Python has no littlefs")
        self.flash = flash_stand_in.Flash(BLOCKS)
        self.flash.mount(PLACE)
        self.store = Store(PLACE, flash=True)
        for number in range(9):
            self.store.save(profile(number))

    def tearDown(self):
        if flash_stand_in.THERE:
            self.flash.umount(PLACE)

    def left(self, number):
        return self.flash.bytes.find(profile(number)[8:16]) >= 0

    def finish(self, store):
        for _ in range(2 * BLOCKS):
            store.work()
        self.assertIsNone(store.erasing)

    def restart(self):
        """The power is cut, and comes back."""
        self.flash.cut_at = min(self.flash.cut_at, self.flash.operations)
        if self.store.erasing is not None:
            try:
                self.store.erasing.pause()  # MicroPython closes files that nobody has any more
            except OSError:
                pass
        self.flash.cut_at = 1 << 29
        self.flash.mount(PLACE)
        gc.collect()
        store = Store(PLACE, flash=True)
        found = store.load()
        store.resume(found)
        return store, found

    def test_no_byte_of_what_was_replaced_is_left(self):
        self.assertTrue(self.left(3))
        before = self.flash.erases
        self.store.replace(profile(77))
        self.assertTrue(self.left(8))
        self.finish(self.store)
        self.assertFalse(any(self.left(number) for number in range(9)))
        self.assertEqual(Store(PLACE).load(), profile(77))
        self.assertLess(self.flash.erases - before, BLOCKS + 8)
        for _ in range(BLOCKS):
            self.store.save(profile(78))  # there is room again

    def test_on_a_full_flash_it_is_forgotten_just_so(self):
        try:
            with open(PLACE + "/filler", "wb") as file:
                while True:
                    file.write(bytes(512))
                    file.flush()
        except OSError:
            pass
        old, new = profile(8), profile(99)
        before = bytes(self.flash.bytes)
        seen = []
        for cut_at in range(60):
            self.flash.bytes[:] = before
            self.flash.mount(PLACE)
            store = Store(PLACE, flash=True)
            self.assertEqual(store.load(), old)
            self.flash.cut_at = self.flash.operations + cut_at
            try:
                store.replace(new)
                self.finish(store)
            except OSError:
                pass
            self.store, found = self.restart()
            seen.append(found)
            self.finish(self.store)
            self.assertEqual(self.left(8), found == old)
        change = seen.index(new)
        self.assertEqual(seen, [old] * change + [new] * (len(seen) - change))

    def test_the_power_may_be_cut_at_any_time(self):
        for slices in (0, 1, 10, BLOCKS):
            self.store.replace(profile(80 + slices))
            for _ in range(slices):
                self.store.work()
            self.store, found = self.restart()
            self.assertEqual(found, profile(80 + slices))
            self.finish(self.store)
            self.assertFalse(self.left(8))

    def test_a_cut_between_the_two_copies_leaves_no_older_one(self):
        class Cut(Exception):
            pass

        store = self.store
        write, written = store._write, []

        def write_once(data, mark):
            if written:
                raise Cut()
            written.append(data)
            write(data, mark)

        store._write = write_once
        with self.assertRaises(Cut):
            store.replace(profile(55))
        store, found = self.restart()
        self.assertEqual(written, [profile(55)])
        self.assertEqual(found, profile(55))
        self.finish(store)
        self.assertFalse(any(self.left(number) for number in range(9)))

    def test_cut_at_any_write_it_is_the_old_or_the_new_and_the_old_goes_with_it(self):
        old, new = profile(8), profile(99)
        seen = []
        for cut_at in list(range(64)) + list(range(64, 470, 9)):  # two copies take 33
            self.store.replace(old)
            self.finish(self.store)
            self.flash.cut_at = self.flash.operations + cut_at
            try:
                self.store.replace(new)
                self.finish(self.store)
            except OSError:
                pass  # littlefs reads back what it writes
            self.store, found = self.restart()
            seen.append(found)
            self.finish(self.store)
            self.assertEqual(self.left(8), found == old)
        change = seen.index(new)
        self.assertTrue(5 < change < 33)
        self.assertEqual(seen, [old] * change + [new] * (len(seen) - change))

    def test_a_save_meanwhile_finds_room(self):
        self.store.replace(profile(60))
        for slices in range(BLOCKS):
            for _ in range(slices):
                self.store.work()
            self.store.save(profile(61))
            self.assertEqual(Store(PLACE).load(), profile(61))
        self.finish(self.store)
        self.assertFalse(self.left(8))

    def test_what_is_replaced_meanwhile_goes_as_well(self):
        for number in range(70, 74):
            self.store.replace(profile(number))
            for _ in range(5):
                self.store.work()
        self.finish(self.store)
        self.assertFalse(any(self.left(number) for number in range(70, 73)))

    def test_nothing_is_overwritten_of_a_computers_files(self):
        store = Store(PLACE)
        store.load()
        store.replace(profile(1))
        self.assertIsNone(store.erasing)


if __name__ == "__main__":
    unittest.main()
