"""A profile out and in over the link: in pieces that fit a line, checked before it counts.

Loaded when it is first asked for. docs/profile.md has what the bytes mean.
"""

import gc
import struct
from binascii import a2b_base64, b2a_base64, crc32

from habitude.commands import integer
from habitude.compat import borrowed, const
from habitude.errors import ProfileError, Refused
from habitude.people import HOUSEHOLD, MOST, NAME_BYTES, is_word

profile = borrowed("habitude.profile")

_PIECE = const(480)  # bytes: 640 in base64, so that a request with it fits a line

# What learning never goes beyond, see learn/wish.py and learn/asking.py.
_CONSEQUENT = const(30000)
_VARIANCE = const(36864)
_TIME = const(1 << 30)
_PAUSE_DAYS = const(28)


def layout(app):
    """What a profile of this appliance is made of, and its size and CRC-32 now."""
    data = profile.encode(app.people, app.habits, app.expecting)
    return {
        "format": profile.VERSION,
        "size": len(data),
        "crc": _crc(data),
        "people": list(app.people.names),
        "settings": [_setting(habit.setting) for habit in app.habits],
        "routine": app.expecting is not None,
    }


def _setting(setting):
    """[name, bytes of votes, [[feature of the context, kind, lowest, width, sets], ...]]"""
    names = tuple(setting.context) + ("hour", "weekday")
    features = setting.scale.features[1:]
    return [
        setting.name,
        setting.scale.vote_bytes,
        [
            [names[index], feature.kind, feature.lowest, feature.width, feature.sets]
            for index, feature in enumerate(features)
        ],
    ]


def piece(app, start):
    """The profile's bytes from `start` on, in base64, with the CRC-32 of the whole."""
    data = profile.encode(app.people, app.habits, app.expecting)
    if not 0 <= start < len(data):
        raise Refused("out-of-range", "the profile has %d bytes" % len(data))
    text = b2a_base64(data[start : start + _PIECE]).decode().rstrip("\n")
    return {"from": start, "data": text, "crc": _crc(data)}


class Incoming:
    """A profile that is to replace that of an app, piece by piece."""

    def __init__(self, app):
        self._app = app
        self._data = bytearray()
        habits = app.habits
        most = [_setting_bytes(habit, MOST) for habit in habits]
        self._most = _head_bytes(MOST) + sum(most)
        if app.expecting is not None:
            self._most += len(app.expecting.encode())

    def add(self, start, text):
        """Take the bytes from `start` on, in base64; from 0, it begins anew."""
        if start == 0:
            self._data = bytearray()
        if start != len(self._data):
            raise Refused("bad-import", "the next piece starts at %d" % len(self._data))
        try:
            self._data.extend(a2b_base64(text))
        except (ValueError, TypeError):
            raise Refused("bad-import", "'data' is no base64")
        if len(self._data) > self._most:
            self._data = bytearray()
            raise Refused("bad-import", "no profile of this appliance has so many bytes")
        return {"size": len(self._data)}

    def begun(self):
        """Whether something has come."""
        return bool(self._data)

    def end(self, crc):
        """All has come: take it up. Refused, and nothing changed, if it is not sound."""
        data = bytes(self._data)
        self._data = bytearray()
        if crc != _crc(data):
            raise Refused("bad-import", "that is not all of it: its CRC-32 is %s" % _crc(data))
        try:
            if _check(data, self._app.habits):
                _make_room()
            self._app.restore(data)
        except ProfileError as error:
            raise Refused("bad-profile", str(error))


def _make_room():
    """Load what learns from votes, which takes memory, while it can still be refused."""
    gc.collect()
    try:
        import habitude.learn.opinion  # noqa: F401
    except MemoryError:
        raise Refused("no-memory", "there is not enough memory for what was learned from votes")


def _check(data, habits):
    """ProfileError unless each number is one that learning can come to.

    Whether its form is that of this app's profiles, `restore` checks. True if there are votes.
    """
    votes = False
    head = struct.calcsize(profile.HEADER)
    if len(data) < head or data[4] != profile.VERSION:
        raise ProfileError("not a profile of format %d" % profile.VERSION)
    known = data[6]
    at = _head_bytes(known)
    size = at + sum([_setting_bytes(habit, known) for habit in habits])
    if known > MOST or len(data) < size:
        raise ProfileError("profile of another appliance")
    for start in range(head, at, NAME_BYTES):
        if not is_word(profile.name(data, start)):
            raise ProfileError("a person's name is one word")
    for habit in habits:
        pause = struct.unpack_from(profile.DAYS, data, at)[58]
        if not 1 <= pause <= _PAUSE_DAYS:
            raise ProfileError("a number of the days is out of range")
        at += struct.calcsize(profile.DAYS)
        for _ in range(1 + known):
            taste = habit.tastes[HOUSEHOLD]
            _check_taste(data, at, taste)
            votes = votes or any(data[at : at + taste.scale.vote_bytes])
            at += taste.size
    return votes


def _check_taste(data, at, taste):
    rules = taste.wish.rules
    at += taste.scale.vote_bytes + 6  # no votes and no mood can do harm
    numbers = struct.unpack_from("<%dh%dH3H" % (rules, rules), data, at)
    last_s = numbers[-2] + (numbers[-1] << 16)
    if (
        max([abs(number) for number in numbers[:rules]]) > _CONSEQUENT
        or max(numbers[rules : 2 * rules]) > _VARIANCE
        or last_s > _TIME
    ):
        raise ProfileError("a number of a taste is out of range")


def _head_bytes(known):
    return struct.calcsize(profile.HEADER) + known * NAME_BYTES


def _setting_bytes(habit, known):
    return struct.calcsize(profile.DAYS) + (1 + known) * habit.tastes[HOUSEHOLD].size


def _crc(data):
    return "%08x" % crc32(data)


def _profile(commands, request):
    """All that was learned, in pieces, or what it is made of."""
    if "from" not in request:
        return layout(commands.app)
    return piece(commands.app, integer(request, "from"))


def _import(commands, request):
    """A piece of a profile, or its end: then, all that was learned before is replaced."""
    incoming = commands.incoming or Incoming(commands.app)
    commands.incoming = None
    if "crc" not in request:
        try:
            return incoming.add(integer(request, "from"), request.get("data"))
        finally:
            if incoming.begun():  # it holds this module, too: nothing is kept for nothing
                commands.incoming = incoming
    incoming.end(request["crc"])
    commands.keep()
    return {"people": list(commands.app.people.names)}


COMMANDS = {"profile": _profile, "import": _import}
