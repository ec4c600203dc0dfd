"""Where the benchmarks' programs run: the emulated board, MicroPython here, CPython here."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from habitude_host import bundle
from habitude_host.errors import HabitudeError
from habitude_sim.emulator import Board
from habitude_sim.engines.unix import find_micropython

Run = Callable[[str], Any]  # an expression of fuzzy_bench to its value

_DEVICE = Path(str(resources.files("habitude_sim.bench"))) / "device"
_FIRMWARE = Path(str(resources.files("habitude"))).parent
_NEEDED = ("habitude/__init__", "habitude/compat", "habitude/fuzzy/")
_TIMEOUT_S = 120.0


def on_board(program: str, folder: Path) -> Run:
    """Expressions on an emulated Pico W, after `from program import *`.

    program: a module of device/, all of which are put onto the board with the fuzzy engine and the
    modules in `folder`.
    """
    files = {
        path: content
        for path, content in bundle.firmware("armv6m").items()
        if path.startswith(_NEEDED)
    }
    for source in (*_DEVICE.glob("*.py"), *folder.glob("*.py")):
        files[f"{source.stem}.mpy"] = bundle.compiled(source, source.name, "armv6m")
    board = Board(files)
    board.run(f"from {program} import *")
    return lambda expression: ast.literal_eval(board.run(f"print({expression})", _TIMEOUT_S))


def on_micropython(program: str, folder: Path) -> Run:
    """The same in MicroPython's unix port, in a new process for each expression."""
    path = ":".join(map(str, (_FIRMWARE, _DEVICE, folder, ".frozen")))
    return _in_process([find_micropython()], {"MICROPYPATH": path}, program)


def on_cpython(program: str, folder: Path) -> Run:
    """The same in this Python, in a new process for each expression."""
    path = os.pathsep.join(map(str, (_FIRMWARE, _DEVICE, folder)))
    return _in_process([sys.executable], {"PYTHONPATH": path}, program)


def _in_process(command: list[str], environment: dict[str, str], program: str) -> Run:
    def run(expression: str) -> Any:
        code = f"from {program} import *\nprint({expression})"
        done = subprocess.run(
            [*command, "-c", code],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise HabitudeError(f"{command[0]}: {expression}:\n{done.stderr.strip()}")
        return ast.literal_eval(done.stdout)

    return run
