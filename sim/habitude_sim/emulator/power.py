"""The power of an emulated board: what it writes to its flash is recorded, and can be cut short.

    power = Power()
    board = Board(files, wired=[power])
    power.cut(board, after=3, torn=BITS)    # the fourth operation is torn, nothing follows it
    board.storage                           # what is left

Data sheets promise nothing of an operation that loses its power half-way (W25Q16JV, section 8.2:
"the data may be corrupted"), so three things can come of it: HALF, the first half of its bytes
is done; BITS, of the bits that change, some did, by chance but repeatably; ZEROS, an erase
that had come as far as its chip's first step, which clears all bits. Cells that read differently
from one time to the next are not modelled.
"""

# rp2040py's flash has no hook of its own for what reaches it.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from rp2040py.peripherals.ssi import CMD_BLOCK_ERASE, CMD_PAGE_PROGRAM, CMD_SECTOR_ERASE
from rp2040py.rp2040 import RP2040

from habitude_sim.emulator import flash
from habitude_sim.emulator.board import Board

HALF, BITS, ZEROS = "half", "bits", "zeros"
_SIZES = {CMD_SECTOR_ERASE: 4096, CMD_BLOCK_ERASE: 65536}
_COMMAND = 4  # bytes before a page's data: the command and its address


@dataclass(frozen=True)
class Operation:
    """One erase (no data) of `size` bytes, or one program, at a byte of the file system."""

    at: int
    size: int
    data: bytes | None = None

    @property
    def torn_ways(self) -> tuple[str, ...]:
        """The ways in which it can be left half done."""
        return (HALF, BITS, ZEROS) if self.data is None else (HALF, BITS)

    def apply(self, image: bytearray, torn: str | None = None) -> None:
        """Do it to a file system's bytes; torn: only as far as this way tells."""
        span = slice(self.at, self.at + self.size)
        image[span] = self.result(bytes(image[span]), torn)

    def result(self, before: bytes, torn: str | None = None) -> bytes:
        """What is there after it, or after this much of it."""
        if self.data is None:
            done = b"\xff" * self.size
        else:
            done = bytes(old & new for old, new in zip(before, self.data, strict=True))
        if torn is None:
            return done
        if torn == HALF:
            return done[: self.size // 2] + before[self.size // 2 :]
        if torn == ZEROS:
            return bytes(self.size)
        chance = random.Random(self.at).randbytes(self.size)
        return bytes(
            (old & ~kept) | (new & kept)
            for old, new, kept in zip(before, done, chance, strict=True)
        )


class Power:
    """Watches the flash of a board. operations: all that reached its file system, in order.

    To be given as `wired`, it sees everything from power-on.
    """

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.is_cut = False
        self._last: int | None = None
        self._torn: str | None = None
        self._unplug: Callable[[], None]

    def attach(self, rp2040: RP2040) -> None:
        self._flash = rp2040.flash
        ssi = rp2040.ssi
        apply = ssi._apply_command

        def command() -> None:
            operation = _operation(ssi._tx_buffer) if ssi._write_enabled else None
            if operation and self._stops(operation):
                ssi._tx_buffer = bytearray()  # of it, nothing more reaches the flash
            apply()

        ssi._apply_command = command

    def cut(self, board: Board, after: int, torn: str | None = None) -> None:
        """The board's power will fail after so many operations from now on, before the next one;
        torn: in the midst of it. Who waits for the board then gets a BoardError.
        """
        self._unplug = board.unplug
        self._last = len(self.operations) + after
        self._torn = torn

    def _stops(self, operation: Operation) -> bool:
        """Whether the power has failed before the end of this operation."""
        if not self.is_cut and len(self.operations) == self._last:
            self.is_cut = True
            if self._torn:
                start = flash.START + operation.at
                there = slice(start, start + operation.size)
                self._flash[there] = operation.result(bytes(self._flash[there]), self._torn)
            self._unplug()
        if not self.is_cut:
            self.operations.append(operation)
        return self.is_cut


def _operation(sent: bytearray) -> Operation | None:
    """What a command to the flash chip writes in the file system, None if it writes nothing."""
    if len(sent) < _COMMAND:
        return None
    command, at = sent[0], int.from_bytes(sent[1:_COMMAND], "big") - flash.START
    if command == CMD_PAGE_PROGRAM and len(sent) > _COMMAND:
        data = bytes(sent[_COMMAND:])
        return Operation(at, len(data), data)
    if command in _SIZES:
        size = _SIZES[command]
        return Operation(at - at % size, size)
    return None
