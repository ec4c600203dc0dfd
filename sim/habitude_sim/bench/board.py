"""What the firmware costs a Pico W: time and bytes, on the emulated board.

With the drivers and models of firmware/boards/pico_w.json: from power-on to the first output, and
what is free then. On a board that runs no loop: ticks of a simulated morning, an override, an
inference, a profile saved. The heap's growth over 10,000 ticks is that of MicroPython's unix port:
on the emulated board they would take most of an hour.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from rich.table import Table

from habitude_host import bundle
from habitude_host.link import Link
from habitude_sim import engines
from habitude_sim.bench import tick
from habitude_sim.emulator import Board
from habitude_sim.emulator.devices import PwmLoad
from habitude_sim.emulator.wiring import wired
from habitude_sim.engines import rp2040
from habitude_sim.scenario import Appliance
from habitude_sim.world import World

APPLIANCE = "climate"
GROWTH_TICKS = 10_000
_DAY_TICKS = 1440
_WARM_UP_DAYS = 8  # in which the first of everything takes its memory, a week's end included
_SEED = 2
_FIRST_OUTPUT_S = 10.0
_SAVES = 4
_KIB = 1024
_DEVICE = Path(str(resources.files("habitude_sim.bench"))) / "device"


@dataclass(frozen=True)
class Figure:
    """target: what it should be at most (or at least), None for none."""

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False

    @property
    def reached(self) -> bool:
        if self.target is None:
            return True
        return self.value >= self.target if self.at_least else self.value <= self.target


@dataclass(frozen=True)
class Start:
    """From power-on to the first output; `free_bytes` of the heap then."""

    microseconds: int
    cycles: int
    free_bytes: int


def measure(tell: Callable[[str], None], micropython: Path | None = None) -> list[Figure]:
    """Every figure. tell: is told what is measured next."""
    tell("a start with all drivers")
    started = start(micropython)
    tell("the same start again")
    repeats = start(micropython) == started
    tell("ticks of a morning")
    steps = tick.morning()
    board = Board(tick.app_files() | tick.files(steps) | _files(), micropython)
    times, ordinary_bytes, turned_bytes, _ = tick.lived(board, steps)
    timed = list(zip(times, steps, strict=True))[tick.LEAD_IN :]
    ordinary = [us for us, step in timed if not any(step.turns)]
    tell("an inference, and profiles saved")
    made_us, stored_us, profile_bytes = _beside_ticks(board, f"saves_us({APPLIANCE!r}, {_SAVES})")
    tell(f"{GROWTH_TICKS:,} ticks on the unix port")
    return [
        Figure("power-on to the first output", started.microseconds, "us"),
        Figure("the same, to the cycle, when done again", int(repeats), "", 1, at_least=True),
        Figure("free heap after that", started.free_bytes, "bytes", 110 * _KIB, at_least=True),
        Figure("a tick, mean", sum(ordinary) / len(ordinary), "us", tick.TARGET_US),
        Figure("a tick, longest", max(ordinary), "us", tick.TARGET_US),
        Figure("a tick with an override learned", _longest_turned(timed), "us"),
        Figure(f"allocated by {len(steps)} ticks", ordinary_bytes + turned_bytes, "bytes", 0),
        Figure("an inference of the drive rules", inference_us(board), "us"),
        Figure("a profile made", made_us, "us"),
        Figure("a profile stored, longest", max(stored_us), "us"),
        Figure("a profile", profile_bytes, "bytes"),
        Figure("code on flash, as .mpy", code_bytes(), "bytes", 120 * _KIB),
        Figure(f"heap growth over {GROWTH_TICKS:,} ticks", heap_growth(), "bytes", 0),
    ]


def start(micropython: Path | None = None) -> Start:
    """Switch on a Pico W with the sensors of its example in a cold room."""
    firmware = Path(str(resources.files("habitude"))).parent
    document = (firmware / "boards" / "pico_w.json").read_bytes()
    models = wired(json.loads(document))
    loads = [model for model in models if isinstance(model, PwmLoad)]
    files = bundle.firmware(rp2040.PROCESSOR) | {"board.json": document}
    board = Board(files, micropython, models)
    while not any(load.power for load in loads):
        board.sleep(0.001)
        if board.seconds > _FIRST_OUTPUT_S:
            board.wait_for(b"an output", 0.001)  # which tells what it said instead
    microseconds, cycles = round(board.seconds * 1e6), board.cycles
    free: int = Link(rp2040.Rp2040Transport(board)).ask("memory")["free"]
    return Start(microseconds, cycles, free)


def inference_us(board: Board) -> float:
    """Of the drive rules, on a board that has the files of this benchmark."""
    return _beside_ticks(board, f"inference_us({APPLIANCE!r})")


def inference_files() -> dict[str, bytes]:
    """What a board needs to be asked for an inference, and little else: it starts in seconds."""
    return tick.app_files() | tick.files([]) | _files()


def code_bytes() -> int:
    """Of every file that is installed on a board, all drivers and appliances included."""
    return sum(len(content) for content in bundle.firmware(rp2040.PROCESSOR).values())


def heap_growth(ticks: int = GROWTH_TICKS, warm_up_days: int = _WARM_UP_DAYS) -> int:
    """Bytes that are in use after so many ticks of a simulated household, on the unix port, more
    than before them and after the first days.
    """
    before = warm_up_days * _DAY_TICKS
    world = World(_SEED, days=(before + ticks) // _DAY_TICKS + 1)
    house = world.live(record=False)
    link = engines.start("unix", APPLIANCE)
    home = Appliance(link, world.start)
    used: list[int] = []
    for minute in range(before + ticks):
        if minute == before:
            used.append(link.ask("memory")["used"])
        presses = house.people_act(home.shown[0])
        home.tick(minute, house.sense(), [sum(steps for _, steps in presses)])
        house.advance(home.outputs[0] / 100, home.outputs[1] / 100)
    used.append(link.ask("memory")["used"])
    link.close()
    return used[1] - used[0]


def table(figures: list[Figure]) -> Table:
    made = Table(title=f"{APPLIANCE} on an emulated Pico W")
    made.add_column("")
    for title in ("measured", "target", ""):
        made.add_column(title, justify="right")
    for figure in figures:
        bound = "at least" if figure.at_least else "at most"
        target = "" if figure.target is None else f"{bound} {figure.target:,.0f}"
        cells = (f"{figure.value:,.0f} {figure.unit}", target, "" if figure.reached else "missed")
        made.add_row(figure.name, *cells)
    return made


def as_json(figures: list[Figure]) -> str:
    return json.dumps(
        [asdict(figure) | {"reached": figure.reached} for figure in figures], indent=1
    )


def _longest_turned(timed: list[tuple[int, tick.Step]]) -> int:
    return max(us for us, step in timed if any(step.turns))


def _beside_ticks(board: Board, expression: str) -> Any:
    board.run("from board_bench import *")
    return ast.literal_eval(board.run(f"print({expression})", 30))


def _files() -> dict[str, bytes]:
    source = _DEVICE / "board_bench.py"
    return {"board_bench.mpy": bundle.compiled(source, source.name, rp2040.PROCESSOR)}
