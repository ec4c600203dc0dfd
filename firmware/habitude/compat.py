"""The names MicroPython has and CPython lacks, the same on both.

    from habitude.compat import const, micropython, ptr16

    _SIZE = const(64)

    @micropython.viper
    def total(values: ptr16, count: int) -> int: ...

MicroPython's compiler knows `@micropython.viper` and `@micropython.native` by exactly this
spelling (so there are no bare `viper` and `native`). On CPython they give back the function
itself, whose integers have no size and whose annotations do nothing: keep viper arithmetic within
32 bits, and pass arrays whose type is the annotated one (`array("H")` for `ptr16`). Import these
names, never `micropython` itself: on a host a package of that name may be installed.
"""
# pyright: reportAssignmentType=false, reportAttributeAccessIssue=false
# The purpose of this module: each name is defined twice, once for each runtime.

import sys

try:
    import gc

    import micropython
    from micropython import const

    # Viper resolves these names by itself; elsewhere they are never called.
    ptr8 = ptr16 = ptr32 = uint = int

    def borrowed(name):
        """A module for one use: loaded anew each time, so that its memory comes back.

        The one before is collected first: the names that stay would lie between.
        """
        gc.collect()
        module = __import__(name, None, None, (name,))
        forget(name)
        return module

    def forget(*names):
        """Modules that nothing needs any more: the memory of those comes back."""
        for name in names:
            if sys.modules.pop(name, None) is not None:
                package, _, leaf = name.rpartition(".")
                delattr(sys.modules[package], leaf)
except ImportError:

    def borrowed(name):
        """A module, which stays: there is memory for it."""
        return __import__(name, None, None, (name,))

    def forget(*names):
        """There is memory for them, too."""

    def const(value):
        return value

    class micropython:
        @staticmethod
        def viper(function):
            return function

        native = viper

    def ptr8(buffer):
        return memoryview(buffer).cast("B")

    def ptr16(buffer):
        return ptr8(buffer).cast("H")

    def ptr32(buffer):
        return ptr8(buffer).cast("I")

    uint = int


try:
    from os import fsync

    def flush_to_disk(file):
        """Returns once what was written is on the disk."""
        file.flush()
        fsync(file.fileno())
except ImportError:

    def flush_to_disk(file):
        """Boards' littlefs commits when the file is closed."""
        file.flush()


try:
    import binascii

    crc16 = binascii.crc_hqx
except AttributeError:

    @micropython.viper
    def crc16(data, crc: int) -> int:
        """CRC-16/CCITT of a bytes object, continued from `crc`."""
        count = int(len(data))
        octets = ptr8(data)
        for index in range(count):
            mixed = (crc >> 8) ^ octets[index]
            mixed ^= mixed >> 4
            crc = ((crc << 8) ^ (mixed << 12) ^ (mixed << 5) ^ mixed) & 0xFFFF
        return crc
