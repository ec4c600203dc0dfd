"""Hostile lines for an emulated Pico W with its sensors; `make fuzz-board` throws 5,000."""

import pytest

from habitude_sim.fuzz.board import Besieged, Siege

LINES = 60


@pytest.mark.timeout(900)  # a start, and some 90 lines, on a machine that may be busy
def test_hostile_lines_change_nothing_and_delay_no_tick(pico_w_image):
    found = Besieged(pico_w_image).throw(LINES, tell=lambda _: None)
    assert found.survived, found.told


@pytest.mark.parametrize(
    ("what", "value"),
    [("answers", 9), ("longest_s", 2.1), ("ticks", 3), ("grown", 300), ("changed", True)],
)
def test_what_hostile_lines_did_is_told(what, value):
    good = {"lines": 10, "answers": 10, "seconds": 9.5, "ticks": 9, "longest_s": 1.1}
    good |= {"grown": 0, "changed": False, "died": None}
    assert Siege(**good).survived
    assert not Siege(**{**good, what: value}).survived
