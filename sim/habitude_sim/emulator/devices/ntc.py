"""A thermistor and a resistor between supply and ground, their middle at an ADC pin."""

from __future__ import annotations

import math

from rp2040py.rp2040 import RP2040

from habitude_sim.emulator.devices.quantity import Quantity

_FIRST_PIN = 26  # of the ADC's channel 0
_HIGHEST = 4095  # 12 bits
_KELVIN = 273.15
_T25 = 298.15  # K, where the nominal resistance is told


class Ntc:
    """temperature (degC). contact: "good", "open" (a broken wire) or "short" (a short circuit).

    The resistance follows the beta equation (Steinhart and Hart, 1968, in its form with two
    parameters). at_supply: the thermistor is at the supply's side, not at ground's.
    """

    def __init__(
        self,
        pin: int,
        temperature: float = 10.0,
        *,
        beta: float = 3950,
        ohm_25c: float = 10_000,
        series_ohm: float = 10_000,
        at_supply: bool = False,
    ) -> None:
        self.temperature = Quantity(temperature, seed=3)
        self.contact = "good"
        self._channel = pin - _FIRST_PIN
        self._beta, self._ohm_25c, self._series_ohm = beta, ohm_25c, series_ohm
        self._at_supply = at_supply

    def attach(self, rp2040: RP2040) -> None:
        adc = rp2040.adc
        convert = adc.on_adc_read

        def sampled(channel: int) -> None:
            if channel == self._channel:
                adc.channel_values[channel] = self._code()
            convert(channel)

        adc.on_adc_read = sampled

    def _code(self) -> int:
        """What the 12-bit ADC tells, its reference being the supply."""
        share = self._share()
        return min(max(round((1 - share if self._at_supply else share) * _HIGHEST), 0), _HIGHEST)

    def _share(self) -> float:
        """The thermistor's share of the supply."""
        if self.contact == "good":
            kelvin = self.temperature.sample() + _KELVIN
            ohm = self._ohm_25c * math.exp(self._beta * (1 / kelvin - 1 / _T25))
            return ohm / (ohm + self._series_ohm)
        return {"open": 1.0, "short": 0.0}[self.contact]
