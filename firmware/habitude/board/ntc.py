"""A 10 kOhm NTC thermistor in a divider on an ADC: temperature in 0.01 degC.

    supply --[series]--+--[NTC]-- ground        "side": "ground", or the two exchanged: "supply"
                       +-- ADC pin

Ratiometric where the ADC's reference is the divider's supply (RP2040): the supply drops out.
Where it is not (ESP32), `supply_mv` tells the supply, and the port's calibrated voltage is used.
"""

from array import array
from math import log

from habitude.board.errors import OPEN, SHORT, SensorError
from habitude.board.fields import PIN, choice, reading, whole
from habitude.compat import const
from habitude.fixed import MISSING

_SAMPLES = const(16)  # averaged: the RP2040's ADC is noisy in its last two or three bits
_SHIFT = const(8)  # a table entry every 256 of the 65536 codes
_KELVIN = 273.15
_T25 = 298.15  # K, where the nominal resistance is told
_LOWEST = const(-4500)  # 0.01 degC; a thermistor seen colder than this is not connected
_HIGHEST = const(12500)  # a common bead's limit; seen hotter than this it is shorted

FIELDS = {
    "pin": PIN,
    "side": choice("ground", "supply"),
    "series_ohm": whole(10000, 100, 1000000),
    "ohm_25c": whole(10000, 100, 1000000),
    "beta": whole(3950, 1000, 6000),
    "supply_mv": whole(0, 0, 4000),  # 0: ratiometric
    "temperature": reading(0, 2),
}


def build(options, pins, clock):
    entries = table(
        options["beta"], options["series_ohm"], options["ohm_25c"], options["side"] == "supply"
    )
    return Ntc(pins.analog(options["pin"], options["supply_mv"]), entries)


def table(beta, series_ohm, ohm_25c, at_supply):
    """Temperatures in 0.01 degC at the ADC codes 0, 256, ... 65536.

    Beta equation (Steinhart and Hart, 1968, in its two-parameter form):
    1/T = 1/T25 + ln(R/R25) / beta. Ends are cut 10 degC outside of what counts as connected.
    """
    entries = array("h", bytes(2 * ((65536 >> _SHIFT) + 1)))
    for index in range(len(entries)):
        code = min(max(index << _SHIFT, 1), 65535)
        ratio = (65536 - code) / code if at_supply else code / (65536 - code)
        kelvin = 1 / (1 / _T25 + log(ratio * series_ohm / ohm_25c) / beta)
        degrees = round(100 * (kelvin - _KELVIN)) if kelvin > 0 else 32767
        entries[index] = min(max(degrees, _LOWEST - 1000), _HIGHEST + 1000)
    return entries


def interpolate(entries, code):
    """0.01 degC at an ADC code of 0..65535, linear between the entries."""
    index = code >> _SHIFT
    below = entries[index]
    step = (entries[index + 1] - below) * (code & ((1 << _SHIFT) - 1))
    return below + ((step + (1 << (_SHIFT - 1))) >> _SHIFT)


class Ntc:
    """`read_u16` returns a share of the supply, 0..65535."""

    def __init__(self, read_u16, entries):
        self.values = [MISSING]
        self._read_u16 = read_u16
        self._entries = entries

    def read(self):
        """Fill `values`; SensorError if the thermistor is broken off or shorted."""
        total = 0
        for _ in range(_SAMPLES):
            total += self._read_u16()
        degrees = interpolate(self._entries, total // _SAMPLES)
        if degrees < _LOWEST:
            raise SensorError(OPEN)
        if degrees > _HIGHEST:
            raise SensorError(SHORT)
        self.values[0] = degrees
