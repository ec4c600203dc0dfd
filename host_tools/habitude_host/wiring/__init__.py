"""Wiring pictures, drawn from a board.json."""
