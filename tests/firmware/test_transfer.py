import unittest
from binascii import a2b_base64, b2a_base64, crc32

from habitude.app import App
from habitude.appliances import load
from habitude.commands import Commands
from habitude.errors import Refused
from habitude.learn.scale import MORE


def lived():
    """The commands of an appliance that has learned from two people."""
    app = App(load("climate"))
    app.came("anna")
    for minute in range(120):
        app.step(minute * 60, 86400 + minute * 60, [2100 + minute % 3, 400, 500, 1], [0])
        if minute == 60:
            app.habits[0].turn(3, app.local_s)
    app.vote(0, MORE)
    return Commands(app)


def taken(commands):
    """The profile in pieces, as the link gives them."""
    size = commands.run({"do": "profile"})["size"]
    data = b""
    while len(data) < size:
        data += a2b_base64(commands.run({"do": "profile", "from": len(data)})["data"])
    return data


def give(commands, data, piece=480):
    for start in range(0, len(data), piece):
        text = b2a_base64(data[start : start + piece]).decode().strip()
        commands.run({"do": "import", "from": start, "data": text})
    return commands.run({"do": "import", "crc": "%08x" % crc32(data)})


class Disk:
    """A store that counts."""

    damaged = ()
    lock = None
    saves = 0

    def save(self, data):
        self.saves += 1
        self.data = data


class TestTransfer(unittest.TestCase):
    def refused(self, commands, **request):
        try:
            commands.run(request)
        except Refused as refused:
            return refused.code
        return None

    def test_what_one_learned_another_knows(self):
        data = taken(lived())
        disk = Disk()
        other = Commands(App(load("climate")), disk)
        self.assertEqual(give(other, data), {"people": ["anna"]})
        self.assertEqual(taken(other), data)
        self.assertEqual((disk.saves, disk.data), (1, data))

    def test_the_layout_tells_what_the_bytes_mean(self):
        told = lived().run({"do": "profile"})
        self.assertEqual((told["format"], told["people"], told["routine"]), (3, ["anna"], True))
        ((name, _, context),) = told["settings"]
        self.assertEqual(name, "target_temp")
        self.assertEqual([each[0] for each in context], ["outdoor_temp", "hour", "weekday"])

    def test_pieces_out_of_order_are_refused(self):
        commands = lived()
        data = taken(commands)
        commands.run({"do": "import", "from": 0, "data": "AAAA"})
        self.assertEqual(
            self.refused(commands, do="import", data="AAAA", **{"from": 6}), "bad-import"
        )
        for wrong in ("A", 7, None):
            self.assertEqual(
                self.refused(commands, do="import", data=wrong, **{"from": 3}), "bad-import"
            )
        self.assertEqual(self.refused(commands, do="import", crc="0"), "bad-import")
        self.assertEqual(
            self.refused(commands, do="profile", **{"from": len(data)}), "out-of-range"
        )
        self.assertEqual(taken(commands), data)

    def test_of_a_refused_beginning_nothing_is_kept(self):
        commands = lived()
        for start, data in ((6, "AAAA"), (0, "A")):
            self.refused(commands, do="import", data=data, **{"from": start})
            self.assertIsNone(commands.incoming)

    def test_more_than_any_profile_has_is_not_kept(self):
        commands = lived()
        piece = b2a_base64(bytes(480)).decode().strip()
        at = 0
        while at < 3000 and not self.refused(commands, do="import", data=piece, **{"from": at}):
            at += 480
        self.assertTrue(at < 3000)
        self.assertIsNone(commands.incoming)

    def test_what_learning_can_not_come_to_changes_nothing(self):
        commands = lived()
        data = taken(commands)
        days = 7 + 16  # header and name
        taste = days + 62
        for at, value in (
            (0, 0),  # magic
            (4, 2),  # format
            (5, 2),  # settings
            (6, 0),  # people
            (7, 32),  # a name with a blank
            (8, 0),  # a name with a zero
            (8, 127),  # a name that steers a terminal
            (days + 58, 2),  # frozen
            (days + 59, 0),  # days between two questions
            (taste + 118 + 6 + 1, 0x7F),  # a consequent
            (taste + 118 + 6 + 36 + 1, 0xFF),  # a variance
        ):
            broken = bytearray(data)
            broken[at] = value
            try:
                give(commands, bytes(broken))
                code = None
            except Refused as refused:
                code = refused.code
            self.assertEqual((at, code), (at, "bad-profile"))
            self.assertEqual(taken(commands), data)
        for size in (0, 5, 100, len(data) - 1):
            self.assertRaises(Refused, give, commands, data[:size])
            self.assertRaises(Refused, give, commands, data[:size] + b"\x00\x00")
        self.assertEqual(taken(commands), data)


if __name__ == "__main__":
    unittest.main()
