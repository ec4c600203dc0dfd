"""The board's USB console as the link's wire: bytes in without waiting, bytes out.

A Ctrl-C stays what it is: KeyboardInterrupt, raised by the port, which leads to the REPL.
"""

from habitude.compat import const, micropython

_SIZE = const(256)


class Console:
    """`stdin` and `stdout` are binary streams, `poll` a select.poll() object."""

    def __init__(self, stdin, stdout, poll):
        self.buffer = bytearray(_SIZE)
        self._stdin = stdin
        self._stdout = stdout
        self._one = bytearray(1)
        poll.register(stdin, 1)  # select.POLLIN, the same number everywhere
        # ipoll is MicroPython's: it returns the same tuple again and again, poll a new list.
        self._poll = poll.ipoll if hasattr(poll, "ipoll") else poll.poll

    def wait(self, ms):
        """True as soon as there is something to read, False after `ms` milliseconds."""
        for _ in self._poll(ms):
            return True
        return False

    @micropython.native
    def read(self):
        """Number of bytes now in `buffer`, 0 if none came.

        Byte by byte: a microcontroller's stdin would wait for all it was asked for.
        """
        count = 0
        poll, readinto = self._poll, self._stdin.readinto
        one, buffer = self._one, self.buffer
        while count < _SIZE:
            there = 0
            for _ in poll(0):
                there = readinto(one)
            if not there:
                break
            buffer[count] = one[0]
            count += 1
        return count

    def write(self, data):
        """Send bytes, all of them."""
        sent = self._stdout.write(data)
        while sent is not None and sent < len(data):
            data = memoryview(data)[sent:]
            sent = self._stdout.write(data)
