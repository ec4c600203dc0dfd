import json
import unittest

from habitude.app import App
from habitude.appliances import load
from habitude.commands import Commands
from habitude.compat import crc16
from habitude.link import LONGEST, Link


class Wire:
    """A link and what it wrote."""

    def __init__(self, clock=None):
        self.lines = []
        self.app = App(load("climate"))
        self.link = Link(Commands(self.app, clock=clock), self.lines.append)

    def send(self, data):
        """The lines written in answer to bytes."""
        del self.lines[:]
        self.link.feed(data, len(data))
        return self.lines

    def ask(self, number, do, **arguments):
        """The answer to a program's request."""
        arguments["id"] = number
        arguments["do"] = do
        body = json.dumps(arguments).encode()
        (line,) = self.send(b"%s*%04X\n" % (body, crc16(body, 0xFFFF)))
        return self.opened(line)

    def opened(self, line):
        body, check = line[:-6], line[-6:]
        if check != b"*%04X\n" % crc16(body, 0xFFFF):
            raise ValueError("wrong checksum in an answer")
        return json.loads(body)

    def refused(self, data):
        (line,) = self.send(data)
        return self.opened(line)["error"]


class Clock:
    """A board's clock that can be set."""

    def set_local(self, local_s):
        self.local_s = local_s


class Exhausted:
    """Commands on a board whose memory is used up."""

    def run(self, request):
        raise MemoryError

    def check(self, name):
        pass

    def locked(self):
        return None


STEP = {"up": 0, "local": 0, "readings": [2100, None, None, 1], "turns": [0]}


class TestProgram(unittest.TestCase):
    def test_answers_carry_the_id(self):
        answer = Wire().ask(7, "hello")
        self.assertEqual((answer["id"], answer["ok"]["appliance"]), (7, "climate"))

    def test_step_lives_a_tick(self):
        answer = Wire().ask(1, "step", **STEP)["ok"]
        self.assertEqual(answer["shown"], [2100])
        self.assertEqual(len(answer["outputs"]), 3)
        self.assertIsNone(answer["fault"])

    def test_a_damaged_line_is_refused_wherever_it_is_damaged(self):
        body = b'{"id": 1, "do": "set", "setting": "target_temp", "value": 2500}'
        whole = b"%s*%04X\n" % (body, crc16(body, 0xFFFF))
        for position in range(1, len(whole) - 1):
            wire = Wire()
            broken = bytearray(whole)
            broken[position] ^= 4
            wire.send(bytes(broken))
            self.assertEqual(wire.app.habits[0].shown(0), 2100)

    def test_each_mistake_has_its_code(self):
        wire = Wire()
        self.assertEqual(wire.refused(b'{"id": 1}\n'), "no-checksum")
        self.assertEqual(wire.refused(b'{"id": 1}*0000\n'), "bad-checksum")
        self.assertEqual(wire.refused(b'{"id": 1}*zzzz\n'), "bad-checksum")
        self.assertEqual(wire.refused(b'{"do*%04X\n' % crc16(b'{"do', 0xFFFF)), "bad-json")
        deep = b'{"id":' + b"[" * 1000
        self.assertEqual(wire.refused(b"%s*%04X\n" % (deep, crc16(deep, 0xFFFF))), "bad-json")
        for arguments, code in (
            ({"do": "dance"}, "unknown"),
            ({"do": ["set"]}, "unknown"),
            ({"do": None}, "unknown"),
            ({"do": "set", "setting": "volume", "value": 1}, "unknown"),
            ({"do": "set", "setting": "target_temp", "value": 9000}, "out-of-range"),
            ({"do": "set", "setting": "target_temp", "value": 2110}, "off-step"),
            ({"do": "set", "setting": "target_temp", "value": 21.5}, "bad-value"),
            ({"do": "set", "setting": "target_temp"}, "bad-value"),
            ({"do": "step", "readings": [], "turns": [0]}, "bad-step"),
            (
                {"do": "step", "up": 0, "local": 0, "readings": [1] * 4, "turns": [True]},
                "bad-step",
            ),
            (dict(STEP, do="step", local=-2), "out-of-range"),
            (
                {"do": "learned", "setting": "target_temp", "from": 0, "every": 1, "count": 1000},
                "out-of-range",
            ),
            ({"do": "save"}, "no-store"),
        ):
            self.assertEqual(wire.ask(2, **arguments)["error"], code)

    def test_an_id_is_a_small_integer(self):
        wire = Wire()
        for number in (-1, 1 << 30, 1.5, True, "1", [[]], {}):
            answer = wire.ask(number, "hello")
            self.assertEqual((answer["id"], answer["error"]), (None, "bad-value"))

    def test_whatever_is_asked_the_answer_has_an_end(self):
        wire = Wire()
        for wild in ("\x01" * 150, "\u00e4" * 150, [[[["deep"]] * 4] * 8], 1e300):
            for request in ({"do": wild}, {"do": "why", "setting": wild}):
                self.assertEqual(wire.ask(1, **request)["error"], "unknown")
                self.assertTrue(len(wire.lines[0]) < 600)
            self.assertEqual(wire.ask(1, "left", person=wild)["error"], "unknown")
            self.assertTrue(len(wire.lines[0]) < 600)

    def test_what_is_no_utf8_is_refused(self):
        body = b'{"id": 1, "do": "came", "person": "\xff"}'
        line = b"%s*%04X\n" % (body, crc16(body, 0xFFFF))
        self.assertEqual(Wire().refused(line), "bad-json")

    def test_the_checksum_is_four_hex_digits_of_either_case(self):
        body = b'{"id": 11, "do": "hello"}'
        check = b"%04X" % crc16(body, 0xFFFF)
        self.assertEqual(len(Wire().send(body + b"*" + check.lower() + b"\n")), 1)
        self.assertEqual(check, b"0717")
        for wrong in (b" 717", b"+717", b"717_", b"717"):
            error = Wire().refused(body + b"*" + wrong + b"\n")
            self.assertIn(error, ("bad-checksum", "no-checksum"))

    def test_too_little_memory_is_told_and_the_next_line_heard(self):
        wire = Wire()
        wire.link = Link(Exhausted(), wire.lines.append)
        answer = wire.ask(7, "hello")
        self.assertEqual((answer["id"], answer["error"]), (7, "no-memory"))
        self.assertIn(b"not enough memory", wire.send(b"save\n")[0])

    def test_times_after_the_last_one_are_refused(self):
        asked = {"setting": "target_temp", "from": 1 << 29, "every": 1 << 29}
        self.assertEqual(Wire().ask(1, "learned", count=2, **asked)["error"], "out-of-range")
        self.assertEqual(len(Wire().ask(1, "learned", count=1, **asked)["ok"]["points"]), 1)

    def test_a_board_keeps_its_own_time(self):
        clock = Clock()
        wire = Wire(clock)
        self.assertEqual(wire.ask(1, "step", **STEP)["error"], "own-clock")
        self.assertEqual(wire.ask(2, "clock", local=1000)["ok"], {"local": 1000})
        self.assertEqual(wire.ask(4, "status")["ok"]["local"], 1000)  # before the next tick
        self.assertEqual(clock.local_s, 1000)
        self.assertEqual(wire.ask(3, "clock", local=-5)["error"], "out-of-range")
        self.assertEqual(Wire().ask(4, "clock", local=1000)["error"], "no-clock")

    def test_what_comes_again_is_not_done_again(self):
        wire = Wire()
        wire.ask(5, "step", up=0, local=0, readings=[2100, 400, 0, 1], turns=[2])
        first = wire.ask(6, "step", up=60, local=60, readings=[2100, 400, 0, 1], turns=[2])
        again = wire.ask(
            6, "step", up=60, local=60, readings=[2100, 400, 0, 1], turns=[2], again=1
        )
        self.assertEqual(again, first)
        self.assertEqual(wire.app.habits[0].shown(60), 2300)
        self.assertEqual(wire.refused(b'{"id": 6}*0000\n'), "bad-checksum")
        self.assertEqual(wire.ask(6, "hello", again=1), first)

    def test_what_got_lost_is_done_when_it_comes_again(self):
        wire = Wire()
        wire.ask(5, "hello")
        told = wire.ask(6, "set", setting="target_temp", value=2200, again=1)["ok"]
        self.assertEqual(told["value"], 2200)
        self.assertEqual(wire.ask(None, "hello", again=1)["ok"]["protocol"], 2)

    def test_status_tells_what_was_set_by_hand(self):
        wire = Wire()
        self.assertEqual(wire.ask(1, "status")["ok"]["settings"][0][3], False)
        wire.ask(2, "set", setting="target_temp", value=2200)
        self.assertEqual(wire.ask(3, "status")["ok"]["settings"][0][3], True)

    def test_an_overlong_line_is_refused_and_the_next_one_heard(self):
        wire = Wire()
        for _ in range(50):
            self.assertEqual(wire.send(b"x" * 999), [])
        answers = wire.send(b"\nhelp\n")
        self.assertEqual(wire.opened(answers[0])["error"], "too-long")
        self.assertTrue(answers[1].startswith(b"status"))

    def test_a_line_of_the_longest_length_is_heard(self):
        wire = Wire()
        line = b"help" + b" " * (LONGEST - 4) + b"\n"
        self.assertTrue(wire.send(line)[0].startswith(b"status"))

    def test_lines_may_come_in_pieces_and_together(self):
        wire = Wire()
        self.assertEqual(wire.send(b"he"), [])
        self.assertEqual(len(wire.send(b"lp\nstatus\nhel")), 2)
        self.assertEqual(len(wire.send(b"p\r\n\n\n")), 1)

    def test_undo_tells_what_it_took_back(self):
        wire = Wire()
        wire.ask(1, "set", setting="target_temp", value=2200)
        told = wire.ask(2, "undo", setting="target_temp")["ok"]
        self.assertEqual((told["learned"], told["from"], told["to"]), (False, 2100, 2200))
        self.assertEqual(wire.ask(3, "undo", setting="target_temp")["error"], "nothing-to-undo")

    def test_what_is_frozen_is_told(self):
        wire = Wire()
        self.assertEqual(wire.ask(1, "freeze", setting="all")["ok"], {"frozen": ["target_temp"]})
        self.assertEqual(wire.ask(2, "status")["ok"]["frozen"], ["target_temp"])
        self.assertEqual(wire.ask(3, "describe")["ok"]["frozen"], ["target_temp"])
        self.assertEqual(wire.ask(4, "unfreeze", setting="target_temp")["ok"], {"frozen": []})
        self.assertEqual(wire.ask(5, "freeze")["error"], "unknown")


class TestWords(unittest.TestCase):
    def say(self, wire, words):
        return wire.send(words.encode() + b"\n")[0].decode().rstrip("\n")

    def test_set_turns_the_setting(self):
        wire = Wire()
        self.assertEqual(self.say(wire, "set target_temp 21.5"), "target_temp is set to 21.5")
        self.assertEqual(wire.app.habits[0].shown(0), 2150)

    def test_mistakes_are_answered_with_what_would_be_right(self):
        wire = Wire()
        for words, part in (
            ("dance", "help lists what can be said"),
            ("set target_temp", "say it as: set SETTING VALUE"),
            ("set target_temp warm", "'warm' is not a number"),
            ("set target_temp 99", "from 5 to 30 °C in steps of 0.5"),
            ("set target_temp 21.3", "in steps of 0.5"),
            ("set volume 3", "known: target_temp"),
        ):
            self.assertIn(part, self.say(wire, words))
        self.assertEqual(wire.app.habits[0].shown(0), 2100)

    def test_bytes_that_are_no_text(self):
        self.assertIn(b"not UTF-8", Wire().send(b"\xff\xfe set\n")[0])

    def test_why_tells_the_cause(self):
        wire = Wire()
        self.assertEqual(
            self.say(wire, "why target_temp"),
            "target_temp is 21 °C: advice is 21, nothing was learned yet",
        )
        wire.ask(1, "step", up=0, local=21 * 3600, readings=[2100, None, None, 1], turns=[0])
        self.assertEqual(
            self.say(wire, "why target_temp"),
            "target_temp is 21.4 °C: advice is 21, people mostly want it 0.4 °C higher around "
            "21:00, nothing was learned yet",
        )
        self.say(wire, "set target_temp 23")
        self.assertIn("set by hand", self.say(wire, "why target_temp"))
        for minute in range(60):
            readings = [2100 + minute % 3, None, None, 1]
            wire.ask(1, "step", up=minute * 60, local=minute * 60, readings=readings, turns=[0])
        self.assertIn("from 1 change, the last today", self.say(wire, "why target_temp"))

    def live(self, wire, start, minutes):
        """Minutes of a room at 21 °C, from `start` minutes after the beginning."""
        for minute in range(start, start + minutes):
            wire.app.step(minute * 60, minute * 60, [2100 + minute % 3, 400, 0, 1], [0])

    def test_undo_in_words(self):
        wire = Wire()
        self.live(wire, 0, 429)
        self.say(wire, "set target_temp 21.5")
        self.assertIn("ended: 21.5 °C set by hand", self.say(wire, "undo target_temp"))
        self.say(wire, "set target_temp 21.5")
        self.live(wire, 429, 60)
        self.assertEqual(self.say(wire, "undo target_temp"), "took back: +1 °C at 7:09 on Monday")
        self.assertIn("nothing more to undo", self.say(wire, "undo target_temp"))
        self.assertIn("known: target_temp", self.say(wire, "undo volume"))

    def test_freeze_in_words(self):
        wire = Wire()
        self.assertEqual(self.say(wire, "freeze target_temp"), "learning is frozen: target_temp")
        self.assertIn("21 °C  (learning is frozen)", self.say(wire, "status"))
        self.assertIn("; learning is frozen", self.say(wire, "why target_temp"))
        self.assertEqual(self.say(wire, "unfreeze all"), "learning goes on: all")
        self.assertNotIn("frozen", self.say(wire, "status"))
        self.assertIn("known: target_temp", self.say(wire, "freeze volume"))

    def test_status_tells_readings_settings_outputs_and_faults(self):
        wire = Wire()
        said = self.say(wire, "status")
        for part in ("room_temp", "target_temp      21 °C", "heat             0 %", "fault"):
            self.assertIn(part, said)


if __name__ == "__main__":
    unittest.main()
