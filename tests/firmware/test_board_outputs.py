import unittest

from board_stand_ins import Pin, Pwm, Rtc, Time

from habitude.board.clock import Clock
from habitude.board.pwm_output import PwmOutput
from habitude.board.relay_output import RelayOutput


class TestPwmOutput(unittest.TestCase):
    def duties(self, levels, inverted=False):
        pwm = Pwm(None)
        output = PwmOutput(pwm, inverted)
        for level in levels:
            output.write(level)
        return pwm.duties[-len(levels) :]

    def test_levels(self):
        self.assertEqual(self.duties((0, 500, 1000)), [0, 32767, 65535])

    def test_active_low(self):
        self.assertEqual(self.duties((0, 500, 1000), True), [65535, 32768, 0])

    def test_outside_the_range(self):
        self.assertEqual(self.duties((-1, 1001, -(1 << 29))), [0, 65535, 0])

    def test_off_from_the_start_and_on_demand(self):
        for inverted, off in ((False, 0), (True, 65535)):
            pwm = Pwm(None, duty_u16=32768)
            output = PwmOutput(pwm, inverted)
            self.assertEqual(pwm.duties[-1], off)
            output.write(700)
            output.off()
            self.assertEqual(pwm.duties[-1], off)


class RelayPin(Pin):
    """Remembers when it was switched: (ms, level) each."""

    def __init__(self, time):
        Pin.__init__(self)
        self.switched = []
        self._time = time

    def value(self, level=None):
        self.switched.append((self._time.now_ms, level))
        return Pin.value(self, level)


class TestRelayOutput(unittest.TestCase):
    def setUp(self):
        self.time = Time()
        self.pin = RelayPin(self.time)

    def made(self, cycle_s=600, min_on_s=0, min_off_s=0, active_low=False):
        clock = Clock(self.time, Rtc())
        return RelayOutput(self.pin, clock, cycle_s, min_on_s, min_off_s, active_low)

    def run_s(self, relay, seconds, every_s=1):
        """Levels of the pin, a byte a poll."""
        levels = bytearray(seconds // every_s)
        for index in range(len(levels)):
            self.time.pass_ms(1000 * every_s)
            relay.poll()
            levels[index] = self.pin.level
        return levels

    def spans_s(self):
        """How long the relay was on and off, each time, whole stretches only: ([on], [off])."""
        found = ([], [])
        since_ms, before = self.pin.switched[1]
        for now_ms, level in self.pin.switched[2:]:
            found[1 - before].append((now_ms - since_ms) // 1000)
            since_ms, before = now_ms, level
        return found

    def test_delivers_the_share_that_was_asked_for(self):
        for level in (30, 200, 500, 730, 950):
            relay = self.made(cycle_s=60)
            relay.write(level)
            levels = self.run_s(relay, 20000)
            self.assertAlmostEqual(1000 * sum(levels) / len(levels), level, delta=3)

    def test_follows_a_level_that_changes(self):
        relay = self.made(cycle_s=600)
        on = asked = 0
        for minute in range(1440):
            level = 200 + minute % 600
            relay.write(level)
            on += 1000 * sum(self.run_s(relay, 60, every_s=5)) / 12
            asked += level
        self.assertAlmostEqual(on / asked, 1, delta=0.01)

    def test_the_cycle_at_one_half_and_the_longer_ones_beside(self):
        relay = self.made(cycle_s=100)
        relay.write(500)
        self.run_s(relay, 2000)
        on, off = self.spans_s()
        self.assertEqual(set(on + off), {50})
        relay.write(200)
        self.run_s(relay, 4000)
        on, off = self.spans_s()
        self.assertAlmostEqual(on[-1] + off[-1], 100 / (4 * 0.2 * 0.8), delta=2)

    def test_minimum_times_are_kept_whatever_is_asked(self):
        relay = self.made(cycle_s=60, min_on_s=180, min_off_s=300)
        for turn in range(400):
            relay.write((0, 1000, 40, 600, 990)[turn * 7 % 5])
            self.run_s(relay, 20 + turn % 50)
        on, off = self.spans_s()
        self.assertTrue(len(on) > 10)
        self.assertTrue(min(on) >= 180)
        self.assertTrue(min(off) >= 300)

    def test_the_share_is_right_with_minimum_times_too(self):
        relay = self.made(cycle_s=60, min_on_s=180, min_off_s=300)
        relay.write(100)
        self.run_s(relay, 3600)
        levels = self.run_s(relay, 36000)
        self.assertAlmostEqual(sum(levels) / len(levels), 0.1, delta=0.006)

    def test_starts_off_and_waits_its_minimum_off_time(self):
        relay = self.made(min_off_s=300)
        relay.write(1000)
        self.assertEqual(sum(self.run_s(relay, 299)), 0)
        self.assertEqual(self.run_s(relay, 1), b"\x01")

    def test_a_call_begins_with_on(self):
        relay = self.made()
        relay.write(0)
        self.run_s(relay, 100)
        relay.write(300)
        self.assertEqual(self.pin.level, 1)

    def test_zero_and_full_do_not_cycle(self):
        relay = self.made(cycle_s=60)
        relay.write(1000)
        self.assertEqual(sum(self.run_s(relay, 1000)), 1000)
        relay.write(0)
        self.assertEqual(sum(self.run_s(relay, 1000)), 0)

    def test_off_is_at_once_and_lasts_its_minimum(self):
        relay = self.made(min_on_s=180, min_off_s=300)
        self.run_s(relay, 300)
        relay.write(1000)
        self.assertEqual(self.pin.level, 1)
        relay.off()
        self.assertEqual(self.pin.level, 0)
        relay.write(1000)
        self.assertEqual(sum(self.run_s(relay, 299)), 0)

    def test_off_drives_the_pin_whatever_it_believes(self):
        relay = self.made()
        self.pin.level = 1  # as if a Ctrl-C had come in the middle of switching
        relay.off()
        self.assertEqual(self.pin.level, 0)

    def test_active_low(self):
        relay = self.made(active_low=True)
        self.assertEqual(self.pin.level, 1)
        relay.write(1000)
        self.assertEqual(self.pin.level, 0)
        relay.off()
        self.assertEqual(self.pin.level, 1)

    def test_switches_in_time_when_polled_across_a_long_gap(self):
        relay = self.made(cycle_s=60)
        relay.write(0)
        self.time.pass_ms(1 << 28)
        relay.write(500)
        levels = self.run_s(relay, 6000)
        self.assertAlmostEqual(sum(levels) / 6000, 0.5, delta=0.01)


if __name__ == "__main__":
    unittest.main()
