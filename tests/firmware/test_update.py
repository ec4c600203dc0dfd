import hashlib
import json
import os
import sys
import unittest
from binascii import b2a_base64, crc32, hexlify

from board_stand_ins import Machine, Timer
from folder import enter, leave, read, write

from habitude.app import App
from habitude.appliances import load
from habitude.commands import Commands
from habitude.compat import borrowed, crc16
from habitude.link import Link

FOLDER = "test_update_board"
SLOTS = ("firmware.a", "firmware.b")
starter = __import__("__main__")


def pack(version, processor="armv6m", size=3000):
    """As pack.py makes them; what is in it, is all the same here."""
    index = b"\nhabitude/update.mpy 0\n"
    head = "habitude-pack 1 %s %s %d\n" % (version, processor, len(index))
    body = head.encode() + index + bytes(range(256)) * (size // 256)
    return body + hashlib.sha256(body).digest()


def build(firmware):
    return hexlify(firmware[-32:]).decode()


class Trial:
    confirmed = False

    def confirm(self):
        self.confirmed = True


class TestUpdate(unittest.TestCase):
    """A board whose files are in a folder, as its starter leaves it."""

    def setUp(self):
        self.home = enter(FOLDER)
        self.old, self.new = pack("1.0.0"), pack("1.1.0")
        write("firmware.a", self.old)
        write("firmware.txt", b"firmware.a\n")
        starter.slot, starter.trial = "firmware.a", None
        self.lines = []
        self.number = 0
        self.commands = Commands(App(load("climate")))
        sys.modules["machine"] = Machine()
        self.link = Link(self.commands, self.lines.append)

    def tearDown(self):
        del sys.modules["machine"]
        del Timer.made[:]
        leave(FOLDER, self.home)
        for name in ("slot", "trial"):
            if hasattr(starter, name):
                delattr(starter, name)

    def ask(self, do="update", **arguments):
        self.number += 1
        arguments["id"] = self.number
        arguments["do"] = do
        body = json.dumps(arguments).encode()
        line = b"%s*%04X\n" % (body, crc16(body, 0xFFFF))
        self.link.feed(line, len(line))
        return json.loads(self.lines.pop()[:-6])

    def send(self, firmware, start=0, end=None):
        """Pieces from `start` on: the last answer."""
        told = None
        for at in range(start, len(firmware) if end is None else end, 672):
            data = b2a_base64(firmware[at : at + 672]).decode()
            told = self.ask(**{"from": at, "data": data, "size": len(firmware)})
        return told

    def refused(self, told, code, part=""):
        self.assertEqual(told.get("error"), code)
        self.assertIn(part, told["say"])
        self.assertEqual(read("firmware.a"), self.old)
        self.assertEqual(read("firmware.txt"), b"firmware.a\n")
        self.assertEqual(Timer.made, [])

    def test_what_came_whole_is_tried_at_the_next_start(self):
        self.assertEqual(self.send(self.new)["ok"]["size"], len(self.new))
        self.assertEqual(self.ask(build=build(self.new))["ok"], {})
        self.assertEqual(read("firmware.b"), self.new)
        self.assertEqual(read("firmware.a"), self.old)
        self.assertEqual(read("firmware.txt"), b"firmware.b trial\n")
        self.assertEqual(len(Timer.made), 1)

    def test_it_goes_where_nothing_runs(self):
        write("firmware.b", self.old)
        starter.slot = "firmware.b"
        self.send(self.new)
        self.assertEqual((read("firmware.a"), read("firmware.b")), (self.new, self.old))

    def test_it_tells_what_runs_and_what_has_come(self):
        told = self.ask()["ok"]
        self.assertEqual(
            [told[name] for name in ("slot", "version", "processor", "build", "trial", "size")],
            ["firmware.a", "1.0.0", "armv6m", build(self.old), False, 0],
        )
        self.assertEqual((told["crc"], told["tried"]), (None, None))
        self.send(self.new, end=1344)
        told = self.ask()["ok"]
        self.assertEqual((told["size"], told["crc"]), (1344, "%08x" % crc32(self.new[:1344])))
        self.assertEqual(self.send(self.new, 1344)["ok"]["size"], len(self.new))
        self.ask(build=build(self.new))
        self.assertEqual(read("firmware.b"), self.new)

    def test_it_can_be_begun_anew(self):
        self.send(pack("1.2.0"), end=1344)
        self.send(self.new)
        self.assertEqual(read("firmware.b"), self.new)

    def test_a_piece_out_of_order_is_refused(self):
        self.send(self.new, end=672)
        self.refused(self.send(self.new, 1344, 1345), "bad-update", "starts at 672")
        self.refused(self.send(self.new, 1, 2), "bad-update", "starts at 672")
        self.assertEqual(self.ask()["ok"]["size"], 672)

    def test_what_is_no_pack_for_this_board_is_refused_at_its_first_piece(self):
        for firmware, part in (
            (b"", "no firmware pack"),
            (b"\xff" * 100, "no firmware pack"),
            (b"habitude-pack", "no firmware pack"),
            (self.new.replace(b"pack 1 ", b"pack 2 "), "no firmware pack"),
            (pack("1.1.0", "xtensawin"), "it is for xtensawin, this board has armv6m"),
        ):
            data = b2a_base64(firmware[:600]).decode()
            told = self.ask(**{"from": 0, "data": data, "size": 3000})
            self.refused(told, "bad-update", part)
        self.assertFalse("firmware.b" in os.listdir("."))

    def test_arguments_that_are_none(self):
        for arguments, code in (
            ({"from": 0, "data": "!", "size": 3000}, "bad-update"),
            ({"from": 0, "data": 7, "size": 3000}, "bad-update"),
            ({"from": 0, "size": 3000}, "bad-update"),
            ({"from": 0, "data": ""}, "bad-value"),
            ({"from": "0", "data": ""}, "bad-value"),
            ({"from": -1, "data": ""}, "bad-update"),
            ({"build": None}, "store-failed"),
        ):
            self.refused(self.ask(**arguments), code)

    def test_it_must_fit(self):
        data = b2a_base64(self.new[:600]).decode()
        for size in (0, -1, (1 << 29) - 1):
            told = self.ask(**{"from": 0, "data": data, "size": size})
            if size <= 0:  # a computer may have room for half a gigabyte
                self.refused(told, "no-room")

    def test_what_is_not_whole_is_not_tried(self):
        self.refused(self.ask(build=build(self.new)), "store-failed")
        self.send(self.new, end=1344)
        self.refused(self.ask(build=build(self.new)), "bad-update", "not whole")
        for at in range(0, len(self.new), 97):
            damaged = bytearray(self.new)
            damaged[at] ^= 1
            write("firmware.b", bytes(damaged))
            self.refused(self.ask(build=build(self.new)), "bad-update", "not whole")
            self.refused(self.ask(build=build(bytes(damaged))), "bad-update", "not whole")
        write("firmware.b", self.new)
        self.refused(self.ask(build=build(self.old)), "bad-update", "not whole")

    def test_a_firmware_on_trial_takes_none(self):
        starter.trial = Trial()
        self.refused(self.send(self.new, end=1), "on-trial")
        self.refused(self.ask(build=build(self.new)), "on-trial")
        self.assertEqual(self.ask()["ok"]["trial"], True)

    def test_where_no_starter_is(self):
        del starter.slot
        self.refused(self.ask(), "no-slots", "habitude flash")
        self.refused(self.send(self.new, end=1), "no-slots")
        self.refused(self.ask(build=build(self.new)), "no-slots")

    def test_an_update_that_was_not_taken_is_told(self):
        for text, told in (
            (b"firmware.a tried\nit hung\n", "it hung"),
            (b"firmware.a tried", ""),
            (b"", None),
            (b"\xff\xfe", None),
            (b"firmware.b trial\n", None),
        ):
            write("firmware.txt", text)
            self.assertEqual(self.ask()["ok"]["tried"], told)
        os.remove("firmware.txt")
        self.assertIsNone(self.ask()["ok"]["tried"])

    def test_a_firmware_on_trial_is_taken_when_its_link_answers(self):
        update = borrowed("habitude.update")
        trial = starter.trial = Trial()
        self.assertTrue(update.prove(lambda write: Link(self.commands, write)))
        self.assertEqual((trial.confirmed, self.lines), (True, []))

        class Exhausted:
            def run(self, request):
                raise MemoryError

            def locked(self):
                return None

        class Mute:
            def __init__(self, write):
                pass

            def feed(self, data, count):
                pass

        for link in (lambda write: Link(Exhausted(), write), Mute):
            starter.trial = Trial()
            self.assertFalse(update.prove(link))
            self.assertFalse(starter.trial.confirmed)


if __name__ == "__main__":
    unittest.main()
