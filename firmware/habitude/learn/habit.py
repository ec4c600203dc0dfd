"""One setting in its owner's hands: when to learn from them, and what to give.

Ties the preference to the day: an override holds for a while as it was set, is learned once the
person has stopped turning, and no override while someone is there, and is given what the appliance
means to give, is weak evidence that this is right.
"""

from habitude.compat import const, micropython
from habitude.fixed import MISSING, clamp
from habitude.learn.preference import ACCEPTED, OVERRIDE, UNIT, Preference
from habitude.learn.satisfaction import Satisfaction
from habitude.learn.steps import Steps

_SETTLE_S = const(30)  # without turning, after which an override is meant
_HOLD_S = const(1800)  # an override stands exactly as set
_QUIET_S = const(5400)  # after an override nothing is read into silence
_HALF_HOUR_S = const(1800)
_NEVER = const(1 << 29)


class Habit:
    """The learned part of one setting; values are raw, in the setting's decimals."""

    def __init__(self, setting):
        self.setting = setting
        self.preference = Preference()
        self.satisfaction = Satisfaction()
        self.past = Steps()
        self.advice = setting.factory
        self.forget()

    @micropython.native
    def wanted(self, local_s):
        """What to give now: an override while it holds, else advice plus preference."""
        if self._held != MISSING:
            return self._held
        setting = self.setting
        return clamp(self.advice + self.learned(local_s), setting.lowest, setting.highest)

    @micropython.native
    def learned(self, local_s):
        """The learned difference from the advice at a time, as a raw value."""
        return self.preference.value(local_s) * self.setting.step // UNIT

    def held(self):
        """Whether the setting stands as it was last set by hand."""
        return self._held != MISSING

    def shown(self, local_s):
        """What the display says: `wanted` in whole steps."""
        setting = self.setting
        steps = (self.wanted(local_s) - setting.lowest + setting.step // 2) // setting.step
        return setting.lowest + steps * setting.step

    def turn(self, steps, local_s):
        """The person turns the setting by `steps` from what is shown."""
        setting = self.setting
        to = self.shown(local_s) + steps * setting.step
        self.turn_to(clamp(to, setting.lowest, setting.highest), local_s)

    def turn_to(self, value, local_s):
        """The person sets the setting to `value`, which is one of its steps."""
        if not self._pending:
            self.last_from = self.shown(local_s)
        self._held = value
        self.past.in_force = False
        self._pending = True
        self._since_turn_s = 0

    def freeze(self, frozen):
        """Stop learning, or go on with it; what was turned up to now is not learned any more."""
        self.frozen = frozen
        self._pending = self._noticed = False

    def undo(self):
        """End the override in force; take back the last learned step, unless that was not learned.

        (learned, from, to, local_s): whether it was learned, from which value to which (raw),
        and when; None if there was nothing to take back. Everything since a learned step, what
        silence taught and what faded, is taken back with it.
        """
        held, self._held = self._held, MISSING
        self._pending = False
        if held != MISSING and not self.past.in_force:
            return False, self.last_from, held, -1
        step = self.past.take_back(self)
        return None if step is None else (True,) + step

    @micropython.native
    def tick(self, local_s, elapsed_s, felt, someone):
        """Time goes on; learns when there is something to learn. True when it is worth saving.

        felt: raw value of the reading that the setting is felt by, MISSING if unknown.
        someone: whether a person is noticed to be there.
        """
        learned = False
        if self._since_turn_s < _NEVER:
            self._since_turn_s += elapsed_s
        if self._pending and self._since_turn_s >= _SETTLE_S:
            self._pending = False
            learned = not self.frozen and self._learn_override(local_s, felt)
        if self._held != MISSING and self._since_turn_s >= _HOLD_S:
            self._held = MISSING
        if self.frozen:
            return False
        self._noticed = self._noticed or someone
        self._half_hour_s += elapsed_s
        if self._half_hour_s >= _HALF_HOUR_S:
            self._half_hour_s = 0
            self._half_hour(local_s, felt)
        if self.satisfaction.elapse(elapsed_s):
            self.preference.day()
            learned = True
        return learned

    @micropython.native
    def _half_hour(self, local_s, felt):
        self.preference.half_hour()
        if self._noticed and self._since_turn_s > _QUIET_S and self._given(local_s, felt):
            self._observe(local_s, felt, ACCEPTED)
        self._noticed = False

    @micropython.native
    def _given(self, local_s, felt):
        """Whether what is felt is what was meant: a room that the sun has warmed tells nothing."""
        return felt != MISSING and abs(felt - self.wanted(local_s)) < self.setting.step

    def _learn_override(self, local_s, felt):
        new, old = self._held, self.last_from
        if new == old:
            return False
        self.past.keep(self, new, local_s)
        self.satisfaction.override((new - old) // self.setting.step)
        self.last_local_s = local_s
        self.overrides += 1
        self._observe(local_s, self._meant(new, felt), OVERRIDE)
        return True

    def _meant(self, new, felt):
        """The value that the person is after: people turn further than they need."""
        overshoot = self.setting.overshoot_percent
        if felt == MISSING or not overshoot:
            return new
        return felt + (new - felt) * 100 // (100 + overshoot)

    @micropython.native
    def _observe(self, local_s, value, variance):
        difference = (value - self.advice) * UNIT // self.setting.step
        self.preference.observe(local_s, difference, variance)

    def forget(self):
        """As new, to the bit: nothing was learned, nothing turned, nothing is frozen."""
        self.preference.forget()
        self.satisfaction.forget()
        self.past.forget()
        self.frozen = False  # nothing is learned and nothing fades
        self.overrides = 0  # learned since the beginning
        self.last_local_s = -1  # of the last override that was learned
        self.last_from = self.setting.factory
        self._held = MISSING
        self._pending = False
        self._since_turn_s = _NEVER
        self._half_hour_s = 0
        self._noticed = False  # somebody, in this half hour

    def forget_hours(self, first, count):
        """Forget what was learned of some hours of the day; see Preference."""
        self.preference.forget_hours(first, count)
        self._forget_turned()

    def forget_day(self, day):
        """Forget what was learned of a day of the week; see Preference."""
        self.preference.forget_day(day)
        self._forget_turned()

    def _forget_turned(self):
        """No undo brings back what was forgotten, and no override from before is learned."""
        self.past.forget()
        self._pending = False
