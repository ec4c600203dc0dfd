# Runs on a board: what is on it, as one JSON list [name, value] a line.
import binascii
import gc
import hashlib
import json
import os
import sys
import time

gc.collect()
_CHECK = 32  # bytes at the end of a pack: SHA-256 of what is before
_buffer = memoryview(bytearray(1024))


def tell(name, value):
    print(json.dumps([name, value]))


def text(path, longest):
    try:
        with open(path) as file:
            return file.read(longest)
    except (OSError, UnicodeError):
        return None


def digest(path, size):
    """SHA-256 of the first `size` bytes, and what follows, both in hex."""
    told = hashlib.sha256()
    with open(path, "rb") as file:
        while size > 0:
            count = file.readinto(_buffer[: min(size, len(_buffer))])
            if not count:
                break
            told.update(_buffer[:count])
            size -= count
        rest = file.read(_CHECK)
    return [binascii.hexlify(part).decode() for part in (told.digest(), rest)]


def loose(folder):
    """Paths and digests of modules that lie about one by one."""
    for name, kind, *_ in os.ilistdir(folder):
        path = folder + "/" + name
        if kind == 0x4000:
            loose(path)
        elif name.endswith((".py", ".mpy")):
            tell("module", [path, digest(path, os.stat(path)[6])[0]])


tell("implementation", [sys.implementation.name, list(sys.implementation.version)[:3]])
tell("machine", getattr(sys.implementation, "_machine", "unknown"))
tell("mpy", getattr(sys.implementation, "_mpy", 0))
room = os.statvfs("/")
tell("room", [room[0], room[2], room[3]])  # size of a block, how many, how many free
tell("year", time.localtime()[0])
tell("named", text("firmware.txt", 80))
tell("board", text("board.json", 8192))
tell("last_error", text("last_error.txt", 2000))
for name in os.listdir():
    if name in ("firmware.a", "firmware.b"):
        size = os.stat(name)[6]
        with open(name, "rb") as file:
            head = file.readline(80)
        try:
            head = head.decode()
        except UnicodeError:
            head = ""
        tell("pack", [name, size, head, digest(name, size - _CHECK)])
    elif name in ("main.py", "starter.mpy"):
        tell("starter", [name, digest(name, os.stat(name)[6])[0]])
for folder in ("habitude", "lib/habitude"):
    try:
        os.stat(folder)
    except OSError:
        continue
    loose(folder)
