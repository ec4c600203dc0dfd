"""How fast and how exact fuzzy inference is: this engine, and what else there is, in one run.

On the emulated RP2040 a time is exact and repeats. On this machine, whose speed changes from
moment to moment, the contenders take turns, and the best of several rounds counts.
"""

from __future__ import annotations

import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import resources
from pathlib import Path

import numpy as np

from habitude_sim.bench import peers, places
from habitude_sim.bench.fuzzy_case import Case

TARGETS_US = {"mamdani_9_rules": 40.0, "mamdani_25_rules": 65.0, "sugeno_9_rules": 35.0}

# Where: the emulated board, MicroPython's unix port and CPython on this machine. What: "run(x, y)"
# is this engine, `run` looked up before.
THIS = "run(x, y)"
RP2040 = "RP2040"
MICROPYTHON = "unix"
CPYTHON = "CPython"
_FEW = 5  # points for what takes long
_VERY_FEW = 2  # and for what takes minutes on the emulated board
_ROUNDS = 5
_BATCH = 1000


@dataclass(frozen=True)
class Contender:
    """One way to infer. What it does is measured by calling these:

    times_us: microseconds of a call, at each of the first points. outputs: over the grid, in
    natural units, None or nan where there is none. taken: bytes that a call allocates, None where
    that can't be told.
    """

    what: str
    where: str
    times_us: Callable[[], Sequence[float]]
    outputs: Callable[[], Sequence[float | None]]
    taken: Callable[[], int | None]
    has_target: bool = False


@dataclass(frozen=True)
class Row:
    """What was measured of a contender on a system.

    first_us: at (0.31, 0.62, 0.83) of the inputs' ranges; mean, least, most: over `points`.
    error: the largest difference to the exact result, as a share of the output's range.
    """

    system: str
    what: str
    where: str
    first_us: float
    mean_us: float
    least_us: float
    most_us: float
    points: int
    taken_bytes: int | None
    error: float
    target_us: float | None


@dataclass(frozen=True)
class Measured:
    """A system: the bytes of its table, those that an engine of it keeps of an RP2040's heap."""

    system: str
    table_bytes: int
    heap_bytes: int
    rows: tuple[Row, ...]

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def measure(told: Callable[[str], None]) -> list[Measured]:
    """All systems of bench/systems. `told` hears what is being measured."""
    folder = Path(str(resources.files("habitude_sim.bench"))) / "systems"
    cases = [Case(path) for path in sorted(folder.glob("*.fll"))]
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        described = {case.name: case.for_device() for case in cases}
        (scratch / "fuzzy_cases.py").write_text(f"CASES = {described!r}\n", encoding="utf-8")
        board = places.on_board("fuzzy_bench", scratch)
        micropython = places.on_micropython("fuzzy_bench", scratch)
        cpython = places.on_cpython("fuzzy_bench", scratch)
        found: list[Measured] = []
        for case in cases:
            told(f"{case.name} on the emulated RP2040")
            rows = _rows(case, _on_board(case, board, cpython), rounds=1)
            told(f"{case.name} on this machine")
            rows += _rows(case, _on_machine(case, micropython, cpython), _ROUNDS)
            heap = board(f"engine_heap({case.name!r})")
            found.append(Measured(case.name, case.table.size_bytes, heap, tuple(rows)))
    return found


def _rows(case: Case, contenders: list[Contender], rounds: int) -> list[Row]:
    """Round after round, each contender once; of each point's times the best."""
    taken = [[contender.times_us() for contender in contenders] for _ in range(rounds)]
    rows: list[Row] = []
    for contender, turns in zip(contenders, zip(*taken, strict=True), strict=True):
        best = [min(times) for times in zip(*turns, strict=True)]
        rows.append(
            Row(
                system=case.name,
                what=contender.what,
                where=contender.where,
                first_us=best[0],
                mean_us=sum(best) / len(best),
                least_us=min(best),
                most_us=max(best),
                points=len(best),
                taken_bytes=contender.taken(),
                error=case.error(contender.outputs()),
                target_us=TARGETS_US[case.name] if contender.has_target else None,
            )
        )
    return rows


def _on_board(case: Case, board: places.Run, cpython: places.Run) -> list[Contender]:
    name = repr(case.name)
    engine = replace(_engine(case, RP2040, board, count=20, repeats=1), has_target=True)
    by_name = replace(
        engine,
        what="engine.run(x, y)",
        times_us=lambda: [board(f"engine_time_by_name({name}, 20)")],
    )
    hobbyist = Contender(
        "hobbyist's floats",
        RP2040,
        lambda: board(f"hobbyist_times({name}, {_VERY_FEW})"),
        lambda: cpython(f"hobbyist_grid({name})"),  # the emulated board would take an hour
        lambda: board(f"hobbyist_bytes({name})"),
    )
    return [engine, by_name, hobbyist]


def _engine(case: Case, where: str, run: places.Run, count: int, repeats: int) -> Contender:
    name = repr(case.name)
    return Contender(
        THIS,
        where,
        lambda: run(f"engine_times({name}, {count}, {repeats})"),
        lambda: case.outputs(run(f"engine_grid({name})")),
        lambda: run(f"engine_bytes({name})"),
    )


def _on_machine(case: Case, micropython: places.Run, cpython: places.Run) -> list[Contender]:
    evaluate = case.system.evaluate
    batch = np.resize(case.points, (_BATCH, case.inputs))

    def reference(x: Sequence[float]) -> float:
        return float(evaluate([x])[0, 0])

    found = [
        _engine(case, MICROPYTHON, micropython, count=500, repeats=5),
        _engine(case, CPYTHON, cpython, count=5, repeats=5),
        _library(case, "float64 reference", reference),
        Contender(
            f"float64 reference, of {_BATCH:,}",
            CPYTHON,
            lambda: [_microseconds(lambda: evaluate(batch)) / _BATCH],
            lambda: evaluate(case.grid)[:, 0].tolist(),
            lambda: None,
        ),
        _library(case, "simpful", peers.simpful(case.system)),
    ]
    if not peers.is_sugeno(case.system):
        found.append(_library(case, "scikit-fuzzy", peers.scikit_fuzzy(case.system)))
    return found


def _library(case: Case, what: str, infer: peers.Infer) -> Contender:
    points: list[list[float]] = case.points[:_FEW].tolist()
    grid: list[list[float]] = case.grid.tolist()
    return Contender(
        what,
        CPYTHON,
        lambda: [_microseconds(lambda x=x: infer(x)) for x in points],
        lambda: [infer(x) for x in grid],
        lambda: _peak(infer, points[0]),
    )


def _microseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter_ns()
    call()
    return (time.perf_counter_ns() - start) / 1000


def _peak(infer: peers.Infer, point: list[float]) -> int:
    """Bytes that a call holds at its peak."""
    infer(point)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    infer(point)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak - before
