"""What of the files for Renode can be checked without it."""

import re
from types import SimpleNamespace

import pytest

from habitude_host.errors import HabitudeError
from habitude_sim import renode
from habitude_sim.emulator import Board, files_of
from habitude_sim.emulator.flash import START

COMMANDS = {"path add", "include", "machine LoadPlatformDescription", "sysbus LoadBinary"}


@pytest.fixture(scope="module")
def folder(root):
    return root / "sim" / "renode"


def test_the_script_has_the_form_of_one(folder):
    """Comments, variables with a default, and commands whose variables are known."""
    known = {"$ORIGIN"}
    for line in (folder / "habitude.resc").read_text().splitlines():
        if not line or line.startswith(":"):
            continue
        if variable := re.fullmatch(r"(\$\w+)\?=@\S+", line):
            known.add(variable[1])
            continue
        command = next((c for c in COMMANDS if line.startswith(c + " ")), None)
        assert command, line
        assert set(re.findall(r"\$\w+", line)) <= known, line
        for file in re.findall(r"\$ORIGIN/(\S+)", line):
            assert (folder / file).is_file()


def test_the_platform_has_the_form_of_one(folder):
    """Entries "name: Type @ register point", and indented attributes "name: value"."""
    lines = (folder / "rtc.repl").read_text().splitlines()
    entries = [line for line in lines if line and not line.startswith(("//", " "))]
    assert entries == ["rtc: Python.PythonPeripheral @ sysbus 0x4005C000"]
    attributes = [line for line in lines if line.startswith(" ")]
    forms = r' {4}\w+: (0x[0-9A-F]+|true|false|"[^"]*")'
    assert all(re.fullmatch(forms, line) for line in attributes)
    (file,) = (line.split('"')[1] for line in attributes if "filename" in line)
    assert (folder / file).is_file()


def test_the_clock_is_active_as_soon_as_it_is_enabled(folder):
    code = compile((folder / "rtc.py").read_text(), "rtc.py", "exec")
    state: dict[str, object] = {}

    def access(kind: str, offset: int = 0x0C, value: int = 0) -> int:
        request = SimpleNamespace(Offset=offset, Value=value)
        for each in ("Init", "Read", "Write"):
            setattr(request, f"Is{each}", each == kind)
        state["request"] = request
        exec(code, state)
        return request.Value

    access("Init")
    assert access("Read") == 0
    access("Write", 0x200C, 1)  # set
    assert access("Read") == 3
    access("Write", 0x300C, 1)  # clear
    assert access("Read") == 0
    access("Write", 0x0C, 0x11)
    assert access("Read") == 3
    access("Write", 0x100C, 1)  # XOR
    assert access("Read") == 0
    assert access("Read", 0x18) == 0


def test_the_flash_is_that_of_a_board_with_its_console_on_uart0(pico_w_image, tmp_path):
    main = b"print('started')"
    content = renode.flash(pico_w_image, {"main.py": main})
    assert len(content) == 2 << 20
    assert bytes(Board({}, pico_w_image).mcu.flash[:START]) == content[:START]
    files = files_of(content[START:])
    assert files["main.py"] == main
    assert b"os.dupterm(machine.UART(0, " in files["boot.py"]
    compile(files["boot.py"], "boot.py", "exec")

    other = tmp_path / "other.uf2"
    other.write_bytes(b"MZ" + bytes(510))
    with pytest.raises(HabitudeError, match="no UF2 file"):
        renode.flash(other, {})
