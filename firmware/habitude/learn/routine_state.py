"""A routine's state as bytes, for routine.py, which borrows it."""

import struct

from habitude.compat import const
from habitude.learn import routine_features as features
from habitude.learn import routine_filter as filters
from habitude.learn.routine import BLUNT, SHARP, RoutineError

_FORM = "<4sB11Ii"
_MAGIC = b"HBTR"
_VERSION = const(1)
# What a state's words may be at most, in their order.
_MOST = (1 << 30, 2000, 2000, 60, 65535, 65535, 1 << 28, 1 << 28, 1 << 28, 31, 32)


def encode(routine):
    """All that was learned, as bytes. What still waits for its label is left out."""
    return struct.pack(
        _FORM, _MAGIC, _VERSION, *routine.words[: len(_MOST)], routine.sharpness
    ) + b"".join([bytes(part) for part in (routine.starts, routine.weights, routine.variances)])


def restore(routine, data):
    """Take over what `encode` gave; RoutineError, and nothing changed, if it doesn't fit."""
    head = struct.calcsize(_FORM)
    if len(data) != head + 4 * (features.STARTS + features.WEIGHTS):
        raise RoutineError("not a routine")
    magic, version, *words, sharpness = struct.unpack_from(_FORM, data)
    if magic != _MAGIC or version != _VERSION:
        raise RoutineError("not a routine of this format")
    if words[features.NEEDED] != routine.words[features.NEEDED]:
        raise RoutineError("the routine of another appliance")
    starts = struct.unpack_from("<32I", data, head)
    weights = struct.unpack_from("<389H", data, head + 128)
    variances = struct.unpack_from("<389H", data, head + 906)
    right = BLUNT <= sharpness <= SHARP and max(starts) <= features.NO_START
    for word, most in zip(words, _MOST):
        right = right and word <= most
    if not right or not filters.within(variances, routine.prior):
        raise RoutineError("a damaged routine")
    routine.forget()
    for mine, its in (
        (routine.words, words),
        (routine.starts, starts),
        (routine.weights, weights),
        (routine.variances, variances),
    ):
        for index, value in enumerate(its):
            mine[index] = value
    routine.sharpness = sharpness
