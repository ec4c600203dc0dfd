import unittest

from board_stand_ins import Machine, Sht3xModel, Time, appliance

from habitude.board import board_file
from habitude.board.board import Board
from habitude.board.errors import BAD_CHECKSUM, OPEN, BoardError
from habitude.fixed import MISSING

PICO_W = __file__.rpartition("/")[0] + "/../../firmware/boards/pico_w.json"


class TestBoard(unittest.TestCase):
    """The Pico W's example, with its sensors, contacts and switches played from outside."""

    def setUp(self):
        self.start(appliance())

    def start(self, declared):
        self.time = Time()
        self.machine = Machine()
        self.machine.bus.devices[0x44] = Sht3xModel(self.time, 26214, 32768)
        plan = board_file.check(board_file.read(PICO_W), declared)
        self.board = Board(plan, declared, self.machine, self.time)
        self.readings = [12345] * 4

    def pin(self, number):
        return self.machine.Pin.made[number]

    def read(self):
        self.board.start()
        self.time.pass_ms(20)
        self.board.read(self.readings)
        return self.readings

    def warm_up(self):
        self.time.pass_ms(60000)
        self.board.poll()

    def poll(self, ms):
        for _ in range(0, ms, 5):
            self.time.pass_ms(5)
            self.board.poll()

    def test_readings_in_the_declared_order(self):
        self.warm_up()
        self.assertEqual(self.read(), [2500, 500, 2500, 0])
        self.pin(16).set(1)
        self.assertEqual(self.read(), [2500, 500, 2500, 1])
        self.assertEqual(self.board.failures, [0, 0, 0, 0])

    def test_readings_in_the_declared_decimals(self):
        self.start(appliance(humidity_decimals=0))
        self.machine.bus.devices[0x44].codes = [26214, 29687]  # 45.3 %RH
        self.assertEqual(self.read()[1], 45)
        self.start(appliance(humidity_decimals=2))
        self.assertEqual(self.read()[1], 5000)

    def test_a_failing_sensor_is_missing_and_counted_the_others_go_on(self):
        self.warm_up()
        sensor = self.machine.bus.devices.pop(0x44)
        self.assertEqual(self.read(), [MISSING, MISSING, 2500, 0])
        self.machine.bus.devices[0x44] = sensor
        sensor.flipped[2] = 1
        self.machine.made["ADC"][0].code = 65535
        self.assertEqual(self.read(), [MISSING, MISSING, MISSING, 0])
        self.assertEqual(self.board.failures, [2, 2, 1, 0])
        self.assertEqual(self.board.causes, [BAD_CHECKSUM, BAD_CHECKSUM, OPEN, None])
        sensor.flipped[2] = 0
        self.assertEqual(self.read()[:2], [2500, 500])
        self.assertIsNone(self.board.causes[0])

    def test_a_bus_that_a_chip_holds_low_is_clocked_free(self):
        self.machine.bus.held = 7
        self.machine.Pin.made[4].level = 0
        failed = 0
        while self.read()[0] == MISSING:
            failed += 1
        self.assertEqual(failed, 3)
        self.assertEqual((self.machine.bus.held, len(self.machine.made["I2C"])), (0, 2))

    def test_a_chip_that_is_unplugged_is_no_held_bus(self):
        self.machine.bus.devices.pop(0x44)
        for _ in range(10):
            self.read()
        self.assertEqual(len(self.machine.made["I2C"]), 1)
        self.assertEqual(self.board.causes[0], "no answer")

    def test_turns(self):
        steps = [99]
        self.board.turns(steps)
        self.assertEqual(steps, [0])
        for _ in range(2):
            self.pin(14).set(0)
            self.poll(100)
            self.pin(14).set(1)
            self.poll(100)
        self.board.turns(steps)
        self.assertEqual(steps, [2])
        self.board.turns(steps)
        self.assertEqual(steps, [0])

    def test_outputs_go_where_they_are_declared(self):
        heat, fan = self.machine.made["PWM"]
        cool = self.pin(20)
        self.assertEqual((heat.duties[-1], cool.level, fan.duties[-1]), (0, 1, 0))
        self.time.pass_ms(300 * 1000)  # the compressor's minimum off time
        self.board.write((500, 1000, 250))
        self.assertEqual((heat.duties[-1], cool.level, fan.duties[-1]), (32767, 0, 16383))
        self.assertEqual((heat.freq, fan.freq), (1000, 25000))
        for _ in range(2):
            self.board.safe()
            self.assertEqual((heat.duties[-1], cool.level, fan.duties[-1]), (0, 1, 0))

    def test_what_the_port_refuses_is_told_with_its_place(self):
        def no_adc(pin):
            raise ValueError("Pin doesn't have ADC capabilities")

        self.machine.ADC = no_adc
        declared = appliance()
        plan = board_file.check(board_file.read(PICO_W), declared)
        with self.assertRaises(BoardError) as raised:
            Board(plan, declared, self.machine, self.time)
        self.assertIn("parts[1] (ntc)", str(raised.exception))
        self.assertIn("ADC capabilities", str(raised.exception))


if __name__ == "__main__":
    unittest.main()
