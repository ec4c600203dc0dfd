"""Whether somebody is there, from a motion reading that may be wrong once.

A sleeper who turns over, a curtain in a draught: one sight of motion says nothing. Two within ten
minutes do.
"""

from habitude.compat import const, micropython
from habitude.fixed import MISSING

_CONFIRM_S = const(600)
_LONGEST_S = const(1 << 24)


class Presence:
    """`someone`: surely there in this tick. `quiet_s`: seconds since; 0 while nothing is known."""

    def __init__(self):
        self.someone = False
        self.quiet_s = 0
        self._since_motion_s = _LONGEST_S

    @micropython.native
    def update(self, motion, elapsed_s):
        """motion: the reading, 0 for none, MISSING when it is not to be trusted."""
        if motion == MISSING:
            self.someone = False
            self.quiet_s = 0
            return
        since_motion_s = self._since_motion_s + elapsed_s
        self.someone = motion > 0 and since_motion_s <= _CONFIRM_S
        if self.someone:
            self.quiet_s = 0
        elif self.quiet_s < _LONGEST_S:
            self.quiet_s += elapsed_s
        if motion > 0:
            self._since_motion_s = 0
        elif since_motion_s < _LONGEST_S:
            self._since_motion_s = since_motion_s
