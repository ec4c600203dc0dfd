"""The firmware compiles to byte code for every processor that we support."""

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


def test_a_mistake_is_told(tmp_path: Path) -> None:
    source = tmp_path / "wrong.py"
    source.write_text("def f(:\n")
    with pytest.raises(BundleError, match=r"wrong\.py can't be compiled:(?s:.*)SyntaxError"):
        bundle.compiled(source, "wrong.py", "armv6m")
