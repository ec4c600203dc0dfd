"""Whether somebody is there, from a motion reading that may be wrong.

A curtain in a draught, a sleeper who turns over: one sight of motion says nothing. Of two sleepers
who are seen in 1 % of the minutes each, a second one follows within ten minutes more than once a
night, a third one in a night of six. Three are somebody.
"""

from habitude.compat import const, micropython
from habitude.fixed import MISSING

_CONFIRM_S = const(600)
_LONGEST_S = const(1 << 24)


class Presence:
    """`someone`: surely there in this tick. `quiet_s`: seconds since; 0 while nothing is known.

    known: whether there is a reading to be trusted.
    """

    def __init__(self):
        self.someone = False
        self.known = False
        self.quiet_s = 0
        self._since_last_s = _LONGEST_S  # since the last sight of motion, and the one before
        self._since_former_s = _LONGEST_S

    @micropython.native
    def update(self, motion, elapsed_s):
        """motion: the reading, 0 for none, MISSING when it is not to be trusted."""
        self.known = motion != MISSING
        if not self.known:
            self.someone = False
            self.quiet_s = 0
            return
        since_last_s = _later(self._since_last_s, elapsed_s)
        since_former_s = _later(self._since_former_s, elapsed_s)
        self.someone = motion > 0 and since_former_s <= _CONFIRM_S
        self.quiet_s = 0 if self.someone else _later(self.quiet_s, elapsed_s)
        if motion > 0:
            since_former_s = since_last_s
            since_last_s = 0
        self._since_last_s = since_last_s
        self._since_former_s = since_former_s

    def touched(self):
        """A setting was turned in this tick: somebody is there, whatever the sensor says."""
        self.someone = True
        self.quiet_s = 0


@micropython.viper
def _later(since_s: int, elapsed_s: int) -> int:
    since_s += elapsed_s
    return since_s if since_s < _LONGEST_S else _LONGEST_S
