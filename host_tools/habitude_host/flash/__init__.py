"""Putting MicroPython and the firmware on a board, and finding out what is wrong with one."""
