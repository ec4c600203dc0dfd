import os
import unittest

try:
    import vfs  # MicroPython's
except ImportError:
    vfs = None

from folder import read, write

from habitude.store import Store

DIRECTORY = "store_test"
NAMES = ("profile.a", "profile.b")
ENOSPC = 28


def _path(name):
    return DIRECTORY + "/" + name


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

    def test_what_is_there_is_not_written_again(self):
        store = Store(DIRECTORY)
        store.save(b"one")
        store.save(b"two")
        before = [read(_path(name)) for name in NAMES]
        for _ in range(3):
            store.save(b"two")
            store = Store(DIRECTORY)
            store.load()
        self.assertEqual([read(_path(name)) for name in NAMES], before)
        store.replace(b"two")
        replaced = [read(_path(name)) for name in NAMES]
        self.assertEqual([copy[10:-4] for copy in replaced], [b"two", b"two"])
        store.replace(b"two")
        self.assertEqual([read(_path(name)) for name in NAMES], replaced)
        store.save(b"one")
        self.assertEqual(Store(DIRECTORY).load(), b"one")

    def test_a_flipped_bit_anywhere_falls_back_to_the_copy_before(self):
        path, whole = self.newest_of_two()
        for position in range(len(whole)):
            broken = bytearray(whole)
            broken[position] ^= 1 << position % 8
            write(path, broken)
            store = Store(DIRECTORY)
            self.assertEqual(store.load(), b"older")
            self.assertEqual(store.damaged, [path])

    def test_a_save_cut_short_anywhere_loses_only_itself(self):
        path, whole = self.newest_of_two()
        for length in range(len(whole)):
            write(path, whole[:length])
            self.assertEqual(Store(DIRECTORY).load(), b"older")

    def test_replacing_leaves_no_copy_to_fall_back_to(self):
        path, _whole = self.newest_of_two()
        store = Store(DIRECTORY)
        store.load()
        store.replace(b"forgotten")
        for name in NAMES:
            self.assertIn(b"forgotten", read(_path(name)))
        write(path, b"")
        self.assertEqual(Store(DIRECTORY).load(), b"forgotten")

    def test_what_can_not_be_stored_is_told(self):
        store = Store(DIRECTORY + "/none")
        with self.assertRaises(OSError):
            store.save(b"profile")
        self.assertTrue(store.failing)

    def newest_of_two(self):
        """Path and bytes of the copy with "newer" in it; the other one holds "older"."""
        store = Store(DIRECTORY)
        store.save(b"older")
        store.save(b"newer")
        for name in NAMES:
            whole = read(_path(name))
            if b"newer" in whole:
                return _path(name), whole
        raise OSError("no copy holds what was saved")


class Memory:
    """A flash of 32 blocks of 512 bytes, for littlefs."""

    def __init__(self):
        self._data = bytearray(b"\xff" * 32 * 512)

    def readblocks(self, block, buffer, offset=0):
        at = 512 * block + offset
        buffer[:] = self._data[at : at + len(buffer)]

    def writeblocks(self, block, buffer, offset=0):
        at = 512 * block + offset
        self._data[at : at + len(buffer)] = buffer

    def ioctl(self, operation, argument):
        return {4: 32, 5: 512}.get(operation, 0)  # count and size of blocks


class TestFull(unittest.TestCase):
    """A file system without a free block."""

    def setUp(self):
        if vfs is None:
            self.skipTest("littlefs is MicroPython's")
        memory = Memory()
        vfs.VfsLfs2.mkfs(memory)
        vfs.mount(vfs.VfsLfs2(memory), "/full")
        self.store = Store("/full")
        self.store.save(b"older" * 100)
        self.store.save(b"newer" * 100)

    def tearDown(self):
        if vfs is not None:
            vfs.umount("/full")

    def fill(self):
        """Until not a byte more can be written; the last file is cut short."""
        for number in range(32):
            try:
                with open("/full/filler%d" % number, "wb") as file:
                    file.write(bytes(450))
            except OSError as error:
                self.assertEqual(error.errno, ENOSPC)
                return

    def test_the_older_copy_makes_room_for_the_next_one(self):
        self.fill()
        for number in range(5):
            self.store.save(b"newest%d" % number * 75)
            self.assertFalse(self.store.failing)
            again = Store("/full")
            self.assertEqual(again.load(), b"newest%d" % number * 75)
            self.assertEqual(again.damaged, [])

    def test_what_is_forgotten_is_in_neither_copy(self):
        self.fill()
        self.store.replace(b"forgot" * 90)
        for name in NAMES:
            self.assertIn(b"forgot" * 90, read("/full/" + name))

    def test_what_has_no_room_even_so_leaves_the_newer_copy(self):
        self.fill()
        for _ in range(3):
            with self.assertRaises(OSError):
                self.store.save(b"longer" * 400)
            self.assertTrue(self.store.failing)
            self.assertEqual(Store("/full").load(), b"newer" * 100)
        for number in range(8):
            os.remove("/full/filler%d" % number)
        self.store.save(b"longer" * 400)
        self.assertFalse(self.store.failing)
        self.assertEqual(Store("/full").load(), b"longer" * 400)


if __name__ == "__main__":
    unittest.main()
