"""Floods, short ones: control goes on, and nothing grows."""

from dataclasses import replace

import pytest

from habitude_sim.fuzz import flood

SECONDS = {"half-open": 3600}
BYTES = {"endless": 60_000}


@pytest.mark.parametrize("scenario", flood.SCENARIOS, ids=lambda scenario: scenario.name)
def test_control_goes_on(scenario):
    size = BYTES.get(scenario.name, scenario.bytes)
    short = replace(scenario, seconds=SECONDS.get(scenario.name, 20), bytes=size)
    found = flood.run(short)
    assert found.survived, found
    assert found.ticks >= found.seconds / (2 * flood.TICK_S)
    answered = scenario.name in ("lines", "words", "deaf")
    assert found.bytes == size or answered
    assert bool(found.answers) == answered


def test_a_late_tick_is_told():
    found = flood.Flood("", 10, 0, 0, 5, longest_ms=2100, safes=0, grown=0)
    assert not found.survived
    assert "missed" in str(flood.table([found]).columns[-1]._cells)
