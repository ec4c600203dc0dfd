import unittest

from board_stand_ins import PERIOD, Pin, Rtc, Time

from habitude.board.buttons import Buttons
from habitude.board.clock import Clock
from habitude.board.encoder import Encoder

CLOCKWISE = (0b01, 0b00, 0b10, 0b11)  # the levels of a and b through one detent


def open_contact():
    pin = Pin()
    pin.level = 1
    return pin


class TestButtons(unittest.TestCase):
    def setUp(self):
        self.time = Time()
        self.up, self.down = open_contact(), open_contact()
        self.buttons = self.made()

    def made(self):
        return Buttons(self.up, self.down, Clock(self.time, Rtc()))

    def pass_ms(self, ms):
        for _ in range(0, ms, 5):
            self.time.pass_ms(5)
            self.buttons.poll()

    def press(self, pin, ms=100):
        pin.set(0)
        self.pass_ms(ms)
        pin.set(1)
        self.pass_ms(100)

    def test_one_press_is_one_step(self):
        self.press(self.up)
        self.assertEqual(self.buttons.take(), 1)
        self.assertEqual(self.buttons.take(), 0)
        self.press(self.down)
        self.press(self.down)
        self.assertEqual(self.buttons.take(), -2)

    def test_bounces_count_once(self):
        for _ in range(3):
            self.up.set(0)
            self.pass_ms(5)
            self.up.set(1)
            self.pass_ms(10)
        self.press(self.up)
        for _ in range(3):
            self.up.set(0)
            self.pass_ms(10)
            self.up.set(1)
            self.pass_ms(5)
        self.pass_ms(100)
        self.assertEqual(self.buttons.take(), 1)

    def test_two_buttons_held_together_are_told(self):
        self.down.set(0)
        self.pass_ms(3000)
        self.up.set(0)
        self.pass_ms(4000)
        self.assertTrue(3900 <= self.buttons.held_ms() <= 4000)
        self.buttons.take()
        self.down.set(1)
        self.pass_ms(100)
        self.assertEqual(self.buttons.held_ms(), 0)
        self.down.set(0)
        self.up.set(0)
        self.buttons = self.made()  # held since before the start: it may have been reset just now
        self.pass_ms(12000)
        self.assertEqual(self.buttons.held_ms(), 0)

    def test_a_spike_is_no_press(self):
        self.press(self.up, ms=10)
        self.assertEqual(self.buttons.take(), 0)

    def test_repeats_while_held(self):
        self.press(self.up, ms=590)
        self.assertEqual(self.buttons.take(), 1)
        self.press(self.up, ms=610)
        self.assertEqual(self.buttons.take(), 2)
        self.press(self.up, ms=1610)
        self.assertEqual(self.buttons.take(), 1 + 6)

    def test_what_a_jammed_button_turned_is_taken_back_and_it_turns_nothing_until_let_go(self):
        self.up.set(0)
        self.pass_ms(14000)
        self.assertTrue(self.buttons.take() > 50 and self.buttons.held())
        self.pass_ms(46000)
        self.assertTrue(-80 < self.buttons.take() < -50 and not self.buttons.held())
        self.pass_ms(60000)
        self.assertEqual(self.buttons.take(), 0)
        self.up.set(1)
        self.pass_ms(100)
        self.press(self.up)
        self.assertEqual(self.buttons.take(), 1)

    def test_a_button_that_is_jammed_at_power_on_turns_nothing(self):
        self.up.set(0)
        self.buttons = self.made()
        self.pass_ms(5000)
        self.up.set(1)
        self.pass_ms(100)
        self.assertEqual(self.buttons.take(), 0)
        self.press(self.up)
        self.assertEqual(self.buttons.take(), 1)

    def test_after_weeks_without_a_press(self):
        for quiet_ms in (PERIOD // 2 - 5, PERIOD // 2 + 5, PERIOD - 5, PERIOD + 5):
            self.time.pass_ms(quiet_ms)
            self.press(self.up)
            self.assertEqual(self.buttons.take(), 1)


class TestEncoder(unittest.TestCase):
    def setUp(self):
        self.make(4)

    def make(self, edges):
        self.a, self.b = open_contact(), open_contact()
        self.encoder = Encoder(self.a, self.b, edges)
        self.a.irq(self.encoder.edge, 0)
        self.b.irq(self.encoder.edge, 0)

    def levels(self, states):
        for state in states:
            self.a.set(state >> 1)
            self.b.set(state & 1)

    def test_a_detent_is_a_step(self):
        self.levels(CLOCKWISE * 3)
        self.assertEqual(self.encoder.take(), 3)
        self.levels((0b10, 0b00, 0b01, 0b11) * 2)
        self.assertEqual(self.encoder.take(), -2)
        self.assertEqual(self.encoder.take(), 0)

    def test_two_edges_a_detent(self):
        self.make(2)
        self.levels(CLOCKWISE)
        self.assertEqual(self.encoder.take(), 2)
        self.levels((0b10, 0b00))
        self.assertEqual(self.encoder.take(), -1)

    def test_half_way_and_back_is_nothing(self):
        self.levels((0b10, 0b00, 0b10, 0b11))
        self.assertEqual(self.encoder.take(), 0)

    def test_bounces_cancel_out(self):
        self.levels((0b01, 0b11, 0b01, 0b11, 0b01, 0b00, 0b01, 0b00, 0b10, 0b00, 0b10, 0b11))
        self.assertEqual(self.encoder.take(), 1)

    def test_lost_edges_leave_it_in_step(self):
        self.levels((0b01, 0b10, 0b11))  # a jump over one state: half of the quarters are missing
        self.encoder.take()
        self.levels(CLOCKWISE * 5)
        self.assertEqual(self.encoder.take(), 5)

    def test_steps_taken_between_edges_are_not_lost(self):
        total = 0
        for state in CLOCKWISE * 7:
            self.levels((state,))
            total += self.encoder.take()
        self.assertEqual(total, 7)


if __name__ == "__main__":
    unittest.main()
