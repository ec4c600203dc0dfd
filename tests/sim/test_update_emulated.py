"""What an update's trial ends in, on an emulated Pico W: the real starter, small packs.

A firmware that is tried and does not control within two minutes goes by itself, however it fails.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from habitude_host import bundle, pack
from habitude_sim.emulator import Board
from habitude_sim.engines.rp2040 import PROCESSOR

OLD = "print('this is the old one')\n"
SAID = "print('this is the new one')\n"
# Sleep is a hang that costs no computer's time; a busy one ends the same way.
FED = "import machine, time\nwatchdog = machine.WDT(timeout=8000)\n"
FOREVER = "while True: watchdog.feed() or time.sleep(1)\n"
IDLE = FED + FOREVER


@pytest.fixture
def tried(new_board, tmp_path: Path) -> Callable[[str], Board]:
    """Switches on a board that is to try a pack of this main.py; the other one is the old one."""

    def small(source: str, version: str) -> bytes:
        file = tmp_path / "main.py"
        file.write_text(source)
        files = {"main.mpy": bundle.compiled(file, "main.py", PROCESSOR)}
        return pack.packed(files, version, PROCESSOR)

    def switch_on(source: str) -> Board:
        files = {"firmware.a": small(OLD, "1.0.0"), "firmware.b": small(SAID + source, "1.1.0")}
        files |= {**bundle.starter(), "firmware.txt": b"firmware.b trial\n"}
        return new_board(files)

    return switch_on


def named(board: Board) -> str:
    return board.files()["firmware.txt"].decode()


@pytest.mark.parametrize(
    ("source", "within_s", "says"),
    [
        ("import no_such_module", 2, "ImportError(\"no module named 'no_such_module'\",)"),
        ("pass", 2, "it ended"),
        ("raise SystemExit", 2, "it hung, or was reset"),
        ("import machine; machine.reset()", 2, "it hung, or was reset"),
        ("import time; time.sleep(1000)", 10, "it hung, or was reset"),
        (IDLE, 122, "it did not control within two minutes"),
        ("import __main__\n" + IDLE.replace("while", "1 / 0\nwhile"), 2, "ZeroDivisionError("),
    ],
)
def test_what_fails_is_not_taken(tried, source: str, within_s: int, says: str) -> None:
    board = tried(source)
    board.wait_for(b"this is the new one")
    started_s = board.seconds
    board.wait_for(b"this is the old one", within_s)
    assert board.seconds - started_s < within_s
    slot, _, why = named(board).partition("\n")
    assert slot == "firmware.a tried"
    assert why.startswith(says)


def test_a_power_cut_in_a_trial_ends_it(tried, new_board) -> None:
    board = tried(IDLE)
    board.wait_for(b"this is the new one")
    board = Board(board.storage)
    board.wait_for(b"this is the old one")


def test_what_confirms_itself_stays(tried) -> None:
    board = tried("import __main__\n__main__.trial.confirm()\n__main__.trial.confirm()\n" + IDLE)
    board.wait_for(b"this is the new one")
    board.sleep(130)
    assert named(board) == "firmware.b\n"
    assert "old" not in board.said
    Board(board.storage).wait_for(b"this is the new one")


def test_a_taken_firmware_that_fails_later_is_no_trial(tried) -> None:
    board = tried("import __main__\n__main__.trial.confirm()\n1 / 0")
    board.wait_for(b"ZeroDivisionError.*>>> ")
    assert named(board) == "firmware.b\n"


def test_somebody_who_works_on_it_meanwhile_is_left_alone(tried) -> None:
    stop = "machine.mem32[0x4005b000] = 1 << 30"  # the watchdog, as the firmware's loop does it
    # As it does, too, where there is no lock.
    unlocked = "import micropython\nmicropython.kbd_intr(3)\nprint('not locked')\n"
    board = tried(FED + unlocked + f"try:\n    {FOREVER}finally:\n    {stop}\n")
    board.wait_for(b"not locked")
    assert board.run("print('here')") == "here\n"
    board.sleep(130)
    assert board.run("print('still')") == "still\n"
    assert named(board) == "firmware.a tried\nit hung, or was reset\n"


DAMAGED = {
    "gone": lambda files: files | {"firmware.a": None},
    "cut": lambda files: files | {"firmware.a": files["firmware.a"][:-1]},
    "short": lambda files: files | {"firmware.a": b"x"},
    "flipped": lambda files: files | {"firmware.a": b"i" + files["firmware.a"][1:]},
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_what_is_not_whole_is_not_started(tried, new_board, damage) -> None:
    files = tried("pass").files() | {"firmware.txt": b"firmware.a\n"}
    files = {name: content for name, content in damage(files).items() if content is not None}
    board = new_board(files)
    board.wait_for(b"this is the new one")
    assert named(board) == "firmware.b tried\nits checksum does not match\n"
    Board(board.storage).wait_for(b"this is the new one")


@pytest.mark.parametrize("text", [None, b"", b"firmware.c", b"\xff\xfe", b"\n\n", b"x" * 5000])
def test_without_its_name_what_is_whole_is_started(tried, new_board, text) -> None:
    files = tried("pass").files()
    del files["firmware.txt"]
    board = new_board(files if text is None else files | {"firmware.txt": text})
    board.wait_for(b"this is the old one")


def test_with_nothing_whole_it_says_so(new_board) -> None:
    board = new_board({**bundle.starter(), "firmware.a": b"x"})
    board.wait_for(b"no whole firmware is there: habitude flash")
