"""What an update's trial ends in, and a hang, on an emulated Pico W: real watchdog, timer, flash.

Small packs: tests/firmware/test_starter.py has all the cases. A firmware that does not control
within two minutes goes by itself, however it fails.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from habitude_host import bundle, pack
from habitude_sim.emulator import Board
from habitude_sim.engines.rp2040 import PROCESSOR

OLD = "print('this is the old one')\n"
NEW = "print('this is the new one')\nimport __main__, machine, micropython, time\n"
# To sleep is a hang that costs no computer's time; a busy one ends the same way.
HANG = "time.sleep(1000)"
FED = "watchdog = machine.WDT(timeout=8000)\n"
FOREVER = "while True: watchdog.feed() or time.sleep(1)\n"


@pytest.fixture
def tried(new_board, tmp_path: Path) -> Callable[[str], Board]:
    """Switches on a board that tries a pack of this main.py; it has the old one, too."""

    def small(source: str, version: str) -> bytes:
        file = tmp_path / "main.py"
        file.write_text(source)
        files = {"main.mpy": bundle.compiled(file, "main.py", PROCESSOR)}
        return pack.packed(files, version, PROCESSOR)

    def switch_on(source: str) -> Board:
        files = {"firmware.a": small(OLD, "1.0.0"), "firmware.b": small(NEW + source, "1.1.0")}
        board = new_board({**bundle.starter(), **files, "firmware.txt": b"firmware.b trial\n"})
        board.wait_for(b"this is the new one")
        return board

    return switch_on


def named(board: Board) -> str:
    return board.files()["firmware.txt"].decode()


@pytest.mark.parametrize(
    ("source", "within_s", "says"),
    [
        ("import no_such_module", 2, "ImportError("),
        (HANG, 10, "it hung, or was reset"),
        (FED + FOREVER, 122, "it did not control within two minutes"),
    ],
)
def test_what_fails_is_not_taken(tried, source: str, within_s: int, says: str) -> None:
    board = tried(source)
    started_s = board.seconds
    board.wait_for(b"this is the old one", within_s)
    slot, _, why = named(board).partition("\n")
    assert (slot, why[: len(says)]) == ("firmware.a tried", says)
    assert board.seconds - started_s > within_s / 2 or within_s == 2


def test_a_power_cut_in_a_trial_ends_it(tried, pico_w_image) -> None:
    board = tried(FED + FOREVER)
    Board(board.storage, pico_w_image).wait_for(b"this is the old one")


def test_what_confirms_itself_stays_whatever_becomes_of_it(tried) -> None:
    board = tried(
        "__main__.trial.confirm()\n" + FED + "for _ in range(130): " + FOREVER[12:] + "1 / 0"
    )
    board.wait_for(b"ZeroDivisionError", 140)
    assert named(board) == "firmware.b\n"
    assert "old" not in board.said


def test_somebody_who_works_on_it_meanwhile_is_left_alone(tried) -> None:
    stop = "machine.mem32[0x4005b000] = 1 << 30"  # the watchdog, as the firmware does it
    board = tried(FED + f"micropython.kbd_intr(3)\ntry:\n    {FOREVER}finally:\n    {stop}\n")
    board.sleep(0.5)
    assert board.run("print('here')") == "here\n"
    board.sleep(130)
    assert board.run("print('still')") == "still\n"
    assert named(board) == "firmware.a tried\nit hung, or was reset\n"


WATCHED = """
import machine, time
from habitude.board import watchdog
print("hangs", *watchdog.start(watchdog.of(machine), 5)[1:])
"""


def test_a_hang_is_over_in_its_time_and_counted(new_board, root: Path) -> None:
    """The counter outlives the reset, and a reset that was meant is none of it."""
    files = {"main.py": (WATCHED + "time.sleep(1000)").encode()}
    for path in ("__init__", "compat", "board/__init__", "board/watchdog"):
        source = root / "firmware/habitude" / f"{path}.py"
        files[f"habitude/{path}.mpy"] = bundle.compiled(source, source.name, PROCESSOR)
    board = new_board(files)
    for hangs in (b"0 False", b"1 True", b"2 True"):
        started_s = board.seconds
        board.wait_for(b"hangs " + hangs)
        assert board.seconds - started_s < 6
    board.run("watchdog.stop(watchdog.of(machine))")
    board.sleep(20)
    board.send(b"machine.reset()\x04")
    board.wait_for(b"hangs 2 False")
