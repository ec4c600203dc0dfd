"""Compiled tables: what the compiler makes, the device runs and a module of bytes carries."""

# The firmware's engine has no type hints.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false

from __future__ import annotations

import struct
import textwrap
from array import array
from binascii import crc32
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from habitude.fuzzy.engine import Engine

MAGIC = b"HFT"
VERSION = 1
FULL = 32767  # position of a range's upper end

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Range:
    """The range that positions 0..32767 of a variable stand for, in its natural unit."""

    name: str
    lowest: float
    highest: float


@dataclass(frozen=True)
class Table:
    """A system in the form that the device runs.

    max_error: the largest difference to the float64 reference that was found, as a share of the
    output's range. warnings: what the author of the rules should know, a sentence each.
    """

    data: bytes
    inputs: tuple[Range, ...]
    outputs: tuple[Range, ...]
    source: str = ""
    max_error: float = float("nan")
    warnings: tuple[str, ...] = ()

    @property
    def size_bytes(self) -> int:
        return len(self.data)

    def positions(self, values: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Input values (rows, inputs) as positions 0..32767, rounded and clamped."""
        low = np.array([port.lowest for port in self.inputs])
        high = np.array([port.highest for port in self.inputs])
        share = (np.asarray(values, dtype=np.float64) - low) / (high - low)
        return np.rint(np.clip(share, 0.0, 1.0) * FULL).astype(np.int64)

    def evaluate(self, values: npt.ArrayLike) -> Array:
        """The device's engine, run on this machine.

        values: (rows, inputs) in natural units; returns (rows, outputs), nan where no rule fires
        and there is no default. Rows are run in order: an output that keeps its previous value
        does so.
        """
        engine = Engine(self.data)
        x = array("h", [0] * engine.inputs)
        y = array("h", [-1] * engine.outputs)
        rows = self.positions(values)
        places = np.empty((len(rows), engine.outputs))
        for row, position in enumerate(rows.tolist()):
            for index, place in enumerate(position):
                x[index] = place
            engine.run(x, y)
            places[row] = y
        low = np.array([port.lowest for port in self.outputs])
        high = np.array([port.highest for port in self.outputs])
        return np.where(places < 0, np.nan, low + places / FULL * (high - low))

    def to_module(self, name: str) -> str:
        """The text of a Python module that carries the table, for freezing into firmware.

        name: of the file that the rules came from, for the header. Raises ValueError if a range is
        not a whole number of thousandths.
        """
        return "\n".join(
            (
                f"# Generated from {name} by `habitude rules compile`; do not edit.",
                "# fmt: off",
                "",
                _ports("INPUTS", self.inputs),
                _ports("OUTPUTS", self.outputs),
                _bytes("TABLE", self.data),
                "",
            )
        )


def encode(inputs: int, outputs: int, slots: int, program: list[int]) -> bytes:
    """The bytes of a table: header, checksum, program."""
    body = struct.pack(f"<4H{len(program)}H", inputs, outputs, slots, 0, *program)
    return MAGIC + bytes((VERSION,)) + struct.pack("<I", crc32(body)) + body


def _ports(name: str, ports: tuple[Range, ...]) -> str:
    lines = [
        f'    ("{port.name}", {_milli(port, port.lowest)}, {_milli(port, port.highest)}),'
        for port in ports
    ]
    return "\n".join((f"{name} = (", *lines, ")"))


def _milli(port: Range, value: float) -> int:
    milli = round(value * 1000)
    if abs(milli - value * 1000) > 1e-6:
        raise ValueError(f"the range of {port.name!r} ends at {value:g}: not whole thousandths")
    return milli


def _bytes(name: str, data: bytes) -> str:
    lines = textwrap.wrap("".join(f"\\x{byte:02x}" for byte in data), 80)
    return "\n".join((f"{name} = (", *(f'    b"{line}"' for line in lines), ")"))
