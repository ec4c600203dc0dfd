"""The emulated Pico W: it boots MicroPython, runs programs, and does so alike each time."""

import pytest

from habitude_sim.emulator import BoardError, file_system, files_of

LOOP = """
import sys
print("started")
while True:
    line = sys.stdin.readline().strip()
    if line:
        print("heard", line)
"""


def test_runs_code_and_keeps_what_it_defines(board):
    assert board.run("print(6 * 7)") == "42\n"
    board.run("import sys\nanswer = sys.implementation")
    told = board.run("print(answer.name, answer.version[:2], answer._machine)")
    assert told == "micropython (1, 27) Raspberry Pi Pico W with RP2040\n"


def test_has_the_firmware(board):
    assert board.run("from habitude import __version__\nprint(__version__)").count(".") == 2


def test_tells_the_traceback(board):
    with pytest.raises(BoardError, match=r"line 2, in f\nZeroDivisionError: divide by zero"):
        board.run("def f():\n    1 / 0\nf()")
    assert board.run("print('well')") == "well\n"


def test_takes_more_than_fits_the_boards_buffers(board):
    assert board.run(f"print(len('{'x' * 1000}'))") == "1000\n"


def test_sleep_takes_no_cycles(board):
    cycles, seconds = board.cycles, board.seconds
    board.run("import time\ntime.sleep(9)")
    assert board.seconds - seconds == pytest.approx(9, abs=0.1)
    assert board.cycles - cycles < 5_000_000


def test_main_starts_by_itself_and_hears(new_board):
    board = new_board({"main.py": LOOP.encode()})
    board.wait_for(rb"started\r\n")
    board.send(b"hello\n")
    assert board.wait_for(rb"heard (\w+)")[1] == b"hello"
    with pytest.raises(BoardError, match=r"did not say b'never' within 0\.1 s; it said nothing"):
        board.wait_for(b"never", timeout_s=0.1)
    with pytest.raises(BoardError, match=r"did not finish within 0\.01 s; it said .*OKbusy"):
        board.run("print('busy')\nwhile True: pass", timeout_s=0.01)


def test_starts_again_after_a_reset(new_board):
    board = new_board({"main.py": b"import machine\nprint('cause', machine.reset_cause())"})
    assert board.wait_for(rb"cause (\d)")[1] == b"1"  # power on
    board.send(b"machine.reset()\r")
    assert board.wait_for(rb"cause (\d)")[1] == b"3"  # by the watchdog, as reset() does it
    assert board.run("print('well')") == "well\n"


def test_repeats_to_the_cycle(new_board):
    def live():
        board = new_board({"double.py": b"def double(x):\n    return x + x\n"})
        printed = board.run("import time, double\nprint(double.double(21), time.ticks_us())")
        return board.cycles, board.seconds, printed

    assert live() == live()


def test_keeps_what_it_writes(new_board):
    board = new_board({"a/old": b"old"})
    board.run("f = open('/a/new', 'w')\nf.write('new')\nf.close()")
    files = board.files()
    assert (files["a/old"], files["a/new"]) == (b"old", b"new")


def test_file_system_holds_what_was_put_in():
    files = {"main.py": b"", "a/b/c.mpy": bytes(range(256)) * 40, "a/d": b"d"}
    assert files_of(file_system(files)) == files


def test_stopwatch(board):
    board.run(
        "from stopwatch import *\n"
        "def nothing(x, y): pass\n"
        "def list_of_8(x, y): return [x, y, x, y, x, y, x, y]\n"
    )
    told = float(board.run("print(microseconds(100, 1, calls_of_two, nothing, 1, 2))"))
    assert told == pytest.approx(7, abs=1)  # what calling a function of bytecode takes
    assert board.run("print(allocated(calls_of_two, nothing, 1, 2))") == "0\n"
    assert int(board.run("print(allocated(calls_of_two, list_of_8, 1, 2))")) >= 8 * 4
