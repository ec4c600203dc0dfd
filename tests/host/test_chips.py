"""What each chip's pins can't do is found in a board.json."""

from __future__ import annotations

from pathlib import Path

import pytest

from habitude_host import board_files, chips
from habitude_host.chips import ESP32, ESP32_C3, ESP32_S3, RP2040, RP2350, Chip, Use

BOARDS = Path(__file__).resolve().parents[2] / "firmware" / "boards"


@pytest.mark.parametrize("path", sorted(BOARDS.glob("*.json")), ids=lambda path: path.stem)
def test_the_examples_ask_only_what_their_chip_can(path: Path) -> None:
    file = board_files.read(path)
    chip = chips.of(file.board)
    assert chip is not None
    assert board_files.problems(file, chip) == []


@pytest.mark.parametrize(
    ("chip", "pin", "use", "says"),
    [
        (RP2040, 23, "out", "radio"),
        (RP2040, 22, "adc", "measures no voltage: 26, 27, 28 do"),
        (RP2040, 30, "in", "has none"),
        (RP2350, 29, "adc", "radio"),
        (ESP32, 34, "out", "input only"),
        (ESP32, 39, "pulled", "without pull-ups"),
        (ESP32, 8, "in", "flash"),
        (ESP32, 12, "in", "how the ESP32 boots"),
        (ESP32, 1, "out", "console"),
        (ESP32, 25, "adc", "measures no voltage"),  # ADC2, which Wi-Fi takes
        (ESP32, 20, "in", "has none"),
        (ESP32_C3, 9, "pulled", "how the ESP32-C3 boots"),
        (ESP32_C3, 12, "in", "flash"),
        (ESP32_C3, 5, "adc", "measures no voltage"),
        (ESP32_C3, 18, "in", "console"),
        (ESP32_S3, 45, "out", "how the ESP32-S3 boots"),
        (ESP32_S3, 30, "in", "flash"),
        (ESP32_S3, 22, "in", "has none"),
        (ESP32_S3, 11, "adc", "measures no voltage"),
    ],
)
def test_what_a_pin_cannot(chip: Chip, pin: int, use: str, says: str) -> None:
    (told,) = chips.problems(chip, [Use(pin, "parts[0] (x) pin", use)])
    assert told.startswith(f"parts[0] (x) pin: pin {pin}")
    assert says in told


@pytest.mark.parametrize(
    ("chip", "pin", "use"),
    [(RP2040, 28, "adc"), (ESP32, 34, "adc"), (ESP32, 34, "in"), (ESP32_S3, 1, "adc")],
)
def test_what_a_pin_can(chip: Chip, pin: int, use: str) -> None:
    assert list(chips.problems(chip, [Use(pin, "here", use)])) == []


def test_a_pico_has_its_buses_on_certain_pins() -> None:
    right = {"i2c": [{"id": 0, "sda": 4, "scl": 5}, {"id": 1, "sda": 26, "scl": 27}]}
    assert list(chips.i2c_problems(RP2040, right)) == []
    wrong = {"i2c": [{"id": 0, "sda": 5, "scl": 4}, {"id": 1, "sda": 4, "scl": 5}]}
    assert len(list(chips.i2c_problems(RP2040, wrong))) == 2
    assert list(chips.i2c_problems(ESP32, wrong)) == []


@pytest.mark.parametrize(
    ("said", "chip"),
    [
        ("Raspberry Pi Pico W with RP2040", RP2040),
        ("Raspberry Pi Pico 2 W with RP2350", RP2350),
        ("Generic ESP32 module with ESP32", ESP32),
        ("ESP32C3 module with ESP32C3", ESP32_C3),
        ("Generic ESP32S3 module with Octal-SPIRAM with ESP32S3", ESP32_S3),
        ("linux [GCC 14.2.1] version", None),
    ],
)
def test_a_chip_is_known_by_what_micropython_says(said: str, chip: Chip | None) -> None:
    assert chips.of(said) == chip
