"""Power cuts: a story recorded once, and what every cut of it leaves on the flash.

What an emulated board writes is repeatable to the byte, so the flash after a cut at operation N
is the flash before and the first N operations (test_power.py cuts a running board to compare).
A cut is survived if what is left holds, for all that counts, what was there before the step
that was cut or what was there after it: so what was told to be done is never lost.
"""

# littlefs-python leaves the types of its files open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from littlefs import LittleFSError, UserContext
from littlefs.lfs import LFSConfig

from habitude_host.errors import HabitudeError
from habitude_sim.emulator import Board, file_system, files_of, flash
from habitude_sim.emulator.power import Operation, Power
from habitude_sim.torture.power_story import COPIES, SLOTS, Story

_PAGE = 256
_NEW = ".new"  # written, then renamed: who reads it, reads it under its other name
_ASIDE = "profile.v"  # copies of other formats, see firmware/habitude/formats.py
_ERASE = "erase"  # fills what is free, see firmware/habitude/erase.py
_NAMED = "firmware.txt"  # by which the firmware is chosen, see firmware/packed/starter.py
_TRIES = "tries"  # counted up before a PIN is looked at, see firmware/habitude/commands_lock.py


@dataclass(frozen=True)
class Held:
    """What counts of a flash. told: by what it works. files: all others, as SHA-256 by path."""

    told: str
    files: Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """operations: how many of a scenario had reached the flash when this was done."""

    operations: int
    held: Held


@dataclass(frozen=True)
class Recording:
    """A scenario as it was lived. steps: the first is what was there before."""

    story: Story
    scenario: str
    before: bytes
    operations: Sequence[Operation]
    steps: Sequence[Step]


@dataclass(frozen=True)
class Cut:
    """The power failed after `done` operations of a scenario; torn: and in the midst of the next.

    image: what is left. allowed: what it may hold.
    """

    recording: Recording
    done: int
    torn: str | None
    image: bytes
    allowed: tuple[Held, ...]

    @property
    def name(self) -> str:
        torn = f", the next one torn ({self.torn})" if self.torn else ""
        return f"{self.recording.scenario}: cut after {self.done} operations{torn}"


def held(story: Story, files: Mapping[str, bytes]) -> Held:
    """What counts of these files. HabitudeError if the firmware can't work by them."""
    named = files.get(_NAMED, b"").split()[:1]
    # Who writes these, replaces what is older: what is in them, `holds` tells.
    passing = {*COPIES, *SLOTS, _ERASE, _NAMED, _TRIES} - {slot.decode() for slot in named}
    return Held(
        story.holds(files),
        {
            path: hashlib.sha256(content).hexdigest()
            for path, content in files.items()
            if path not in passing and not path.startswith(_ASIDE) and not path.endswith(_NEW)
        },
    )


def record(story: Story, micropython: Path | None = None) -> Iterator[Recording]:
    """Live through a story, each of its scenarios in turn."""
    given = story.files()
    before = given if isinstance(given, bytes) else file_system(given)
    power = Power()
    board = Board(before, micropython, [power, *story.parts()])
    for scenario in story.scenarios:
        steps = [Step(0, held(story, files_left(before) or {}))]
        for _ in scenario.steps(board):
            steps.append(Step(len(power.operations), held(story, files_left(board.storage) or {})))
        operations, power.operations = power.operations, []
        yield Recording(story, scenario.name, before, operations, steps)
        before = board.storage


def files_left(image: bytes) -> dict[str, bytes] | None:
    """The files on a flash; None if no file system can be mounted there."""
    try:
        return files_of(image)
    except LittleFSError:
        return None


def count(recording: Recording) -> int:
    """Of its cuts."""
    return 1 + sum(1 + len(operation.torn_ways) for operation in recording.operations)


def cuts(recording: Recording) -> Iterator[Cut]:
    """Every cut of a scenario: before each operation, in the midst of it, and after the last."""
    image = bytearray(recording.before)
    for done, operation in enumerate(recording.operations):
        allowed = _allowed(recording.steps, done)
        yield Cut(recording, done, None, bytes(image), allowed)
        for torn in operation.torn_ways:
            left = bytearray(image)
            operation.apply(left, torn)
            yield Cut(recording, done, torn, bytes(left), allowed)
        operation.apply(image)
    last = len(recording.operations)
    yield Cut(recording, last, None, bytes(image), (recording.steps[-1].held,))


def _allowed(steps: Sequence[Step], done: int) -> tuple[Held, ...]:
    """Before and after the step whose operations were cut."""
    past = [step.held for step in steps if step.operations <= done]
    to_come = [step.held for step in steps if step.operations > done]
    return (past[-1], *to_come[:1])


def lost(cut: Cut, image: bytes | None = None) -> str | None:
    """What a cut has destroyed, judged from the files that it left; None: nothing.

    image: what is there by now, if not what it left.
    """
    return lost_with(cut, files_left(cut.image if image is None else image))


def lost_with(cut: Cut, files: Mapping[str, bytes] | None) -> str | None:
    """The same of these files; None: there is no file system."""
    if files is not None:
        return lost_of(cut.recording.story, files, cut.allowed)
    # A flash without a file system is formatted at the next start.
    return "the file system can't be mounted" if cut.allowed[0].files else None


def lost_of(story: Story, files: Mapping[str, bytes], allowed: Sequence[Held]) -> str | None:
    """What of all that is allowed these files do not hold; None: nothing."""
    try:
        found = held(story, files)
    except (HabitudeError, KeyError) as error:
        return f"it can't start: {error!r}"
    if found.told not in {each.told for each in allowed}:
        return f"it works by {found.told}, not by {' or '.join(each.told for each in allowed)}"
    for path in {*found.files}.union(*(each.files for each in allowed)):
        if found.files.get(path) not in {each.files.get(path) for each in allowed}:
            return f"{path} is neither as it was nor as it should become"
    return None


@dataclass(frozen=True)
class Start:
    """A board switched on with what a cut left. lost: of that, None: nothing. seconds: of its own
    until it was at work. operations: what it wrote to its flash until then.
    """

    lost: str | None
    seconds: float
    operations: Sequence[Operation]


def started(cut: Cut, micropython: Path | None = None) -> Start:
    """Switch an emulated board on with what a cut left."""
    power = Power()
    board = Board(cut.image, micropython, [power, *cut.recording.story.parts()])
    try:
        told = cut.recording.story.wakes(board)
    except HabitudeError as error:
        return Start(f"it does not start: {error}", board.seconds, power.operations)
    seconds, operations = board.seconds, list(power.operations)
    if told not in {each.told for each in cut.allowed}:
        return Start(f"the board works by {told}", seconds, operations)
    return Start(lost(cut, board.storage), seconds, operations)


def second_cuts(cut: Cut, operations: Sequence[Operation]) -> Iterator[Cut]:
    """Of a cut whose recovery writes: the power fails again, at each operation of that."""
    image = bytearray(cut.image)
    for operation in operations:
        for torn in (None, *operation.torn_ways):
            left = bytearray(image)
            if torn:
                operation.apply(left, torn)
            yield replace(cut, image=bytes(left))
        operation.apply(image)


class _Watched(UserContext):
    """Memory that is written as flash is, and tells how."""

    def __init__(self, image: bytes) -> None:
        super().__init__(buffer=bytearray(image))
        self.operations: list[Operation] = []

    def prog(self, cfg: LFSConfig, block: int, off: int, data: bytes) -> int:
        start = block * flash.BLOCK + off
        for at in range(0, len(data), _PAGE):
            self._do(Operation(start + at, _PAGE, bytes(data[at : at + _PAGE])))
        return 0

    def erase(self, cfg: LFSConfig, block: int) -> int:
        self._do(Operation(block * flash.BLOCK, flash.BLOCK))
        return 0

    def _do(self, operation: Operation) -> None:
        operation.apply(self.buffer)
        self.operations.append(operation)


def cuts_of_first_write(cut: Cut) -> Iterator[Cut]:
    """The power fails again, at each operation of the first write after a cut, repairs of littlefs
    included. Done by the same littlefs on this computer; none, where there is no file system.
    """
    files = files_left(cut.image)
    if files is None:
        return
    memory = _Watched(cut.image)
    system = flash.as_on_board(memory)
    path, content = cut.recording.story.writes(files)
    with suppress(LittleFSError), system.open(path, "wb") as file:  # it may be full
        file.write(content)
    written = held(cut.recording.story, {**files, path: content})
    yield from second_cuts(replace(cut, allowed=(*cut.allowed, written)), memory.operations)
