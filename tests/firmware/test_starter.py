import hashlib
import os
import sys
import unittest

from board_stand_ins import Machine, Timer, Wdt
from folder import enter, leave, read, write

FOLDER = "test_starter_board"
HUNG = b"tried\nit hung, or was reset\n"
DAMAGED = b"tried\nits checksum does not match\n"


class Board(Machine):
    """With a watchdog, which is all that a trial needs besides."""

    def WDT(self, timeout):
        self.watchdog = Wdt(timeout)
        return self.watchdog


def pack(name):
    body = b"habitude-pack 1 %s armv6m 1\n" % name + bytes(range(256)) * 20
    return body + hashlib.sha256(body).digest()


class TestStarter(unittest.TestCase):
    """What is started, on a board whose files are in a folder."""

    def setUp(self):
        self.home = enter(FOLDER)
        self.machine = sys.modules["machine"] = Board()
        self.starter = __import__("packed.starter", None, None, ("starter",))
        self.starter.machine = self.machine
        write("firmware.a", pack(b"1.0.0"))
        write("firmware.b", pack(b"1.1.0"))

    def tearDown(self):
        del sys.modules["machine"]
        del Timer.made[:]
        leave(FOLDER, self.home)

    def choose(self, named=None):
        """The slot that is chosen and the trial, when firmware.txt has this text."""
        if named is not None:
            write("firmware.txt", named)
        return self.starter.choose()

    def test_starts_what_is_named(self):
        for named in (b"firmware.b\n", b"firmware.b tried\nwhy\n", b"firmware.b trail"):
            self.assertEqual(self.choose(named), ("firmware.b", None))
            self.assertEqual(read("firmware.txt"), named)
        self.assertEqual(self.choose(b"firmware.a\n"), ("firmware.a", None))

    def test_without_a_name_starts_the_first_that_is_whole(self):
        for named in (None, b"", b"\n\n", b"firmware.c trial", b"\xff\xfe", b"x" * 5000):
            self.assertEqual(self.choose(named), ("firmware.a", None))
        os.remove("firmware.a")
        self.assertEqual(self.choose(b""), ("firmware.b", None))

    def test_never_starts_what_is_not_whole(self):
        whole = read("firmware.b")
        for damaged in [b"", b"x", whole[:-1], whole + b"x", whole[1:]] + [
            whole[:at] + bytes((whole[at] ^ 1,)) + whole[at + 1 :]
            for at in range(0, len(whole), 211)
        ]:
            write("firmware.b", damaged)
            for state in (b"", b" trial", b" tried"):
                self.assertEqual(self.choose(b"firmware.b" + state), ("firmware.a", None))
                self.assertEqual(read("firmware.txt"), b"firmware.a " + DAMAGED)
        os.remove("firmware.b")
        self.assertEqual(self.choose(b"firmware.b"), ("firmware.a", None))
        os.remove("firmware.a")
        with self.assertRaises(OSError):
            self.choose()

    def test_a_trial_first_names_the_old_one(self):
        slot, trial = self.choose(b"firmware.b trial\n")
        self.assertEqual((slot, trial.confirmed), ("firmware.b", False))
        self.assertEqual(read("firmware.txt"), b"firmware.a " + HUNG)
        self.assertEqual(self.machine.watchdog.timeout, 8000)
        self.assertEqual(Timer.made[0].period, 120000)
        self.assertEqual(self.choose(), ("firmware.a", None))

    def test_what_can_not_be_undone_is_not_tried(self):
        os.mkdir("firmware.txt.new")
        try:
            self.assertEqual(self.choose(b"firmware.b trial\n"), ("firmware.a", None))
            self.assertEqual(read("firmware.txt"), b"firmware.b trial\n")
        finally:
            os.rmdir("firmware.txt.new")

    def test_a_trial_that_is_confirmed_stays(self):
        _, trial = self.choose(b"firmware.b trial\n")
        trial.confirm()
        self.assertEqual((trial.confirmed, read("firmware.txt")), (True, b"firmware.b\n"))
        self.assertTrue(Timer.made[0].ended)
        trial.end("nothing any more")
        trial.confirm()
        self.assertEqual((self.machine.resets, read("firmware.txt")), (0, b"firmware.b\n"))

    def test_a_trial_ends_with_its_reason(self):
        _, trial = self.choose(b"firmware.b trial\n")
        trial.end("ValueError()")
        self.assertEqual(self.machine.resets, 1)
        self.assertEqual(read("firmware.txt"), b"firmware.a tried\nValueError()\n")

    def test_a_trial_ends_after_two_minutes(self):
        self.choose(b"firmware.b trial\n")
        Timer.made[0].callback(Timer.made[0])
        self.assertEqual(self.machine.resets, 1)
        self.assertIn(b"within two minutes", read("firmware.txt"))

    def test_it_ends_with_a_full_flash_too(self):
        _, trial = self.choose(b"firmware.b trial\n")
        os.mkdir("firmware.txt.new")
        try:
            trial.confirm()
            self.assertFalse(trial.confirmed)
            trial.end("ValueError()")
        finally:
            os.rmdir("firmware.txt.new")
        self.assertEqual(self.machine.resets, 1)
        self.assertEqual(read("firmware.txt"), b"firmware.a " + HUNG)


if __name__ == "__main__":
    unittest.main()
