"""The firmware's own tests, which pytest also runs on CPython, on MicroPython's unix port."""

import os
import subprocess
from pathlib import Path

import pytest

FIRMWARE_TESTS = Path(__file__).resolve().parents[1] / "firmware"
RUNNER = FIRMWARE_TESTS / "runner" / "run.py"
# Twice a Pico W's, whose objects are half as large, and room to compile the tests and the runner:
# what a board has left, bench-board tells.
HEAP = "512K"


def run(
    micropython: Path, root: Path, folder: Path, *files: Path
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [micropython, "-X", f"heapsize={HEAP}", RUNNER, *files],
        cwd=folder,
        env={**os.environ, "MICROPYPATH": f"{root / 'firmware'}:.frozen"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=150,
        check=False,
    )


@pytest.mark.parametrize("file", sorted(FIRMWARE_TESTS.glob("test_*.py")), ids=lambda f: f.stem)
def test_passes_on_micropython(file: Path, micropython: Path, root: Path, tmp_path: Path) -> None:
    result = run(micropython, root, tmp_path, file)
    assert result.returncode == 0, f"\n{result.stdout}"


def test_runner_reports_failures(micropython: Path, root: Path, tmp_path: Path) -> None:
    file = tmp_path / "test_broken.py"
    file.write_text(
        "import unittest\n\n\n"
        "class TestBroken(unittest.TestCase):\n"
        "    def test_wrong(self):\n        self.assertEqual(1, 2)\n\n"
        "    def test_right(self):\n        self.assertEqual(2, 2)\n"
    )
    result = run(micropython, root, tmp_path, file)
    assert result.returncode == 1
    assert "TestBroken.test_wrong" in result.stdout
    assert "1 != 2" in result.stdout
    assert "2 tests, 1 failed" in result.stdout


@pytest.mark.parametrize(
    ("text", "reason"),
    [("import unittest\n", "no tests"), ("import no_such_module\n", "no_such_module")],
    ids=["no tests", "import fails"],
)
def test_runner_refuses(
    text: str, reason: str, micropython: Path, root: Path, tmp_path: Path
) -> None:
    file = tmp_path / "test_odd.py"
    file.write_text(text)
    result = run(micropython, root, tmp_path, file)
    assert result.returncode == 1
    assert reason in result.stdout
