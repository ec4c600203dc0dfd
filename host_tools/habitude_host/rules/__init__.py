"""Fuzzy systems from the field's rule files: read, evaluated, explained, compiled for the device.

    from habitude_host import rules
    system = rules.load("climate.fcl")    # or .fll, .fis; errors are rules.RuleFileError
    system.inputs, system.outputs         # names, in order
    system.evaluate(X)                    # float64 reference; X: (rows, inputs) -> (rows, outputs)
    table = rules.compile(system)         # rules.NotOnDevice where the device can't
    table.evaluate(X)                     # the device's own engine, run on CPython
    table.size_bytes, table.max_error     # a share of an output's range

The semantics are fuzzylite's; `reference` is where they are written down.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import RuleFileError, did_you_mean, one_of
from .model import System

if TYPE_CHECKING:
    from .compiler import NotOnDevice
    from .table import Table

__all__ = [
    "NotOnDevice",
    "RuleFileError",
    "System",
    "compile",
    "load",
    "loads",
    "save",
    "write_fcl",
    "write_fll",
]

_READERS = ("fcl", "fll", "fis")
_WRITERS = ("fcl", "fll")


def load(path: str | Path) -> System:
    """Read a rule file; its extension (.fcl, .fll or .fis) tells the language.

    The text is UTF-8 or, failing that, ISO 8859-1. RuleFileError tells file, line, column, what
    was found and what was expected; a file that uses something unsupported is refused.
    """
    path = Path(path)
    language = path.suffix.lower().lstrip(".")
    if language not in _READERS:
        hint = did_you_mean(language, _READERS)
        expected = one_of([f".{name}" for name in _READERS])
        raise RuleFileError(
            str(path), 0, 0, f"unknown kind of file {path.suffix!r}, expected {expected}{hint}"
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RuleFileError(str(path), 0, 0, error.strerror or str(error)) from None
    return loads(decoded(data), language, str(path))


def loads(text: str, format: str, file: str = "<text>") -> System:
    """Read the text of a rule file in the language `format`: "fcl", "fll" or "fis".

    `file` is the name that errors carry. RuleFileError as for `load`; ValueError for another
    format.
    """
    if format not in _READERS:
        raise ValueError(f"unknown format {format!r}, expected {one_of(_READERS)}")
    reader = importlib.import_module(f".{format}", __name__)
    return reader.read(text, file)


def save(system: System, path: str | Path) -> None:
    """Write a system; the extension, .fcl or .fll, tells the language (ValueError: another)."""
    path = Path(path)
    language = path.suffix.lower().lstrip(".")
    if language not in _WRITERS:
        expected = one_of([f".{name}" for name in _WRITERS])
        raise ValueError(f"can't write {path.suffix!r} files, expected {expected}")
    text = write_fcl(system) if language == "fcl" else write_fll(system)
    path.write_text(text, encoding="utf-8")


def write_fcl(system: System) -> str:
    """The system as FCL (IEC 61131-7 with fuzzylite's terms); reading it gives the same system.

    What FCL has no words for (a resolution, a locked range, ...) is in its OPTION block.
    """
    from .fcl_writer import write

    return write(system)


def write_fll(system: System) -> str:
    """The system as FLL (fuzzylite); reading it gives the same system."""
    from .fll_writer import write

    return write(system)


def compile(system: System, tolerance: float = 0.001) -> Table:
    """The device's table of a system. NotOnDevice, with the reason, if the device can't run it.

    tolerance: the largest difference to the reference that is accepted, as a share of an output's
    range.
    """
    from . import compiler

    return compiler.compile(system, tolerance)


def decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("iso-8859-1")


def __getattr__(name: str) -> object:
    # The compiler brings the engine along: imported when it is asked for.
    if name == "NotOnDevice":
        from .compiler import NotOnDevice

        return NotOnDevice
    raise AttributeError(name)
