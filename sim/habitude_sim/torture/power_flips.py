"""Bits that flip in what is stored: the firmware works by what is whole, or says what is wrong.

littlefs has a checksum of its own for names, sizes and small files, none for what is in a
block of data: that is what flips here. Copies of a profile and board.json are read by the firmware
on this computer, firmware.txt and the packs by MicroPython on the emulated board.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.table import Table

from habitude_host import board_files
from habitude_host.errors import HabitudeError
from habitude_sim import engines
from habitude_sim.emulator import Board
from habitude_sim.torture import power_appliance, power_firmware
from habitude_sim.torture.power_appliance import APPLIANCE
from habitude_sim.torture.power_story import COPIES, SLOTS

AS_BEFORE = "as before"
OTHER = "by the other copy"
TOLD = "told, all off"
CHANGED = "another"  # sound board.json: nothing can tell it from the maker's own
_OUTCOMES = (AS_BEFORE, OTHER, TOLD, CHANGED)


@dataclass
class Flips:
    """Of one file: how often each of the outcomes above. wrong: where it was none of them."""

    what: str
    counts: Counter[str] = field(default_factory=Counter[str])
    wrong: list[str] = field(default_factory=list[str])

    def note(self, outcome: str, where: str) -> None:
        if outcome in _OUTCOMES:
            self.counts[outcome] += 1
        else:
            self.wrong.append(f"{self.what}, {where}: {outcome}")

    @property
    def flips(self) -> int:
        return self.counts.total() + len(self.wrong)


def flipped(content: bytes, every: int) -> Iterator[tuple[str, bytes]]:
    """Where, and the content with that bit flipped. every: 1 each bit, 7 at least one a byte."""
    for bit in range(every // 2, 8 * len(content), every):
        damaged = bytearray(content)
        damaged[bit // 8] ^= 1 << bit % 8
        yield f"byte {bit // 8}, bit {bit % 8}", bytes(damaged)


def profiles(every: int) -> Iterator[Flips]:
    """The copies of a profile: a damaged one is told, and the other one taken."""
    whole = power_appliance.learned_copies()
    older, newer = COPIES
    by_older, _ = _state({older: whole[older]})
    by_newer, _ = _state(whole)
    for name, expected in ((newer, by_older), (older, by_newer)):
        found = Flips(f"{name}, the {'newer' if name == newer else 'older'} copy")
        for where, content in flipped(whole[name], every):
            told, damaged = _state({**whole, name: content})
            if told != expected or [Path(path).name for path in damaged] != [name]:
                found.note(f"it works by {told}, damaged: {damaged}", where)
            else:
                found.note(OTHER if name == newer else AS_BEFORE, where)
        yield found


def example() -> bytes:
    """The board.json of a Pico W."""
    firmware = Path(str(resources.files("habitude"))).parent
    return (firmware / "boards" / "pico_w.json").read_bytes()


def board_json(content: bytes, every: int) -> Flips:
    """The description of a board: refused with a sentence, or another sound one."""
    found = Flips("board.json")
    for where, damaged in flipped(content, every):
        found.note(_plan(content, damaged), where)
    return found


def slots(every: int, of_pack: int, seed: int, micropython: Path | None = None) -> list[Flips]:
    """firmware.txt, and `of_pack` bits by chance of the pack that it names: a whole one starts."""
    files = {**power_firmware.flashed(), SLOTS[1]: power_firmware.small_pack("0.9.0")}
    outcomes = {"1.0.0": AS_BEFORE, "0.9.0": OTHER}
    named, pack = Flips("firmware.txt"), Flips(f"{SLOTS[0]}, by chance")
    for where, content in flipped(files["firmware.txt"], every):
        version = _version({**files, "firmware.txt": content}, micropython)
        named.note(outcomes.get(version, version), where)
    chance = random.Random(seed)
    for bit in chance.sample(range(8 * len(files[SLOTS[0]])), of_pack):
        damaged = bytearray(files[SLOTS[0]])
        damaged[bit // 8] ^= 1 << bit % 8
        version = _version({**files, SLOTS[0]: bytes(damaged)}, micropython)
        pack.note(OTHER if version == "0.9.0" else version, f"bit {bit}")
    return [named, pack]


def _plan(whole: bytes, damaged: bytes) -> str:
    try:
        document = board_files.parsed(damaged.decode()).document
    except (UnicodeError, HabitudeError):
        return TOLD
    return AS_BEFORE if _counts(document) == _counts(json.loads(whole)) else CHANGED


def _counts(document: Mapping[str, Any]) -> dict[str, Any]:
    """All but what is for people."""
    return {name: value for name, value in document.items() if name != "board"}


def _state(copies: Mapping[str, bytes]) -> tuple[str, list[str]]:
    """What an appliance with these copies works by, and which it says are damaged."""
    with TemporaryDirectory() as folder:
        for name, content in copies.items():
            (Path(folder) / name).write_bytes(content)
        link = engines.start("native", APPLIANCE, Path(folder))
        return power_appliance.told(link), link.ask("hello")["damaged"]


def _version(files: Mapping[str, bytes], micropython: Path | None) -> str:
    """Of the pack that starts, or what the board says instead."""
    try:
        return power_firmware.wakes(Board(files, micropython))
    except HabitudeError as error:
        return str(error)


def table(found: Sequence[Flips]) -> Table:
    """For people."""
    made = Table(title="A bit flips in what is stored")
    made.add_column("file")
    for name in ("flips", *_OUTCOMES, "wrong"):
        made.add_column(name, justify="right")
    for each in found:
        counts = (each.flips, *(each.counts[name] for name in _OUTCOMES), len(each.wrong))
        made.add_row(each.what, *(f"{number:,}" for number in counts))
    return made
