# Start-up: what board.json says is put together, and the loop begins. docs/boards.md
import gc
import select
import sys
import time

import machine

# What imports leave behind is collected before it lies all over a Pico's heap: native code needs
# kilobytes in one piece.
gc.threshold(16384)

# ruff: noqa: E402
from habitude.appliance import DeclarationError
from habitude.appliances import load
from habitude.board import loop
from habitude.board.console import Console
from habitude.board.errors import BoardError
from habitude.commands import Commands
from habitude.compat import borrowed
from habitude.link import Link
from habitude.start import bring_up


def start():
    """The loop, ready to run. Nothing of the start but what is returned stays in memory."""
    board_file = borrowed("habitude.board.board_file")
    document = board_file.read("board.json")
    appliance = load(board_file.appliance_name(document))
    plan = board_file.check(document, appliance)
    console = Console(sys.stdin.buffer, sys.stdout.buffer, select.poll())
    app, store = bring_up(appliance, "")
    if plan.parts is None:
        return loop.serve, (Link(Commands(app, store), console.write), console)
    from habitude.board.board import Board

    board = Board(plan, appliance, machine, time)
    link = Link(Commands(app, store, board.clock), console.write)
    return loop.run, (app, link, store, board, console, plan.tick_s)


try:
    run, parts = start()
    gc.collect()
    run(*parts)
except (BoardError, DeclarationError) as error:
    print("error:", error)
