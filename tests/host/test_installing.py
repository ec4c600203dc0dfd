"""The other ways onto a board: mip, freezing, copying. Each brings the whole firmware."""

from __future__ import annotations

import os
import subprocess
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from mpremote import mip

from habitude_host import __version__, bundle

LIVES = "from habitude.serve import main\nmain(['climate'])\n"
HELLO = b"help\n"


class Folder:
    """A folder in the place of mpremote's connection to a board."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def fs_exists(self, path: str) -> bool:
        return (self._root / path.lstrip("/")).exists()

    fs_isdir = fs_exists

    def fs_mkdir(self, path: str) -> None:
        (self._root / path.lstrip("/")).mkdir()

    def fs_writefile(self, path: str, data: bytes, progress_callback: object = None) -> None:
        (self._root / path.lstrip("/")).write_bytes(data)


def answers(micropython: Path, path: Path) -> bool:
    """Whether the firmware found in `path`, and nowhere else, serves an appliance."""
    done = subprocess.run(
        [micropython, "-c", LIVES],
        env={**os.environ, "MICROPYPATH": f"{path}:.frozen"},
        input=HELLO,
        capture_output=True,
        timeout=30,
        check=False,
    )
    return b"why SETTING" in done.stdout


def test_mip_installs_it(root: Path, tmp_path: Path, micropython: Path) -> None:
    package = str(root / "firmware" / "package.json")
    (tmp_path / "lib").mkdir()
    with redirect_stdout(StringIO()):
        mip._install_package(Folder(tmp_path), package, "", "/lib", None, False)
    assert answers(micropython, tmp_path / "lib")
    assert not answers(micropython, tmp_path)


def test_copying_byte_code_is_enough(tmp_path: Path, micropython: Path, monkeypatch) -> None:
    monkeypatch.setattr(bundle, "ARCHITECTURES", {"x64": "this machine"})
    assert answers(micropython, bundle.write("x64", tmp_path))


def test_the_manifest_freezes_every_module(root: Path) -> None:
    """As tools/manifestfile.py of MicroPython evaluates it: it is on no package index."""
    told: dict[str, object] = {}
    packages: list[tuple[str, str]] = []

    def metadata(**given: object) -> None:
        told.update(given)

    def package(name: str, files: object = None, base_path: str = ".", opt: int | None = None):
        assert files is None, "a list of files would have to be kept"
        packages.append((name, base_path))

    manifest = root / "firmware" / "manifest.py"
    exec(
        compile(manifest.read_text(), str(manifest), "exec"),
        {
            "metadata": metadata,
            "package": package,
        },
    )
    assert set(told) <= {"description", "version", "license", "author", "pypi", "stdlib"}
    assert told["version"] == __version__
    # package() takes every .py below manifest's folder / base_path / name.
    assert packages == [("habitude", ".")]
    assert (manifest.parent / "habitude" / "__init__.py").is_file()
