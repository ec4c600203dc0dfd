"""A pack holds its files to the byte, shows damage, and starts the firmware on MicroPython."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitude_host import __version__, bundle, pack
from habitude_host.pack import PackError

NAMES = st.from_regex(r"[a-z]{1,9}(/[a-z]{1,9}){0,2}\.mpy", fullmatch=True)
FILES = st.dictionaries(NAMES, st.binary(max_size=200), max_size=8)


@given(files=FILES)
def test_what_goes_in_comes_out(files: dict[str, bytes]) -> None:
    made = pack.packed(files, "1.2.3", "armv6m")
    head, found = pack.unpacked(made)
    assert (head.version, head.architecture) == ("1.2.3", "armv6m")
    assert found == files
    assert made == pack.packed(dict(reversed(files.items())), "1.2.3", "armv6m")


@given(files=FILES, data=st.data())
def test_no_damage_is_overlooked(files: dict[str, bytes], data: st.DataObject) -> None:
    made = bytearray(pack.packed(files, "1.2.3", "armv6m"))
    place = data.draw(st.integers(0, len(made) - 1))
    made[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(PackError):
        pack.unpacked(bytes(made))
    with pytest.raises(PackError):
        pack.unpacked(bytes(made[:place]))


def test_what_is_no_pack_is_told() -> None:
    with pytest.raises(PackError, match="no firmware pack"):
        pack.head("import machine")
    with pytest.raises(PackError, match="format 9, this tool knows 1"):
        pack.head("habitude-pack 9 0.1.0 armv6m 100")


@pytest.fixture
def packed_board(tmp_path: Path, root: Path) -> Path:
    """A board's files as `habitude flash` leaves them; its main imports from all over the pack."""
    main = tmp_path / "main.py"
    main.write_text(
        "import habitude.fuzzy\n"
        "from habitude import __version__\n"
        "from habitude.board.clock import seconds\n"
        "print(__version__, seconds(2024, 1, 1, 0, 1, 0))\n"
        "try:\n    import habitude.nothing\nexcept ImportError as error:\n    print(error)\n"
    )
    _, files = pack.unpacked(bundle.packed("x64"))
    files["main.mpy"] = bundle.compiled(main, "main.py", "x64")
    (tmp_path / "firmware.a").write_bytes(pack.packed(files, "0.0.0", "x64"))
    (tmp_path / "firmware.txt").write_text("firmware.a\n")
    for name, content in bundle.starter().items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_a_pack_starts(packed_board: Path, micropython: Path) -> None:
    done = subprocess.run(
        [micropython, "-c", "exec(open('main.py').read())"],
        cwd=packed_board,
        env={"MICROPYPATH": ":.frozen"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    wanted = f"{__version__} 60\nno module named 'habitude.nothing'\n"
    assert done.stdout == wanted, done.stderr


@pytest.mark.parametrize("architecture", bundle.ARCHITECTURES)
def test_the_firmware_is_packed_as_byte_code(architecture: str) -> None:
    head, files = pack.unpacked(bundle.packed(architecture))
    assert (head.version, head.architecture) == (__version__, architecture)
    # Only .mpy files tell where they end, which is what lets a board read them from a pack.
    assert all(path.endswith(".mpy") for path in files)
    assert {"main.mpy", "habitude/app.mpy"} < set(files)
