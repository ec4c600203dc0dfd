"""A chip without a processor: pins, clock, ADC and I2C bus as MicroPython's `machine` and `time`
show them, to which the emulator's devices are attached. Drivers run against it in this process,
a thousand times as fast as on the emulated chip; time passes by `pass_ms` alone.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from rp2040py.clock.simulation_clock import SimulationClock
from rp2040py.gpio_pin import GPIOPinState

from habitude_sim.emulator.devices import I2cDevice

_PINS = 30
_FIRST_ADC_PIN = 26
_TICKS = 1 << 30  # period of ticks_ms
_NO_ANSWER, _TIMED_OUT = 5, 110  # errno


class Line:
    """A pin: what is connected to it, what the chip drives it with, what pulls it."""

    def __init__(self) -> None:
        self.external: bool | None = None
        self.driven: int | None = None
        self.pull = 0
        self._handlers: list[Callable[[Any], None]] = []
        self._listeners: list[Callable[[GPIOPinState, GPIOPinState], None]] = []

    @property
    def level(self) -> int:
        if self.external is not None:
            return int(self.external)
        return self.pull if self.driven is None else self.driven

    @property
    def value(self) -> GPIOPinState:
        return GPIOPinState.HIGH if self.level else GPIOPinState.LOW

    def set_input_value(self, level: bool) -> None:
        before, self.external = self.level, level
        if self.level != before:
            for handler in self._handlers:
                handler(self)

    def release_input(self) -> None:
        self.external = None

    def add_listener(self, listener: Callable[[GPIOPinState, GPIOPinState], None]) -> None:
        self._listeners.append(listener)

    def add_handler(self, handler: Callable[[Any], None]) -> None:
        self._handlers.append(handler)

    def drive(self, level: int) -> None:
        before, self.driven = self.value, level
        for listener in self._listeners:
            listener(self.value, before)


class Bus:
    """I2C, byte for byte. held: clock pulses until a confused device lets go of the data line.

    MicroPython tells a device that does not acknowledge as EIO, a bus that does not move as
    ETIMEDOUT.
    """

    def __init__(self, scl: Line, sda: Line) -> None:
        self.devices: dict[int, I2cDevice] = {}
        self.held = 0
        self._sda = sda
        scl.add_listener(self._clocked)
        scl.external = None
        self.let_go()

    def hold(self, pulses: int) -> None:
        self.held = pulses
        self._sda.external = False

    def let_go(self) -> None:
        self._sda.external = True

    def _clocked(self, level: GPIOPinState, before: GPIOPinState) -> None:
        if self.held and level == GPIOPinState.HIGH and before == GPIOPinState.LOW:
            self.held -= 1
            if not self.held:
                self.let_go()

    def writeto(self, address: int, data: bytes) -> None:
        device = self._addressed(address, reading=False)
        try:
            if not all(device.write(byte) for byte in data):
                raise OSError(_NO_ANSWER)
        finally:
            device.stop()

    def readfrom_into(self, address: int, buffer: bytearray) -> None:
        device = self._addressed(address, reading=True)
        for index in range(len(buffer)):
            buffer[index] = device.read()
        device.stop()

    def _addressed(self, address: int, reading: bool) -> I2cDevice:
        if self.held:
            raise OSError(_TIMED_OUT)
        device = self.devices.get(address)
        if device is None or not device.answers or not device.start(reading):
            raise OSError(_NO_ANSWER)
        return device


class Chip:
    """gpio, clock, adc: as devices look at them. machine, time: as drivers do."""

    SCL, SDA = 5, 4

    def __init__(self) -> None:
        self.clock = SimulationClock()
        self.gpio = [Line() for _ in range(_PINS)]
        self.adc = SimpleNamespace(channel_values=[0] * 5, on_adc_read=_converted)
        self.bus = Bus(self.gpio[self.SCL], self.gpio[self.SDA])
        self.machine = SimpleNamespace(Pin=_pins(self), ADC=_adcs(self), I2C=self._i2c)
        self.time = SimpleNamespace(
            ticks_ms=self._ticks_ms, ticks_add=_ticks_add, ticks_diff=_ticks_diff
        )

    def connect(self, *devices: I2cDevice) -> None:
        """Put devices onto the I2C bus."""
        for device in devices:
            device.connect(self.clock)
            self.bus.devices[device.address] = device

    def pass_ms(self, ms: float) -> None:
        self.clock.tick(ms * 1e6)

    def _i2c(self, number: int, **_wiring: Any) -> Bus:
        return self.bus

    def _ticks_ms(self) -> int:
        return round(self.clock.nanos / 1e6) % _TICKS


def _converted(channel: int) -> None:
    """What the ADC does by itself: nothing, until a device is attached."""


def _ticks_add(ticks: int, ms: int) -> int:
    return (ticks + ms) % _TICKS


def _ticks_diff(later: int, earlier: int) -> int:
    return (later - earlier + _TICKS // 2) % _TICKS - _TICKS // 2


class _Pin:
    """machine.Pin."""

    IN, OUT, OPEN_DRAIN, PULL_UP, PULL_DOWN, IRQ_FALLING, IRQ_RISING = range(7)
    chip: Chip

    def __init__(
        self,
        number: int,
        mode: int | None = None,
        pull: int | None = None,
        value: int | None = None,
    ) -> None:
        self.number = number
        self._line = self.chip.gpio[number]
        if pull is not None:
            self._line.pull = int(pull == self.PULL_UP)
        if value is not None:
            self._line.drive(value)

    def value(self, level: int | None = None) -> int | None:
        if level is None:
            return self._line.level
        self._line.drive(level)
        return None

    def irq(self, handler: Callable[[Any], None], trigger: int) -> None:
        self._line.add_handler(handler)


def _pins(of: Chip) -> type[_Pin]:
    class Pin(_Pin):
        chip = of

    return Pin


def _adcs(of: Chip) -> type[Any]:
    class Adc:
        def __init__(self, pin: _Pin) -> None:
            self._channel = pin.number - _FIRST_ADC_PIN

        def read_u16(self) -> int:
            """12 bits, spread over 16 as MicroPython does."""
            of.adc.on_adc_read(self._channel)
            code: int = of.adc.channel_values[self._channel]
            return code << 4 | code >> 8

    return Adc
