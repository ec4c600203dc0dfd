"""The real-time loop of a board: ticks on time, the link and the buttons in between.

A tick reads, steps the app and writes. Whatever goes wrong is kept (in `last_error.txt`) and
switches everything off until the next good tick; three failures in a row reset the board.
Only a pass that did all its work feeds the watchdog, so whatever hangs resets the board, too.
"""

import sys

from habitude.compat import const
from habitude.fixed import MISSING

_PASS_MS = const(5)  # from pass to pass: fast enough for buttons
_SERVE_MS = const(500)  # the same, where nothing but the link waits
_START_MS = const(200)  # before each tick the slow measurements are started
_GIVE_UP = const(3)  # failures in a row
_KEPT_S = const(3600)  # an error that is unlike the last one is kept after so long
_PROVEN_S = const(10)  # of control, after which a firmware on trial may prove itself
ERROR_FILE = "last_error.txt"


def run(app, link, store, board, console, tick_s, feed, prove=None, error_file=ERROR_FILE):
    """Run until a Ctrl-C; then everything is off, and the REPL has the board.

    feed: keeps the watchdog quiet. prove: is called after ten seconds of control, and after each
    good tick from then on, until it tells that it is done.
    """
    loop = Loop(app, link, store, board, console, tick_s, feed, prove, error_file)
    try:
        while True:
            console.wait(_PASS_MS)
            loop.turn()
    finally:
        _stop(board)


def serve(link, console, store, feed, prove=None):
    """Run the link alone, on a board without hardware: readings and time come over it."""
    while True:
        console.wait(_SERVE_MS if store.erasing is None else 0)
        link.feed(console.buffer, console.read())
        store.work()
        feed()
        if prove is not None and prove():
            prove = None


def _stop(board):
    stopped = False
    while not stopped:
        try:
            board.safe()
            stopped = True
        except KeyboardInterrupt:
            pass  # mpremote sends two Ctrl-C: the second one must not leave the heater on


class Loop:
    """turn() is one pass. skipped: ticks left out because something took too long."""

    def __init__(self, app, link, store, board, console, tick_s, feed, prove, error_file):
        self.skipped = 0
        self._app = app
        self._link = link
        self._store = store
        self._board = board
        self._console = console
        self._clock = board.clock
        app.causes = board.causes
        self._readings = [MISSING] * len(app.appliance.readings)
        self._turns = [0] * len(app.appliance.settings)
        self._tick_ms = 1000 * tick_s
        # The first tick comes as soon as the first measurements are there.
        self._last_tick = self._clock.after(self._clock.ticks(), _START_MS - self._tick_ms)
        self._started = False
        self._failures = 0
        self._controls = False  # since the last tick that was good
        self._feed = feed
        self._prove = prove
        self._error_file = error_file
        self._keeps_from_s = 0  # of uptime

    def turn(self):
        try:
            self._pass()
            self._feed()
        except Exception as error:
            self._failed(error)

    def _pass(self):
        count = self._console.read()
        if count:
            self._link.feed(self._console.buffer, count)
        self._board.poll()
        self._board.attend(self._app)
        if self._board.factory_asked():
            self._begin_anew()
        self._store.work()
        passed = self._clock.since(self._last_tick)
        if not self._started and passed >= self._tick_ms - _START_MS:
            self._started = True
            self._board.start()
        elif self._started and passed >= self._tick_ms:
            self._started = False
            self._last_tick = self._clock.after(
                self._last_tick, passed // self._tick_ms * self._tick_ms
            )
            self.skipped += passed // self._tick_ms - 1
            self._tick()
        elif self._prove is not None and self._controls and self._clock.uptime_s() >= _PROVEN_S:
            if self._prove():
                self._prove = None
            self._controls = False  # until the next tick

    def _begin_anew(self):
        """Nothing was learned, nothing is locked. After the restart what is left is erased."""
        self._board.safe()
        self._app.forget_all()
        self._store.lock = None
        self._store.replace(self._app.profile())
        self._board.reset()

    def _tick(self):
        app, board = self._app, self._board
        board.read(self._readings)
        board.turns(self._turns)
        app.step(self._clock.uptime_s(), self._clock.local_s(), self._readings, self._turns)
        board.write(app.outputs)
        # A save stops everything for a moment: not while somebody may still be turning.
        if app.save_due() and not any(self._turns):
            self._save()
        self._failures = 0
        self._controls = True

    def _save(self):
        try:
            self._store.save(self._app.profile())
            self._app.saved()
        except OSError as error:
            # A full flash is no reason to let the house grow cold, nor to try each minute.
            self._app.saved(done=False)
            self._keep(error)

    def _failed(self, error):
        self._controls = False
        self._board.safe()
        self._failures += 1
        self._keep(error)
        if self._failures >= _GIVE_UP:
            self._board.reset()

    def _keep(self, error):
        """The first one since the start, then one an hour: where each differs, flash wears."""
        now_s = self._clock.uptime_s()
        if now_s >= self._keeps_from_s and keep(self._error_file, trace(error)):
            self._keeps_from_s = now_s + _KEPT_S


def trace(error):
    """The traceback of an exception, as text."""
    if not hasattr(sys, "print_exception"):  # CPython
        import traceback

        return "".join(traceback.format_exception(error))
    import io

    text = io.StringIO()  # whose methods the boards' type stubs don't know
    sys.print_exception(error, text)  # pyright: ignore[reportArgumentType]
    return text.getvalue()  # pyright: ignore[reportAttributeAccessIssue]


def keep(path, text):
    """Write `text` to the file, unless it says so already: a fault that repeats wears no flash.

    Whether it was written.
    """
    try:
        with open(path) as file:
            if file.read() == text:
                return False
    except (OSError, ValueError):
        pass  # the first one, or what is there is no text any more
    try:
        with open(path, "w") as file:
            file.write(text)
        return True
    except OSError as error:
        print("error: %s can't be written (%s):" % (path, error))
        print(text)
        return False
