"""Compiled tables: what the compiler makes, the device runs and a module of bytes carries."""

from __future__ import annotations

import struct
import textwrap
from array import array
from binascii import crc32
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .device.firmware import engine as firmware

MAGIC = b"HFT"
VERSION = 2
FULL = 32767  # position of a range's upper end

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Range:
    """The range that positions 0..32767 of a variable stand for, in its natural unit.

    default: what an output is before a rule has fired, None for nothing.
    """

    name: str
    lowest: float
    highest: float
    default: float | None = None


@dataclass(frozen=True)
class Table:
    """A system in the form that the device runs.

    max_error: the largest difference to the float64 reference, as a share of an output's declared
    range, that was found by searching; where an output jumps, off the jump. jumps: the share of
    the inputs, for each output, at which it does. mean_us, most_us: of one inference on an RP2040
    at 125 MHz, in microseconds, estimated. warnings: what the author of the rules should know, a
    sentence each.
    """

    data: bytes
    inputs: tuple[Range, ...]
    outputs: tuple[Range, ...]
    source: str = ""
    max_error: float = float("nan")
    jumps: tuple[float, ...] = ()
    mean_us: float = float("nan")
    most_us: float = float("nan")
    warnings: tuple[str, ...] = ()

    @property
    def size_bytes(self) -> int:
        return len(self.data)

    def positions(self, values: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Input values (rows, inputs) as positions 0..32767, rounded and clamped."""
        low, high = _ends(self.inputs)
        share = (np.asarray(values, dtype=np.float64) - low) / (high - low)
        return np.rint(np.clip(share, 0.0, 1.0) * FULL).astype(np.int64)

    def evaluate(self, values: npt.ArrayLike) -> Array:
        """The device's engine, run on this machine.

        values: (rows, inputs) in natural units; returns (rows, outputs), nan where no rule fires
        and there is no default. Rows are run in order: an output that keeps its previous value
        does so.
        """
        engine = firmware.Engine(self.data)
        x = array("h", [0] * len(self.inputs))
        y = array("h", [self._at_first(port) for port in self.outputs])
        rows = self.positions(values)
        places = np.empty((len(rows), len(y)))
        for row, position in enumerate(rows.tolist()):
            for index, place in enumerate(position):
                x[index] = place
            engine.run(x, y)
            places[row] = y
        low, high = _ends(self.outputs)
        return np.where(places < 0, np.nan, low + places / FULL * (high - low))

    def _at_first(self, port: Range) -> int:
        if port.default is None:
            return -1
        share = (port.default - port.lowest) / (port.highest - port.lowest)
        return round(min(max(share, 0.0), 1.0) * FULL)

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


def encode(words: list[int]) -> bytes:
    """The bytes of a table: magic, version, checksum, words."""
    body = struct.pack(f"<{len(words)}H", *words)
    return MAGIC + bytes((VERSION,)) + struct.pack("<I", crc32(body)) + body


def _ends(ports: tuple[Range, ...]) -> tuple[Array, Array]:
    return np.array([port.lowest for port in ports]), np.array([port.highest for port in ports])


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
