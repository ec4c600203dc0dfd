"""Everything learned, as bytes: what the store keeps and what survives a reset.

header   "<4sBB"   magic, version of the format, number of settings
setting  "<17h17HIi28B28BHB"
         consequents, variances, overrides learned, time of the last one (local_s),
         overrides and sacrifice of the last 28 days, days since the beginning, frozen (0, 1)

Version 1, which is still read, knows no `frozen`.
"""

import struct

from habitude.compat import const

_HEADER = "<4sBB"
_SETTINGS = {1: "<17h17HIi28B28BH", 2: "<17h17HIi28B28BHB"}
_MAGIC = b"HBTP"
_VERSION = const(2)


class ProfileError(ValueError):
    """These bytes are no profile of this appliance."""


def encode(habits):
    """The profile of `habits` as bytes."""
    parts = [struct.pack(_HEADER, _MAGIC, _VERSION, len(habits))]
    for habit in habits:
        served = habit.satisfaction
        parts.append(
            struct.pack(
                _SETTINGS[_VERSION],
                *habit.preference.consequents,
                *habit.preference.variances,
                habit.overrides,
                habit.last_local_s,
                *served.overrides,
                *served.sacrifices,
                served.days,
                habit.frozen,
            )
        )
    return b"".join(parts)


def decode(data, habits):
    """Fill `habits` from bytes; ProfileError, and nothing changed, if they don't fit."""
    header = struct.calcsize(_HEADER)
    if len(data) < header or data[:4] != _MAGIC:
        raise ProfileError("not a profile")
    _magic, version, count = struct.unpack_from(_HEADER, data)
    if version not in _SETTINGS:
        raise ProfileError("profile format %d, this firmware reads 1..%d" % (version, _VERSION))
    size = struct.calcsize(_SETTINGS[version])
    if count != len(habits) or len(data) != header + count * size:
        raise ProfileError("profile of another appliance")
    for index, habit in enumerate(habits):
        _fill(habit, struct.unpack_from(_SETTINGS[version], data, header + index * size))


def _fill(habit, values):
    for rule in range(17):
        habit.preference.consequents[rule] = values[rule]
        habit.preference.variances[rule] = values[17 + rule]
    habit.overrides, habit.last_local_s = values[34:36]
    for day in range(28):
        habit.satisfaction.overrides[day] = values[36 + day]
        habit.satisfaction.sacrifices[day] = values[64 + day]
    habit.satisfaction.days = values[92]
    habit.frozen = len(values) > 93 and values[93] != 0
    habit.past.forget()
