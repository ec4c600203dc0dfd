"""The loop of every appliance: sense, learn, decide, drive, guard. No input or output in here.

The same readings, turns and times give the same outputs, on every engine, bit for bit.
"""

from array import array

from habitude import profile
from habitude.compat import const
from habitude.fixed import MISSING, clamp
from habitude.guard import Guard
from habitude.learn.habit import Habit
from habitude.presence import Presence
from habitude.rules import RuleBase
from habitude.sensing import GOOD, Sense

_SAVE_S = const(3600)  # at most one save in so long: flash wears
_LONGEST_TICK_S = const(600)  # a longer gap is a restart of the clock, not time to integrate over


class App:
    """One appliance at work. Raw values in the order of the declaration:

    desired: what each setting should be now. outputs: what each actuator does, 0..1000.
    fault: the sense of a reading that is needed and can't be trusted, else None: while there is
    one the outputs are in their safe state and nothing is learned from what is felt.
    notice: what the guard changed in the last tick, as a sentence, else None.
    """

    def __init__(self, appliance):
        self.appliance = appliance
        self.senses = [Sense(reading) for reading in appliance.readings]
        self.habits = [Habit(setting) for setting in appliance.settings]
        self.desired = array("i", [setting.factory for setting in appliance.settings])
        self.outputs = array("h", [output.safe for output in appliance.outputs])
        self.uptime_s = 0
        self.local_s = -1
        self.fault = None
        self._started = False
        self._unsaved = False
        self._since_save_s = 0
        self._felt = [_felt_index(appliance, setting) for setting in appliance.settings]
        self.presence = Presence()
        self._advice = [
            (
                appliance.setting(advice.setting, ""),
                RuleBase(advice.rules, advice.signals, appliance),
            )
            for advice in appliance.advice
        ]
        self._drive = RuleBase(appliance.drive.rules, appliance.drive.signals, appliance)
        self._driven = [appliance.output(output[0], "") for output in self._drive.outputs]
        self._guard = Guard(appliance)

    @property
    def notice(self):
        return self._guard.cause

    def step(self, uptime_s, local_s, readings, turns):
        """One tick. uptime_s, local_s: see docs/architecture.md. readings: raw or MISSING.

        turns: by how many steps each setting was turned since the last tick.
        """
        elapsed_s = self._elapse(uptime_s, local_s)
        self._sense(readings, elapsed_s)
        self._learn(turns, elapsed_s)
        self._decide(elapsed_s)
        self._act(elapsed_s)

    def profile(self):
        """Everything learned, as bytes."""
        return profile.encode(self.habits)

    def restore(self, data):
        """Take up a profile; ProfileError, and nothing changed, if it is not one of this app."""
        profile.decode(data, self.habits)

    def save_due(self):
        """Whether the profile should be saved now: something is new and flash has rested."""
        return self._unsaved and self._since_save_s >= _SAVE_S

    def saved(self):
        """The profile has been saved."""
        self._unsaved = False
        self._since_save_s = 0

    def _elapse(self, uptime_s, local_s):
        elapsed_s = uptime_s - self.uptime_s if self._started else 0
        if not 0 <= elapsed_s <= _LONGEST_TICK_S:
            elapsed_s = 0
        self._started = True
        self.uptime_s = uptime_s
        self.local_s = local_s
        if self._since_save_s < _SAVE_S:
            self._since_save_s += elapsed_s
        return elapsed_s

    def _sense(self, readings, elapsed_s):
        self.fault = None
        for index, sense in enumerate(self.senses):
            sense.update(readings[index], elapsed_s)
            if sense.quality != GOOD and not sense.declared.optional:
                self.fault = sense

    def _learn(self, turns, elapsed_s):
        sensed = self.appliance.presence
        self.presence.update(MISSING if sensed is None else self.senses[sensed].value, elapsed_s)
        for index, habit in enumerate(self.habits):
            if turns[index]:
                habit.turn(turns[index], self.local_s)
                self._unsaved = True
            felt_by = self._felt[index]
            felt = MISSING if felt_by is None else self.senses[felt_by].value
            if habit.tick(self.local_s, elapsed_s, felt, self.presence.someone):
                self._unsaved = True

    def _decide(self, elapsed_s):
        for index, rule_base in self._advice:
            habit = self.habits[index]
            if rule_base.run(self, elapsed_s):
                habit.advice = habit.setting.factory + rule_base.result(0, habit.setting.decimals)
        for index, habit in enumerate(self.habits):
            self.desired[index] = habit.wanted(self.local_s)

    def _act(self, elapsed_s):
        outputs = self.outputs
        for index, output in enumerate(self.appliance.outputs):
            outputs[index] = output.safe
        if self.fault is not None or not self._drive.run(self, elapsed_s):
            self._guard.stopped(outputs, elapsed_s)
            return
        for position, index in enumerate(self._driven):
            declared = self.appliance.outputs[index]
            if self._drive.positions[position] >= 0:
                outputs[index] = clamp(
                    self._drive.result(position, declared.decimals), 0, declared.highest
                )
        self._guard.apply(self, outputs, elapsed_s)


def _felt_index(appliance, setting):
    return None if setting.follows is None else appliance.reading(setting.follows, "")
