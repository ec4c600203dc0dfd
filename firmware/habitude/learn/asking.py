"""When to ask "is this right?": only when the answer is worth it, and rarely.

A question is about what a setting is now, so somebody must be there, and what is felt must be what
the appliance means to give. The answer is worth it when little is known for this time of day, or
when the setting was turned often of late. Between two questions lie a day in the first week, when
answers bring most, and then a week, as it does well up to four.
"""

from habitude.compat import const, micropython

HALF_HOUR_S = const(1800)  # a question stands so long, and so far apart are two looks
_DAY_S = const(86400)
_FIRST_S = const(27000)  # 7:30, when the quiet hours end
_LAST_S = const(77400)  # 21:30, when they begin

_DAY = const(48)  # half hours
_LONGEST = const(28)  # days
_KEPT = const(65535)
_WEEK = const(7)  # days
_UNSURE = const(60)  # %: below, an answer is worth it
_OFTEN = const(7)  # overrides a week: so many, and it does not do well
_SELDOM = const(2)  # so many at most, and it does


class Pause:
    """Of one setting: for how long nothing is asked.

    days: between two questions, 1..28. since: half hours without a question, of those in which
    learning is not frozen. standing: whether a question is.
    """

    def __init__(self):
        self.forget()

    def forget(self):
        """As on the first day, when nothing is asked."""
        self.days = 1
        self.since = 0
        self.standing = False

    def half_hour(self):
        """To be called every half hour."""
        if self.since < _KEPT:
            self.since += 1

    def over(self, days):
        """Whether so many days have passed; the first half hour may have been a short one."""
        return self.since > days * _DAY

    def day(self, served):
        """To be called once a day. served: how well it does (Satisfaction)."""
        if served.days % _WEEK:
            return
        turned = served.overrides_of_week()
        if turned >= _OFTEN:
            self.shorter(served)
        else:
            self._wait(2 * self.days if turned <= _SELDOM else self.days, served)

    def asked(self):
        self.standing = True
        self.since = 0

    def answered(self, fine, served):
        """Somebody has answered, whether or not they were asked."""
        self.standing = False
        if not fine:
            self.shorter(served)
        elif served.days >= _WEEK:
            self._wait(2 * self.days, served)

    def unanswered(self, served):
        """Nobody did: asking less is what they seem to want."""
        self.standing = False
        self._wait(2 * self.days, served)

    def shorter(self, served):
        """A complaint, or what is wanted has changed."""
        self._wait(self.days // 2, served)

    def _wait(self, days, served):
        least = 1 if served.days < _WEEK else _WEEK
        self.days = min(max(days, least), _LONGEST)


class Asking:
    """Of one appliance: which of its settings to ask about, one at a time and one a day.

    sure, turned: certainty (%) and overrides of a week when the last question was asked.
    """

    def __init__(self, habits, felt):
        """felt: of each habit, the sense that its setting is felt by."""
        self._habits = habits
        self._felt = felt
        self._elapsed_s = 0  # since a look, or since a question was asked
        self.sure = self.turned = 0

    def question(self):
        """The index of the setting that is asked about; -1: none is."""
        for index in range(len(self._habits)):
            if self._habits[index].pause.standing:
                return index
        return -1

    @micropython.native
    def tick(self, local_s, elapsed_s, someone):
        """Time goes on: ask, or withdraw a question. Whether a question was asked."""
        self._elapsed_s += elapsed_s
        if self._elapsed_s < HALF_HOUR_S:
            return False
        question = self.question()
        if question >= 0:
            habit = self._habits[question]
            habit.pause.unanswered(habit.satisfaction)
            self._elapsed_s = 0
        elif someone:
            self._elapsed_s = 0
            return self._ask(local_s)
        return False

    def _ask(self, local_s):
        if not _may_ask(local_s):
            return False
        habits = self._habits
        for index in range(len(habits)):
            if not habits[index].pause.over(1):
                return False
        for index in range(len(habits)):
            habit = habits[index]
            if habit.frozen or not habit.pause.over(habit.pause.days):
                continue
            if habit.as_meant(self._felt[index].value):
                self.sure = habit.certainty(local_s)
                self.turned = habit.satisfaction.overrides_of_week()
                if self.sure < _UNSURE or self.turned >= _OFTEN:
                    habit.pause.asked()
                    return True
        return False


def often(turned):
    """Whether so many overrides in a week are a reason to ask."""
    return turned >= _OFTEN


def _may_ask(local_s):
    """Whether a question would stand outside of quiet hours alone."""
    return local_s >= 0 and _FIRST_S <= local_s % _DAY_S <= _LAST_S - HALF_HOUR_S
