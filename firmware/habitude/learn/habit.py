"""One setting in its people's hands: when to learn from them, and what to give.

Ties their tastes to the day: an override holds for a while as it was set, is learned once the
person has stopped turning, and no override while someone is there, and is given what the appliance
means to give, is weak evidence that this is right.
"""

from array import array

from habitude.compat import const, micropython
from habitude.fixed import MISSING, clamp
from habitude.learn import clock
from habitude.learn.asking import Pause
from habitude.learn.compromise import BIAS, least_hurt
from habitude.learn.satisfaction import Satisfaction
from habitude.learn.scale import FINE, LESS
from habitude.learn.steps import Steps
from habitude.learn.taste import Taste
from habitude.learn.wish import UNIT
from habitude.people import HOUSEHOLD, MOST

_SETTLE_S = const(30)  # without turning, after which an override is meant
_HOLD_S = const(1800)  # an override stands exactly as set
_QUIET_S = const(3600)  # after an override nothing is read into silence
_NEAR = const(2)  # steps from what is wanted within which it is given
_HALF_HOUR_S = const(1800)
_LOOK_UP_S = const(300)
_LOOK_UP_AT_S = const(120)  # not when the routine's slots begin, which is work enough
_ROUND = const(3)  # for each taste:
_LIVE = const(0)  # the half hour that has ended
_ACCEPT = const(1)  # that nobody objected in it
_FADE = const(2)  # with the day that has ended
_NEVER = const(1 << 29)
_OTHERS = const(8192)  # variance of what people want beside their household: (1.4 steps)^2


class Habit:
    """The learned part of one setting; values are raw, in the setting's decimals.

    people: who is known and here (people.People). context: the senses of the readings that the
    setting depends on. tastes: the household's, then those of the people known. given: what the
    appliance meant to give until now.
    """

    def __init__(self, setting, people, context=()):
        self.setting = setting
        self.people = people
        self.tastes = [Taste(setting.scale)]
        self.satisfaction = Satisfaction()
        self.pause = Pause()
        self.past = Steps(self.tastes[HOUSEHOLD].size)
        self.advice = setting.factory
        self._context = context
        self._moment = array("i", [MISSING] * len(setting.scale.features))
        self._wishes = array("i", [0] * MOST)
        self.forget()

    @micropython.native
    def work(self, local_s, felt):
        """Do one thing of what is due; whether there was anything. A tick has no time for more.

        What is learned is looked up every few minutes: fuzzy sets of the hour are so wide that it
        makes no difference.
        """
        looked_up = (local_s + _LOOK_UP_AT_S) // _LOOK_UP_S
        if looked_up != self._looked_up or self._served is not self.people.served:
            self._difference = self.learned(local_s)
            self._looked_up = looked_up
            self._served = self.people.served
            return True
        while self._round < _ROUND * len(self.tastes):
            profile, what = self._round // _ROUND, self._round % _ROUND
            self._round += 1
            if what == _LIVE:
                self._live(profile, local_s)
            elif what == _ACCEPT and self._accepted and self._is_of(profile) and felt != MISSING:
                self._accept(profile, local_s, felt)
            elif what == _FADE and self._faded:
                self.tastes[profile].day()
            else:
                continue
            return True
        return False

    @micropython.native
    def give(self):
        """What to give now: as `wanted`, as it was last looked up."""
        if self._held != MISSING:
            self.given = self._held
        else:
            setting = self.setting
            self.given = clamp(self.advice + self._difference, setting.lowest, setting.highest)
        return self.given

    def wanted(self, local_s):
        """What is right now: an override while it holds, else advice plus preference."""
        if self._held != MISSING:
            return self._held
        setting = self.setting
        return clamp(self.advice + self.learned(local_s), setting.lowest, setting.highest)

    @micropython.native
    def learned(self, local_s):
        """The learned difference from the advice at a time, as a raw value.

        Of the one who is here, or of the household; of several people, what hurts them least.
        """
        served, tastes, moment = self.people.served, self.tastes, self._moment
        clock.tell(moment, local_s)
        if len(served) == 1:
            return tastes[served[0]].wish.value(moment) * self.setting.step // UNIT
        for index in range(len(served)):
            self._wishes[index] = tastes[served[index]].wish.value(moment) + BIAS
        return (least_hurt(self._wishes, len(served)) - BIAS) * self.setting.step // UNIT

    def wish_of(self, profile, local_s):
        """What the person with this profile would have at a time (raw)."""
        clock.tell(self._moment, local_s)
        difference = self.tastes[profile].wish.value(self._moment) * self.setting.step // UNIT
        return clamp(self.advice + difference, self.setting.lowest, self.setting.highest)

    def usual(self, local_s):
        """What is expected of anybody at a time, as a raw difference from the advice."""
        clock.tell(self._moment, local_s)
        usual = self.tastes[HOUSEHOLD].wish.usual(self._moment)
        return usual * self.setting.step // UNIT

    def certainty(self, local_s):
        """How sure what is learned for a time is, 0..100 %: of several people, the least sure."""
        clock.tell(self._moment, local_s)
        moment, tastes = self._moment, self.tastes
        served = self.people.served
        least = tastes[served[0]].wish.certainty(moment)
        for index in range(1, len(served)):
            least = min(least, tastes[served[index]].wish.certainty(moment))
        return least

    def overrides(self):
        """Learned since the beginning, whoever turned."""
        return self.tastes[HOUSEHOLD].overrides()

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
        if self.pause.standing:
            self.pause.answered(False, self.satisfaction)
        self._held = value
        self.past.in_force = False
        self._pending = True
        self._since_turn_s = 0

    def vote(self, answer, local_s, felt):
        """The person says LESS, FINE or MORE of what is there; a complaint ends an override.

        felt: as of `tick`. False if nothing was learned: nothing is felt, or learning is frozen.
        """
        if self.frozen or felt == MISSING:
            return False
        asked = self.pause.standing
        self.pause.answered(answer == FINE, self.satisfaction)
        setting = self.setting
        shown = self.shown(local_s)
        if answer != FINE:
            self._held = MISSING
            self._pending = False
        self._note(local_s, felt)
        asked_for = setting.lowest if answer == LESS else setting.highest
        whose = self._nearest(felt if answer == FINE else asked_for, local_s)
        self.past.keep(self, whose, shown, local_s)
        self._hear(whose, local_s, answer, asked)
        if whose != HOUSEHOLD:
            self._hear(HOUSEHOLD, local_s, answer, asked)
        self.past.led_to(self.shown(local_s))
        self._look_up()
        return True

    def _hear(self, profile, local_s, answer, asked):
        taste = self.tastes[profile]
        if asked:
            taste.answer(self._moment, local_s, answer, self.advice)
        else:
            taste.vote(self._moment, local_s, answer, self.advice)

    def freeze(self, frozen):
        """Stop learning, or go on with it; what was turned up to now is not learned any more."""
        self.frozen = frozen
        self._pending = self._noticed = False
        self._end_round()
        self.pause.standing = False

    def undo(self):
        """End the override in force; take back the last learned step, unless that was not learned.

        (learned, from, to, local_s): whether it was learned, from which value to which (raw),
        and when; None if there was nothing to take back. Everything since a learned step, what
        silence taught and what faded, is taken back with it.
        """
        held, self._held = self._held, MISSING
        self._pending = False
        self._look_up()
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
            lets = not self.frozen and not self._blind(felt)
            learned = lets and self._learn_override(local_s, felt)
        if self._held != MISSING and self._since_turn_s >= _HOLD_S:
            self._held = MISSING
        if self.frozen:
            return False
        self._noticed = self._noticed or someone
        if self.satisfaction.elapse(elapsed_s):
            self._day_over = True
            self.pause.day(self.satisfaction)
            learned = True
        self._half_hour_s += elapsed_s
        if self._half_hour_s >= _HALF_HOUR_S:
            self._half_hour_s = 0
            self._begin_round(local_s, felt)
        return learned

    def _begin_round(self, local_s, felt):
        """A half hour has ended: for `work`, what it brought to each taste."""
        while self.work(local_s, felt):  # slow ticks: the round before is not over
            pass
        self.pause.half_hour()
        self._round = 0
        self._lived = self._noticed and not self._blind(felt)
        self._accepted = self._noticed and self.as_meant(felt)
        self._faded = self._day_over
        self._noticed = self._day_over = False

    @micropython.native
    def _live(self, profile, local_s):
        taste = self.tastes[profile]
        taste.half_hour()
        taste.live(local_s, self._lived and self._is_of(profile), self.satisfaction)
        self._look_up()

    @micropython.native
    def _accept(self, profile, local_s, felt):
        """Learn that those who are here did not object."""
        self._note(local_s, felt)
        self.tastes[profile].accept(self._moment, self.given, self.advice)
        self._look_up()

    @micropython.native
    def _is_of(self, profile):
        """Whether it is the wish of somebody who is here."""
        return profile == HOUSEHOLD or profile in self.people.served

    def _end_round(self):
        """What the half hour before brought is done with."""
        self._round = _ROUND * (MOST + 1)

    def _look_up(self):
        """What is learned has changed: it is to be looked up."""
        self._looked_up = _NEVER

    def as_meant(self, felt):
        """Whether what is felt is what was meant, and nobody has turned anything for a while.

        A room that the sun has warmed tells nothing.
        """
        if self._since_turn_s <= _QUIET_S or felt == MISSING:
            return False
        return abs(felt - self.given) < _NEAR * self.setting.step

    @micropython.native
    def _blind(self, felt):
        """Whether the reading that the setting is felt by can't be trusted.

        What people turn while they are not served is no wish, and what they leave no consent.
        """
        return felt == MISSING and self.setting.follows is not None

    def _learn_override(self, local_s, felt):
        new, old = self._held, self.last_from
        if new == old:
            return False
        whose = self._nearest(new, local_s)
        self.past.keep(self, whose, old, local_s)
        self.past.led_to(new)
        self.past.in_force = True
        self.satisfaction.override((new - old) // self.setting.step)
        self._note(local_s, felt)
        meant = self._meant(new, felt)
        changed = self.tastes[whose].change.going_on
        learned = self._teach(whose, meant, local_s)
        if self.tastes[whose].change.going_on and not changed:
            self.pause.shorter(self.satisfaction)
        if whose != HOUSEHOLD:
            learned = self._teach(HOUSEHOLD, meant, local_s) and learned
        if not learned:
            self.past.forget()  # what was kept was learned from play, too
        self._look_up()
        return True

    def _teach(self, profile, meant, local_s):
        return self.tastes[profile].override(
            self._moment, local_s, meant, self.advice, self.satisfaction
        )

    def _meant(self, new, felt):
        """The value that the person is after: people turn further than they need."""
        overshoot = self.setting.overshoot_percent
        if felt == MISSING or not overshoot:
            return new
        return felt + (new - felt) * 100 // (100 + overshoot)

    def _nearest(self, value, local_s):
        """Of those who are here, the profile whose wish is nearest to this value (raw)."""
        served = self.people.served
        nearest, least = served[0], _NEVER
        if len(served) == 1:
            return nearest
        for index in range(len(served)):
            away = abs(self.wish_of(served[index], local_s) - value)
            if away < least:
                nearest, least = served[index], away
        return nearest

    @micropython.native
    def _note(self, local_s, felt):
        """Fill in the moment that is to be learned from."""
        moment = self._moment
        moment[0] = felt
        for index in range(len(self._context)):
            moment[1 + index] = self._context[index].value
        clock.tell(moment, local_s)

    def add_person(self):
        """One more person is known, who is taken for one of the household until they turn."""
        taste = Taste(self.setting.scale)
        taste.restore(self.tastes[HOUSEHOLD].save())
        taste.wish.doubt(_OTHERS)
        self.tastes.append(taste)
        self._end_round()
        self.past.forget()

    def know(self, people):
        """So many people are known; their tastes are still to be filled in."""
        self._end_round()
        self._look_up()
        del self.tastes[1:]
        for _ in range(people):
            self.tastes.append(Taste(self.setting.scale))
        self.past.forget()

    def remove_person(self, profile):
        """This person is known no more; the profiles that follow move up."""
        self._end_round()
        del self.tastes[profile]
        self.past.forget()

    def forget(self):
        """As new, to the bit: nothing was learned, nothing turned, nothing is frozen."""
        for taste in self.tastes:
            taste.forget()
        self.satisfaction.forget()
        self.pause.forget()
        self.past.forget()
        self.frozen = False  # nothing is learned and nothing fades
        self.last_from = self.given = self.setting.factory
        self._held = MISSING
        self._pending = False
        self._since_turn_s = _NEVER
        self._half_hour_s = 0
        self._noticed = False  # somebody, in this half hour
        self._day_over = False  # in this half hour
        # Of the half hour before: whether somebody was there, nobody objected, a day had ended.
        self._lived = self._accepted = self._faded = False
        self._end_round()
        self._difference = 0  # as `learned` was for those _served, in these five minutes
        self._served = self.people.served
        self._look_up()

    def forget_hours(self, first, count):
        """Forget what was learned of some hours of the day, `count` (1..24) from `first` on.

        See Taste.forget_where.
        """
        for taste in self.tastes:
            for hour in range(first, first + count):
                taste.forget_where(len(self._moment) - 2, hour % 24 * 3600 + 1800)
        self._forget_turned()

    def forget_day(self, day):
        """Forget what was learned of a day of the week (0: Monday)."""
        for taste in self.tastes:
            taste.forget_where(len(self._moment) - 1, day)
        self._forget_turned()

    def _forget_turned(self):
        """No undo brings back what was forgotten, and no override from before is learned."""
        self._look_up()
        self.past.forget()
        self._pending = False
