# What stands in for a board's hardware, at the level of buses, pins and converters: the drivers'
# own register code runs against it. Time stands still unless a test moves it on.
from habitude.appliance import Output, Reading, Setting
from habitude.declaration import Appliance, Drive

PERIOD = 1 << 30  # of ticks_ms on a 32-bit board


class Time:
    """MicroPython's `time`, a few seconds before ticks wrap: every test crosses that."""

    def __init__(self):
        self.now_ms = PERIOD - 2500

    def ticks_ms(self):
        return self.now_ms % PERIOD

    def ticks_add(self, ticks, ms):
        return (ticks + ms) % PERIOD

    def ticks_diff(self, later, earlier):
        half = PERIOD // 2
        return (later - earlier + half) % PERIOD - half

    def pass_ms(self, ms):
        self.now_ms += ms


class Pin:
    def __init__(self):
        self.level = 0
        self.handler = None

    def value(self, level=None):
        if level is None:
            return self.level
        self.level = level

    def irq(self, handler, trigger):
        self.handler = handler

    def set(self, level):
        """From outside: a contact, a sensor's output."""
        changed = level != self.level
        self.level = level
        if changed and self.handler:
            self.handler(self)


class PinClass:
    IN, OUT, PULL_UP, PULL_DOWN, IRQ_FALLING, IRQ_RISING, OPEN_DRAIN = range(7)

    def __init__(self):
        self.made = {}

    def __call__(self, number, mode=None, pull=None, value=None):
        pin = self.made.setdefault(number, Pin())
        if pull == self.PULL_UP:
            pin.level = 1
        if value is not None:
            pin.value(value)
        return pin


class I2C:
    """A bus; who does not acknowledge gives OSError(5), as both ports do.

    held: clock pulses that a chip still waits for while it holds the data line low.
    """

    def __init__(self):
        self.devices = {}
        self.held = 0

    def wire(self, scl, sda):
        scl.level, sda.level = 1, int(not self.held)
        lower = scl.value

        def clocked(level=None):
            if level == 1 and scl.level == 0 and self.held:
                self.held -= 1
                sda.level = int(not self.held)
            return lower(level)

        scl.value = clocked

    def _device(self, address):
        if self.held:
            raise OSError(110)
        if address not in self.devices:
            raise OSError(5)
        return self.devices[address]

    def writeto(self, address, data):
        self._device(address).write(bytes(data))

    def readfrom_into(self, address, buffer):
        device = self._device(address)
        if hasattr(device, "read_into"):  # what it gives depends on how much is asked for
            device.read_into(buffer)
            return
        answer = device.read()
        for index in range(len(buffer)):
            buffer[index] = answer[index]


def sensirion_crc(word):
    """CRC-8 of two bytes as a long division of 24 bits by 0x131, the first byte inverted."""
    rest = ((word[0] ^ 0xFF) << 16) | (word[1] << 8)
    for bit in range(23, 7, -1):
        if rest >> bit & 1:
            rest ^= 0x131 << (bit - 8)
    return rest


class Sht3xModel:
    """The sensor's side of the bus: busy for 15 ms, answers once, two words with checksums."""

    def __init__(self, time, temperature_code, humidity_code):
        self.codes = [temperature_code, humidity_code]
        self.flipped = [0, 0, 0, 0, 0, 0]  # bits disturbed on the way
        self._time = time
        self._ready_at = None

    def write(self, data):
        if data == b"\x24\x00":
            self._ready_at = self._time.now_ms + 15

    def read(self):
        if self._ready_at is None or self._time.now_ms < self._ready_at:
            raise OSError(5)  # section 4.4: not acknowledged while measuring
        self._ready_at = None
        answer = b""
        for code in self.codes:
            word = bytes((code >> 8, code & 0xFF))
            answer += word + bytes((sensirion_crc(word),))
        return bytes([a ^ b for a, b in zip(answer, self.flipped)])


class Adc:
    """As on the RP2040: a share of the supply, no voltages."""

    def __init__(self, pin):
        self.code = 32768

    def read_u16(self):
        return self.code


class CalibratedAdc:
    """As on the ESP32."""

    ATTN_11DB = 3

    def __init__(self, pin, atten=0):
        self.atten = atten
        self.microvolts = 0

    def read_uv(self):
        return self.microvolts


class Pwm:
    def __init__(self, pin, freq=0, duty_u16=0):
        self.freq = freq
        self.duties = [duty_u16]

    def duty_u16(self, duty):
        self.duties.append(duty)


class Rtc:
    """Starts in 2021, like the RP2040's."""

    def __init__(self):
        self.now = (2021, 1, 1, 4, 0, 0, 0, 0)
        self.kept = b""

    def datetime(self, now=None):
        if now is None:
            return self.now
        self.now = now

    def memory(self, data=None):
        """The ESP32's: outlives a reset."""
        if data is None:
            return self.kept
        self.kept = data


class Wdt:
    def __init__(self, timeout):
        self.timeout = timeout
        self.feeds = 0

    def feed(self):
        self.feeds += 1


class Timer:
    """All hardware timers, as on older ESP32 ports; `made` has them."""

    ONE_SHOT = 0
    made = []
    ended = False

    def __init__(self, number):
        if number < 0:
            raise ValueError("no software timers")
        self.made.append(self)

    def init(self, mode, period, callback):
        self.period, self.callback = period, callback

    def deinit(self):
        self.ended = True


class Machine:
    """The module `machine` of a board; `made` has what was built, by class name."""

    def __init__(self, adc=Adc):
        self.Pin = PinClass()
        self.made = {}
        self.bus = I2C()
        self.resets = 0
        self._adc = adc
        self.Timer = Timer
        self.ADC = adc if adc is CalibratedAdc else self._make_adc

    def _keep(self, thing, name):
        self.made.setdefault(name, []).append(thing)
        return thing

    def _make_adc(self, pin):
        return self._keep(self._adc(pin), "ADC")

    def I2C(self, bus, scl, sda, freq):
        self.bus.wire(scl, sda)
        return self._keep(self.bus, "I2C")

    def PWM(self, pin, freq, duty_u16):
        return self._keep(Pwm(pin, freq, duty_u16), "PWM")

    def RTC(self):
        return self._keep(Rtc(), "RTC")

    def reset(self):
        self.resets += 1


class _NoRules:
    INPUTS = ()
    OUTPUTS = ()


def appliance(humidity_decimals=1):
    """A room's climate, as far as a board sees it."""
    return Appliance(
        "climate",
        readings=(
            Reading("room_temp", "°C", 2, -20, 60),
            Reading("humidity", "%", humidity_decimals, 0, 100, optional=True),
            Reading("outdoor_temp", "°C", 2, -50, 60, optional=True),
            Reading("presence", "", 0, 0, 1, optional=True),
        ),
        settings=(Setting("target_temp", "°C", 2, 5, 30, step=0.5, factory=21),),
        outputs=(Output("heat"), Output("cool"), Output("fan")),
        drive=Drive(_NoRules, ()),
    )
