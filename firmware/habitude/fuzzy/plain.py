"""Where there is no viper: what stands in for its pointers, and how its modules are loaded.

A pointer to a table's words is the tuple of the words from there on, as far as an instruction
looks; a pointer to slots is the list of them. Both move by bytes, like addresses: `ptr16(uint(p) +
6)`.
"""

import sys

REACH = 24  # words that an instruction reads from one place of its pointer


class Words(tuple):
    """The words from `start` on. Places that one has moved to are kept, in `places`."""

    words = ()
    places = {}
    start = 0

    def __add__(self, distance):
        start = self.start + (distance >> 1)
        return self.places.get(start) or self.place(start)

    def place(self, start):
        place = type(self)(self.words[start : start + REACH])
        place.words = self.words
        place.places = self.places
        place.start = start
        self.places[start] = place
        return place


class Slots(list):
    """All slots; moved, a pointer to the rest of them."""

    def __add__(self, distance):  # pyright: ignore[reportIncompatibleMethodOverride]
        return Rest(self, distance >> 2)


class Rest:
    def __init__(self, slots, start):
        self.slots = slots
        self.start = start

    def __setitem__(self, index, value):
        self.slots[self.start + index] = value

    def __add__(self, distance):
        return Rest(self.slots, self.start + (distance >> 2))


def ptr16(pointer):
    return pointer


ptr32 = uint = ptr16


def pointer(words, kind=Words):
    """A pointer to the first of `words`."""
    first = kind(words[:REACH])
    first.words = words
    first.places = {}
    return first


class Module:
    """What a module defines, as attributes."""


def module(name):
    """Module `name` of this package, viper or not.

    Ports of MicroPython that can't emit native code take viper for a syntax error: for them its
    functions become plain ones. That needs the source beside this file.
    """
    full_name = "habitude.fuzzy." + name
    try:
        __import__(full_name)
    except SyntaxError:
        load(name)
    return __import__(full_name, None, None, ("PROGRAM",))


def load(name):
    """Module `name` as plain code; from then on imports find that."""
    with open(__file__.rsplit("/", 1)[0] + "/" + name + ".py") as file:
        source = file.read().replace("@micropython.viper\n", "")
    full_name = "habitude.fuzzy." + name
    defined = {"__name__": full_name}
    exec(source, defined)
    loaded = Module()
    for key, value in defined.items():
        setattr(loaded, key, value)
    sys.modules[full_name] = loaded  # pyright: ignore[reportArgumentType]
