# A board with the parts that a board.json names, put together as main.py does it. Runs on an
# emulated board (tests/sim/test_devices_*.py), which calls these functions and looks at its pins.
import time

import machine

from habitude.appliance import Output, Reading, Setting
from habitude.board import board_file
from habitude.board.board import Board
from habitude.declaration import Appliance, Drive
from habitude.fixed import MISSING
from habitude.people import People


class NoRules:
    INPUTS = ()
    OUTPUTS = ()


APPLIANCE = Appliance(
    "pantry",
    readings=(
        Reading("room_temp", "°C", 2, -20, 60, optional=True),
        Reading("humidity", "%", 1, 0, 100, optional=True),
        Reading("outdoor_temp", "°C", 2, -50, 60, optional=True),
        Reading("light", "lx", 0, 0, 60000, optional=True),
        Reading("stock", "g", 0, -1000, 20000, optional=True),
        Reading("presence", "", 0, 0, 1, optional=True),
    ),
    settings=(
        Setting("target_temp", "°C", 2, 5, 30, step=0.5, factory=21, follows="room_temp"),
        Setting("target_light", "lx", 0, 0, 1000, step=50, factory=200),
    ),
    outputs=(Output("heat"), Output("cool")),
    drive=Drive(NoRules, ()),
)


class Habit:
    def __init__(self, setting):
        self.setting = setting
        self.given = setting.factory


class Presence:
    quiet_s = 0


class Asking:
    setting = -1

    def question(self):
        return self.setting


class App:
    """What a board has to do with an app, except for its steps."""

    def __init__(self):
        self.appliance = APPLIANCE
        self.people = People()
        self.presence = Presence()
        self.habits = [Habit(setting) for setting in APPLIANCE.settings]
        self.senses = [Sense(reading) for reading in APPLIANCE.readings]
        self.votes = []
        self.asking = Asking()
        self.fault = None
        self.uptime_s = 0

    def came(self, name):
        if name not in self.people.names:
            self.people.add(name)
        self.people.came(self.people.profile(name))

    def left(self, name):
        self.people.left(self.people.profile(name))

    def vote(self, index, answer):
        self.votes.append((index, answer))


class Sense:
    def __init__(self, declared):
        self.declared = declared
        self.value = MISSING


app = App()
board = None
_readings = [0] * len(APPLIANCE.readings)
_turns = [0] * len(APPLIANCE.settings)


def start():
    global board
    board = Board(
        board_file.check(board_file.read("board.json"), APPLIANCE), APPLIANCE, machine, time
    )


def wait(ms, pass_ms=20):
    """Let time pass as the loop does, at a fourth of its rate: emulated passes take their time."""
    since = board.clock.ticks()
    while board.clock.since(since) < ms:
        board.poll()
        board.attend(app)
        time.sleep_ms(pass_ms)


def look(ms):
    """Let time pass for the card reader alone."""
    reader = board.card_readers[0]
    since = board.clock.ticks()
    while board.clock.since(since) < ms:
        reader.poll()
        board.attend(app)
        time.sleep_ms(20)


def measure():
    """Print what is read, and why something is not."""
    board.start()
    wait(200, 100)
    board.read(_readings)
    for index, value in enumerate(_readings):
        app.senses[index].value = value
    told = [None if value == MISSING else value for value in _readings]
    causes = [cause for cause, value in zip(board.causes, _readings) if value == MISSING]
    print((told, causes))


def turned(ms):
    """Print by how many steps each setting is turned within so long."""
    wait(ms, 5)
    board.turns(_turns)
    print(_turns)


def allocated(ms):
    """Print how much of the heap it takes to let time pass."""
    import gc

    wait(500)
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    wait(ms)
    taken = gc.mem_alloc() - before
    gc.enable()
    print(taken)
