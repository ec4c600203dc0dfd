"""What can be wrong with a board is found, and told with how to mend it: case by case."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from habitude_host import __version__, bundle, pack
from habitude_host.flash import cli, doctor
from habitude_host.flash.doctor import GOOD, LOOK, WRONG, Desk, Finding
from habitude_host.flash.drives import Drive, drives
from habitude_host.flash.repl import LockedError, PortError, SilentError
from habitude_host.flash.survey import Pack, Survey
from habitude_host.ports import Port

PICO = "armv6m"


@pytest.fixture(scope="session")
def ours() -> bytes:
    return bundle.packed(PICO)


STARTER = {path: hashlib.sha256(file).hexdigest() for path, file in bundle.starter().items()}


@pytest.fixture
def healthy(ours: bytes, root: Path) -> Survey:
    return Survey(
        implementation="micropython",
        version=(1, 27, 0),
        machine="Raspberry Pi Pico W with RP2040",
        architecture=PICO,
        free=400 * 1024,
        year=2026,
        named="firmware.a",
        packs={"firmware.a": Pack(len(ours), __version__, True, pack.digest(ours))},
        starter={
            path: hashlib.sha256(content).hexdigest() for path, content in bundle.starter().items()
        },
        board=(root / "firmware/boards/pico_w.json").read_text(),
    )


def findings(survey: Survey, ours: bytes) -> list[Finding]:
    return list(doctor.judged(survey, {PICO: ours}))


def test_a_healthy_board_has_nothing_wrong(healthy: Survey, ours: bytes) -> None:
    found = findings(healthy, ours)
    assert {finding.level for finding in found} == {GOOD}
    assert len(found) == 5


def pin(path: str, value: int) -> Callable[[str], str]:
    """A change of one number in a board.json, by part and key."""

    def change(text: str) -> str:
        document = json.loads(text)
        part, key = path.split("/")
        document["parts"][int(part)][key] = value
        return json.dumps(document)

    return change


OTHER = Pack(1000, "0.0.1", True, "12" * 32)
CASES = {
    "old MicroPython": ({"version": (1, 19, 1)}, WRONG, "1.23 or later", "--micropython"),
    "CircuitPython": (
        {"implementation": "circuitpython"},
        WRONG,
        "circuitpython",
        "--micropython",
    ),
    "unknown chip": ({"architecture": None}, WRONG, "can't run the firmware", "--micropython"),
    "no firmware": ({"named": None, "packs": {}}, WRONG, "no firmware", "habitude flash"),
    "pack gone": ({"packs": {}}, WRONG, "names firmware.a, which is not there", "habitude flash"),
    "pack damaged": (
        {"packs": {"firmware.a": replace(OTHER, whole=False)}},
        WRONG,
        "firmware.a is damaged",
        "habitude flash",
    ),
    "stale": (
        {"packs": {"firmware.a": OTHER}},
        LOOK,
        "habitude 0.0.1 (build 12121212)",
        "replaces",
    ),
    "broken transfer": (
        {"packs+": {"firmware.b": replace(OTHER, whole=False)}},
        LOOK,
        "firmware.b is no whole version",
        "habitude flash",
    ),
    "other main.py": (
        {"starter": STARTER | {"main.py": ""}},
        WRONG,
        "main.py is not the one",
        "habitude flash",
    ),
    "not taken": ({"not_taken": "it hung"}, LOOK, "not taken: it hung", "habitude update"),
    "no room": ({"free": 8192}, WRONG, "8 KB free", "mpremote"),
    "left over": ({"modules": {"lib/habitude/a.py": ""}}, LOOK, "not used", "rm -r :lib/habitude"),
    "no board.json": ({"board": None}, WRONG, "no board.json", "--board"),
    "no JSON": ({"board": "{"}, WRONG, "is no JSON", "--board FILE"),
    "wrong key": ({"board": '{"appliance": "climate", "partz": []}'}, WRONG, "partz", "--board"),
    "no such appliance": ({"board": '{"appliance": "toaster"}'}, WRONG, "toaster", "--board"),
    "no ADC": ({"board/": pin("1/pin", 2)}, WRONG, "pin 2 measures no voltage", "boards.md"),
    "radio's pin": ({"board/": pin("2/pin", 23)}, WRONG, "belongs to the radio", "boards.md"),
    "clock": ({"year": 2021}, LOOK, "never set: it says 2021", "habitude clock"),
    "error": ({"last_error": "Traceback\nOSError: 5\n"}, LOOK, "OSError: 5", "last_error.txt"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_on_a_board(case: str, healthy: Survey, ours: bytes) -> None:
    changes, level, what, mend = CASES[case]
    for name, value in changes.items():
        if name == "packs+":
            healthy.packs.update(value)
        elif name == "board/":
            healthy.board = value(healthy.board)
        else:
            setattr(healthy, name, value)
    told = [f for f in findings(healthy, ours) if f.level == level and what in f.what]
    assert len(told) == 1, findings(healthy, ours)
    assert mend in told[0].mend
    # Nothing else is blamed for it.
    assert sum(f.level != GOOD for f in findings(healthy, ours)) == 1


def test_one_that_is_told_the_time_has_no_clock_to_be_set(healthy: Survey, ours: bytes) -> None:
    without_parts = replace(healthy, year=2021, board='{"appliance": "climate"}')
    assert not any("clock" in found.what for found in findings(without_parts, ours))


def test_modules_copied_one_by_one(healthy: Survey, ours: bytes, root: Path) -> None:
    firmware = root / "firmware"
    sources = {
        path.relative_to(firmware).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (firmware / "habitude").rglob("*.py")
    }
    by_hand = replace(healthy, named=None, packs={}, starter={}, modules=dict(sources))
    assert [f.level for f in findings(by_hand, ours)] == [GOOD] * 5
    by_hand.modules = {f"lib/{path}": found for path, found in sources.items()}
    by_hand.modules["lib/habitude/app.py"] = "00" * 32
    del by_hand.modules["lib/habitude/link.py"]
    told = [f.what for f in findings(by_hand, ours) if f.level == WRONG]
    assert told == [
        "1 modules are missing: habitude/link.mpy",
        "1 modules are not this version's, or damaged: habitude/app.py",
    ]


def desk(ports=(), waiting=(), error: Exception | None = None) -> Desk:
    def no_board(_port: str):
        raise error

    return Desk(lambda: list(ports), lambda: list(waiting), no_board)


PORT = Port("/dev/ttyACM0", "Pico with MicroPython")
BOOTSEL = Drive(Path("/media/me/RPI-RP2"), "RPI-RP2")


@pytest.mark.parametrize(
    ("port", "looked_at", "what", "mend"),
    [
        (None, desk(), "no board is plugged in", "BOOTSEL"),
        (None, desk(waiting=[BOOTSEL]), "waits for MicroPython", "--micropython pico_w"),
        (None, desk([PORT, Port("COM3", "")]), "several boards", "--port"),
        (None, desk([PORT], error=PortError("permission", "no permission")), "no perm", "dialout"),
        ("COM9", desk(error=PortError("busy", "COM9 is in use")), "COM9 is in use", "close"),
        ("COM9", desk(error=PortError("gone", "no COM9")), "no COM9", "without --port"),
        (
            "COM9",
            desk(waiting=[BOOTSEL], error=PortError("gone", "no COM9")),
            "no COM9",
            "BOOTSEL",
        ),
        ("COM9", desk(error=SilentError("nothing answers")), "nothing answers", "unplug"),
        ("COM9", desk(error=LockedError("it is locked")), "it is locked", "habitude unlock"),
    ],
    ids=["none", "drive", "several", "permission", "busy", "gone", "gone to it", "silent", "lock"],
)
def test_what_keeps_a_board_from_being_reached(
    port: str | None, looked_at: Desk, what: str, mend: str
) -> None:
    last = doctor.examine(port, looked_at)[-1]
    assert last.level == WRONG
    assert what in last.what
    assert mend in last.mend


def test_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [Finding(GOOD, "a board"), Finding(WRONG, "no firmware", "habitude flash")]
    monkeypatch.setattr(doctor, "examine", lambda _port, _desk: told)
    done = CliRunner().invoke(cli.doctor, [])
    assert done.exit_code == 1
    assert done.output == "- a board\nx no firmware\n    habitude flash\n"
    done = CliRunner().invoke(cli.doctor, ["--json"])
    assert json.loads(done.output)[1] == vars(told[1])
    monkeypatch.setattr(doctor, "examine", lambda _port, _desk: told[:1])
    assert CliRunner().invoke(cli.doctor, []).exit_code == 0


def test_a_waiting_board_is_known_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "INFO_UF2.TXT").write_text("UF2 Bootloader v3.0\nModel: x\nBoard-ID: RPI-RP2\n")
    assert drives([tmp_path, tmp_path / "none"]) == [Drive(tmp_path, "RPI-RP2")]
