"""The loop of every appliance: sense, attend, advise, learn, decide, drive, guard.

No input or output in here.

The same readings, turns and times give the same outputs, on every engine, bit for bit.
"""

from array import array

from habitude.compat import borrowed, const, micropython
from habitude.expecting import Expecting
from habitude.fixed import ANY, MISSING
from habitude.guard import Guard
from habitude.learn.asking import Asking
from habitude.learn.habit import Habit
from habitude.people import People
from habitude.presence import BLIND, Presence
from habitude.rules import RuleBase
from habitude.sensing import GOOD, NOTHING, Sense, Time

_SAVE_S = const(3600)  # at most one save in so long, but for a question: flash wears
_RESTS_S = const(240)  # how long the advice does while there is other work
_PROFILE = "habitude.profile"
_SEES_NOBODY = "the motion sensor does not see who turns the settings"
_CLOCK_JUMPS = "the clock jumps: the time of day is not trusted"
_LONGEST_TICK_S = const(600)  # a longer gap is a restart of the clock, not time to integrate over


class App:
    """One appliance at work. Raw values in the order of the declaration:

    desired: what each setting should be now. outputs: what each actuator does, 0..1000.
    fault: the sense of a reading that is needed and can't be trusted, else None: while there is
    one the outputs are in their safe state and nothing is learned from what is felt.
    notice: what the guard changed in the last tick, or what seems to be wrong, as a sentence,
    else None. causes: why each reading is missing, where a board knows it. time: whether the
    clock is to be trusted (Time).
    asking: whether it asks "is this right?", and of which setting.
    """

    def __init__(self, appliance):
        self.appliance = appliance.parts()
        self.senses = [Sense(reading) for reading in appliance.readings]
        self.presence = Presence()
        self.people = People()
        self.habits = [
            Habit(setting, self.people, [self._sense_named(appliance, n) for n in setting.context])
            for setting in appliance.settings
        ]
        self.expecting = None if appliance.routine is None else Expecting(appliance.routine)
        self.desired = array("i", [setting.factory for setting in appliance.settings])
        self.outputs = array("h", [output.safe for output in appliance.outputs])
        self.uptime_s = 0
        self.local_s = -1
        self.time = Time()
        self.fault = None
        self.causes = [None] * len(self.senses)
        self.notice = None
        self._started = False
        self._known = True  # how long it was since the last tick
        self._unsaved = False
        self._since_save_s = 0
        self._needed = [sense for sense in self.senses if not sense.declared.optional]
        self._motion = self._sense_of(appliance.presence)
        self._felt = [self._sense_named(appliance, s.follows) for s in appliance.settings]
        self.asking = Asking(self.habits, self._felt)
        self._differences = array("i", [0] * len(self.habits))  # advice minus factory value
        self._advice_rules = [
            RuleBase(a.rules, a.signals, appliance, self._differences, _advised(appliance, a))
            for a in appliance.advice
        ]
        self._advised_s = 0  # since the advice rules ran
        self._safe = array("h", self.outputs)
        drive = appliance.drive
        self._drive_rules = RuleBase(
            drive.rules, drive.signals, appliance, self.outputs, _driven(appliance)
        )
        self._limits = Guard(appliance)

    @micropython.native
    def step(self, uptime_s, local_s, readings, turns):
        """One tick. uptime_s, local_s: see docs/architecture.md. readings: raw or MISSING.

        turns: by how many steps each setting was turned since the last tick.
        """
        elapsed_s = self._elapse(uptime_s, local_s)
        # Of an unknown time, a sensor that is silent may have been so all along.
        self._sense(readings, elapsed_s if self._known else _LONGEST_TICK_S)
        turned = self._attend(turns, elapsed_s)
        self._advise(turned, elapsed_s)
        self._learn(elapsed_s)
        self._decide()
        driven = self._drive(elapsed_s)
        self._guard(driven, elapsed_s)
        self._ask(elapsed_s)

    def came(self, name):
        """A person is here; of who is not known yet, a profile begins. Refused if it can't."""
        if name not in self.people.names:
            self.people.add(name)
            for habit in self.habits:
                habit.add_person()
            self._unsaved = True
        self.people.came(self.people.profile(name))

    def left(self, name):
        """A person is not here any more. Refused if nobody of this name is known."""
        self.people.left(self.people.profile(name))

    def forget_person(self, name):
        """A person is known no more. Refused if nobody of this name is."""
        profile_of = self.people.profile(name)
        for habit in self.habits:
            habit.remove_person(profile_of)
        self.people.remove(profile_of)

    def forget_all(self):
        """As new: nothing was learned, nobody is known."""
        self.people.forget()
        for habit in self.habits:
            habit.know(0)
            habit.forget()
        if self.expecting is not None:
            self.expecting.forget()

    def vote(self, index, answer):
        """Somebody says LESS, FINE or MORE of a setting; whether anything was learned."""
        self.answered()
        felt = MISSING if self._limits.odd else self._felt[index].value
        learned = self.habits[index].vote(answer, self.local_s, felt)
        self._unsaved = self._unsaved or learned
        return learned

    def answered(self):
        """Somebody has said or set something, so is there: the advice becomes that for them."""
        self.presence.touched()
        self._advise(True, 0)

    def profile(self):
        """Everything learned, as bytes."""
        return borrowed(_PROFILE).encode(self.people, self.habits, self.expecting)

    def restore(self, data):
        """Take up a profile; ProfileError, and nothing changed, if it is not one of this app."""
        borrowed(_PROFILE).decode(data, self.people, self.habits, self.expecting)

    def save_due(self):
        """Whether the profile should be saved now: something is new and flash has rested."""
        return self._unsaved and self._since_save_s >= _SAVE_S

    def saved(self, done=True):
        """The profile has been saved; if that failed (not `done`), it is due again in an hour."""
        self._unsaved = not done
        self._since_save_s = 0

    def clock_set(self, local_s):
        """Somebody has set the clock: that holds from now on, not from the next tick."""
        self.time.set()
        self.local_s = local_s

    @micropython.native
    def _elapse(self, uptime_s, local_s):
        elapsed_s = uptime_s - self.uptime_s if self._started else 0
        self._known = known = 0 <= elapsed_s <= _LONGEST_TICK_S
        if not known:
            elapsed_s = 0
        self._started = True
        self.uptime_s = uptime_s
        self.local_s = self.time.trusted(local_s, elapsed_s, known)
        if self._since_save_s < _SAVE_S:
            self._since_save_s += elapsed_s
        return elapsed_s

    @micropython.native
    def _sense(self, readings, elapsed_s):
        senses = self.senses
        for index in range(len(senses)):
            senses[index].update(readings[index], elapsed_s)
        self.fault = None
        for sense in self._needed:
            if sense.quality != GOOD:
                self.fault = sense

    @micropython.native
    def _attend(self, turns, elapsed_s):
        """Who is there and what they turn; whether they turned anything."""
        habits, local_s, presence = self.habits, self.local_s, self.presence
        presence.update(self._motion.value, elapsed_s)
        turned = False
        for index in range(len(habits)):
            if turns[index]:
                habits[index].turn(turns[index], local_s)
                turned = True
        if turned:
            presence.touched()
            self._unsaved = True
        return turned

    @micropython.native
    def _advise(self, turned, elapsed_s):
        """The advice rests while there is other work to do, for some minutes: a tick is short.

        What was turned is learned as a difference from the advice for somebody who is there.
        """
        self._advised_s += elapsed_s
        expecting = self.expecting
        if expecting is not None and expecting.tick(self.local_s, elapsed_s, self._used()):
            expecting.frozen = self._frozen()
        rests = not turned and self._advised_s <= _RESTS_S
        # A tick that is longer than that has time for both.
        if (rests or elapsed_s > _RESTS_S) and self._work() and rests:
            return
        for rules in self._advice_rules:
            rules.run(self, self._advised_s)
        self._advised_s = 0
        habits = self.habits
        for index in range(len(habits)):
            habit = habits[index]
            habit.advice = habit.setting.factory + self._differences[index]

    @micropython.native
    def _work(self):
        """Do one thing that is due, of the routine or of a habit; whether there was anything."""
        habits, local_s = self.habits, self.local_s
        if self.expecting is not None and self.expecting.work(local_s):
            return True
        # While something seems to be wrong, nobody feels what they would otherwise.
        felt, odd = self._felt, self._limits.odd
        for index in range(len(habits)):
            if habits[index].work(local_s, MISSING if odd else felt[index].value):
                return True
        return False

    @micropython.native
    def _used(self):
        """Whether it is in use: 0, 1, or -1 when nothing is known."""
        output, presence = self.appliance.used_by, self.presence
        if output is not None:
            return 1 if self.outputs[output] > 0 else 0
        if not presence.known:
            return -1
        return 1 if presence.someone else 0

    @micropython.native
    def _learn(self, elapsed_s):
        habits, local_s, presence = self.habits, self.local_s, self.presence
        felt, odd = self._felt, self._limits.odd
        for index in range(len(habits)):
            value = MISSING if odd else felt[index].value
            if habits[index].tick(local_s, elapsed_s, value, presence.someone):
                self._unsaved = True

    @micropython.native
    def _decide(self):
        habits, desired = self.habits, self.desired
        for index in range(len(habits)):
            desired[index] = habits[index].give()

    @micropython.native
    def _drive(self, elapsed_s):
        """Whether the outputs are what the rules want; else they are in their safe state."""
        outputs, safe = self.outputs, self._safe
        for index in range(len(outputs)):
            outputs[index] = safe[index]
        return self.fault is None and self._drive_rules.run(self, elapsed_s)

    @micropython.native
    def _guard(self, driven, elapsed_s):
        limits = self._limits
        if driven:
            limits.apply(self, self.outputs, elapsed_s)
        else:
            limits.stopped(self.outputs, elapsed_s)
        notice = limits.cause
        if notice is None and self.presence.unseen >= BLIND:
            notice = _SEES_NOBODY
        if notice is None and self.time.jumps:
            notice = _CLOCK_JUMPS
        self.notice = notice

    @micropython.native
    def _ask(self, elapsed_s):
        if self.asking.tick(self.local_s, elapsed_s, self.presence.someone):
            # Saved at once, at most once a day: after a restart it must not ask again.
            self._unsaved = True
            self._since_save_s = _SAVE_S

    def _frozen(self):
        """Whether nothing is learned of any setting; then the routine is not learned either."""
        for habit in self.habits:  # noqa: SIM110, a generator would take from the heap
            if not habit.frozen:
                return False
        return True

    def _sense_of(self, index):
        return NOTHING if index is None else self.senses[index]

    def _sense_named(self, appliance, name):
        return self._sense_of(None if name is None else appliance.reading(name, ""))


def _advised(appliance, advice):
    """Where the rules of an advice put their output: a difference, 0 where no rule fires."""
    index = appliance.setting(advice.setting, "")
    return [(index, appliance.settings[index].decimals, -ANY, ANY, 0)]


def _driven(appliance):
    """Where the drive rules put theirs: the commands, safe where no rule fires."""
    indices = [appliance.output(name, "") for name, _low, _high in appliance.drive.rules.OUTPUTS]
    return [
        (index, output.decimals, output.lowest, output.highest, output.safe)
        for index, output in [(index, appliance.outputs[index]) for index in indices]
    ]
