# Start-up of a board that `habitude flash` wrote. The firmware is one file, a pack; firmware.txt
# names it. So a new version replaces an old one by one rename, and one file is checked, not eighty
# (which would fill 4 KiB blocks of their own: two versions would not fit a Pico). docs/boards.md
import sys

import vfs

_ENOENT = 2
_FOLDER, _FILE = 0x4000, 0x8000


class Pack:
    """A read-only file system, as far as `import` needs one.

    pack   a line "habitude-pack FORMAT VERSION PROCESSOR SIZE"; an index of SIZE bytes: "\\n", then
           a line "PATH START LENGTH" a file; the files; SHA-256 of all before (checked by hosts)
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
        name = path.encode()[1:]
        if self._index.find(b"\n%s/" % name) >= 0:
            return (_FOLDER, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        return (_FILE, 0, 0, 0, 0, 0, self._place(name)[1], 0, 0, 0)

    def open(self, path, mode):
        """The pack itself, read from the file's first byte on: .mpy files tell where they end."""
        file = open(self._path, mode)
        file.seek(self._first + self._place(path.encode()[1:])[0])
        return file

    def _place(self, name):
        """(start, length) of a file."""
        line = b"\n%s " % name
        at = self._index.find(line)
        if at < 0:
            raise OSError(_ENOENT)
        at += len(line)
        start, length = self._index[at : self._index.find(b"\n", at)].split()
        return int(start), int(length)


with open("firmware.txt") as file:
    vfs.mount(Pack(file.readline().strip()), "/firmware")
sys.path.insert(0, "/firmware")
import main  # noqa: E402, F401  the pack's own, which starts the appliance
