"""The lock, and erasing, on an emulated Pico W: what its flash holds, and who gets its prompt.

One board lives through all of it. The emulator's random numbers are always the same, which the
lock must stand: see seal.py.
"""

import os
from types import SimpleNamespace

import pytest

from habitude.app import App
from habitude.appliances import load
from habitude.store import Store
from habitude_host import pin
from habitude_host.errors import RefusedError
from habitude_host.link import Link
from habitude_sim.emulator import Board
from habitude_sim.emulator.flash import BLOCK
from habitude_sim.engines import rp2040

COST = pin.Cost(15)
FREE_BLOCKS = 24  # the fewer, the sooner they are overwritten
WINDOW = 8  # bytes
STARTED_S = 3.0  # of the board's time, for what takes one and a half


def taught():
    """The profile of an appliance that two people have used."""
    app = App(load("climate"))
    app.came("anna")
    for minute in range(2 * 1440):
        readings = [2050 + minute % 90, 400, minute % 7, int(minute % 1440 > 400)]
        app.step(60 * minute, 60 * minute, readings, [2 if minute % 190 == 0 else 0])
    return app.profile()


def windows(data):
    """All of eight bytes in a row but for plain ones, which anything may hold."""
    found = {data[at : at + WINDOW] for at in range(len(data) - WINDOW + 1)}
    return {window for window in found if len(set(window)) > WINDOW // 2}


def left(data, storage):
    """How many windows of `data` are anywhere in the flash."""
    return sum(window in storage for window in windows(data))


@pytest.fixture(scope="module")
def locked(pico_w_image, tmp_path_factory):
    """A board that has learned and was then locked; `before`: its flash before that."""
    folder = tmp_path_factory.mktemp("store")
    profile = taught()
    Store(str(folder)).replace(profile)
    files = rp2040.files("climate", folder)
    used = sum(-(-len(content) // BLOCK) for content in files.values() if len(content) > 128)
    files["filler"] = bytes((212 - 20 - FREE_BLOCKS - used) * BLOCK)
    board = Board(files, pico_w_image)
    link = Link(rp2040.Rp2040Transport(board))
    before = board.storage
    salt = os.urandom(pin.SALT)
    key = pin.derived("4711", salt, COST).hex()
    cost = {"n": COST.log2_n, "r": COST.r, "p": COST.p}
    link.ask("lock", key=key, salt=salt.hex(), seed=os.urandom(32).hex(), **cost)
    finish_erasing(board, link)
    return SimpleNamespace(board=board, link=link, profile=profile, before=before)


def finish_erasing(board, link):
    for _ in range(60):
        if not link.ask("status")["erasing"]:
            return
        board.sleep(0.2)
    pytest.fail("erasing does not end")


def refused(link, do, **arguments):
    with pytest.raises(RefusedError) as error:
        link.ask(do, **arguments)
    return error.value.code


@pytest.mark.timeout(900)
def test_nothing_of_the_profile_is_left_in_plain(locked):
    assert left(locked.profile, locked.before) > 300
    assert left(locked.profile, locked.board.storage) == 0


@pytest.mark.timeout(900)
def test_a_ctrl_c_leads_nowhere_and_the_link_goes_on(locked):
    locked.board.take()
    locked.board.send(b"\r\x03\x03\r\x01\x04\r\n")
    locked.board.sleep(0.5)
    assert b">>>" not in locked.board.take()
    assert locked.link.ask("status")["lock"] == "locked"
    assert refused(locked.link, "people") == "locked"
    assert refused(locked.link, "profile") == "locked"


@pytest.mark.timeout(900)
def test_the_pin_opens_it(locked):
    board, link = locked.board, locked.link
    with pytest.raises(RefusedError, match="wrong PIN"):
        pin.unlock(link, "0000")
    assert board.files()["tries"] == b"1"
    assert refused(link, "unlock", proof="00" * 32) == "wait"
    board.sleep(1.2)
    pin.unlock(link, "4711")
    assert link.ask("people")["known"] == ["anna"]
    link.ask("save")
    assert left(locked.profile, board.storage) == 0


@pytest.mark.timeout(900)
def test_ctrl_c_all_the_time_from_power_on_leads_nowhere(locked, pico_w_image):
    board = Board(locked.board.storage, pico_w_image)
    while board.seconds < STARTED_S:
        board.send(b"\x03\r")
        board.sleep(0.01)
    board.send(b"\n")
    board.wait_for(b"is not understood")
    assert ">>>" not in board.said
    assert Link(rp2040.Rp2040Transport(board)).ask("status")["lock"] == "sealed"
