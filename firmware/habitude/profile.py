"""Everything learned, as bytes: what the store keeps and what survives a reset.

header   "<4sBBB"     magic, version of the format, number of settings, of people
person   "<16s"       name
setting  "<28B28BHBBH"  overrides and sacrifice of the last 28 days, days since the beginning,
                      frozen (0, 1), days between two questions, half hours since the last one;
                      then the household's taste and each person's (learn/taste.py)
routine               what is left: what the appliance expects (expecting.py), if it does

Versions 1 and 2, which are still read, have no people, and of a setting "<17h17HIi28B28BH": the
consequents and variances of the household's wish, overrides learned, time of the last one, and the
days; 2 adds frozen.
"""

import struct

from habitude.compat import const
from habitude.errors import ProfileError
from habitude.people import HOUSEHOLD, MOST, NAME_BYTES

HEADER = "<4sBBB"
NAME = "<16s"
DAYS = "<28B28BHBBH"
_FROZEN_AT = const(58)  # of these
_MAGIC = b"HBTP"
VERSION = const(3)
MARK = _MAGIC + bytes((VERSION,))  # how each of them begins

_OLD_HEADER = "<4sBB"
_END_S = const(1 << 30)  # of all times
_OLD_SETTINGS = {1: "<17h17HIi28B28BH", 2: "<17h17HIi28B28BHB"}


def encode(people, habits, expecting):
    """The profile of these people, their habits and their routine (or None) as bytes."""
    parts = [struct.pack(HEADER, _MAGIC, VERSION, len(habits), len(people.names))]
    parts += [struct.pack(NAME, name.encode()) for name in people.names]
    for habit in habits:
        served, pause = habit.satisfaction, habit.pause
        numbers = (served.days, habit.frozen, pause.days, pause.since)
        parts.append(struct.pack(DAYS, *served.overrides, *served.sacrifices, *numbers))
        parts += [taste.save() for taste in habit.tastes]
    if expecting is not None:
        parts.append(expecting.encode())
    return b"".join(parts)


def decode(data, people, habits, expecting):
    """Take over what `encode` gave; ProfileError, and nothing changed, if it doesn't fit.

    Nobody is here then.
    """
    if len(data) < struct.calcsize(_OLD_HEADER) or data[:4] != _MAGIC:
        raise ProfileError("not a profile")
    version = data[4]
    if version in _OLD_SETTINGS:
        _decode_old(data, _OLD_SETTINGS[version], people, habits)
        if expecting is not None:
            expecting.forget()
    elif version == VERSION:
        _decode(data, people, habits, expecting)
    else:
        raise ProfileError("profile format %d, this firmware reads 1..%d" % (version, VERSION))


def _decode(data, people, habits, expecting):
    head, name_size, days = [struct.calcsize(part) for part in (HEADER, NAME, DAYS)]
    settings, known = (data[5], data[6]) if len(data) >= head else (0, 0)
    size = head + known * name_size
    starts = []
    for habit in habits:
        starts.append(size)
        size += days + (1 + known) * habit.tastes[HOUSEHOLD].size
    routine = data[size:]
    if settings != len(habits) or known > MOST or len(data) < size:
        raise ProfileError("profile of another appliance")
    if any(data[start + _FROZEN_AT] > 1 for start in starts):
        raise ProfileError("a profile that is neither frozen nor not")
    names = [name(data, head + index * name_size) for index in range(known)]
    if len(set(names)) != known:
        raise ProfileError("two people of one name")
    if expecting is not None:
        try:
            expecting.restore(routine)
        except ValueError as error:
            raise ProfileError(str(error))
    elif routine:
        raise ProfileError("profile of another appliance")
    people.forget()
    people.names.extend(names)
    for habit, start in zip(habits, starts):
        habit.know(known)
        served = struct.unpack_from(DAYS, data, start)
        _fill_days(habit, served[:57], served[57])
        habit.pause.days, habit.pause.since = served[58], served[59]
        start += days
        for taste in habit.tastes:
            taste.restore(data[start : start + taste.size])
            start += taste.size


def name(data, at):
    """The name of the person there; ProfileError if there is none."""
    try:
        found = data[at : at + NAME_BYTES].rstrip(b"\x00").decode()
    except UnicodeError:
        found = ""
    if not found:
        raise ProfileError("a person without a name")
    return found


def _decode_old(data, form, people, habits):
    head, size = struct.calcsize(_OLD_HEADER), struct.calcsize(form)
    if data[5] != len(habits) or len(data) != head + data[5] * size:
        raise ProfileError("profile of another appliance")
    settings = [struct.unpack_from(form, data, head + at * size) for at in range(data[5])]
    if any(not -1 <= values[35] < _END_S for values in settings):
        raise ProfileError("a profile of times that can't be")
    people.forget()
    for habit, values in zip(habits, settings):
        habit.know(0)
        taste = habit.tastes[HOUSEHOLD]
        taste.forget()
        taste.wish.restore(values[:17], values[17:34])
        taste.count(values[34], values[35])
        _fill_days(habit, values[36:93], len(values) > 93 and values[93])


def _fill_days(habit, values, frozen):
    for day in range(28):
        habit.satisfaction.overrides[day] = values[day]
        habit.satisfaction.sacrifices[day] = values[28 + day]
    habit.satisfaction.days = values[56]
    habit.pause.forget()
    habit.frozen = frozen != 0
    habit.past.forget()
