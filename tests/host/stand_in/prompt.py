# A board on MicroPython's unix port: main.py, then a prompt as boards have it, on a littlefs of a
# Pico's size in a file. `micropython prompt.py IMAGE [OPERATIONS]`: after so many flash operations
# the power fails.
import io
import os
import sys

import micropython
import vfs

BLOCK, BLOCKS = 4096, 212
RESET = 3  # the exit code by which stand_in_board.py knows a reset


class Flash:
    """A block device as MicroPython's extended interface has it."""

    def __init__(self, path, operations):
        self._file = open(path, "r+b")  # noqa: SIM115  open as long as the board is on
        self._left = operations

    def readblocks(self, block, buffer, offset=0):
        self._file.seek(block * BLOCK + offset)
        self._file.readinto(buffer)

    def writeblocks(self, block, buffer, offset=0):
        self._write(block * BLOCK + offset, buffer)

    def ioctl(self, request, argument):
        if request == 4:
            return BLOCKS
        if request == 5:
            return BLOCK
        if request == 6:
            self._write(argument * BLOCK, b"\xff" * BLOCK)
        return 0

    def _write(self, at, data):
        self._left -= 1
        if self._left == 0:
            os.system("kill -9 $PPID")
        self._file.seek(at)
        self._file.write(data)
        self._file.flush()


class Machine:
    def reset(self):
        sys.exit(RESET)


def say(data):
    sys.stdout.buffer.write(data)


def byte():
    got = sys.stdin.buffer.read(1)
    if not got:
        sys.exit(0)
    return got


def run(code, names):
    """What it raised, as text."""
    try:
        exec(code, names)
    except SystemExit:
        raise
    except BaseException as error:
        text = io.StringIO()
        sys.print_exception(error, text)
        return text.getvalue()
    return ""


def raw_prompt(names):
    say(b"raw REPL; CTRL-B to exit\r\n>")
    code = b""
    while True:
        typed = byte()
        if typed == b"\x02":
            return
        if typed in (b"\x01", b"\x03"):
            say(b"raw REPL; CTRL-B to exit\r\n>" if typed == b"\x01" else b"")
            code = b""
        elif typed == b"\x05":  # the start of b"\x05A\x01": does it take raw pastes?
            byte(), byte()
            say(b"R\x00")
        elif typed == b"\x04":
            say(b"OK")
            raised = run(code.decode(), names)
            say(b"\x04" + raised.encode() + b"\x04>")
            code = b""
        else:
            code += typed


def prompt():
    names = {"__name__": "__main__"}
    micropython.kbd_intr(3)  # as every board's prompt does
    while True:
        try:
            say(b"\r\n>>> ")
            if byte() == b"\x01":
                raw_prompt(names)
        except KeyboardInterrupt:
            pass


def main():
    if "main.py" in os.listdir("/"):
        with open("main.py") as file:
            source = file.read()
        print(run(source, {"__name__": "__main__"}))


sys.modules["machine"] = Machine()
sys.path[:] = ["", ".frozen", "/lib"]
flash = Flash(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0)
vfs.umount("/")
vfs.mount(vfs.VfsLfs2(flash, readsize=32, progsize=32, lookahead=32), "/")
try:
    say(b"on\n")  # from here on a SIGINT is a Ctrl-C
    main()
except KeyboardInterrupt:
    pass
prompt()
