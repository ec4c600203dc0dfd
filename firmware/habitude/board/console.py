"""The board's USB console as the link's wire: bytes in without waiting, bytes out.

A Ctrl-C stays what it is: KeyboardInterrupt, raised by the port, which leads to the REPL.
"""

from habitude.compat import const, micropython

_SIZE = const(256)
_NEWLINE = const(10)
_PIECE = const(64)  # bytes: a port waits up to half a second until it has room for so many
_PATIENCE_MS = const(1000)


class Console:
    """`stdin` and `stdout` are binary streams, `poll` a select.poll() object, `time` the module.

    Who is connected can't stop the control: lines are read one at a time, and what is said to
    somebody who does not listen is dropped.
    """

    def __init__(self, stdin, stdout, poll, time):
        self.buffer = bytearray(_SIZE)
        self._stdin = stdin
        self._stdout = stdout
        self._time = time
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
        """Number of bytes now in `buffer`, 0 if none came: at most to the end of a line.

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
            if one[0] == _NEWLINE:
                break
        return count

    def write(self, data):
        """Send bytes: as many as are taken within a second."""
        time, began = self._time, self._time.ticks_ms()
        rest = memoryview(data)
        while len(rest) and time.ticks_diff(time.ticks_ms(), began) < _PATIENCE_MS:
            sent = self._stdout.write(rest[:_PIECE])
            if not sent:
                return
            rest = rest[sent:]
