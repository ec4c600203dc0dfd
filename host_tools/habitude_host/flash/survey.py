"""What is on a board, as its own MicroPython tells it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from habitude_host import pack
from habitude_host.flash.repl import Repl, ScriptError

SLOTS = ("firmware.a", "firmware.b")
_OLDEST = (1, 23)  # loads byte code of version 6.3
# py/persistentcode.h: the processor in bits 10 to 13 of sys.implementation._mpy.
_PROCESSORS = {2: "x64", 4: "armv6m", 7: "armv7emsp", 10: "xtensawin", 11: "rv32imc"}


@dataclass(frozen=True)
class Pack:
    """A pack on the board. whole: its checksum is right. check: that checksum, in hex."""

    size: int
    version: str | None
    whole: bool
    check: str


@dataclass
class Survey:
    """One look at a board.

    named: the slot that firmware.txt names. not_taken: why the last update over the link was not,
    None if it was. modules: those that lie about one by one, their SHA-256 by path. starter: that
    of main.py and starter.mpy. Sizes in bytes.
    """

    implementation: str = ""
    version: tuple[int, ...] = ()
    machine: str = ""
    architecture: str | None = None
    block: int = 4096
    free: int = 0
    year: int = 0
    named: str | None = None
    not_taken: str | None = None
    packs: dict[str, Pack] = field(default_factory=dict[str, Pack])
    modules: dict[str, str] = field(default_factory=dict[str, str])
    starter: dict[str, str] = field(default_factory=dict[str, str])
    board: str | None = None
    last_error: str | None = None

    @property
    def current(self) -> Pack | None:
        return self.packs.get(self.named or "")

    @property
    def other_slot(self) -> str:
        """The slot that may be written: not the one in use."""
        return SLOTS[1] if self.named == SLOTS[0] else SLOTS[0]

    @property
    def runs(self) -> bool:
        """Whether this MicroPython loads our byte code."""
        return self.implementation == "micropython" and self.version[:2] >= _OLDEST


def take(repl: Repl) -> Survey:
    """A look at the board behind `repl`. ScriptError if it can't be taken."""
    survey = Survey()
    for line in repl.script("survey.py").splitlines():
        try:
            name, value = json.loads(line)
        except ValueError as error:
            raise ScriptError(f"the board told of itself what can't be read: {line!r}") from error
        _note(survey, name, value)
    return survey


def _note(survey: Survey, name: str, value: Any) -> None:
    match name:
        case "implementation":
            survey.implementation, survey.version = value[0], tuple(value[1])
        case "mpy":
            survey.architecture = _PROCESSORS.get(value >> 10 & 0x0F)
        case "room":
            survey.block, survey.free = value[0], value[0] * value[2]
        case "named":
            _note_named(survey, value or "")
        case "pack":
            path, size, line, (found, check) = value
            survey.packs[path] = Pack(size, _version(line), found == check, check)
        case "module":
            survey.modules[value[0]] = value[1]
        case "starter":
            survey.starter[value[0]] = value[1]
        case _:
            setattr(survey, name, value)


def _note_named(survey: Survey, text: str) -> None:
    """The starter (firmware/packed/starter.py) has the format of firmware.txt."""
    first, _, why = text.partition("\n")
    slot, _, state = first.strip().partition(" ")
    survey.named = slot or None
    survey.not_taken = why.strip() if state == "tried" else None


def _version(line: str) -> str | None:
    try:
        return pack.head(line).version
    except pack.PackError:
        return None
