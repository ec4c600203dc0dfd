"""The firmware compiles to byte code for every processor that we support."""

import zipfile
from pathlib import Path

import pytest

from habitude_host import bundle
from habitude_host.bundle import BundleError


@pytest.mark.parametrize("architecture", bundle.ARCHITECTURES)
def test_every_module_is_in_the_bundle(architecture: str, root: Path) -> None:
    files = bundle.firmware(architecture)
    sources = (root / "firmware" / "habitude").rglob("*.py")
    modules = {f.relative_to(root / "firmware").with_suffix(".mpy").as_posix() for f in sources}
    assert set(files) == {"boot.py", "main.py", *modules}
    # An .mpy begins with "M" and the version of its format, 6.
    assert all(files[name][:2] == b"M\x06" for name in modules)


def test_a_folder_and_a_zip_to_copy_from(tmp_path: Path) -> None:
    folder = bundle.write("rv32imc", tmp_path)
    expected = bundle.firmware("rv32imc")
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    assert {path: file.read_bytes() for path, file in found.items()} == expected
    with zipfile.ZipFile(tmp_path / "rv32imc.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == expected
    once = (tmp_path / "rv32imc.zip").read_bytes()
    (folder / "stale.mpy").touch()
    bundle.write("rv32imc", tmp_path)
    assert not (folder / "stale.mpy").exists()
    assert (tmp_path / "rv32imc.zip").read_bytes() == once


def test_a_mistake_is_told(tmp_path: Path) -> None:
    source = tmp_path / "wrong.py"
    source.write_text("def f(:\n")
    with pytest.raises(BundleError, match=r"wrong\.py can't be compiled:(?s:.*)SyntaxError"):
        bundle.compiled(source, "wrong.py", "armv6m")
