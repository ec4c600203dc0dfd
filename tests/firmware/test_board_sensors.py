import unittest

from board_stand_ins import I2C, PERIOD, CalibratedAdc, Machine, Pin, Rtc, Sht3xModel, Time

from habitude.board import ntc, sht3x
from habitude.board.clock import Clock
from habitude.board.errors import BAD_CHECKSUM, NO_ANSWER, NOT_READY, OPEN, SHORT, SensorError
from habitude.board.pins import Pins
from habitude.board.pir import Pir
from habitude.fixed import MISSING


class TestSht3x(unittest.TestCase):
    def setUp(self):
        self.time = Time()
        self.model = Sht3xModel(self.time, 26214, 32768)
        self.bus = I2C()
        self.bus.devices[0x44] = self.model
        self.sensor = sht3x.Sht3x(self.bus, Clock(self.time, Rtc()))

    def measure(self):
        self.sensor.start()
        self.time.pass_ms(16)
        self.sensor.read()
        return self.sensor.values

    def assert_fails(self, status, function):
        with self.assertRaises(SensorError) as raised:
            function()
        self.assertEqual(raised.exception.status, status)

    def test_measures(self):
        self.assertEqual(self.measure(), [2500, 500])

    def test_ends_of_the_range(self):
        self.model.codes = [0, 0]
        self.assertEqual(self.measure(), [-4500, 0])
        self.model.codes = [65535, 65535]
        self.assertEqual(self.measure(), [13000, 1000])

    def test_checksum_of_the_data_sheet(self):
        self.assertEqual(sht3x.crc8(b"\xbe\xef", 0, 2), 0x92)

    def test_every_single_disturbed_bit_is_noticed(self):
        for byte in range(6):
            for bit in range(8):
                self.model.flipped[byte] = 1 << bit
                self.assert_fails(BAD_CHECKSUM, self.measure)
            self.model.flipped[byte] = 0
        self.measure()

    def test_unplugged_and_plugged_in_again(self):
        del self.bus.devices[0x44]
        self.assert_fails(NO_ANSWER, self.measure)
        self.bus.devices[0x44] = self.model
        self.measure()

    def test_unplugged_while_measuring(self):
        self.sensor.start()
        self.time.pass_ms(16)
        del self.bus.devices[0x44]
        self.assert_fails(NO_ANSWER, self.sensor.read)

    def test_too_early(self):
        self.sensor.start()
        self.time.pass_ms(10)
        self.assert_fails(NOT_READY, self.sensor.read)
        self.time.pass_ms(6)
        self.sensor.read()

    def test_one_measurement_is_read_once(self):
        self.assert_fails(NOT_READY, self.sensor.read)
        self.measure()
        self.assert_fails(NOT_READY, self.sensor.read)


class TestNtc(unittest.TestCase):
    def at(self, code, at_supply=False):
        sensor = ntc.Ntc(lambda: code, ntc.table(3950, 10000, 10000, at_supply))
        sensor.read()
        return sensor.values[0]

    def assert_fails(self, status, code, at_supply=False):
        with self.assertRaises(SensorError) as raised:
            self.at(code, at_supply)
        self.assertEqual(raised.exception.status, status)

    def test_equal_resistances_are_25_degrees(self):
        self.assertEqual(self.at(32768), 2500)
        self.assertEqual(self.at(32768, at_supply=True), 2500)

    def test_freezing_point(self):
        # By hand: R(0 degC) = 10 kOhm * exp(3950 * (1/273.15 - 1/298.15)) = 33 621 Ohm
        self.assertAlmostEqual(self.at(65536 * 33621 // 43621), 0, delta=2)
        self.assertAlmostEqual(self.at(65536 * 10000 // 43621, at_supply=True), 0, delta=2)

    def test_broken_wire_and_short_circuit(self):
        self.assert_fails(OPEN, 65535)
        self.assert_fails(SHORT, 0)
        self.assert_fails(OPEN, 0, at_supply=True)
        self.assert_fails(SHORT, 65535, at_supply=True)

    def test_colder_is_colder(self):
        entries = ntc.table(3950, 10000, 10000, False)
        last = ntc.interpolate(entries, 4999)
        for code in range(5000, 63000):
            temperature = ntc.interpolate(entries, code)
            self.assertTrue(temperature <= last <= temperature + 5)
            last = temperature

    def test_noise_is_averaged(self):
        codes = [32768 + 40 * (i % 2) for i in range(16)]
        sensor = ntc.Ntc(codes.pop, ntc.table(3950, 10000, 10000, False))
        sensor.read()
        self.assertEqual(codes, [])
        self.assertAlmostEqual(sensor.values[0], self.at(32788), delta=0)

    def test_a_calibrated_voltage_against_a_known_supply(self):
        made = []

        class Adc(CalibratedAdc):
            def __init__(self, pin, atten=0):
                CalibratedAdc.__init__(self, pin, atten)
                made.append(self)

        machine = Machine()
        machine.ADC = Adc
        read_u16 = Pins(machine, {}).analog(34, 3300)
        self.assertEqual(made[0].atten, Adc.ATTN_11DB)
        for microvolts in (0, 142000, 1650000, 2450000, 3300000, 3600000):
            made[0].microvolts = microvolts
            self.assertAlmostEqual(read_u16(), min(65535, microvolts * 65536 // 3300000), delta=4)

    def test_a_port_without_calibration_refuses(self):
        with self.assertRaises(ValueError):
            Pins(Machine(), {}).analog(26, 3300)


class TestPir(unittest.TestCase):
    def setUp(self):
        self.time = Time()
        self.pin = Pin()
        self.pir = Pir(self.pin, Clock(self.time, Rtc()), hold_s=300, warmup_s=60)

    def present(self):
        self.pir.read()
        return self.pir.values[0]

    def warm_up(self):
        self.time.pass_ms(60000)
        self.pir.poll()

    def test_unknown_while_warming_up(self):
        self.pin.set(1)
        self.time.pass_ms(59999)
        self.assertEqual(self.present(), MISSING)
        self.pin.set(0)
        self.time.pass_ms(1)
        self.assertEqual(self.present(), 0)

    def test_held_after_the_last_movement(self):
        self.warm_up()
        self.pin.set(1)
        self.assertEqual(self.present(), 1)
        self.pin.set(0)
        self.time.pass_ms(299999)
        self.assertEqual(self.present(), 1)
        self.time.pass_ms(1)
        self.assertEqual(self.present(), 0)

    def test_a_movement_between_two_reads_is_seen(self):
        self.warm_up()
        self.pin.set(1)
        self.pir.poll()
        self.pin.set(0)
        self.time.pass_ms(60000)
        self.assertEqual(self.present(), 1)

    def test_an_absence_longer_than_ticks_can_tell(self):
        self.warm_up()
        self.pin.set(1)
        self.pir.poll()
        self.pin.set(0)
        for _ in range(40):  # half a period back, ticks_diff turns negative
            self.time.pass_ms(PERIOD // 16)
            present = self.present()
            self.assertEqual(present, 0)


if __name__ == "__main__":
    unittest.main()
