"""The emulated board: what its tests need is there, or they are skipped with a reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

from habitude_host import bundle, micropython_image
from habitude_host.errors import HabitudeError
from habitude_sim.emulator import Board

PICO_W = "armv6m"


@pytest.fixture(scope="session")
def pico_w_image() -> Path:
    try:
        return micropython_image.find(micropython_image.PICO_W)
    except HabitudeError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def new_board(pico_w_image: Path) -> Callable[[dict[str, bytes]], Board]:
    """Switches on a new board with these files."""
    return lambda files: Board(files, pico_w_image)


@pytest.fixture(scope="session")
def board(pico_w_image: Path, root: Path) -> Board:
    """A board with the fuzzy engine, the tests of it, and a stopwatch; no main.py. One for all
    tests of a process: each should leave it at its prompt.
    """
    # Not the whole firmware: littlefs takes its time to find a file among many.
    files = {
        path: content
        for path, content in bundle.firmware(PICO_W).items()
        if path.startswith(("habitude/__init__", "habitude/compat", "habitude/fuzzy/"))
    }
    sources = [
        *(root / "tests/firmware/runner").glob("unittest.py"),
        *(root / "tests/firmware").glob("*fuzzy*.py"),
        *(root / "sim/habitude_sim/bench/device").glob("*.py"),
    ]
    for source in sources:
        files[f"{source.stem}.mpy"] = bundle.compiled(source, source.name, PICO_W)
    return Board(files, pico_w_image)
