"""Kinds of arguments that commands of `habitude sim` share."""

from __future__ import annotations

from pathlib import Path

import click

ROOM_NAMES = ("poor", "average", "good")
SEASONS = ("winter", "summer")
OUT = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


class SeedRange(click.ParamType[list[int]]):
    """Seeds as FIRST..LAST, both included."""

    name = "FIRST..LAST"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[int]:
        first, dots, last = str(value).partition("..")
        if not (first.isdigit() and (last.isdigit() or not dots)):
            self.fail(f"'{value}' is no range of seeds, expected e.g. 1000..1039", param, ctx)
        seeds = list(range(int(first), int(last or first) + 1))
        if not seeds:
            self.fail(f"'{value}' ends before it begins", param, ctx)
        return seeds
