"""The drivers of sensors on an emulated board: what they read of devices, well and badly."""

from datetime import datetime, timedelta

import pytest

pytestmark = pytest.mark.timeout(600)  # of an emulated chip on a busy machine
GOOD = [2150, 450, -500, 1000, 1234, 0]
AIR, HUMIDITY, OUTDOOR, LIGHT, STOCK, PRESENCE = range(6)


@pytest.fixture(scope="module")
def wired(wired_board):
    """One for all tests: each leaves its devices well."""
    return wired_board(("sht3x", "bh1750", "ntc", "hx711", "pir", "ds3231"))


def read(wired):
    """What is read, and the causes of what is missing."""
    return wired.run("measure()")


def well(wired):
    values, causes = read(wired)
    for index, tolerance in ((AIR, 1), (HUMIDITY, 1), (OUTDOOR, 10), (LIGHT, 1), (STOCK, 1)):
        assert values[index] == pytest.approx(GOOD[index], abs=tolerance)
    return causes == []


def test_what_the_devices_measure_is_read(wired):
    assert well(wired)
    wired.air.temperature.value, wired.air.humidity.value = -12.34, 99.9
    wired.outdoor.temperature.value, wired.light.illuminance.value = 35, 54_000
    wired.scale.weight.value = -17
    values, _ = read(wired)
    assert values[:2] == [-1234, 999]
    assert values[OUTDOOR] == pytest.approx(3500, abs=10)
    assert values[LIGHT:PRESENCE] == [54_000, -17]
    wired.air.temperature.value, wired.air.humidity.value = 21.5, 45
    wired.outdoor.temperature.value, wired.light.illuminance.value = -5, 1000
    wired.scale.weight.value = 1234
    assert well(wired)


def test_unplugged_devices_are_missing_until_they_are_back(wired):
    chips = (wired.air, wired.light, wired.scale)
    for chip in chips:
        chip.answers = False
    values, causes = read(wired)
    assert [value is None for value in values] == [True, True, False, True, True, False]
    assert causes == ["no answer"] * 4
    for chip in chips:
        chip.answers = True
    wired.run("wait(500, 100)")
    assert well(wired)


def test_a_light_sensor_that_lost_its_power_tells_no_darkness(wired):
    wired.light.lose_power()
    assert well(wired)


def test_disturbed_answers_are_refused(wired):
    wired.air.disturbed = 0x10
    values, causes = read(wired)
    assert (values[:2], causes) == ([None, None], ["bad checksum"] * 2)
    wired.air.disturbed = 0
    assert well(wired)


@pytest.mark.parametrize(
    ("contact", "cause"), [("open", "open circuit"), ("short", "short circuit")]
)
def test_broken_wires_of_the_thermistor(wired, contact, cause):
    wired.outdoor.contact = contact
    values, causes = read(wired)
    assert (values[OUTDOOR], causes) == (None, [cause])
    wired.outdoor.contact = "good"
    assert well(wired)


def test_faults_of_the_scale(wired):
    wired.scale.shorted = True
    assert read(wired)[1] == ["short circuit"]
    wired.scale.shorted = False
    wired.run("wait(500, 100)")
    wired.scale.weight.value = 1e6  # far beyond what its amplifier takes
    assert read(wired)[1] == ["open circuit"]
    wired.scale.weight.value = 1234
    assert well(wired)
    wired.run("board.start()\nwait(200)\nboard.read([0] * 6)")
    assert wired.scale.pulses == 25  # channel A, gain 128; its next conversion takes longer


def test_stuck_and_noisy_values_are_what_is_read(wired):
    wired.air.temperature.stuck = True
    wired.air.temperature.value = 30
    assert read(wired)[0][AIR] == 2150
    wired.air.temperature.stuck = False
    wired.air.temperature.value = 21.5
    wired.air.temperature.noise = 0.2
    values = [read(wired)[0][AIR] for _ in range(4)]
    wired.air.temperature.noise = 0
    assert len(set(values)) == 4
    assert all(abs(value - 2150) < 100 for value in values)
    assert well(wired)


def test_noise_on_the_thermistors_wire_is_averaged(wired):
    wired.outdoor.temperature.noise = 0.5
    values = [read(wired)[0][OUTDOOR] for _ in range(4)]
    wired.outdoor.temperature.noise = 0
    assert all(abs(value + 500) < 50 for value in values)  # 0.5 / sqrt(16) degC, four times that


def test_motion_is_held_and_forgotten(wired):
    wired.motion.move()
    assert read(wired)[0][PRESENCE] == 1
    wired.run("wait(3000, 100)")
    assert read(wired)[0][PRESENCE] == 1  # 2.3 s of its own, 2 s of the driver's
    wired.run("wait(2000, 100)")
    assert read(wired)[0][PRESENCE] == 0
    wired.motion.stuck = True
    wired.motion.move()
    wired.run("wait(6000, 100)")
    assert read(wired)[0][PRESENCE] == 1
    wired.motion.stuck = None
    wired.motion.move()
    wired.motion.unplug()
    wired.run("wait(5000, 100)")
    assert read(wired)[0][PRESENCE] == 0
    wired.motion.move()
    assert read(wired)[0][PRESENCE] == 1
    wired.run("wait(5000, 100)")


def seconds(moment):
    return round((moment - datetime(2024, 1, 1)).total_seconds())


def test_the_clock_chip_gives_the_time_and_is_set_along(wired):
    told = wired.run("print(board.clock.local_s())")  # as it was taken at the start
    assert told == pytest.approx(seconds(wired.clock.local), abs=1)
    leap = datetime(2028, 2, 29, 23, 59, 58)
    wired.run(f"board.clock.set_local({seconds(leap)})\nwait(3000, 100)")
    assert timedelta(seconds=3) <= wired.clock.local - leap < timedelta(seconds=4)
    chip = "from habitude.board import ds3231\nchip = ds3231.Ds3231(machine.I2C(0))\n"
    assert wired.run(chip + "print(chip.local_s())") == seconds(wired.clock.local)


def test_a_clock_chip_without_a_battery_or_an_answer(wired):
    chip = "from habitude.board import ds3231\nchip = ds3231.Ds3231(machine.I2C(0))\n"
    before_s = wired.run(chip + "print(chip.local_s())")
    wired.clock.stop_oscillator()
    assert wired.run("print(chip.local_s())") == -1
    wired.run(f"board.clock.set_local({before_s})")
    assert wired.run("print(chip.local_s())") == pytest.approx(before_s, abs=1)
    wired.clock.answers = False
    setting = f"try:\n    board.clock.set_local({before_s})\nexcept Exception as error:\n    "
    assert wired.run(setting + "print(repr(error.code))") == "no-answer"
    assert wired.run("print(board.clock.local_s())") == pytest.approx(before_s, abs=1)
    wired.clock.answers = True
    wired.run(f"board.clock.set_local({before_s})")
