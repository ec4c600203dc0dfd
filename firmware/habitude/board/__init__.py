"""Pins, clock and drivers: the only code that touches hardware.

    plan = board_file.check(board_file.read("board.json"), appliance)
    board = Board(plan, appliance, machine, time)

MicroPython's `machine` is handed in, not imported: every file here loads on any Python, and
anything that has the same classes can stand in for a board.
"""
