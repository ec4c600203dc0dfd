"""Results that take minutes, kept on disk.

A result is found again by the hash of what it was made from: the votes, the code that made it and
the versions of its libraries.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from threadpoolctl import threadpool_limits

from habitude_sim.bench_learn.part import Options

LIBRARIES = ("river", "scikit-learn", "numpy", "scipy")

T = TypeVar("T")


def kept(name: str, made_from: str, work: Callable[[], list[T]], options: Options) -> list[T]:
    """The result of `work` (lists of numbers), from disk if it was made from the same before."""
    path = options.cache / f"{_hash(name, made_from)}.json"
    if path.exists() and not options.fresh:
        return json.loads(path.read_text(encoding="utf-8"))
    options.tell(name)
    with threadpool_limits(1):  # matrices are tiny: threads only wait for each other
        result = work()
    options.cache.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(result), encoding="utf-8")
    partial.replace(path)
    return result


def code(*patterns: str) -> str:
    """The source of modules of this folder."""
    folder = Path(__file__).parent
    paths = sorted(path for pattern in patterns for path in folder.glob(pattern))
    return "\0".join(path.read_text(encoding="utf-8") for path in paths)


def _hash(name: str, made_from: str) -> str:
    versions = (importlib.metadata.version(library) for library in LIBRARIES)
    return hashlib.sha256("\0".join((*versions, name, made_from)).encode()).hexdigest()[:24]
