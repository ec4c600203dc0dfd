"""A table's program while it is being made: its slots, its words, the modules that it needs."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from .firmware import kernel

ONE = 32768  # a degree of 1 in Q15
FULL = 32767  # the position of a range's upper end
ALWAYS = 0  # the slot whose degree is always 1
NEVER = 3  # a slot whose degree is always 0

CELLS_START = -1  # stands for the first slot after all others until the program is finished

_MOST_BYTES = 65535  # of an instruction, which tells its own length in a word


class NotOnDevice(Exception):
    """The device's engine can't run this system; the message says why."""


@dataclass
class Program:
    """Slots are known by any hashable key. `cells` is how many samples CURVE needs at most."""

    words: list[int] = field(default_factory=list[int])
    parts: int = 0
    cells: int = 0
    _slots: dict[Hashable, int] = field(default_factory=dict[Hashable, int])

    def slot(self, key: Hashable) -> int:
        """The slot called `key`, which is a new one at first."""
        return self._slots.setdefault(key, kernel.FIRST_SLOT + len(self._slots))

    def fresh(self) -> int:
        """A slot that nobody else asks for."""
        return self.slot(object())

    def has(self, key: Hashable) -> bool:
        return key in self._slots

    def add(self, *words: int) -> None:
        """Append an instruction of the kernel."""
        self.words += words

    def add_other(self, opcode: int, part: int, *words: int) -> None:
        """Append an instruction of another module; its length in bytes goes before `words`."""
        length = 2 * (2 + len(words))
        if length > _MOST_BYTES:
            raise NotOnDevice(
                f"an instruction of {length} bytes, at most {_MOST_BYTES} are possible"
            )
        self.parts |= part
        self.words += [opcode, length, *words]

    def finished(self, inputs: int, outputs: int, degrees: list[list[int]]) -> list[int]:
        """Header (without magic and checksum), program and the list of degrees, as words."""
        quads = (len(self._slots) + 3) // 4
        start = kernel.FIRST_SLOT + 4 * quads
        body = [start if word == CELLS_START else word for word in (*self.words, kernel.END)]
        at = kernel.PROGRAM + len(body)
        listed = [word for words in degrees for word in words]
        header = [inputs, outputs, quads, start + self.cells, self.parts, len(degrees), at, 0]
        words = [*header, *body, *listed]
        for word in words:
            if not 0 <= word <= 65535:
                raise NotOnDevice("the system is too large for a table")
        return words
