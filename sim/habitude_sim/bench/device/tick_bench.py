# Times the ticks of an appliance that lives through the steps in the file steps.bin: one after the
# other uptime_s, local_s, the readings and the turns, as 32-bit words.
import gc
import os
from array import array

from stopwatch import disable_irq, enable_irq, ticks

from habitude.app import App
from habitude.appliances import load


class Staged(App):
    """Adds up the microseconds that each stage of its ticks takes."""

    def __init__(self, appliance):
        super().__init__(appliance)
        self.sense = self.learn = self.decide = self.drive = self.guard = 0
        start = ticks()
        self.look = ticks() - start  # what looking at the clock takes

    def step(self, uptime_s, local_s, readings, turns):
        start = ticks() + self.look
        elapsed_s = self._elapse(uptime_s, local_s)
        self._sense(readings, elapsed_s)
        sensed = ticks()
        turned = self._attend(turns, elapsed_s)
        attended = ticks()
        self._advise(turned, elapsed_s)
        advised = ticks()
        self._learn(elapsed_s)
        learned = ticks()
        self._decide()
        decided = ticks()
        driven = self._drive(elapsed_s)
        drove = ticks()
        self._guard(driven, elapsed_s)
        end = ticks()
        self.sense += sensed - start
        self.learn += attended - sensed + learned - advised - 2 * self.look
        self.decide += advised - attended + decided - learned - 2 * self.look
        self.drive += drove - decided - self.look
        self.guard += end - drove - self.look


class Life:
    """An app and its steps; `next` lives the next one."""

    def __init__(self, app):
        self.app = app
        self.readings = [0] * len(app.senses)
        self.turns = [0] * len(app.habits)
        self.next = array("i", [0] * (2 + len(self.readings) + len(self.turns)))
        self.count = os.stat("steps.bin")[6] // (4 * len(self.next))
        self.file = open("steps.bin", "rb")  # noqa: SIM115, for as long as it lives
        self.up = self.local = 0
        self.us = 0  # what the last tick took

    def prepare(self):
        """Whether the next step turns a setting."""
        step = self.next
        self.file.readinto(step)
        self.up, self.local = step[0], step[1]
        turned = False
        for index in range(len(self.readings)):
            self.readings[index] = step[2 + index]
        for index in range(len(self.turns)):
            self.turns[index] = step[2 + len(self.readings) + index]
            turned = turned or self.turns[index] != 0
        return turned

    def tick(self):
        app, readings, turns = self.app, self.readings, self.turns  # four would be a tuple
        up, local = self.up, self.local
        state = disable_irq()
        try:
            start = ticks()
            app.step(up, local, readings, turns)
            self.us = ticks() - start
        finally:
            enable_irq(state)


def ticks_of(name):
    """(microseconds of each tick, bytes that those without a turn allocate, bytes of the others,
    outputs and settings after each tick).
    """
    gc.collect()  # what loading left behind, or the app's objects split what is free
    app = App(load(name))
    life = Life(app)
    times = array("H", [0] * life.count)
    width = len(app.outputs) + len(app.desired)
    decided = array("h", [0] * (width * life.count))
    ordinary = turning = 0
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    for number in range(life.count):
        turned = life.prepare()
        if turned:
            ordinary += gc.mem_alloc() - before
            before = gc.mem_alloc()
        life.tick()
        if turned:
            turning += gc.mem_alloc() - before
            before = gc.mem_alloc()
        times[number] = life.us
        for index in range(len(app.outputs)):
            decided[number * width + index] = app.outputs[index]
        for index in range(len(app.desired)):
            decided[number * width + len(app.outputs) + index] = app.desired[index]
    ordinary += gc.mem_alloc() - before
    gc.enable()
    return list(times), ordinary, turning, list(decided)


def stages_of(name):
    """The microseconds that the stages of all ticks take."""
    app = Staged(load(name))
    life = Life(app)
    for _ in range(life.count):
        life.prepare()
        life.tick()
    return {
        "sense": app.sense,
        "learn": app.learn,
        "decide": app.decide,
        "drive": app.drive,
        "guard": app.guard,
    }
