# A Pico W as the firmware sees it: `time`, `machine` and `select`, in a time that passes as fast
# as it can. The host sends legs (see LEG): so long it goes on, and so it is in the room then.
# Time passes while the firmware waits for its console, in steps that are short about a tick.
import os
import struct
import sys
import time as engine  # the engine's own, for its calendar

BLOCK = 4096
PERIOD = 1 << 30  # of ticks_ms on a 32-bit board: 12.4 days

# milliseconds, ADC code, flags, steps to turn, the SHT3x's answer, bytes for the console
LEG = "<IHBb6sH"
# milliseconds since power-on, ticks, duties of heater and fan, cooler on, how late the last tick
# and the latest one began, the longest time without a feed of the watchdog (ms)
TOLD = "<QIHHBIII"
MOTION, ANSWERS, CLOCK_LOST, BUSY = 1, 2, 4, 8  # flags

_PIR, _UP, _DOWN, _HEAT, _COOL, _FAN = 16, 14, 15, 18, 20, 22  # pins, as in pico_w.json
_SEEN_MS = 3000  # a PIR's output stays high for so long
_PRESS_MS = 30  # buttons bounce for 20
_START_MS = 200  # the loop starts measurements so long before a tick
_NEAR_MS = 60  # steps about a tick
_FAR_MS = 7000  # steps in between: the watchdog bites after 8 s
_DAY_MS = 86400000
_BUSY_MS = 700  # now and then something takes so long when a tick is due
_UNSET = (2021, 1, 1, 0, 0, 0, 0, 0)  # where an RP2040's clock starts
_READY = (1,)
_NOTHING = ()


class World:
    """The time that passes, what the host tells of it, and what is to be told of the board."""

    def __init__(self, legs, told, first_ticks, tick_ms, leak):
        self.now_ms = 0
        self.to_read = 0  # bytes that wait for the console
        self.answer = bytearray(6)
        self.answers = True
        self.code = 0
        self.rtc = Rtc(self)
        self.pins = {}
        self.pwms = {}
        self.first_ticks = first_ticks
        self.ticks = 0
        self._legs = legs
        self._told = told
        self._tick_ms = tick_ms
        self._leak = leak  # bytes a day, to see whether it would be noticed
        self._leaked = []
        self._frame = bytearray(struct.calcsize(LEG))
        self._report = bytearray(struct.calcsize(TOLD))
        self._end_ms = 0
        self._measured_ms = self._first_ms = 0
        self._late_ms = self._latest_ms = 0
        self._fed_ms = self._unfed_ms = 0
        self._dark_ms = 0  # when the PIR's output goes low
        self._presses = 0
        self._phase = 0
        self._busy = False
        self._random = 1

    def pass_time(self):
        """One step; whether something waits for the console then."""
        if self.to_read:
            return True
        if self.now_ms >= self._end_ms:
            self._tell()
            self._next_leg()
        step = self._press() if self._presses else self._step()
        self.now_ms += step
        if self.now_ms >= self._dark_ms:
            self.pins[_PIR].level = 0
        return self.to_read > 0

    def measuring(self):
        """The sensor was told to measure: a tick begins, 200 ms ahead."""
        now_ms = self.now_ms
        if not self.ticks:
            self._first_ms = now_ms
        self._measured_ms = now_ms
        self._late_ms = abs(now_ms - self._first_ms - self.ticks * self._tick_ms)
        self._latest_ms = max(self._latest_ms, self._late_ms)
        self.ticks += 1

    def feed(self):
        now_ms = self.now_ms
        self._unfed_ms = max(self._unfed_ms, now_ms - self._fed_ms)
        self._fed_ms = now_ms

    def _step(self):
        self._random = self._random * 1103515245 + 12345 & 0x7FFFFFFF
        jitter = self._random >> 27
        measuring = self._measured_ms + _START_MS - self.now_ms
        if self.ticks and measuring >= 0:
            return measuring + 1 + jitter
        rest = self._first_ms + self.ticks * self._tick_ms - self.now_ms - _NEAR_MS
        if not self.ticks or rest <= 0:
            return _NEAR_MS + jitter
        if rest > _FAR_MS:
            return min(_FAR_MS - jitter, self._end_ms - self.now_ms)
        if self._busy:
            self._busy = False
            return rest + _BUSY_MS
        return rest + jitter

    def _press(self):
        """A button goes down for two steps, and up for two."""
        pin = self.pins[_UP if self._presses > 0 else _DOWN]
        pin.level = 0 if self._phase < 2 else 1
        self._phase += 1
        if self._phase == 4:
            self._phase = 0
            self._presses -= 1 if self._presses > 0 else -1
        return _PRESS_MS

    def _next_leg(self):
        if self._legs.readinto(self._frame) != len(self._frame):
            sys.exit(0)  # the plug is pulled
        told = struct.unpack(LEG, self._frame)
        ms, self.code, flags, self._presses, self.answer, self.to_read = told
        self.answers = bool(flags & ANSWERS)
        self._busy = bool(flags & BUSY)
        if flags & MOTION:
            self.pins[_PIR].level = 1
            self._dark_ms = self.now_ms + _SEEN_MS
        if flags & CLOCK_LOST:
            self.rtc.datetime(_UNSET)
        if self._leak and self._end_ms // _DAY_MS != (self._end_ms + ms) // _DAY_MS:
            self._leaked.append(bytes(self._leak))
        self._end_ms += ms

    def _tell(self):
        pwms = self.pwms
        struct.pack_into(
            TOLD,
            self._report,
            0,
            self.now_ms,
            self.ticks,
            pwms[_HEAT].duty,
            pwms[_FAN].duty,
            1 - self.pins[_COOL].level,
            self._late_ms,
            self._latest_ms,
            self._unfed_ms,
        )
        self._told.write(self._report)


class Flash:
    """A block device on a file; each erase is noted, as two bytes, in another one."""

    def __init__(self, path, noted):
        self._blocks = os.stat(path)[6] // BLOCK
        self._file = open(path, "r+b")  # noqa: SIM115  for as long as it lives
        self._noted = open(noted, "ab")  # noqa: SIM115

    def readblocks(self, block, buffer, offset=0):
        self._file.seek(block * BLOCK + offset)
        self._file.readinto(buffer)

    def writeblocks(self, block, buffer, offset=0):
        self._file.seek(block * BLOCK + offset)
        self._file.write(buffer)

    def ioctl(self, request, value):
        if request == 4:
            return self._blocks
        if request == 5:
            return BLOCK
        if request == 6:
            self._noted.write(struct.pack("<H", value))
        return 0


class System:
    """The module `sys` of a board: what knows a Pico by its name finds one."""

    platform = "rp2"

    def __getattr__(self, name):
        return getattr(sys, name)


class Time:
    """The module `time` of a board."""

    def __init__(self, world):
        self._world = world
        self._first = world.first_ticks

    def ticks_ms(self):
        return (self._first + self._world.now_ms) & (PERIOD - 1)

    def ticks_add(self, ticks, ms):
        return (ticks + ms) & (PERIOD - 1)

    def ticks_diff(self, later, earlier):
        return ((later - earlier + PERIOD // 2) & (PERIOD - 1)) - PERIOD // 2

    def sleep(self, s):
        self._world.now_ms += int(1000 * s)


class Select:
    """The module `select`, whose poll object sees bytes when the host says there are some."""

    def __init__(self, world):
        self._world = world

    def poll(self):
        return self

    def register(self, stream, events):
        pass

    def ipoll(self, ms):
        world = self._world
        if ms:
            return _READY if world.pass_time() else _NOTHING
        if not world.to_read:
            return _NOTHING
        world.to_read -= 1  # each look is followed by the reading of one byte
        return _READY


class Pin:
    IN, OUT, PULL_UP, PULL_DOWN, OPEN_DRAIN = range(5)
    world = None

    def __init__(self, number, mode=None, pull=None, value=None):
        self.number = number
        self.level = 1 if pull == Pin.PULL_UP else value or 0
        Pin.world.pins[number] = self

    def value(self, level=None):
        if level is None:
            return self.level
        self.level = level


class Rtc:
    """A calendar that starts unset and goes on by itself."""

    def __init__(self, world):
        self._world = world
        self.datetime(_UNSET)

    def datetime(self, now=None):
        s = self._world.now_ms // 1000
        if now is not None:
            year, month, day, _, hour, minute, second, _ = now
            date = (year, month, day, hour, minute, second, 0, 0, 0)
            self._ahead_s = int(engine.mktime(date)) - s
            return None
        date = engine.gmtime(self._ahead_s + s)
        return (date[0], date[1], date[2], date[6], date[3], date[4], date[5], 0)


class Machine:
    """The module `machine`."""

    Pin = Pin

    def __init__(self, world):
        Pin.world = self._world = world
        self.mem32 = Registers()

    def ADC(self, pin):
        return Adc(self._world)

    def I2C(self, bus, scl, sda, freq):
        return I2c(self._world)

    def PWM(self, pin, freq, duty_u16):
        return Pwm(self._world, pin.number, duty_u16)

    def RTC(self):
        return self._world.rtc

    def WDT(self, timeout):
        return self._world

    def reset(self):
        print("error: the firmware has reset the board")
        sys.exit(1)


class Registers:
    """Words of the processor; all are 0 when the power comes on."""

    def __init__(self):
        self._words = {}

    def __getitem__(self, address):
        return self._words.get(address, 0)

    def __setitem__(self, address, word):
        self._words[address] = word


class Adc:
    def __init__(self, world):
        self._world = world

    def read_u16(self):
        return self._world.code


class Pwm:
    def __init__(self, world, number, duty):
        self.duty = duty
        world.pwms[number] = self

    def duty_u16(self, duty):
        self.duty = duty


class I2c:
    """A bus with an SHT3x."""

    def __init__(self, world):
        self._world = world

    def writeto(self, address, data):
        self._world.measuring()
        self._look()

    def readfrom_into(self, address, buffer):
        self._look()
        buffer[:] = self._world.answer

    def _look(self):
        if not self._world.answers:
            raise OSError(5)  # not acknowledged
