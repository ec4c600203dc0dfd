"""What a board.json connects to a board, as models on its pins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from habitude_host.errors import HabitudeError
from habitude_sim.emulator.board import Wired
from habitude_sim.emulator.devices import (
    Bh1750,
    Button,
    Ds3231,
    Encoder,
    Hx711,
    I2cBus,
    I2cDevice,
    Ntc,
    Pir,
    Pn532,
    PwmLoad,
    Relay,
    Sht3x,
    Ssd1306,
)


def wired(document: Mapping[str, Any]) -> list[Wired]:
    """The models of the parts of a board.json, which the firmware accepts, on their pins.

    HabitudeError if there is no model of a part.
    """
    found: list[Wired] = []
    buses: dict[int, list[I2cDevice]] = {}
    for part in document.get("parts", ()):
        if "i2c" in part:
            buses.setdefault(part["i2c"], []).append(_on_bus(part))
        else:
            found += _on_pins(part)
    return found + [I2cBus(bus, *devices) for bus, devices in buses.items()]


def _on_bus(part: Mapping[str, Any]) -> I2cDevice:
    match part["driver"]:
        case "sht3x":
            return Sht3x(address=part.get("address", 0x44))
        case "bh1750":
            return Bh1750(address=part.get("address", 0x23))
        case "ssd1306":
            return Ssd1306(part.get("height", 64), part.get("address", 0x3C))
        case "ds3231":
            return Ds3231()
        case "pn532":
            return Pn532()
        case other:
            raise _unknown(other)


def _on_pins(part: Mapping[str, Any]) -> list[Wired]:
    active_low = part.get("active") == "low"
    match part["driver"]:
        case "ntc":
            return [Ntc(part["pin"], at_supply=part.get("side") == "supply")]
        case "hx711":
            return [Hx711(part["data"], part["clock"])]
        case "pir":
            return [Pir(part["pin"])]
        case "buttons":
            return [Button(part["up"]), Button(part["down"])]
        case "vote_buttons":
            return [Button(part[name]) for name in ("less", "fine", "more")]
        case "encoder":
            return [Encoder(part["a"], part["b"])]
        case "pwm":
            return [PwmLoad(part["pin"], active_low=active_low)]
        case "relay":
            return [Relay(part["pin"], active_low=active_low)]
        case other:
            raise _unknown(other)


def _unknown(driver: str) -> HabitudeError:
    return HabitudeError(f"board.json: there is no model of a part '{driver}'")
