import unittest

from board_stand_ins import I2C, Pin, Rtc, Time
from chip_stand_ins import LightSensor, Registers, Scale

from habitude.board import bh1750, ds3231, hx711
from habitude.board.clock import Clock
from habitude.board.errors import NO_ANSWER, NOT_READY, OPEN, SHORT, SensorError
from habitude.errors import Refused

DAY = 86400


class TestCase(unittest.TestCase):
    def assert_fails(self, status, function):
        with self.assertRaises(SensorError) as raised:
            function()
        self.assertEqual(raised.exception.status, status)


class TestBh1750(TestCase):
    def setUp(self):
        self.time = Time()
        self.bus = I2C()
        self.bus.devices[0x23] = self.model = LightSensor(self.time, 0x8390)
        self.sensor = bh1750.Bh1750(self.bus, Clock(self.time, Rtc()))

    def measure(self):
        self.sensor.start()
        self.time.pass_ms(180)
        self.sensor.read()
        return self.sensor.values[0]

    def test_the_example_of_the_data_sheet(self):
        self.assertEqual(self.measure(), 28067)

    def test_ends_of_the_range(self):
        self.model.code = 0
        self.assertEqual(self.measure(), 0)
        self.model.code = 0xFFFF
        self.assertEqual(self.measure(), 54613)

    def test_unplugged_and_plugged_in_again(self):
        del self.bus.devices[0x23]
        self.assert_fails(NO_ANSWER, self.measure)
        self.bus.devices[0x23] = self.model
        self.measure()
        self.sensor.start()
        self.time.pass_ms(180)
        del self.bus.devices[0x23]
        self.assert_fails(NO_ANSWER, self.sensor.read)

    def test_a_measurement_is_read_once_and_when_it_is_done(self):
        self.assert_fails(NOT_READY, self.sensor.read)
        self.sensor.start()
        self.time.pass_ms(179)
        self.assert_fails(NOT_READY, self.sensor.read)
        self.measure()
        self.assert_fails(NOT_READY, self.sensor.read)


class TestDs3231(TestCase):
    def setUp(self):
        self.bus = I2C()
        self.bus.devices[0x68] = self.chip = Registers(19)
        # 2026-11-22 07:30:45, in the century that the year 2000 began.
        self.chip.content[:7] = b"\x45\x30\x07\x07\x22\x91\x26"
        self.driver = ds3231.Ds3231(self.bus)
        self.rtc = Rtc()
        self.clock = Clock(Time(), self.rtc)

    def test_the_board_takes_its_time(self):
        self.clock.back_up(self.driver)
        self.assertEqual(self.rtc.now[:7], (2026, 11, 22, 6, 7, 30, 45))

    def test_what_is_set_is_read(self):
        self.clock.back_up(self.driver)
        for local_s in range(0, 12400 * DAY, 86399 * 31):
            self.clock.set_local(local_s)
            self.assertEqual(self.driver.local_s(), local_s)

    def test_a_time_that_can_t_be_trusted_is_not_taken(self):
        for register, content in ((15, 0x80), (2, 0x47), (6, 0x23), (5, 0x13), (5, 0), (4, 0x32)):
            self.setUp()
            self.chip.content[register] = content
            self.clock.back_up(self.driver)
            self.assertEqual(self.clock.local_s(), -1)

    def test_setting_it_makes_it_trusted(self):
        self.chip.content[15] = 0x88
        self.chip.content[14] = 0x80
        self.driver.set_local(5)
        self.assertEqual(self.driver.local_s(), 5)
        self.assertEqual(self.chip.content[14] & 0x80, 0)  # runs on the battery, too

    def test_no_answer(self):
        del self.bus.devices[0x68]
        with self.assertRaises(OSError):
            self.clock.back_up(self.driver)
        with self.assertRaises(Refused):
            self.clock.set_local(DAY)
        self.assertEqual(self.clock.local_s(), DAY)
        self.bus.devices[0x68] = self.chip
        self.clock.set_local(2 * DAY)
        self.assertEqual(self.driver.local_s(), 2 * DAY)


class TestHx711(TestCase):
    def weigh(self, counts, zero=0, counts_per_kg=430000):
        scale = Scale(counts)
        sensor = hx711.Hx711(scale, scale.clock_pin, zero, counts_per_kg)
        sensor.read()
        self.assertEqual(scale.pulses, 25)
        self.assertEqual(sensor.raw, counts)
        return sensor.values[0]

    def test_weighs(self):
        self.assertEqual(self.weigh(430000), 1000)
        self.assertEqual(self.weigh(84000 + 43000, zero=84000), 100)
        self.assertEqual(self.weigh(-430000), -1000)
        self.assertEqual(self.weigh(0), 0)

    def test_stays_within_small_integers(self):
        self.assertTrue(((1 << 24) - 1 >> 4) * 1000 < 1 << 30)
        self.assertAlmostEqual(self.weigh(8388606, -8388608, 10000000), 1678, delta=1)
        self.assertAlmostEqual(self.weigh(-8388607, 8388607, 430000), -39017, delta=2)

    def test_a_module_that_is_not_there_is_never_ready(self):
        open_pin = Pin()
        open_pin.level = 1  # the pull-up
        sensor = hx711.Hx711(open_pin, Pin())
        self.assert_fails(NO_ANSWER, sensor.read)

    def test_faults(self):
        for counts in (-0x800000, 0x7FFFFF):
            with self.assertRaises(SensorError) as raised:
                self.weigh(counts)
            self.assertEqual(raised.exception.status, OPEN)
        scale = Scale(5)
        scale.shorted = True
        self.assert_fails(SHORT, hx711.Hx711(scale, scale.clock_pin).read)


if __name__ == "__main__":
    unittest.main()
