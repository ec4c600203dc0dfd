"""What the firmware costs a board: the parts of the benchmark that take seconds, and its table."""

import json

from rich.console import Console

from habitude_sim.bench import board as bench
from habitude_sim.emulator import Board


def test_repeats_to_the_cycle(pico_w_image):
    def live() -> tuple[int, float, float]:
        board = Board(bench.inference_files(), pico_w_image)
        return bench.inference_us(board), board.cycles, board.seconds

    first = live()
    assert first == live()
    assert 20 < first[0] < 100


def test_ticks_take_no_memory_from_the_heap():
    assert bench.heap_growth(1440, warm_up_days=1) == 0


def test_code_is_what_a_board_is_given():
    assert 50_000 < bench.code_bytes() < 200_000


def test_what_misses_its_target_says_so():
    figures = [
        bench.Figure("heap", 90, "bytes", 100, at_least=True),
        bench.Figure("tick", 90, "us", 100),
        bench.Figure("start", 1234567, "us"),
    ]
    assert [figure.reached for figure in figures] == [False, True, True]
    console = Console(width=100, record=True)
    console.print(bench.table(figures))
    lines = console.export_text().splitlines()
    (heap,) = (line for line in lines if "heap" in line)
    assert "at least 100" in heap and "missed" in heap
    assert any("1,234,567 us" in line for line in lines)
    told = json.loads(bench.as_json(figures))
    assert [each["reached"] for each in told] == [False, True, True]
