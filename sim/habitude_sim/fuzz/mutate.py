"""Damage, as data is damaged: the same generator and the same data give the same damage.

For a sample of inputs without a coverage-guided fuzzer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence


def mutated(rng: random.Random, data: bytes, other: bytes, pieces: Sequence[bytes]) -> bytes:
    """`data`, damaged in one way or several. pieces: what is put in at times; other: spliced."""
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        if rng.randrange(8) == 0:
            data = data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]
        elif pieces and rng.randrange(6) == 0:
            data = _insert(rng, data, rng.choice(pieces))
        else:
            data = rng.choice(_MUTATIONS)(rng, data)
    return data


def _cut(rng: random.Random, data: bytes) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.choice((1, 2, 5, 20, 200)))


def _insert(rng: random.Random, data: bytes, piece: bytes) -> bytes:
    start, end = _cut(rng, data)
    return data[:start] + piece + data[rng.choice((start, end)) :]


def _truncate(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _delete(rng: random.Random, data: bytes) -> bytes:
    start, end = _cut(rng, data)
    return data[:start] + data[end:]


def _repeat(rng: random.Random, data: bytes) -> bytes:
    start, end = _cut(rng, data)
    return data[:end] + data[start:end] * rng.choice((1, 1, 3, 30)) + data[end:]


def _flip(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 3, 10)) if data else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _renumber(rng: random.Random, data: bytes) -> bytes:
    numbers = list(re.finditer(rb"[-+]?[0-9.]+", data))
    if not numbers:
        return data
    chosen = rng.choice(numbers)
    number = repr(round(rng.uniform(-2.0, 12.0), rng.randrange(3)))
    return data[: chosen.start()] + number.encode() + data[chosen.end() :]


def _replace_word(rng: random.Random, data: bytes) -> bytes:
    words = list(re.finditer(rb"[A-Za-z]\w*", data))
    if not words:
        return data
    chosen = rng.choice(words)
    return data[: chosen.start()] + rng.choice(words).group() + data[chosen.end() :]


def _swap(rng: random.Random, data: bytes) -> bytes:
    space = rng.choice((b" ", b"\n", b","))
    words = data.split(space)
    first, second = rng.randrange(len(words)), rng.randrange(len(words))
    words[first], words[second] = words[second], words[first]
    return space.join(words)


def _noise(rng: random.Random, data: bytes) -> bytes:
    return rng.randbytes(rng.randrange(200))


_MUTATIONS = (
    *(_truncate, _delete, _repeat, _flip, _flip, _swap, _noise),
    *(_renumber, _renumber, _replace_word, _replace_word),
)
