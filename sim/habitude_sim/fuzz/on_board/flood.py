# The board's loop with the appliance, its link and its console, under a flood: `flood.py SCENARIO
# SECONDS BYTES`. Time and wires are stand-ins, which take as long as an emulated Pico W does, so
# that hours pass in seconds. Prints what came of it as a Python literal.
import gc
import sys

from habitude.app import App
from habitude.appliances import load
from habitude.board.clock import Clock
from habitude.board.console import Console
from habitude.board.loop import Loop
from habitude.commands import Commands
from habitude.link import Link
from habitude.store import Store

TICK_S = 1
PERIOD = 1 << 28
# Microseconds, rounded up (docs/fuzzing.md): a pass, a byte read, a line answered.
PASS_US = 300
BYTE_US = 60
LINE_US = {"words": 60000, "deaf": 60000}
OTHER_LINE_US = 7000
DEAF_MS = 500  # that a port waits for a host which takes nothing

ENDLESS = 1 << 28  # bytes: as many as there is time for

LINES = {
    "lines": b'{"id": 1, "do": "set", "setting": "target_temp", "value": 2500}*0000\n',
    "words": b"dance\n",
    "deaf": b"help\n",
}


class Time:
    def __init__(self):
        self.us = (PERIOD - 5000) * 1000  # it wraps on the way

    def ticks_ms(self):
        return self.us // 1000 % PERIOD

    def ticks_add(self, ticks, ms):
        return (ticks + ms) % PERIOD

    def ticks_diff(self, later, earlier):
        half = PERIOD // 2
        return (later - earlier + half) % PERIOD - half


class Rtc:
    def datetime(self):
        return (2021, 1, 1, 4, 0, 0, 0, 0)


class Board:
    """Hardware that only notes when it was read."""

    def __init__(self, time):
        self.clock = Clock(time, Rtc())
        self.time = time
        self.causes = [None] * 4
        self.ticks = 0
        self.longest_ms = 0
        self.safes = 0
        self._last_us = None

    def read(self, readings):
        for index, value in enumerate((2000, 400, 500, 1)):
            readings[index] = value
        if self._last_us is not None:
            self.longest_ms = max(self.longest_ms, (self.time.us - self._last_us) // 1000)
        self._last_us = self.time.us
        self.ticks += 1

    def turns(self, steps):
        steps[0] = 0

    def safe(self):
        self.safes += 1

    def start(self):
        pass

    def poll(self):
        pass

    def attend(self, app):
        pass

    def write(self, outputs):
        pass

    def factory_asked(self):
        return False

    def reset(self):
        raise SystemExit("the board was reset")


class Wire:
    """Standard input, output and poll: `line` again and again, up to `count` bytes."""

    def __init__(self, time, line, count, line_us, deaf):
        self.taken = 0
        self.answers = 0
        self._time = time
        self._line = line
        self._count = count
        self._line_us = line_us
        self._deaf = deaf
        self._ready = [(self, 1)]

    def register(self, stream, events):
        pass

    def poll(self, ms):
        return self._ready if self.taken < self._count else ()

    def readinto(self, one):
        byte = self._line[self.taken % len(self._line)]
        one[0] = byte
        self.taken += 1
        self._time.us += BYTE_US
        if byte == 10:
            self._time.us += self._line_us
        return 1

    def write(self, data):
        self.answers += 1
        if self._deaf:
            self._time.us += 1000 * DEAF_MS
            return 0
        return len(data)


def run(scenario, seconds, count):
    """`count` bytes of a scenario, while at least so many seconds pass."""
    time = Time()
    line = LINES.get(scenario, b"x")
    wire = Wire(time, line, count, LINE_US.get(scenario, OTHER_LINE_US), scenario == "deaf")
    app = App(load("climate"))
    link = Link(Commands(app), wire_console(wire, time).write)
    board = Board(time)
    console = wire_console(wire, time)
    loop = Loop(app, link, Store("."), board, console, TICK_S, lambda: None, None, "error.txt")
    began, used = time.us, None
    idle_us = 100000 if scenario == "half-open" else PASS_US
    end_us = began + seconds * 1000000
    while time.us < end_us or wire.taken < count < ENDLESS:
        loop.turn()
        time.us += PASS_US if wire.taken < count else idle_us
        if used is None and time.us - began > 10 * 1000000:  # the first of everything is there
            used = _used()
    return {
        "seconds": (time.us - began) // 1000000,
        "bytes": wire.taken,
        "answers": wire.answers,
        "ticks": board.ticks,
        "longest_ms": board.longest_ms,
        "safes": board.safes,
        "grown": _used() - used,
    }


def wire_console(wire, time):
    return Console(wire, wire, wire, time)


def _used():
    gc.collect()
    return gc.mem_alloc() if hasattr(gc, "mem_alloc") else 0


print(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
