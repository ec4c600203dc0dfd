"""What a part of the benchmark gets and gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

OURS = "Habitude"  # the names of the firmware's own rows begin so

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


@dataclass(frozen=True)
class Options:
    """data: folder with the files; cache: folder for what takes long; fresh: redo that too;
    crossed: also with constants fitted on other people; ablation: also without each part.
    """

    data: Path
    cache: Path
    fresh: bool = False
    crossed: bool = False
    ablation: bool = False
    tell: Callable[[str], None] = print  # progress, a line at a time


@dataclass(frozen=True)
class Sheet:
    """A table: its columns' names, then rows of text; rows in `ours` are the firmware's."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    ours: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Part:
    """Results of one part: as tables for people and as JSON for programs."""

    name: str
    sheets: list[Sheet]
    figures: dict[str, Json] = field(default_factory=dict)
