"""The last learned steps of a setting, and what was known before each: what `undo` goes back to.

Kept in RAM only, so what was learned before a restart can't be undone. Copies are made in place,
and only when a step is learned.
"""

from array import array

from habitude.compat import const
from habitude.people import HOUSEHOLD

DEPTH = const(2)  # steps that can be taken back

# Places in a row of numbers.
_WHOSE = const(0)  # profile
_FROM = const(1)  # of the step, raw
_TO = const(2)
_AT = const(3)  # local_s
_DAY = const(4)
_TURNED = const(5)
_SACRIFICED = const(6)
_NUMBERS = const(7)


class Steps:
    """A ring of the states of one habit before its last DEPTH learned steps.

    in_force: whether the setting stands as the newest of them has set it; the habit ends it.
    """

    def __init__(self, size):
        """size: bytes of a taste."""
        self._whose = [bytearray(size) for _ in range(DEPTH)]
        self._household = [bytearray(size) for _ in range(DEPTH)]
        self._numbers = [array("i", [0] * _NUMBERS) for _ in range(DEPTH)]
        self._next = 0
        self._count = 0
        self.in_force = False

    def forget(self):
        """Nothing can be taken back."""
        self._count = 0
        self.in_force = False

    def keep(self, habit, whose, old, local_s):
        """Remember what `habit` is before a step of the profile `whose` from `old` (raw)."""
        served = habit.satisfaction
        habit.tastes[HOUSEHOLD].keep(self._household[self._next])
        if whose != HOUSEHOLD:
            habit.tastes[whose].keep(self._whose[self._next])
        numbers = self._numbers[self._next]
        numbers[_WHOSE] = whose
        numbers[_FROM] = old
        numbers[_AT] = local_s
        numbers[_DAY] = served.days
        numbers[_TURNED] = served.overrides[-1]
        numbers[_SACRIFICED] = served.sacrifices[-1]
        self._next = (self._next + 1) % DEPTH
        self._count = min(self._count + 1, DEPTH)
        self.in_force = False

    def led_to(self, value):
        """The step that was kept last has led to this value (raw)."""
        self._numbers[(self._next - 1) % DEPTH][_TO] = value

    def take_back(self, habit):
        """`habit` is as it was before its last step: (from, to, local_s) of that, None if none."""
        if not self._count:
            return None
        self._count -= 1
        self._next = (self._next - 1) % DEPTH
        numbers = self._numbers[self._next]
        habit.tastes[HOUSEHOLD].become(self._household[self._next])
        if numbers[_WHOSE] != HOUSEHOLD:
            habit.tastes[numbers[_WHOSE]].become(self._whose[self._next])
        habit.satisfaction.take_back(numbers[_DAY], numbers[_TURNED], numbers[_SACRIFICED])
        return numbers[_FROM], numbers[_TO], numbers[_AT]
