"""What each driver's part looks like to who wires it: a module with terminals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

POWER = ("3V3", "5V", "GND")


@dataclass(frozen=True)
class Terminal:
    """One terminal. to: a GPIO number, or one of POWER. by: what is between them."""

    label: str
    to: int | str
    by: str = ""


@dataclass(frozen=True)
class Part:
    """A part to be drawn. does: what the appliance has of it. note: what else to mind."""

    title: str
    does: str
    terminals: tuple[Terminal, ...]
    note: str = ""


_I2C_MODULES = {
    "sht3x": "SHT31 module",
    "bh1750": "BH1750 module",
    "pn532": "PN532 card reader, I2C",
    "ssd1306": "SSD1306 display, I2C",
    "ds3231": "DS3231 clock",
}
_FAN_HZ = 20_000  # a PWM as fast as this is a fan's control wire


def part(options: Mapping[str, Any], buses: Mapping[int, Mapping[str, Any]]) -> Part:
    """A part of a checked board.json, defaults filled in by what the driver takes."""
    driver = str(options["driver"])
    does = _does(options)
    if driver in _I2C_MODULES:
        bus = buses[options["i2c"]]
        signals = (Terminal("SCL", bus["scl"]), Terminal("SDA", bus["sda"]))
        return Part(_I2C_MODULES[driver], does, (*_supply("3V3", "VCC"), *signals))
    return _MAKERS[driver](options, does)


def _supply(voltage: str, label: str) -> tuple[Terminal, Terminal]:
    return Terminal(label, voltage), Terminal("GND", "GND")


def _does(options: Mapping[str, Any]) -> str:
    """ "room_temp, humidity", "turns target_temp", "drives heat"."""
    for word in ("turns", "drives", "shows", "votes"):
        if word in options:
            verb = "votes on" if word == "votes" else word
            return f"{verb} {options[word]}"
    given = ("temperature", "humidity", "presence", "illuminance", "weight")
    names = [str(options[name]) for name in given if name in options]
    return f"gives {', '.join(names)}" if names else ""


def _ntc(options: Mapping[str, Any], does: str) -> Part:
    resistor = f"{options.get('series_ohm', 10000) / 1000:g} kΩ"
    above, below = ("NTC", resistor) if options.get("side") == "supply" else (resistor, "NTC")
    terminals = (
        Terminal("joint", "3V3", above),
        Terminal("joint", options["pin"]),
        Terminal("joint", "GND", below),
    )
    return Part("Thermistor, 10 kΩ", does, terminals)


def _pir(options: Mapping[str, Any], does: str) -> Part:
    terminals = (*_supply("5V", "VCC"), Terminal("OUT", options["pin"]))
    return Part("PIR, HC-SR501", does, terminals, "AM312: VCC to 3V3")


def _contacts(title: str, *keys: str) -> Any:
    def make(options: Mapping[str, Any], does: str) -> Part:
        signals = [Terminal(key.upper(), options[key]) for key in keys]
        return Part(title, does, (*signals, Terminal("common", "GND")))

    return make


def _pwm(options: Mapping[str, Any], does: str) -> Part:
    if options.get("freq_hz", 1000) >= _FAN_HZ:
        terminals = (Terminal("PWM", options["pin"]), Terminal("GND", "GND"))
        return Part("Fan, 4 wires", does, terminals, "its 12 V from a supply of its own")
    terminals = (Terminal("gate", options["pin"]), Terminal("GND", "GND"))
    return Part("MOSFET module", does, terminals, _pulled(options, "gate"))


def _relay(options: Mapping[str, Any], does: str) -> Part:
    terminals = (*_supply("5V", "VCC"), Terminal("IN", options["pin"]))
    on = "on when low; " if options.get("active") == "low" else ""
    return Part("Relay module", does, terminals, on + _pulled(options, "IN"))


def _pulled(options: Mapping[str, Any], label: str) -> str:
    """What keeps the load off until the firmware runs."""
    return f"10 kΩ from {label} to {'3V3' if options.get('active') == 'low' else 'GND'}"


def _hx711(options: Mapping[str, Any], does: str) -> Part:
    signals = (Terminal("DT", options["data"]), Terminal("SCK", options["clock"]))
    return Part("HX711, load cell", does, (*_supply("3V3", "VCC"), *signals))


_MAKERS: Mapping[str, Any] = {
    "ntc": _ntc,
    "pir": _pir,
    "buttons": _contacts("Two buttons", "up", "down"),
    "encoder": _contacts("Knob, EC11", "a", "b"),
    "vote_buttons": _contacts("Three buttons", "less", "fine", "more"),
    "pwm": _pwm,
    "relay": _relay,
    "hx711": _hx711,
}
