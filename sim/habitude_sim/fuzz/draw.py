"""Choices made from bytes: the same bytes, the same choices, so that a fuzzer can steer them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")


class Draw:
    """Bytes from the front; zeros when there are no more."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """Bytes that are left."""
        return max(0, len(self._data) - self._at)

    def take(self, count: int) -> bytes:
        """The next `count` bytes, fewer at the end."""
        taken = self._data[self._at : self._at + count]
        self._at += count
        return taken

    def byte(self) -> int:
        """0 .. 255."""
        return self.take(1)[0] if self.left else 0

    def below(self, end: int) -> int:
        """0 .. end - 1."""
        size = max(1, ((end - 1).bit_length() + 7) // 8)
        return int.from_bytes(self.take(size), "little") % end

    def integer(self) -> int:
        """Any of 32 bits, signed; mostly a small one."""
        kind = self.byte()
        if kind < 160:
            return kind - 40
        return int.from_bytes(self.take(4), "little", signed=True)

    def choice(self, options: Sequence[_T]) -> _T:
        return options[self.below(len(options))]
