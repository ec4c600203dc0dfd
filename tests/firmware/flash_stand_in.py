"""A flash in memory with littlefs on it, where the port has littlefs."""

try:
    import vfs

    THERE = hasattr(vfs, "VfsLfs2")
except ImportError:
    THERE = False

_BLOCK = 4096


class Flash:
    """As boards show theirs to littlefs. operations: writes and erases so far.

    cut_at: the operation from which on nothing is written any more, as if unplugged.
    """

    def __init__(self, blocks):
        self.bytes = bytearray(b"\xff" * _BLOCK * blocks)
        self.operations = 0
        self.erases = 0
        self.cut_at = 1 << 29
        self._blocks = blocks

    def cut(self):
        self.cut_at = self.operations

    def mount(self, path):
        """As after power-on; what was open is lost."""
        try:
            vfs.umount(path)
        except OSError:
            vfs.VfsLfs2.mkfs(self)  # the first time
        vfs.mount(vfs.VfsLfs2(self), path)

    def umount(self, path):
        vfs.umount(path)

    def readblocks(self, block, buffer, offset=0):
        start = block * _BLOCK + offset
        buffer[:] = memoryview(self.bytes)[start : start + len(buffer)]

    def writeblocks(self, block, buffer, offset=0):
        start = block * _BLOCK + offset
        if self._works():
            self.bytes[start : start + len(buffer)] = buffer

    def _works(self):
        self.operations += 1
        return self.operations <= self.cut_at

    def ioctl(self, operation, argument):
        if operation == 4:
            return self._blocks
        if operation == 5:
            return _BLOCK
        if operation == 6:
            start = argument * _BLOCK
            self.erases += 1
            if self._works():
                self.bytes[start : start + _BLOCK] = b"\xff" * _BLOCK
        return 0
