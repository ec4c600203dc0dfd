"""A lock that is set, opened and taken off while the power may be cut: what was learned is sealed
on the flash, and its owner still has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from habitude_host import pin
from habitude_host.errors import HabitudeError, RefusedError
from habitude_host.link import Link
from habitude_sim import engines
from habitude_sim.emulator import Board
from habitude_sim.engines.rp2040 import files as climate_files
from habitude_sim.torture import power_appliance
from habitude_sim.torture.power_appliance import APPLIANCE
from habitude_sim.torture.power_story import COPIES, Scenario, Story, link_to

# Of the PIN, as the host computes it: that takes half a second each time, and reaches no flash.
_KEY, _WRONG = bytes(range(32)), bytes(32)
_SALT, _SEED = bytes(16), bytes(32)
_COST = {"n": 17, "r": 8, "p": 1}
_FREE_BLOCKS = 16  # the fewer, the fewer operations: "forget all, overwritten" has all of them
_SPARE_S = 1.0


def wakes(board: Board) -> str:
    """Whether it is locked; what it has learned, and does, once its owner is let in."""
    return _told(link_to(board), board.sleep)


def holds(files: Mapping[str, bytes]) -> str:
    """The same of the firmware on this computer, from the copies of its profile."""
    return _held_by(tuple(files.get(name) for name in COPIES))


@lru_cache(maxsize=1024)
def _held_by(copies: tuple[bytes | None, ...]) -> str:
    with TemporaryDirectory() as folder:
        for name, content in zip(COPIES, copies, strict=True):
            if content is not None:
                (Path(folder) / name).write_bytes(content)
        # CPython has no AES.
        link = engines.start("unix", APPLIANCE, Path(folder))
        try:
            return _told(link, lambda _: None)
        finally:
            link.close()


def _told(link: Link, rest: Callable[[float], None]) -> str:
    lock = link.ask("status")["lock"]
    if lock is not None:
        rest(link.ask("challenge")["wait"] + _SPARE_S)
        _unlock(link, _KEY)
    return f"lock {lock}, {power_appliance.told(link)}"


def _unlock(link: Link, key: bytes) -> None:
    nonce = bytes.fromhex(link.ask("challenge")["nonce"])
    link.ask("unlock", proof=pin.proof(key, nonce).hex())


def _lock(board: Board) -> Iterator[None]:
    link = link_to(board)
    link.ask("lock", key=_KEY.hex(), salt=_SALT.hex(), seed=_SEED.hex(), **_COST)
    yield
    power_appliance.overwritten(board, link)


def _wrong_pin(board: Board) -> Iterator[None]:
    try:
        _unlock(link_to(board), _WRONG)
    except RefusedError:
        yield
    else:
        raise HabitudeError("a wrong PIN opens it")


def _open(board: Board) -> Iterator[None]:
    """The right PIN, once the time is over that the wrong one has cost; and a save, sealed."""
    link = link_to(board)
    board.sleep(link.ask("challenge")["wait"] + _SPARE_S)
    _unlock(link, _KEY)
    yield
    link.ask("freeze", setting="all")
    yield


def _take_off(board: Board) -> Iterator[None]:
    link = link_to(board)
    link.ask("unlock", remove=True)
    yield
    power_appliance.overwritten(board, link)


def _again(files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """A save whose content is what was there, since the key is nowhere here."""
    return COPIES[0], files[COPIES[0]]


STORIES: Sequence[Story] = (
    Story(
        "an appliance that is locked",
        lambda: power_appliance.with_free(
            {**climate_files(APPLIANCE), **power_appliance.learned_copies()}, _FREE_BLOCKS
        ),
        wakes,
        holds,
        _again,
        (
            Scenario("lock", _lock),
            Scenario("a wrong PIN", _wrong_pin),
            Scenario("unlock, and a sealed save", _open),
            Scenario("the lock taken off", _take_off),
        ),
    ),
)
