"""An I2C bus of the RP2040 with the devices on it, byte for byte as the controller sends them.

bus = I2cBus(0, Sht3x(), Ds3231())
board = Board(files, wired=[bus])

Three faults and omissions of the controller's model (rp2040py 0.3.6) are put right:

1. After a byte that nobody acknowledges the controller is idle, which it has to tell (TX_EMPTY):
   else the SDK waits for its time-out, and the next transfer fails, too.
2. Transfers take no time. The time that all bytes of one take at the bus's frequency is waited
   for at its stop: long ones hold up the program as on a board.
3. MicroPython scans a bus at the pins' level, not by the controller: `scan()` finds nothing.
   This one stays.
"""

# The model tells an idle transmitter by a method that it keeps for itself.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from rp2040py.clock.clock import IClock
from rp2040py.peripherals.i2c import R_TX_EMPTY, RPI2C, I2CMode
from rp2040py.rp2040 import RP2040

_BITS = 9  # of a byte on the wire, with its acknowledgement


class I2cDevice:
    """One device on a bus. What a device does not override is that of one without registers.

    address: 7 bits. answers: False is a device that is unplugged or has no power.
    """

    def __init__(self, address: int) -> None:
        self.address = address
        self.answers = True
        self._clock: IClock | None = None

    @property
    def now_s(self) -> float:
        """Seconds since the board was switched on; 0 before."""
        return self._clock.nanos / 1e9 if self._clock else 0.0

    def connect(self, clock: IClock) -> None:
        self._clock = clock

    def start(self, reading: bool) -> bool:
        """Addressed, to be read or written; whether it acknowledges."""
        return True

    def write(self, byte: int) -> bool:
        """One byte from the board; whether it acknowledges."""
        return True

    def read(self) -> int:
        """One byte to the board. 255: nobody pulls the line down."""
        return 0xFF

    def stop(self) -> None:
        """The transfer has ended."""


class I2cBus:
    """The bus of the controller `index` (0, 1), whatever pins it is routed to."""

    def __init__(self, index: int, *devices: I2cDevice) -> None:
        self._index = index
        self._devices = {device.address: device for device in devices}
        if len(self._devices) < len(devices):
            raise ValueError("two devices on one bus have the same address")
        self._addressed: I2cDevice | None = None
        self._bytes = 0  # of this transfer

    def attach(self, rp2040: RP2040) -> None:
        i2c = self._i2c = rp2040.i2c[self._index]
        self._hertz = rp2040.clk_sys
        for device in self._devices.values():
            device.connect(rp2040.clock)
        self._stopped = rp2040.clock.create_alarm(i2c.complete_stop)
        i2c.on_start = self._on_start
        i2c.on_connect = self._on_connect
        i2c.on_write_byte = self._on_write_byte
        i2c.on_read_byte = self._on_read_byte
        i2c.on_stop = self._on_stop

    def _on_start(self, repeated: bool) -> None:
        self._i2c.complete_start()

    def _on_connect(self, address: int, mode: I2CMode) -> None:
        self._bytes += 1
        device = self._devices.get(address)
        self._addressed = device if device and device.answers else None
        acknowledged = bool(self._addressed and self._addressed.start(mode == I2CMode.READ))
        self._told(self._i2c, acknowledged)
        self._i2c.complete_connect(acknowledged)

    def _on_write_byte(self, byte: int) -> None:
        self._bytes += 1
        acknowledged = bool(self._addressed and self._addressed.write(byte))
        self._told(self._i2c, acknowledged)
        self._i2c.complete_write(acknowledged)

    def _on_read_byte(self, acknowledge: bool) -> None:
        self._bytes += 1
        self._i2c.complete_read(self._addressed.read() if self._addressed else 0xFF)

    def _on_stop(self) -> None:
        if self._addressed:
            self._addressed.stop()
        self._addressed = None
        period = self._i2c.scl_low_period + self._i2c.scl_high_period
        self._stopped.schedule(self._bytes * _BITS * period / self._hertz * 1e9)
        self._bytes = 0

    @staticmethod
    def _told(i2c: RPI2C, acknowledged: bool) -> None:
        if not acknowledged:
            i2c._set_interrupts(R_TX_EMPTY)
