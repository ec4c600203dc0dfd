"""Avia HX711 with a load cell. Sections and figures: HX711 data sheet of Avia Semiconductor."""

from __future__ import annotations

from rp2040py.gpio_pin import GPIOPinState
from rp2040py.rp2040 import RP2040

from habitude_sim.emulator.devices.quantity import Quantity

_BITS = 24
_SETTLING_NS = 400_000_000  # "Key Electrical Characteristics": output settling time at 10 SPS
_PERIOD_NS = 100_000_000
_OFF_NS = 60_000  # "Power-Down Control": a high clock for so long switches it off


class Hx711:
    """weight (g), of which each kilogram gives `counts_per_kg`, and none gives `zero`.

    answers: False is a module that is unplugged. shorted: its data line is held low. pulses: of
    the clock in the last conversion that was fetched: 25 ask for channel A with a gain of 128.
    """

    def __init__(
        self,
        data: int,
        clock: int,
        weight: float = 0.0,
        *,
        zero: int = 84_000,
        counts_per_kg: float = 430_000,
    ) -> None:
        self.weight = Quantity(weight, seed=5)
        self.pulses = 0
        self._answers = True
        self._shorted = False
        self._ready = False
        self._zero, self._counts_per_kg = zero, counts_per_kg
        self._data_number, self._clock_number = data, clock
        self._code = 0
        self._high_since_ns = 0.0

    def attach(self, rp2040: RP2040) -> None:
        self._data = rp2040.gpio[self._data_number]
        self._time = rp2040.clock
        self._conversion = rp2040.clock.create_alarm(self._converted)
        rp2040.gpio[self._clock_number].add_listener(self._on_clock)
        self._wait(_SETTLING_NS)

    @property
    def answers(self) -> bool:
        return self._answers

    @answers.setter
    def answers(self, answers: bool) -> None:
        self._answers = answers
        if answers:
            self._wait(_SETTLING_NS)
        else:
            self._data.release_input()

    @property
    def shorted(self) -> bool:
        return self._shorted

    @shorted.setter
    def shorted(self, shorted: bool) -> None:
        self._shorted = shorted
        self._drive(not self._ready)

    def _wait(self, ns: float) -> None:
        """Figure 2: the data line is high until the next conversion is ready."""
        self._ready = False
        self._drive(True)
        self._conversion.schedule(ns)

    def _converted(self) -> None:
        self._ready = True
        self.pulses = 0
        self._drive(False)

    def _on_clock(self, level: GPIOPinState, before: GPIOPinState) -> None:
        if level == GPIOPinState.HIGH:
            self._high_since_ns = self._time.nanos
            self._pulse()
        elif before == GPIOPinState.HIGH and self._time.nanos - self._high_since_ns > _OFF_NS:
            self._wait(_SETTLING_NS)  # it was off, and starts anew

    def _pulse(self) -> None:
        """Figure 2: each rising edge brings the next bit, the highest first; the 25th ends it."""
        if self._ready:  # what is fetched is the latest of the conversions, which go on
            self._ready = False
            self._code = self._measured()
        self.pulses += 1
        if self.pulses <= _BITS:
            self._drive(bool(self._code >> (_BITS - self.pulses) & 1))
        else:
            self._wait(_PERIOD_NS)

    def _measured(self) -> int:
        """24 bits in two's complement, at their limit where the input is beyond the range."""
        counts = round(self._zero + self.weight.sample() * self._counts_per_kg / 1000)
        return min(max(counts, -(1 << 23)), (1 << 23) - 1) & 0xFFFFFF

    def _drive(self, level: bool) -> None:
        if self._answers:
            self._data.set_input_value(level and not self._shorted)
