"""The pin headers of boards, as they lie on the desk: from top to bottom, seen from above.

Sources: Raspberry Pi Pico W and Pico 2 W data sheets (2024), figure 2; Espressif's user guides of
ESP32-DevKitC V4, ESP32-C3-DevKitM-1 and ESP32-S3-DevKitC-1, "Header Block".
"""

from __future__ import annotations

from dataclasses import dataclass

from habitude_host.errors import HabitudeError


@dataclass(frozen=True)
class Header:
    """A board's two rows of pins, by what is printed beside them. usb_on_top: else at the foot.

    names: what is printed where that is not GPIO's number, with or without "GP" before it.
    """

    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    names: dict[str, int]
    usb_on_top: bool = False

    def gpio(self, label: str) -> int | None:
        """The GPIO number of a pin, None if it is none."""
        if label in self.names:
            return self.names[label]
        digits = label.removeprefix("GP")
        return int(digits) if digits.isdigit() else None

    def label(self, gpio: int) -> str | None:
        """What is printed beside a GPIO; None if the board has no pin for it."""
        found = (label for label in self.left + self.right if self.gpio(label) == gpio)
        return next(found, None)


_PICO_LEFT = (
    "GP0 GP1 GND GP2 GP3 GP4 GP5 GND GP6 GP7 GP8 GP9 GND GP10 GP11 GP12 GP13 GND GP14 GP15"
)
_PICO_RIGHT = (
    "VBUS VSYS GND 3V3_EN 3V3 ADC_VREF GP28 AGND GP27 GP26 RUN GP22 GND GP21 GP20 GP19 GP18 GND "
    "GP17 GP16"
)
_ESP32_LEFT = "3V3 EN VP VN 34 35 32 33 25 26 27 14 12 GND 13 D2 D3 CMD 5V"
_ESP32_RIGHT = "GND 23 22 TX RX 21 GND 19 18 5 17 16 4 0 2 15 D1 D0 CLK"
_C3_LEFT = "GND 3V3 3V3 2 3 GND RST GND 0 1 10 GND 5V 5V GND"
_C3_RIGHT = "GND TX RX GND 9 8 GND 7 6 5 4 GND 18 19 GND"
_S3_LEFT = "3V3 3V3 RST 4 5 6 7 15 16 17 18 8 3 46 9 10 11 12 13 14 5V GND"
_S3_RIGHT = "GND TX RX 1 2 42 41 40 39 38 37 36 35 0 45 48 47 21 20 19 GND GND"

# By a word in the board's name, the longer ones first.
_HEADERS: dict[str, tuple[str, str, str, dict[str, int], bool]] = {
    "Pico 2 W": ("Raspberry Pi Pico 2 W", _PICO_LEFT, _PICO_RIGHT, {}, True),
    "Pico W": ("Raspberry Pi Pico W", _PICO_LEFT, _PICO_RIGHT, {}, True),
    "ESP32-C3-DevKitM": (
        "ESP32-C3-DevKitM-1",
        _C3_LEFT,
        _C3_RIGHT,
        {"TX": 21, "RX": 20},
        False,
    ),
    "ESP32-S3-DevKitC": (
        "ESP32-S3-DevKitC-1",
        _S3_LEFT,
        _S3_RIGHT,
        {"TX": 43, "RX": 44},
        False,
    ),
    "ESP32-DevKitC": (
        "ESP32-DevKitC V4",
        _ESP32_LEFT,
        _ESP32_RIGHT,
        {
            "VP": 36,
            "VN": 39,
            "TX": 1,
            "RX": 3,
            "D0": 7,
            "D1": 8,
            "D2": 9,
            "D3": 10,
            "CMD": 11,
            "CLK": 6,
        },
        False,
    ),
}


class UnknownBoardError(HabitudeError):
    """No header is known of a board of this name."""


def header(board: str) -> Header:
    """The header of a board, by its name in board.json. UnknownBoardError if none is known."""
    for word, (name, left, right, names, usb_on_top) in _HEADERS.items():
        if word in board:
            return Header(name, tuple(left.split()), tuple(right.split()), names, usb_on_top)
    raise UnknownBoardError(
        f'no picture of a board "{board}"; known: {", ".join(_HEADERS)} (in board.json\'s "board")'
    )
