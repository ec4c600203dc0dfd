"""A Raspberry Pi Pico W emulated to the instruction, with the official MicroPython on it."""

from __future__ import annotations

from habitude_sim.emulator.board import Board, BoardError
from habitude_sim.emulator.flash import file_system, files_of

__all__ = ["Board", "BoardError", "file_system", "files_of"]
