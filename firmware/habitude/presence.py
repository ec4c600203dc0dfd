"""Whether somebody is there, from a motion reading that may be wrong.

A curtain in a draught, a sleeper who turns over: one sight of motion says nothing. Of two sleepers
who are seen in 1 % of the minutes each, a second one follows within ten minutes more than once a
night, a third one in a night of six. Three are somebody.

A sensor that is dead or turned to the wall sees nobody, as in an empty house. But people turn
settings and vote: who does so time and again unseen is there, and the sensor is blind.
"""

from habitude.compat import const, micropython
from habitude.fixed import MISSING

_CONFIRM_S = const(600)
_UNSEEN_S = const(1800)  # without any motion around somebody who turns something
BLIND = const(3)  # times unseen
_LONG_AGO_S = const(1 << 24)  # counts end about there


class Presence:
    """`someone`: surely there in this tick. `quiet_s`: seconds since; 0 while nothing is known.

    known: whether there is a reading to be trusted. unseen: how often somebody turned something
    and was not seen, since somebody was.
    """

    def __init__(self):
        self.someone = False
        self.known = False
        self.quiet_s = 0
        self.unseen = 0
        self._since_touch_s = _LONG_AGO_S
        self._since_last_s = _LONG_AGO_S  # since the last sight of motion, and the one before
        self._since_former_s = _LONG_AGO_S

    @micropython.native
    def update(self, motion, elapsed_s):
        """motion: the reading, 0 for none, MISSING when it is not to be trusted."""
        if self._since_touch_s < _LONG_AGO_S:
            self._since_touch_s += elapsed_s
        if motion == MISSING:
            self._know_nothing()
            return
        since_last_s, since_former_s = self._since_last_s, self._since_former_s
        if since_last_s < _LONG_AGO_S:
            since_last_s += elapsed_s
        if since_former_s < _LONG_AGO_S:
            since_former_s += elapsed_s
        self.someone = motion > 0 and since_former_s <= _CONFIRM_S
        if motion > 0:
            since_former_s = since_last_s
            since_last_s = 0
        self._since_last_s = since_last_s
        self._since_former_s = since_former_s
        if self.someone:
            self.unseen = self.quiet_s = 0
        elif self.unseen >= BLIND:
            self._know_nothing()
            return
        elif self.quiet_s < _LONG_AGO_S:
            self.quiet_s += elapsed_s
        self.known = True

    def _know_nothing(self):
        self.known = self.someone = False
        self.quiet_s = 0

    def touched(self):
        """A setting was turned in this tick: somebody is there, whatever the sensor says."""
        if self._since_last_s > _UNSEEN_S and self._since_touch_s > _UNSEEN_S and self.known:
            self.unseen += 1
        self._since_touch_s = 0
        self.someone = True
        self.quiet_s = 0
