"""How long a control tick takes and what it allocates, on an emulated RP2040.

The ticks are those of a simulated morning, one a minute: readings in, commands out, with all that
is learned in between; nothing is logged or saved. The decisions are compared with the native
engine's.
"""

from __future__ import annotations

import ast
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Any

from rich.table import Table

from habitude_host import bundle
from habitude_host.link import Link
from habitude_sim import engines
from habitude_sim.emulator import Board
from habitude_sim.engines.native import NativeTransport
from habitude_sim.scenario import Appliance
from habitude_sim.world import World

TARGET_US = 2000
_APPLIANCE = "climate"
_SEED = 2  # of a household that turns the setting on its second day
# Of the household: from five in the morning until ten.
_END, _MINUTES = 34 * 60, 5 * 60
_HURRY = 10  # minutes
_FIRST_DAY = 143  # steps of ten minutes; the appliance's own first day ends ten minutes later
LEAD_IN = _FIRST_DAY + 1  # steps that are not timed: the first after long ones is long, too
_DEVICE = Path(str(resources.files("habitude_sim.bench"))) / "device"
_STAGES = ("sense", "learn", "decide", "drive", "guard")
_TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Step:
    """What an appliance is told in a tick: raw readings, and turns in steps of the settings."""

    uptime_s: int
    local_s: int
    readings: list[int]
    turns: list[int]


@dataclass(frozen=True)
class Ticks:
    """Microseconds of ticks, and the bytes that they allocated together."""

    times_us: list[int]
    taken_bytes: int


@dataclass(frozen=True)
class Measured:
    """What came of living through steps.

    ordinary, turned: timed ticks without and with a turn of a setting; their bytes are of all.
    stages_us: microseconds of each stage, over all ticks. decided: outputs and settings after
    each tick, raw.
    """

    ordinary: Ticks
    turned: Ticks
    stages_us: dict[str, int]
    decided: list[list[int]]


class Listening(Link):
    """A link to the native engine that keeps the steps that it is asked for."""

    def __init__(self) -> None:
        super().__init__(NativeTransport(_APPLIANCE, None))
        self.steps: list[Step] = []

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        if command == "step":
            self.steps.append(
                Step(
                    arguments["up"],
                    arguments["local"],
                    list(arguments["readings"]),
                    list(arguments["turns"]),
                )
            )
        return super().ask(command, **arguments)


def morning() -> list[Step]:
    """The second morning of a simulated household, a step a minute: they wake, they turn it.

    Before it the first day, from that morning on, in steps of ten minutes.
    """
    world = World(_SEED, days=2)
    house = world.live(record=False)
    link = Listening()
    home = Appliance(link, world.start)
    while house.minute < _END:
        presses = house.people_act(home.shown[0])
        home.tick(house.minute, house.sense(), [sum(steps for _, steps in presses)])
        house.advance(home.outputs[0] / 100, home.outputs[1] / 100)
    start = _END - _MINUTES
    hurried = range(start - _FIRST_DAY * _HURRY, start, _HURRY)
    return [_together(link.steps[at : at + _HURRY]) for at in hurried] + link.steps[start:]


def _together(steps: Sequence[Step]) -> Step:
    """The first of some steps, with the turns of all."""
    turns = [sum(of_setting) for of_setting in zip(*(s.turns for s in steps), strict=True)]
    return replace(steps[0], turns=turns)


def decisions(steps: Sequence[Step], engine: str = "native") -> list[list[int]]:
    """Outputs and settings after each step, raw, as `engine` decides over its link."""
    link = engines.start(engine, _APPLIANCE)
    answers = [
        link.ask("step", up=s.uptime_s, local=s.local_s, readings=s.readings, turns=s.turns)
        for s in steps
    ]
    link.close()
    return [answer["outputs"] + answer["desired"] for answer in answers]


def lived(board: Board, steps: Sequence[Step]) -> tuple[list[int], int, int, list[list[int]]]:
    """Live through `steps`, which `board` has with the other `files`: the microseconds of each
    tick, the bytes that those without a turn allocate and those with one, and what was decided.
    """
    board.run("from tick_bench import *")
    times, ordinary, turned, decided = _printed(board, f"ticks_of({_APPLIANCE!r})")
    width = len(decided) // len(times)
    return (
        times,
        ordinary,
        turned,
        [decided[at : at + width] for at in range(0, len(decided), width)],
    )


def _printed(board: Board, expression: str) -> Any:
    return ast.literal_eval(board.run(f"print({expression})", _TIMEOUT_S))


def measure(steps: Sequence[Step], micropython: Path | None = None, lead_in: int = 1) -> Measured:
    """Live through `steps` on an emulated Pico W, and time all but the first few.

    micropython: the image, None finds it.
    """
    board = Board(app_files() | files(steps), micropython)
    times, ordinary_bytes, turned_bytes, decided = lived(board, steps)
    timed = list(zip(times, steps, strict=True))[lead_in:]
    return Measured(
        Ticks([us for us, step in timed if not any(step.turns)], ordinary_bytes),
        Ticks([us for us, step in timed if any(step.turns)], turned_bytes),
        _printed(board, f"stages_of({_APPLIANCE!r})"),
        decided,
    )


def table(measured: Measured) -> Table:
    total = sum(measured.stages_us.values())
    shares = ", ".join(f"{name} {measured.stages_us[name] / total:.0%}" for name in _STAGES)
    made = Table(
        title=f"A tick of {_APPLIANCE} on an emulated RP2040",
        caption=f"Of the time: {shares}. Target: {TARGET_US:,} us, 0 bytes.",
        caption_justify="left",
    )
    made.add_column("ticks")
    for title in ("number", "least us", "mean us", "most us", "bytes"):
        made.add_column(title, justify="right")
    for name, of in (("ordinary", measured.ordinary), ("with a turn", measured.turned)):
        if of.times_us:
            us = (min(of.times_us), sum(of.times_us) / len(of.times_us), max(of.times_us))
            cells = (f"{len(of.times_us)}", *(f"{one:,.0f}" for one in us), f"{of.taken_bytes:,}")
            made.add_row(name, *cells)
    return made


def files(steps: Sequence[Step]) -> dict[str, bytes]:
    """What a board needs beside the firmware to live through `steps`."""
    words = ((s.uptime_s, s.local_s, *s.readings, *s.turns) for s in steps)
    found = {"steps.bin": array("i", chain.from_iterable(words)).tobytes()}
    for name in ("stopwatch", "tick_bench"):
        found[f"{name}.mpy"] = bundle.compiled(_DEVICE / f"{name}.py", f"{name}.py", "armv6m")
    return found


def app_files() -> dict[str, bytes]:
    """The firmware without what is a board's own."""
    return {
        path: content
        for path, content in bundle.firmware("armv6m").items()
        if path.startswith("habitude/") and not path.startswith("habitude/board/")
    }
