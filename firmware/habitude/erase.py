"""Erase means erased: what the free blocks of the flash still hold is overwritten.

littlefs writes to fresh blocks and leaves the old bytes where they were, until it needs the
block. So a file is written until no block is free, which erases each, and then removed: a block at
a time, so that control goes on in between. The empty file is there before anything is replaced:
after a power cut the next start begins anew. Costs one erase of each free block.

Only for a file system that is ours alone: it is full for a moment.
"""

import os

from habitude.compat import const

_NAME = "/erase"
_BLOCK = const(4096)
_PIECE = const(512)  # bytes, many at once would be hard to find on a small heap
_FULL = const(28)  # ENOSPC


def unfinished(directory):
    """Whether the power was cut before all was overwritten."""
    try:
        os.stat(directory + _NAME)
    except OSError:
        return False
    return True


class Erasing:
    """OSError if not even an empty file can be made."""

    def __init__(self, directory):
        self._path = directory + _NAME
        self._file = None
        self._empty()

    def pause(self):
        """Give the space back: somebody has something to store. Then it begins anew."""
        if self._file is not None:
            self._close()
            self._empty()

    def work(self):
        """Overwrite one block; False when all are, or when the flash fails (told by its mark)."""
        try:
            if self._file is None:
                self._file = open(self._path, "wb")  # noqa: SIM115  closed when all is full
            piece = b"\xff" * _PIECE  # as if nothing had been written
            for _ in range(_BLOCK // _PIECE):
                self._file.write(piece)
        except OSError as error:
            self._close()
            if error.errno == _FULL:
                self._remove()
            return False
        return True

    def _remove(self):
        try:
            os.remove(self._path)
        except OSError:
            pass  # the next start finds it

    def _empty(self):
        with open(self._path, "wb"):
            pass

    def _close(self):
        try:
            self._file.close()
        except OSError:
            pass  # after a write that failed there is nothing to keep
        self._file = None
