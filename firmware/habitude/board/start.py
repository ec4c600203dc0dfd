"""Start-up of a board, and its end. Borrowed: what it takes comes back before the loop begins."""

import select
import sys
import time

import machine

from habitude.appliance import DeclarationError
from habitude.appliances import load
from habitude.board import loop
from habitude.board.console import Console
from habitude.board.errors import BoardError
from habitude.commands import Commands
from habitude.compat import borrowed, const, forget
from habitude.link import Link

_PROMPT = "habitude.board.prompt"
_WATCHDOG = "habitude.board.watchdog"
_TRIAL_S = const(8)  # of an update: its watchdog runs, whatever board.json says
# What an appliance is declared with, and a board described.
_FOR_THE_START = (
    "habitude.board.drivers",
    "habitude.board.fields",
    "habitude.declaration",
    "habitude.learn.comfort",
    "habitude.limits",
    "habitude.signals",
)
_SEEN_S = const(3)  # for which an error can be read, and a Ctrl-C stops the next start


def start():
    """The loop, a function, and its arguments: what board.json says is put together.

    Whoever is locked out gets no prompt, neither now nor when this fails.
    """
    prompt = borrowed(_PROMPT)
    prompt.give(not prompt.locked())
    board_file = borrowed("habitude.board.board_file")
    document = board_file.read("board.json")
    appliance = load(board_file.appliance_name(document))
    plan = board_file.check(document, appliance)
    on_trial = getattr(__import__("__main__"), "trial", None) is not None
    feed, hangs = _watched(plan.watchdog_s or (_TRIAL_S if on_trial else 0))
    console = Console(sys.stdin.buffer, sys.stdout.buffer, select.poll(), time)
    app, store = borrowed("habitude.start").bring_up(appliance, "", flash=True)
    store.prompt = prompt.give
    board = None
    if plan.parts is not None:
        from habitude.board.board import Board

        board = Board(plan, appliance, machine, time)
    commands = Commands(app, store, board.clock if board else None, hangs)
    link = Link(commands, console.write)
    prove = _prover(commands, store) if on_trial else None
    forget(*_FOR_THE_START)
    feed()
    if board is None:
        return loop.serve, (link, console, store, feed, prove)
    return loop.run, (app, link, store, board, console, plan.tick_s, feed, prove)


def _watched(timeout_s):
    """From here on whatever hangs resets the board: what feeds the watchdog, and its count."""
    watchdog = borrowed(_WATCHDOG)
    feed, hangs, hung = watchdog.start(watchdog.of(machine), timeout_s)
    if hung:
        loop.keep(loop.ERROR_FILE, "something hung, and the watchdog reset the board\n")
    return feed, hangs


def _prover(commands, store):
    """How a firmware on trial shows that it works; it tells whether it is taken."""

    def prove():
        store.make_room()
        return borrowed("habitude.update").prove(lambda write: Link(commands, write))

    return prove


def leave():
    """The REPL has the board; who works there must not be thrown out."""
    watchdog = borrowed(_WATCHDOG)
    watchdog.stop(watchdog.of(machine))


def failed(error):
    """What board.json says can't be; or what the loop can't live with: a new start may.

    A locked board starts anew in any case: it gives nobody its prompt.
    """
    leave()
    told = isinstance(error, (BoardError, DeclarationError))
    text = "error: %s" % error if told else loop.trace(error)
    print(text)
    if not told:
        loop.keep(loop.ERROR_FILE, text)
    elif not borrowed(_PROMPT).locked():
        return
    time.sleep(_SEEN_S)
    machine.reset()
