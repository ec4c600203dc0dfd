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
    """What the loop needs; all else of the start is left behind, and its memory comes back."""
    board_file = borrowed("habitude.board.board_file")
    document = board_file.read("board.json")
    appliance = load(board_file.appliance_name(document))
    plan = board_file.check(document, appliance)
    console = Console(sys.stdin.buffer, sys.stdout.buffer, select.poll(), time)
    app, store = bring_up(appliance, "")
    if plan.parts is None:
        return app, store, console, None, plan.tick_s
    from habitude.board.board import Board

    return app, store, console, Board(plan, appliance, machine, time), plan.tick_s


def run(app, store, console, board, tick_s):
    if board is None:
        loop.serve(Link(Commands(app, store), console.write), console)
    else:
        link = Link(Commands(app, store, board.clock), console.write)
        loop.run(app, link, store, board, console, tick_s)


try:
    found = start()
    gc.collect()
    run(*found)
except (BoardError, DeclarationError) as error:
    print("error:", error)
