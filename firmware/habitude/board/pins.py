"""Peripherals by number, made from the port's `machine` module, which is handed in.

What a port doesn't have (a pull-up on an ESP32's pin 34, an ADC on a Pico's pin 2) is refused by
the port itself, with ValueError; whoever builds a driver tells the maker which part it was.
"""


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
            wiring = self._buses[bus]
            self._open[bus] = self._machine.I2C(
                bus,
                scl=self._machine.Pin(wiring["scl"]),
                sda=self._machine.Pin(wiring["sda"]),
                freq=wiring["freq_hz"],
            )
        return self._open[bus]


class Share:
    """A calibrated voltage as a share of `supply_mv`."""

    def __init__(self, read_uv, supply_mv):
        self._read_uv = read_uv
        self._full = supply_mv * 125 >> 5  # microvolts / 256: the quotient below needs no big ints

    def read_u16(self):
        return min((self._read_uv() << 8) // self._full, 65535)
