"""What is connected to an emulated board's pins, register for register from the data sheets.

sensor, button = Sht3x(21.5, 45), Button(14)
board = Board(files, wired=[I2cBus(0, sensor), button])
sensor.temperature.value = 19.0     # what it measures from now on
sensor.answers = False              # unplugged
button.tap()

Values and faults are plain attributes, changed between two calls of the board.
"""

from __future__ import annotations

from habitude_sim.emulator.devices.bh1750 import Bh1750
from habitude_sim.emulator.devices.button import Button
from habitude_sim.emulator.devices.ds3231 import Ds3231
from habitude_sim.emulator.devices.encoder import Encoder
from habitude_sim.emulator.devices.hx711 import Hx711
from habitude_sim.emulator.devices.i2c import I2cBus, I2cDevice
from habitude_sim.emulator.devices.ntc import Ntc
from habitude_sim.emulator.devices.pir import Pir
from habitude_sim.emulator.devices.pn532 import Pn532
from habitude_sim.emulator.devices.pwm import PwmLoad
from habitude_sim.emulator.devices.quantity import Quantity
from habitude_sim.emulator.devices.relay import Relay
from habitude_sim.emulator.devices.sht3x import Sht3x
from habitude_sim.emulator.devices.ssd1306 import Ssd1306

__all__ = [
    "Bh1750",
    "Button",
    "Ds3231",
    "Encoder",
    "Hx711",
    "I2cBus",
    "I2cDevice",
    "Ntc",
    "Pir",
    "Pn532",
    "PwmLoad",
    "Quantity",
    "Relay",
    "Sht3x",
    "Ssd1306",
]
