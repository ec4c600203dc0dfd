"""Peripherals by number, made from the port's `machine` module, which is handed in.

What a port doesn't have (a pull-up on an ESP32's pin 34, an ADC on a Pico's pin 2) is refused by
the port itself, with ValueError; whoever builds a driver tells the maker which part it was.
"""

from habitude.compat import borrowed, const

_HELD = const(3)  # transfers that failed in a row, after which the lines are looked at


class Pins:
    """`buses`: board.json's I2C buses by id, {"scl", "sda", "freq_hz"} each."""

    def __init__(self, machine, buses):
        self._machine = machine
        self._buses = buses
        self._open = {}

    def input(self, number, up=True):
        """A Pin to be read with value(): 1, or 0 if not `up`, where nothing is connected."""
        pin = self._machine.Pin
        return pin(number, pin.IN, pin.PULL_UP if up else pin.PULL_DOWN)

    def output(self, number, level):
        """A Pin that is driven with `level` from the first moment on."""
        return self._machine.Pin(number, self._machine.Pin.OUT, value=level)

    def on_edges(self, pin, handler):
        """Call handler(pin) at each change of level, as soon as the interpreter gets to it."""
        pin.irq(handler, self._machine.Pin.IRQ_RISING | self._machine.Pin.IRQ_FALLING)

    def pwm(self, number, freq_hz, duty_u16):
        return self._machine.PWM(self._machine.Pin(number), freq=freq_hz, duty_u16=duty_u16)

    def analog(self, number, supply_mv=0):
        """A function that returns the voltage as a share of the supply, 0..65535.

        supply_mv: 0 where the supply is the ADC's reference, else the supply's voltage.
        """
        adc_class = self._machine.ADC
        pin = self._machine.Pin(number)
        if hasattr(adc_class, "ATTN_11DB"):  # ESP32: the input's full range, about 2.5 V
            adc = adc_class(pin, atten=adc_class.ATTN_11DB)
        else:
            adc = adc_class(pin)
        if not supply_mv:
            return adc.read_u16
        if not hasattr(adc, "read_uv"):
            raise ValueError('this port\'s ADC tells no voltage: leave out "supply_mv"')
        return Share(adc.read_uv, supply_mv).read_u16

    def i2c(self, bus):
        """The I2C bus `bus`, one object for all who share it."""
        if bus not in self._open:
            self._open[bus] = Bus(self._machine, bus, self._buses[bus])
        return self._open[bus]


class Bus:
    """An I2C bus. `wiring`: its "scl", "sda" and "freq_hz".

    A chip that was interrupted within a byte waits for the rest of it, and may hold the data line
    low for ever; nothing else on the bus can be heard then. It is clocked free (held_bus.py).
    """

    def __init__(self, machine, number, wiring):
        self._machine = machine
        self._number = number
        self._wiring = wiring
        self._failed = 0  # transfers in a row
        self._make()

    def writeto(self, address, data):
        try:
            self._i2c.writeto(address, data)
        except OSError:
            self._fail()
            raise
        self._failed = 0

    def readfrom_into(self, address, buffer):
        try:
            self._i2c.readfrom_into(address, buffer)
        except OSError:
            self._fail()
            raise
        self._failed = 0

    def _fail(self):
        self._failed += 1
        machine, wiring = self._machine, self._wiring
        if self._failed % _HELD == 0 and not machine.Pin(wiring["sda"]).value():
            borrowed("habitude.board.held_bus").free(machine, wiring)
            self._make()

    def _make(self):
        wiring, pin = self._wiring, self._machine.Pin
        self._i2c = self._machine.I2C(
            self._number, scl=pin(wiring["scl"]), sda=pin(wiring["sda"]), freq=wiring["freq_hz"]
        )


class Share:
    """A calibrated voltage as a share of `supply_mv`."""

    def __init__(self, read_uv, supply_mv):
        self._read_uv = read_uv
        self._full = supply_mv * 125 >> 5  # microvolts / 256: the quotient below needs no big ints

    def read_u16(self):
        return min((self._read_uv() << 8) // self._full, 65535)
