"""What each chip's pins can do, and what a board.json asks of them.

Sources: RP2040 data sheet (2024), 1.4.3; RP2350 data sheet (2024), 1.2.3; ESP32 series data sheet
v4.7, 2.2 and 2.4; ESP32-C3 v1.8, 2.3 and 3; ESP32-S3 v1.9, 2.3 and 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast


@dataclass(frozen=True)
class Chip:
    """Pins by what they can do.

    flash: wired to the chip's flash memory. console: the serial port's or USB's. strapping: their
    level at the start decides how the chip boots. adc: those that also work beside Wi-Fi.
    """

    name: str
    pins: frozenset[int]
    adc: frozenset[int]
    flash: frozenset[int] = frozenset()
    console: frozenset[int] = frozenset()
    strapping: frozenset[int] = frozenset()
    input_only: frozenset[int] = frozenset()  # without pull-ups and pull-downs, too
    wireless: frozenset[int] = frozenset()
    fixed_i2c: bool = False  # SDA on 4n (bus 0) or 4n + 2, SCL one above


def _pins(*ranges: tuple[int, int]) -> frozenset[int]:
    return frozenset(pin for first, last in ranges for pin in range(first, last + 1))


RP2040 = Chip(
    "RP2040",
    pins=_pins((0, 29)),
    adc=_pins((26, 28)),
    wireless=frozenset((23, 24, 25, 29)),
    fixed_i2c=True,
)
RP2350 = replace(RP2040, name="RP2350")
ESP32 = Chip(
    "ESP32",
    pins=_pins((0, 19), (21, 23), (25, 27), (32, 39)),
    adc=_pins((32, 39)),
    flash=_pins((6, 11)),
    console=frozenset((1, 3)),
    strapping=frozenset((0, 2, 5, 12, 15)),
    input_only=_pins((34, 39)),
)
ESP32_C3 = Chip(
    "ESP32-C3",
    pins=_pins((0, 21)),
    adc=_pins((0, 4)),
    flash=_pins((11, 17)),
    console=frozenset((18, 19, 20, 21)),
    strapping=frozenset((2, 8, 9)),
)
ESP32_S3 = Chip(
    "ESP32-S3",
    pins=_pins((0, 21), (26, 48)),
    adc=_pins((1, 10)),
    flash=_pins((26, 37)),  # 33 to 37 on modules with octal memory
    console=frozenset((19, 20, 43, 44)),
    strapping=frozenset((0, 3, 45, 46)),
)

# Words in what MicroPython says of its machine, the longer ones first.
_SAID = (
    ("RP2040", RP2040),
    ("RP2350", RP2350),
    ("ESP32C3", ESP32_C3),
    ("ESP32-C3", ESP32_C3),
    ("ESP32S3", ESP32_S3),
    ("ESP32-S3", ESP32_S3),
    ("Pico 2", RP2350),
    ("Pico", RP2040),
    ("ESP32", ESP32),
)

# What a driver does with a pin: "adc", "pulled" (an input that the chip pulls up or down),
# else "out".
USES: Mapping[tuple[str, str], str] = {
    ("ntc", "pin"): "adc",
    ("pir", "pin"): "pulled",
    ("buttons", "up"): "pulled",
    ("buttons", "down"): "pulled",
    ("encoder", "a"): "pulled",
    ("encoder", "b"): "pulled",
    ("vote_buttons", "less"): "pulled",
    ("vote_buttons", "fine"): "pulled",
    ("vote_buttons", "more"): "pulled",
    ("hx711", "data"): "pulled",
}


@dataclass(frozen=True)
class Use:
    """A pin in a board.json. where: the part and its key. use: see USES."""

    pin: int
    where: str
    use: str


def of(said: str) -> Chip | None:
    """The chip in a board's name, or in what MicroPython says of its machine."""
    return next((chip for word, chip in _SAID if word in said), None)


def uses(document: Mapping[str, Any], pin_keys: Mapping[str, tuple[str, ...]]) -> list[Use]:
    """Each pin of a checked board.json. pin_keys: the keys of each driver that are pins."""
    found: list[Use] = []
    for number, bus in enumerate(cast("list[dict[str, Any]]", document.get("i2c", []))):
        found += [Use(bus[key], f"i2c[{number}] {key}", "out") for key in ("sda", "scl")]
    for number, part in enumerate(cast("list[dict[str, Any]]", document.get("parts", []))):
        driver = str(part["driver"])
        for key in pin_keys[driver]:
            if key in part:
                use = USES.get((driver, key), "out")
                found.append(Use(part[key], f"parts[{number}] ({driver}) {key}", use))
    return found


def problems(chip: Chip, found: list[Use]) -> Iterator[str]:
    """What a chip can't do of it, or should not: a sentence each."""
    for use in found:
        place = f"{use.where}: pin {use.pin}"
        if use.pin not in chip.pins:
            yield f"{place}: the {chip.name} has none"
        elif use.pin in chip.flash:
            yield f"{place} belongs to the flash memory"
        elif use.pin in chip.console:
            yield f"{place} belongs to the console"
        elif use.pin in chip.wireless:
            yield f"{place} belongs to the radio"
        elif use.pin in chip.strapping:
            yield f"{place} decides how the {chip.name} boots: a part there may keep it from it"
        elif use.pin in chip.input_only and use.use in ("out", "pulled"):
            yield f"{place} is an input only, without pull-ups"
        elif use.use == "adc" and use.pin not in chip.adc:
            yield f"{place} measures no voltage: {_list(chip.adc)} do"


def i2c_problems(chip: Chip, document: Mapping[str, Any]) -> Iterator[str]:
    """Buses on pins where the chip has none."""
    for number, bus in enumerate(cast("list[dict[str, Any]]", document.get("i2c", []))):
        first = 2 * bus["id"]
        right = (bus["sda"] % 4, bus["scl"] % 4) == (first, first + 1)
        if chip.fixed_i2c and not right:
            yield (
                f"i2c[{number}]: bus {bus['id']} of the {chip.name} has SDA on pins "
                f"{first}, {first + 4}, {first + 8} ..., SCL on {first + 1}, {first + 5} ..."
            )


def _list(pins: frozenset[int]) -> str:
    return ", ".join(map(str, sorted(pins)))
