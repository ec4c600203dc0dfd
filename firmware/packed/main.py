# Start-up of a board that `habitude flash` wrote. The firmware is one file, a pack, in one of two
# slots; starter.py chooses. So a new version replaces an old one by one rename, and one file is
# checked, not eighty (which would fill 4 KiB blocks of their own: two versions would not fit a
# Pico). Nothing updates these two over the link: they do what they do for every firmware to come.
# docs/update.md
import sys

import micropython

micropython.kbd_intr(-1)  # no prompt until the firmware knows whether it is locked

# ruff: noqa: E402
import starter  # pyright: ignore[reportMissingImports]  beside this file
import vfs

_ENOENT = 2
_FOLDER, _FILE = 0x4000, 0x8000


class Pack:
    """A read-only file system, as far as `import` needs one.

    pack   a line "habitude-pack FORMAT VERSION PROCESSOR SIZE"; an index of SIZE bytes, "\n" and
           a line "PATH START" for each file; the files; SHA-256 of all before
    """

    def __init__(self, path):
        self._path = path
        with open(path, "rb") as file:
            head = file.readline()
            size = int(head.split()[4])
            self._first = len(head) + size
            self._index = file.read(size)

    def mount(self, readonly, mkfs):
        pass

    def umount(self):
        pass

    def stat(self, path):
        folder = path == "/" or self._index.find(b"\n%s/" % path.encode()[1:]) >= 0
        if not folder:
            self._start(path)
        return (_FOLDER if folder else _FILE, 0, 0, 0, 0, 0, 0, 0, 0, 0)

    def open(self, path, mode):
        """The pack itself, read from the file's first byte on: .mpy files tell where they end."""
        file = open(self._path, mode)  # noqa: SIM115  closed by who imports
        file.seek(self._start(path))
        return file

    def _start(self, path):
        line = b"\n%s " % path.encode()[1:]
        at = self._index.find(line)
        if at < 0:
            raise OSError(_ENOENT)
        at += len(line)
        return self._first + int(self._index[at : self._index.find(b"\n", at)])


slot, trial = starter.choose()  # the firmware looks here for its slot, and whether it is tried
if trial is None:
    del starter, sys.modules["starter"]  # their memory comes back
try:
    vfs.mount(Pack(slot), "/firmware")
    sys.path.insert(0, "/firmware")
    import main  # noqa: F401  the pack's own, which starts the appliance

    if trial:
        trial.end("it ended")
except KeyboardInterrupt:  # somebody works on the board
    if trial:
        trial.leave()
    raise
except Exception as error:
    if trial:
        trial.end(repr(error))
    raise
