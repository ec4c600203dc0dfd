"""board.json on the host: the firmware's own check, and what the chip's pins can do."""

# The firmware has no type hints.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from habitude.appliance import DeclarationError
from habitude.appliances import load
from habitude.board import board_file, drivers
from habitude.board.errors import BoardError
from habitude_host import chips
from habitude_host.errors import HabitudeError


class BoardFileError(HabitudeError):
    """A board.json that no board could use: where, what is wrong, what would be right."""


@dataclass(frozen=True)
class BoardFile:
    """A checked board.json. uses: its pins."""

    document: dict[str, Any]
    uses: list[chips.Use]

    @property
    def board(self) -> str:
        """The board's name, as its maker wrote it."""
        return str(self.document.get("board", ""))


def read(path: Path) -> BoardFile:
    """A board.json, checked as the firmware does. BoardFileError if it is not sound."""
    try:
        document = board_file.read(str(path))
    except BoardError as error:
        raise BoardFileError(str(error)) from error
    return _checked(document)


def parsed(text: str) -> BoardFile:
    """The same from a board's file, read there."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise BoardFileError(f"board.json: is no JSON ({error})") from error
    if not isinstance(document, dict):
        raise BoardFileError("board.json: is no object in braces")
    return _checked(document)


def problems(file: BoardFile, chip: chips.Chip) -> list[str]:
    """What this chip can't do of it."""
    return [
        *chips.problems(chip, file.uses),
        *chips.i2c_problems(chip, file.document),
    ]


def _checked(document: dict[str, Any]) -> BoardFile:
    try:
        board_file.check(document, load(board_file.appliance_name(document)))
    except (BoardError, DeclarationError) as error:
        raise BoardFileError(str(error)) from error
    return BoardFile(document, chips.uses(document, _pin_keys()))


def _pin_keys() -> dict[str, tuple[str, ...]]:
    """For each driver, which of its keys are pins."""
    return {
        name: tuple(key for key, field in drivers.module(name).FIELDS.items() if field[0] == "pin")
        for name in drivers.DRIVERS
    }
