"""What a board lives through while its power is cut: stories, made of scenarios, made of steps.

After each `yield` of a scenario's steps, what was asked for is done, and must outlast any cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from habitude_host.link import Link
from habitude_sim.emulator import Board
from habitude_sim.emulator.board import Wired
from habitude_sim.engines.rp2040 import Rp2040Transport

SLOTS = ("firmware.a", "firmware.b")
COPIES = ("profile.a", "profile.b")
Steps = Callable[[Board], Iterator[None]]


@dataclass(frozen=True)
class Scenario:
    """name: of it in tables."""

    name: str
    steps: Steps


@dataclass(frozen=True)
class Story:
    """Scenarios that one board lives through, one after the other.

    files: what is on its flash before; bytes are all of it. wakes: lets time pass until the board
    is at work, and tells what it works by; HabitudeError if it is not. holds: the same, told from
    the files on its flash. writes: path and content of the first write after a cut. parts: what is
    connected to it. quick: a start takes so little time that each image is started.
    """

    name: str
    files: Callable[[], Mapping[str, bytes] | bytes]
    wakes: Callable[[Board], str]
    holds: Callable[[Mapping[str, bytes]], str]
    writes: Callable[[Mapping[str, bytes]], tuple[str, bytes]]
    scenarios: tuple[Scenario, ...]
    parts: Callable[[], Sequence[Wired]] = tuple[Wired, ...]
    quick: bool = False


def link_to(board: Board) -> Link:
    """The link to a board that is switched on; time passes on it while an answer is awaited."""
    return Link(Rp2040Transport(board))
