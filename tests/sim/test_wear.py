import json
from dataclasses import replace
from pathlib import Path

import pytest

from habitude.app import App
from habitude.appliances import load
from habitude_sim import wear

PICO = wear.FLASHES[0]
TAKEN = 90  # blocks, by two versions of the firmware and the rest


@pytest.mark.parametrize("flash", wear.FLASHES, ids=lambda flash: flash.name)
def test_the_flash_outlives_the_appliance(flash: wear.Flash) -> None:
    assert wear.measure(flash, wear.EVENTFUL).years > 50 * wear.TARGET_YEARS
    assert wear.measure(flash, wear.MOST, years=0.03).years > 2 * wear.TARGET_YEARS


def test_saves_are_spread_over_the_free_blocks() -> None:
    saves = wear.Use("", saves=3000, restarts=0)
    found = wear.measure(PICO, saves)
    assert 3000 <= found.erases < 1.2 * 3000  # a block a save, and some for the directory
    assert found.most_of_a_block < 3 * found.erases / (PICO.blocks - TAKEN)


def test_what_was_forgotten_costs_every_free_block_one_erase() -> None:
    found = wear.measure(PICO, wear.Use("", saves=2, erasures=10, restarts=0))
    assert 10 <= found.most_of_a_block <= 20
    assert found.erases > 10 * 100


def test_small_files_wear_little() -> None:
    """They are kept in the directory, which moves on from block to block."""
    found = wear.measure(PICO, wear.Use("", saves=0, tries=5000, restarts=0))
    assert found.erases < 5000
    assert found.most_of_a_block < 5000 / 10


def test_a_flash_that_wears_out_is_told() -> None:
    good = wear.Wear(PICO, wear.EVENTFUL, 2000, 25)
    assert wear.lasts([good, wear.Wear(PICO, wear.PROGRAM, 5e5, 6000)])
    assert not wear.lasts([good, replace(good, most_of_a_block=6000)])


def test_saves_are_those_of_a_life(tmp_path: Path) -> None:
    told = tmp_path / "year.json"
    told.write_text(json.dumps({"days": 73, "saves": 200}), encoding="utf-8")
    assert wear.lived(told) == replace(wear.EVENTFUL, saves=1000)


def test_the_profile_is_as_small_as_reckoned_with() -> None:
    app = App(load("climate"))
    for name in ("anna", "ben", "clara", "david"):
        app.came(name)
    assert wear.PROFILE_BYTES - 200 <= len(app.profile()) <= wear.PROFILE_BYTES
