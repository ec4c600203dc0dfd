"""What follows a PWM pin (a MOSFET with its heater, a fan): read back from the registers."""

from __future__ import annotations

from rp2040py.gpio_pin import FUNCTION_PWM, GPIOPinState
from rp2040py.rp2040 import RP2040

_ENABLED = 1  # bit EN of CHn_CSR (RP2040 Datasheet, section 4.5.3)


class PwmLoad:
    """active_low: on while the pin is low."""

    def __init__(self, pin: int, *, active_low: bool = False) -> None:
        self._number = pin
        self._active_low = active_low

    def attach(self, rp2040: RP2040) -> None:
        self._rp2040 = rp2040
        # RP2040 Datasheet, section 4.5.2: pins 2n and 2n + 1 are outputs A and B of slice n.
        self._slice = rp2040.pwm.channels[self._number // 2 % 8]

    @property
    def power(self) -> int:
        """Thousandths of the time that it is on, 0..1000."""
        high = self._high()
        return round(1000 * (1 - high if self._active_low else high))

    @property
    def hertz(self) -> float:
        """Of the PWM; meaningless while there is none on the pin."""
        cycles = self._slice.timer.prescaler * (self._slice.top + 1)
        return self._rp2040.clk_sys / cycles

    def _high(self) -> float:
        """The share of time that the pin is high; a pin that nobody drives is held off."""
        pin = self._rp2040.gpio[self._number]
        if pin.function_select != FUNCTION_PWM:
            off = GPIOPinState.HIGH if self._active_low else GPIOPinState.LOW
            return float((pin.value if pin.output_enable else off) == GPIOPinState.HIGH)
        if not self._slice.csr & _ENABLED:
            return float(pin.value == GPIOPinState.HIGH)
        compare = self._slice.cc >> (16 if self._number % 2 else 0) & 0xFFFF
        return min(compare / (self._slice.top + 1), 1.0)
