"""A new firmware over the link, into the slot that is not in use. Borrowed for each request.

The state is the file itself: its size says what has come, so a transfer goes on where a pulled
cable or plug ended it. In __main__ there are two names for us: slot, which runs, and
trial (packed/starter.py), by which a new firmware is taken, else None. docs/update.md
"""

import hashlib
import os
from binascii import a2b_base64, crc32, hexlify

from habitude.commands import integer
from habitude.compat import borrowed, const, crc16
from habitude.errors import Refused

_SLOTS = ("firmware.a", "firmware.b")
_NAMED = "firmware.txt"
_CHECK = const(32)  # SHA-256 at the end of a pack
_HEAD = const(80)  # bytes, at most, of its first line
_SPARE_BLOCKS = const(8)  # for profiles, and littlefs's own
_BUFFER = const(1024)
_starter = __import__("__main__")  # as far as a pack was started
_HELLO = b'{"id": 0, "do": "hello"}'


def look():
    """What runs, and what of another version has come by now."""
    slot = _running()
    head = _head(slot)
    size = _size(_other(slot))
    return {
        "slot": slot,
        "version": head[2],
        "processor": head[3],
        "build": _text(_check_of(slot)),
        "trial": _on_trial(),
        "size": size,
        "crc": "%08x" % _crc(_other(slot)) if size else None,
        "tried": tried(),
    }


def take(start, text, size):
    """The bytes from `start` on, in base64; 0 begins anew, with a pack of `size` bytes."""
    slot = _running()
    if _on_trial():
        raise Refused("on-trial", "this firmware is new itself: it is taken in a minute, or goes")
    path = _other(slot)
    try:
        data = a2b_base64(text)
    except (ValueError, TypeError):
        raise Refused("bad-update", "'data' is no base64")
    if start == 0:
        _check_head(data, slot)
        _check_room(path, size)
    elif start != _size(path):
        raise Refused("bad-update", "the next piece starts at %d" % _size(path))
    try:
        with open(path, "ab" if start else "wb") as file:
            file.write(data)
    except OSError as error:
        if start:
            os.remove(path)  # the room is needed for what is learned
        raise Refused("store-failed", "the piece could not be written: %s" % error)
    return {"size": start + len(data)}


def end(build):
    """All has come: if it is whole, as read from flash, the next start tries it."""
    slot = _running()
    if _on_trial():
        raise Refused("on-trial", "this firmware is new itself")
    path = _other(slot)
    told = hashlib.sha256()
    try:
        _read(path, _size(path) - _CHECK, told.update)
        check = told.digest()
        if check != _check_of(path) or _text(check) != build:
            raise Refused("bad-update", "what has come is not whole: its SHA-256 is wrong")
        with open(_NAMED + ".new", "w") as file:
            file.write(path + " trial\n")
        os.rename(_NAMED + ".new", _NAMED)
    except OSError as error:
        raise Refused("store-failed", "the update could not be kept: %s" % error)


def tried():
    """Why the last update was not taken, or None."""
    try:
        with open(_NAMED) as file:
            first, _, why = file.read().partition("\n")
    except (OSError, ValueError):
        return None
    return why.strip() if first.endswith(" tried") else None


def prove(link):
    """A firmware on trial controls: it is taken, if this new link of it answers, too.

    Whether it is taken now: a flash that is full for a moment is none for ever.
    """
    answers = []
    link(answers.append).feed(b"%s*%04X\n" % (_HELLO, crc16(_HELLO, 0xFFFF)), len(_HELLO) + 6)
    if answers and answers[0].startswith(b'{"') and b'"ok"' in answers[0]:
        _trial().confirm()
    return _trial().confirmed


def _running():
    slot = getattr(_starter, "slot", None)
    if slot not in _SLOTS:
        raise Refused(
            "no-slots", "this board can't be updated over the link until 'habitude flash' was used"
        )
    return slot


def _trial():
    return getattr(_starter, "trial", None)


def _on_trial():
    trial = _trial()
    return trial is not None and not trial.confirmed


def _other(slot):
    return _SLOTS[slot == _SLOTS[0]]


def _size(path):
    try:
        return os.stat(path)[6]
    except OSError:
        return 0


def _head(path):
    with open(path, "rb") as file:
        return file.read(_HEAD).split(b"\n")[0].decode().split()


def _check_of(path):
    with open(path, "rb") as file:
        file.seek(max(_size(path) - _CHECK, 0))
        return file.read()


def _check_head(data, slot):
    """Refuse what is no pack for this processor."""
    ours = _head(slot)
    try:
        head = data[:_HEAD].split(b"\n")[0].decode().split()
    except UnicodeError:
        head = []
    if len(head) != 5 or head[:2] != ours[:2]:
        raise Refused("bad-update", "that is no firmware pack that this board knows")
    if head[3] != ours[3]:
        raise Refused("bad-update", "it is for %s, this board has %s" % (head[3], ours[3]))


def _check_room(path, size):
    block, _, _, free = os.statvfs("/")[:4]
    room = block * (free - _SPARE_BLOCKS) + _size(path)
    if not 0 < size <= room:
        raise Refused("no-room", "%d bytes do not fit into %d" % (size, room))


def _crc(path):
    found = [0]

    def add(data):
        found[0] = crc32(data, found[0])

    _read(path, _size(path), add)
    return found[0]


def _read(path, left, take):
    """Give the first `left` bytes of a file to `take`, in parts."""
    buffer = memoryview(bytearray(_BUFFER))
    with open(path, "rb") as file:
        while left > 0:
            count = file.readinto(buffer[: min(left, _BUFFER)])
            if not count:
                break
            take(buffer[:count])
            left -= count


def _text(data):
    return hexlify(data).decode()


def _update(commands, request):
    """A piece of a new firmware, its end, or what runs and what has come."""
    if commands.store is not None:
        commands.store.make_room()
    if "from" in request:
        size = 0 if request["from"] else integer(request, "size")
        return take(integer(request, "from"), request.get("data"), size)
    if "build" not in request:
        return look()
    commands.keep()
    end(request["build"])
    borrowed("habitude.board.restart").soon()
    return {}


COMMANDS = {"update": _update}
