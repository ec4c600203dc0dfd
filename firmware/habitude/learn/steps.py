"""The last learned steps of a setting, and what was known before each: what `undo` goes back to.

Kept in RAM only, so what was learned before a restart can't be undone. Copies are made in place,
and only when a step is learned.
"""

from array import array

from habitude.compat import const, micropython
from habitude.learn.preference import Preference

DEPTH = const(2)  # steps that can be taken back

# Places in a row of numbers.
_FROM = const(0)  # of the step, raw
_TO = const(1)
_AT = const(2)  # local_s
_OVERRIDES = const(3)  # of the habit before it
_LAST = const(4)
_DAY = const(5)
_TURNED = const(6)
_SACRIFICED = const(7)
_NUMBERS = const(8)


class Steps:
    """A ring of the states of one habit before its last DEPTH learned overrides.

    in_force: whether the setting stands as the newest of them has set it; the habit ends it.
    """

    def __init__(self):
        self._preferences = [Preference() for _ in range(DEPTH)]
        self._numbers = [array("i", [0] * _NUMBERS) for _ in range(DEPTH)]
        self._next = 0
        self._count = 0
        self.in_force = False

    def forget(self):
        """Nothing can be taken back."""
        self._count = 0
        self.in_force = False

    @micropython.native
    def keep(self, habit, to, local_s):
        """Remember what `habit` is before it learns the override `to` (raw) at `local_s`."""
        served = habit.satisfaction
        self._preferences[self._next].become(habit.preference)
        numbers = self._numbers[self._next]
        numbers[_FROM] = habit.last_from
        numbers[_TO] = to
        numbers[_AT] = local_s
        numbers[_OVERRIDES] = habit.overrides
        numbers[_LAST] = habit.last_local_s
        numbers[_DAY] = served.days
        numbers[_TURNED] = served.overrides[-1]
        numbers[_SACRIFICED] = served.sacrifices[-1]
        self._next = (self._next + 1) % DEPTH
        self._count = min(self._count + 1, DEPTH)
        self.in_force = True

    def take_back(self, habit):
        """`habit` is as it was before its last step: (from, to, local_s) of that, None if none."""
        if not self._count:
            return None
        self._count -= 1
        self._next = (self._next - 1) % DEPTH
        numbers = self._numbers[self._next]
        habit.preference.become(self._preferences[self._next])
        habit.overrides = numbers[_OVERRIDES]
        habit.last_local_s = numbers[_LAST]
        habit.satisfaction.take_back(numbers[_DAY], numbers[_TURNED], numbers[_SACRIFICED])
        return numbers[_FROM], numbers[_TO], numbers[_AT]
