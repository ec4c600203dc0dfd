"""Drivers of chips: whatever comes over the wires, and conversions against their formulas."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitude.board import bh1750, ds3231, hx711, pn532
from habitude.board.clock import Clock
from habitude_sim.emulator.devices import pn532 as pn532_model

COUNTS = st.integers(-0x800000, 0x7FFFFF)


class Time:
    """MicroPython's `time` on a board whose ticks never wrap within a test."""

    now_ms = 0

    def ticks_ms(self) -> int:
        return self.now_ms

    def ticks_add(self, ticks: int, ms: int) -> int:
        return ticks + ms

    def ticks_diff(self, later: int, earlier: int) -> int:
        return later - earlier


class Wire:
    """An I2C bus whose one chip answers with what it was given, whatever is asked."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer

    def writeto(self, address: int, data: bytes) -> None:
        pass

    def readfrom_into(self, address: int, buffer: Any) -> None:
        for index in range(len(buffer)):
            buffer[index] = self.answer[index] if index < len(self.answer) else 0


@given(st.integers(0, 0xFFFF))
def test_illuminance_is_the_data_sheets(code: int) -> None:
    assert bh1750.illuminance(code) == pytest.approx(code / 1.2, abs=0.5)


@given(COUNTS, COUNTS, st.integers(16, 10_000_000))
def test_weight_is_the_counts_by_the_scale(counts: int, zero: int, per_kg: int) -> None:
    exact = 1000 * (counts - zero) / per_kg
    # Counts are taken in sixteenths, and so is the scale.
    error = 1000 * 16 / per_kg + abs(exact) * 16 / max(per_kg - 15, 16) + 0.5
    assert hx711.grams(counts - zero, per_kg) == pytest.approx(exact, abs=error)


@given(st.binary(min_size=16, max_size=16))
def test_no_registers_of_a_clock_chip_do_harm(registers: bytes) -> None:
    assert -1 <= ds3231.Ds3231(Wire(registers)).local_s() < 1 << 32


@given(st.binary(min_size=1, max_size=30))
def test_frames_to_the_card_reader_are_sound(data: bytes) -> None:
    frame = pn532.frame(data)
    assert frame == pn532_model.framed(b"\xd4" + data)
    assert pn532_model.content(frame) == data


def listening(answer: bytes) -> tuple[pn532.Pn532, Time]:
    """A driver that has been set up, and waits for the answer whether there is a card."""
    time, wire = Time(), Wire(b"")
    reader = pn532.Pn532(wire, Clock(time, None))
    for code in (0x14, 0x12, 0x32):
        reader.poll()
        for told in (b"\0\0\xff\0\xff\0", pn532_model.framed(bytes((0xD5, code + 1)))):
            wire.answer = b"\1" + told
            reader.poll()
    reader.poll()
    wire.answer = b"\1\0\0\xff\0\xff\0"
    reader.poll()
    wire.answer = answer
    return reader, time


@given(st.binary(max_size=32))
def test_no_answer_of_the_card_reader_does_harm(answer: bytes) -> None:
    reader, time = listening(b"\1" + answer)
    for _ in range(20):
        time.now_ms += 150
        reader.poll()
    assert reader.tapped() is None


@given(st.sampled_from((4, 7, 10)).flatmap(lambda n: st.binary(min_size=n, max_size=n)))
def test_the_answer_of_a_card_is_its_token(number: bytes) -> None:
    types = b"\x01\x01\x00\x04\x08" + bytes([len(number)])
    reader, _ = listening(b"\1" + pn532_model.framed(b"\xd5\x4b" + types + number))
    reader.poll()
    random = len(number) == 4 and number[0] == 8
    assert reader.tapped() == (None if random else pn532.token(number))
