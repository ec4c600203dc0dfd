import unittest

from board_stand_ins import I2C, Machine, Pin, Rtc, Time
from chip_stand_ins import Canvas, CardReader, Panel

from habitude.app import App
from habitude.appliances import load
from habitude.board import board_file, pn532, ssd1306
from habitude.board.board import Board
from habitude.board.buttons import Button
from habitude.board.clock import Clock
from habitude.board.display import Display, shown_decimals
from habitude.board.errors import BAD_CHECKSUM, NO_ANSWER
from habitude.board.vote_buttons import VoteButtons

ALICE = b"\x01\x02\x03\x04"


class TestVoteButtons(unittest.TestCase):
    def setUp(self):
        self.time = Time()
        clock = Clock(self.time, Rtc())
        self.pins = [Pin(), Pin(), Pin()]
        for pin in self.pins:
            pin.level = 1
        buttons = [Button(pin, clock, repeats=False) for pin in self.pins]
        self.votes = VoteButtons(list(zip(buttons, (-1, 0, 1))))

    def hold(self, index, ms):
        for level in (0, 1):
            self.pins[index].set(level)
            for _ in range(0, ms, 5):
                self.time.pass_ms(5)
                self.votes.poll()

    def test_each_button_is_an_answer(self):
        for index, answer in enumerate((-1, 0, 1)):
            self.hold(index, 100)
            self.assertEqual(self.votes.answer(), answer)
            self.assertEqual(self.votes.answer(), None)

    def test_a_long_press_is_one_vote(self):
        self.pins[2].set(0)
        said = []
        for _ in range(2000):
            self.time.pass_ms(5)
            self.votes.poll()
            said.append(self.votes.answer())
        self.assertEqual(said.count(1), 1)


class TestPn532(unittest.TestCase):
    def setUp(self):
        self.time = Time()
        self.bus = I2C()
        self.bus.devices[0x24] = self.model = CardReader()
        self.reader = pn532.Pn532(self.bus, Clock(self.time, Rtc()))

    def taps(self, ms):
        found = []
        for _ in range(0, ms, 5):
            self.time.pass_ms(5)
            self.reader.poll()
            token = self.reader.tapped()
            if token:
                found.append(token)
        return found

    def test_a_frame_of_the_manual(self):
        # 7.2.2 GetFirmwareVersion: D4 02 with its checksums.
        self.assertEqual(pn532.frame(b"\x02"), b"\0\0\xff\x02\xfe\xd4\x02\x2a\0")

    def test_is_set_up_then_looks(self):
        self.assertEqual(self.taps(1000), [])
        codes = [command[0] for command in self.model.commands]
        self.assertEqual(codes[:4], [0x14, 0x12, 0x32, 0x4A])
        self.assertEqual(set(codes[4:]), {0x4A})
        self.assertEqual(self.reader.cause, None)

    def test_a_card_counts_once_until_it_is_gone(self):
        self.model.card = ALICE
        first = self.taps(5000)
        self.assertEqual(len(first), 1)
        self.model.card = None
        self.assertEqual(self.taps(2000), [])
        self.model.card = ALICE
        self.assertEqual(self.taps(1000), first)

    def test_cards_have_tokens_of_their_own(self):
        tokens = []
        for card in (ALICE, bytes(7), bytes(10)):
            self.model.card = card
            tokens += self.taps(1000)
        self.assertEqual(len(set(tokens)), 3)
        for token in tokens:
            self.assertTrue(len(token) <= 16 and " " not in token)

    def test_numbers_that_change_each_time_are_nobody(self):
        self.model.card = b"\x08\x01\x02\x03"
        self.assertEqual(self.taps(2000), [])
        self.model.card = b"\x08\x01\x02\x03\x04\x05\x06"
        self.assertEqual(len(self.taps(1000)), 1)

    def test_every_disturbed_bit_is_noticed(self):
        self.model.card = ALICE
        # All but the first byte, which says that it is ready, and the last, which says nothing.
        for index in range(1, 19):
            for bit in range(8):
                self.setUp()
                self.taps(200)
                self.model.card = ALICE
                self.model.flipped = {index: 1 << bit}
                self.assertEqual(self.taps(500), [])
                self.assertEqual(self.reader.cause, BAD_CHECKSUM)

    def test_unplugged_silent_and_back(self):
        self.taps(1000)
        del self.bus.devices[0x24]
        self.taps(1000)
        self.assertEqual(self.reader.cause, NO_ANSWER)
        self.bus.devices[0x24] = self.model
        self.model.silent = True
        self.taps(5000)
        self.assertEqual(self.reader.cause, NO_ANSWER)
        self.model.silent = False
        self.model.card = ALICE
        self.assertEqual(len(self.taps(4000)), 1)
        self.assertEqual(self.reader.cause, None)


class TestSsd1306(unittest.TestCase):
    def setUp(self):
        self.time = Time()
        self.bus = I2C()
        self.bus.devices[0x3C] = self.chip = Panel()
        self.panel = ssd1306.Ssd1306(self.bus, Clock(self.time, Rtc()))

    def poll(self, count):
        for _ in range(count):
            self.time.pass_ms(5)
            self.panel.poll()

    def test_nothing_is_sent_unasked(self):
        self.poll(10)
        self.assertEqual(self.chip.writes, [])

    def test_a_picture_is_sent_in_pages(self):
        self.panel.picture[0] = 0x11
        self.panel.picture[129 * 7 + 127] = 0x77
        self.panel.send()
        self.poll(3)
        self.assertEqual(len(self.chip.writes), 3)
        self.poll(20)
        commands, pages = self.chip.writes[0], self.chip.writes[1:]
        self.assertEqual((commands[:1], commands[-1:]), (b"\0", b"\xaf"))
        self.assertEqual([len(page) for page in pages], [129] * 8)
        self.assertEqual([page[0] for page in pages], [0x40] * 8)
        self.assertEqual((pages[0][1], pages[7][128]), (0x11, 0x77))

    def test_without_an_answer_it_is_tried_again_from_the_start(self):
        self.panel.send()
        self.poll(3)
        del self.bus.devices[0x3C]
        self.poll(900)
        self.assertFalse(self.panel.working)
        self.bus.devices[0x3C] = self.chip
        self.chip.writes = []
        self.poll(1000)
        self.assertTrue(self.panel.working)
        self.assertEqual([write[0] for write in self.chip.writes], [0] + [0x40] * 8)


class TestDisplay(unittest.TestCase):
    def setUp(self):
        self.time = Time()
        self.app = App(load("climate"))
        self.app.senses[0].value = 2083
        self.panel = ssd1306.Ssd1306(I2C(), Clock(self.time, Rtc()))
        self.canvas, self.cell = Canvas(), Canvas()
        self.pictures = 0
        self.panel.send = self.sent
        clock = Clock(self.time, Rtc())
        self.display = Display(self.panel, self.canvas, self.cell, clock, "target_temp")

    def sent(self):
        self.pictures += 1

    def show(self, steps=0, refused=None):
        self.time.pass_ms(250)
        self.display.show(self.app, [steps], refused)
        return self.canvas

    def test_decimals_that_tell_steps_apart(self):
        setting = self.app.appliance.settings[0]
        self.assertEqual(shown_decimals(setting), 1)
        for step, decimals in ((100, 0), (25, 2), (10, 1)):
            setting.step = step
            self.assertEqual(shown_decimals(setting), decimals)

    def test_shows_the_name_and_the_unit(self):
        canvas = self.show()
        self.assertEqual(canvas.line(0), "target_temp")
        self.assertIn(("C", 104, 20), canvas.texts)
        self.assertEqual(len(canvas.squares), 4)  # 2, 1, point, 0: a dot of each
        self.assertEqual({square[2:] for square in canvas.squares}, {(3, 3)})

    def test_draws_only_what_is_new(self):
        for _ in range(10):
            self.show()
        self.assertEqual(self.pictures, 1)
        self.show(1)
        self.assertEqual(self.pictures, 2)
        self.app.uptime_s += 60
        self.show(1)
        self.assertEqual(self.pictures, 3)

    def test_looks_no_more_often_than_people_can_see(self):
        for _ in range(200):
            self.time.pass_ms(5)
            self.display.show(self.app, [self.time.now_ms], None)
        self.assertTrue(self.pictures <= 4)

    def test_a_fault_comes_before_a_card_refused_before_a_question(self):
        self.app.habits[0].pause.standing = True
        self.assertEqual(self.show().line(56), "is this right?")
        self.assertEqual(self.show(refused="too-many").line(56), "too-many")
        self.app.fault = self.app.senses[0]
        self.assertEqual(self.show(refused="too-many").line(56), "sensor fault")

    def test_dark_while_nobody_is_there(self):
        self.app.presence.quiet_s = 600
        canvas = self.show()
        self.assertEqual((canvas.texts, canvas.squares), ([], []))
        self.assertTrue(self.show(1).texts)


class TestBoardAttends(unittest.TestCase):
    """board.json with a reader, votes and nothing else; what they tell reaches the app."""

    def setUp(self):
        self.time = Time()
        machine = Machine()
        self.model = machine.bus.devices[0x24] = CardReader()
        machine.bus.devices[0x3C] = Panel()
        document = {
            "appliance": "climate",
            "i2c": [{"scl": 5, "sda": 4}],
            "parts": [
                {"driver": "ntc", "pin": 26, "temperature": "room_temp"},
                {"driver": "pn532", "i2c": 0},
                {
                    "driver": "vote_buttons",
                    "less": 6,
                    "fine": 7,
                    "more": 8,
                    "votes": "target_temp",
                },
            ],
            "not_connected": ["target_temp", "heat", "cool", "fan"],
        }
        declared = load("climate")
        self.board = Board(board_file.check(document, declared), declared, machine, self.time)
        self.app = App(declared)
        self.voted = []
        self.app.vote = lambda index, answer: self.voted.append((index, answer))
        self.pins = machine.Pin.made

    def live(self, ms):
        for _ in range(0, ms, 5):
            self.time.pass_ms(5)
            self.board.poll()
            self.board.attend(self.app)

    def tap(self, card):
        self.model.card = card
        self.live(1000)
        self.model.card = None
        self.live(2000)

    def test_a_tap_comes_the_next_one_leaves(self):
        self.tap(ALICE)
        self.assertEqual(self.app.people.here(), self.app.people.names)
        self.tap(ALICE)
        self.assertEqual(self.app.people.here(), [])
        self.assertEqual(len(self.app.people.names), 1)

    def test_one_too_many(self):
        for number in range(5):
            self.tap(bytes([1, 1, 1, number]))
        self.assertEqual(len(self.app.people.names), 4)
        self.assertEqual(self.board.refused, "too-many")
        self.tap(bytes([1, 1, 1, 0]))
        self.assertEqual(self.board.refused, None)
        self.assertEqual(len(self.app.people.here()), 3)

    def test_votes(self):
        for pin in (8, 6):
            self.pins[pin].set(0)
            self.live(100)
            self.pins[pin].set(1)
            self.live(100)
        self.assertEqual(self.voted, [(0, 1), (0, -1)])


if __name__ == "__main__":
    unittest.main()
