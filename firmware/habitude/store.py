"""Power-safe storage of one profile in two files.

Each save goes to the older file, with a sequence number and a checksum; a power cut during it
leaves the other, newer-but-one copy whole. Loading takes the newest copy that is whole. On a full
flash the older file is removed first, to make room: then, too, the other one is whole.

    copy   "<4sIH"  magic, sequence number, length; the profile; "<I" CRC-32 of all before

What is replaced for good is erased from the flash, too: see erase.py.

The app allows one save an hour and one when it asks, so at most 25 a day. Each costs littlefs one
erase of a block, spread over the free ones: `make bench-wear` counts for how long that goes well.
"""

import binascii
import os
import struct

from habitude.compat import borrowed, const, flush_to_disk

_HEADER = "<4sIH"
_MAGIC = b"HBTS"
_NAMES = ("profile.a", "profile.b")
_ERASE = "habitude.erase"
_FORMATS = "habitude.formats"
_FULL = const(28)  # ENOSPC
LOCKED = b"HBTL"  # how a sealed profile begins, see lock.py


class Store:
    """The two copies in `directory`; `damaged` names those that were there but not whole.

    failing: the last save did not reach the flash, which is full or worn out.
    flash: it is a board's own, whose free blocks may be overwritten. erasing: while they are.
    lock: what seals the profile, None without. prompt: what lets people to MicroPython's prompt,
    or keeps them from it, when called with True or False.
    """

    def __init__(self, directory, flash=False):
        self.directory = directory
        self.paths = [directory + "/" + name for name in _NAMES]
        self._sequence = 0
        self._newest = 1
        self._marks = [None, None]  # of what the copies hold, as far as it is known
        self._flash = flash
        self.erasing = None
        self.lock = None
        self.prompt = bool  # does nothing: there is none
        self.damaged = []
        self.failing = False

    def load(self):
        """The newest whole copy's content, a profile or a sealed one; None if there is none."""
        found = None
        self._sequence = 0
        self.damaged = []
        for index, path in enumerate(self.paths):
            sequence, data = self.read(path)
            whole = data is not None and data[:4] != LOCKED
            self._marks[index] = binascii.crc32(data) if whole else None
            if data is not None and sequence > self._sequence:
                self._sequence = sequence
                self._newest = index
                found = data
        return found

    def save(self, data):
        """Store a profile in place of the older copy; OSError if the file system fails.

        What is there already is not written again: whoever asks for it all the time wears no
        flash. Under a lock it is sealed; before it was unlocked for the first time, nothing is
        stored.
        """
        mark = self._mark(data)
        if mark == self._marks[self._newest]:
            self.failing = False
        else:
            self._write_sealed(data, mark)

    def _mark(self, data):
        """Tells a profile from another, and sealed by a lock from by another one."""
        return binascii.crc32(data, 0 if self.lock is None else binascii.crc32(self.lock.record))

    def _write_sealed(self, data, mark):
        if self.lock is not None:
            data = self.lock.sealed(data)
        if data is not None:
            self._write(data, mark)

    def _write(self, data, mark=None):
        self.failing = True  # should the next lines raise
        self.make_room()
        target = 1 - self._newest
        self._marks[target] = None
        head = struct.pack(_HEADER, _MAGIC, self._sequence + 1, len(data))
        check = struct.pack("<I", binascii.crc32(data, binascii.crc32(head)))
        try:
            _put(self.paths[target], head, data, check)
        except OSError as error:
            if error.errno != _FULL:
                raise
            os.remove(self.paths[target])
            _put(self.paths[target], head, data, check)
        self.failing = False
        self._sequence += 1
        self._newest = target
        self._marks[target] = mark

    def make_room(self):
        """Somebody has something to write: what fills the flash to overwrite it gives way."""
        if self.erasing is not None:
            self.erasing.pause()

    def replace(self, data):
        """Store a profile in both copies: what was in them is gone. OSError as `save`.

        `work` then overwrites what is left of it on the flash. Where both hold it, all is done.
        """
        mark = self._mark(data)
        if self._marks == [mark, mark]:
            return
        if self._flash and self.erasing is None:
            self.erasing = borrowed(_ERASE).Erasing(self.directory)
        borrowed(_FORMATS).forget(self.directory)
        self._write_sealed(data, mark)
        self._write_sealed(data, mark)

    def resume(self, data):
        """Go on if the power was cut during `replace` or after it.

        data: what `load` gave.
        """
        if not self._flash or not borrowed(_ERASE).unfinished(self.directory):
            return
        try:
            self.erasing = borrowed(_ERASE).Erasing(self.directory)
            borrowed(_FORMATS).forget(self.directory)
            if data is not None:
                self._write(data)  # the older copy may be what was to go
        except OSError:
            pass  # as full as it is: at the next start, again

    def work(self):
        """A piece of what is left to do; called often."""
        if self.erasing is not None and not self.erasing.work():
            self.erasing = None
        if self.lock is not None:
            self.lock.work()

    def copies(self):
        """(sequence number, path, content) of each that is whole, the newest last."""
        found = []
        for path in self.paths:
            sequence, data = self.read(path)
            if data is not None:
                found.append((sequence, path, data))
        return sorted(found, key=lambda copy: copy[0])

    def read(self, path):
        """(sequence number, content) of a copy; (0, None) if there is none that is whole."""
        try:
            with open(path, "rb") as file:
                copy = file.read()
        except OSError:
            return 0, None  # no such file: the first day
        head = struct.calcsize(_HEADER)
        if len(copy) >= head + 4:
            magic, sequence, length = struct.unpack_from(_HEADER, copy)
            (check,) = struct.unpack("<I", copy[-4:])
            whole = magic == _MAGIC and len(copy) == head + length + 4
            if whole and binascii.crc32(copy[:-4]) == check:
                return sequence, copy[head:-4]
        self.damaged.append(path)
        return 0, None


def _put(path, head, data, check):
    with open(path, "wb") as file:
        file.write(head)
        file.write(data)
        file.write(check)
        flush_to_disk(file)
