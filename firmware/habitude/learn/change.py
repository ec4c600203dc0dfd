"""Whether a change is here to stay: what a wish was before it, remembered, and gone back to.

A surprising override may begin a change. What the wish was until then is kept beside what it
becomes, and every further override tells for one of the two, by how much nearer to it it is:

    evidence = sum of |wanted - wish before| - |wanted - wish now|, each and all bounded

Where it comes to tell for the wish before, that is what the wish is again, at once: a guest has
left. So it is, too, when many overrides both ways are followed by hours without any. A change that
is not gone back on for days is there to stay. And many overrides both ways within an hour are no
wishes: somebody plays.

In some homes the setting is turned both ways all the time: there, it takes unusual days for this
to mean anything.

Kept in RAM only: after a restart, the wish is what it is, and no change is on trial.
"""

from habitude.compat import const
from habitude.learn.wish import UNIT

_SETTLED = const(7)  # days after which a surprise may be a change, and not just news
_SURPRISE = const(512)  # an override that may begin a change: by two steps
_TELLS_MOST = const(768)  # what one override can tell: three steps
_SURE_MOST = const(1024)  # no change becomes so sure that it can't be gone back on
_DOUBT = const(256)  # evidence against a change that suffices; in unusual days any does
_TRIAL = const(12 * 48)  # half hours after which a change is there to stay
_QUIET = const(8)  # half hours with somebody there and without a turn
_AGAINST = const(32)  # overrides lately against a change that quiet needs, in 1/16
_FOR = const(3)  # times as many for it as against it, at most
_FADES = const(160)  # of 256 a day: overrides lately
_PLAYED = const(6)  # overrides within _PLAY, both ways, that are play
_PLAY = const(3)  # half hours

# What became of a change.
NONE = const(0)
LASTS = const(1)
BACK = const(2)
QUIET = const(3)
PLAYED = const(4)
OUTCOMES = ("none", "lasts", "back", "quiet", "played")


class Change:
    """The change of one wish that is on trial, and what became of the last one.

    going_on: whether one is on trial. since: local_s of its first override. up, down: overrides
    in it. became, began, ended, ended_up, ended_down: of the last one that was decided on.
    """

    def __init__(self, wish):
        self._wish = wish
        self._before = wish.copy()
        self._hour = wish.copy()  # what it was before the overrides of this hour
        self.forget()

    def forget(self):
        """There was no change."""
        self.going_on = False
        self.since = -1
        self.up = self.down = 0
        self.became = NONE
        self.began = self.ended = -1
        self.ended_up = self.ended_down = 0
        self._evidence = 0
        self._unusual = False  # there were many overrides in these days
        self._age = 0  # half hours
        self._quiet = 0  # half hours
        self._for = self._against = 0  # overrides lately, in 1/16
        self._in_hour = self._hour_up = self._hour_age = 0
        self._hour_since = -1

    def noticed(self):
        """Whether there is or was one."""
        return self.going_on or self.became != NONE

    def hear(self, moment, wanted, local_s, served):
        """An override is about to be learned; False if it should not be.

        wanted: the difference from the advice (1/256 step). served: the setting's Satisfaction.
        """
        surprise = wanted - self._wish.value(moment)
        self._quiet = 0
        if self._is_play(surprise, local_s):
            return False
        if self.going_on:
            self._unusual = self._unusual or served.unusual()
            self._weigh(wanted, surprise, local_s)
            if not self.going_on:
                surprise = wanted - self._wish.value(moment)
        if not self.going_on and abs(surprise) >= _SURPRISE and served.days >= _SETTLED:
            self._begin(local_s)
        if self.going_on:
            self.up += surprise > 0
            self.down += surprise < 0
        return True

    def half_hour(self, local_s, noticed, served):
        """To be called every half hour; noticed: somebody whose wish it is was there."""
        if self._in_hour:
            self._hour_age += 1
            if self._hour_age >= _PLAY:
                self._in_hour = 0
        if not self.going_on:
            return
        self._age += 1
        self._quiet += noticed
        if self._age >= _TRIAL:
            self._end(LASTS, local_s)
        elif self._quiet >= _QUIET and self._both_ways() and (self._unusual or served.unusual()):
            self._go_back(QUIET, local_s)

    def told(self):
        """For programs: `now`, the change on trial: since when, turned up and down; `last`, the
        one that was decided on: what became of it, when it began and ended, up and down.
        """
        now = [self.since, self.up, self.down] if self.going_on else None
        last = None
        if self.became != NONE:
            became = OUTCOMES[self.became]
            last = [became, self.began, self.ended, self.ended_up, self.ended_down]
        return {"now": now, "last": last}

    def day(self):
        """To be called once a day."""
        self._for = self._for * _FADES >> 8
        self._against = self._against * _FADES >> 8

    def _is_play(self, surprise, local_s):
        """Count the overrides of this hour; what play has taught is taken back."""
        if not self._in_hour:
            self._wish.copy_to(self._hour)
            self._hour_age = self._hour_up = 0
            self._hour_since = local_s
        self._in_hour += 1
        self._hour_up += surprise > 0
        if self._in_hour < _PLAYED or not 0 < self._hour_up < self._in_hour:
            return False
        self._hour_age = 0  # it goes on
        self._wish.become(self._hour)
        self._decide(PLAYED, self._hour_since, local_s, self._hour_up, self._in_hour)
        return True

    def _weigh(self, wanted, surprise, local_s):
        told = abs(wanted - self._wish.value_by(self._before)) - abs(surprise)
        to_and_fro = self._both_ways()
        if told >= UNIT:
            self._for += 16
        elif told <= -UNIT:
            self._against += 16
        told = min(max(told, -_TELLS_MOST), _TELLS_MOST)
        self._evidence = min(self._evidence + told, _SURE_MOST)
        enough = 0 if self._unusual else -_DOUBT
        if self._evidence < enough and (self._unusual or not to_and_fro):
            self._go_back(BACK, local_s)

    def _both_ways(self):
        """Whether they lately turned it for the change and against it."""
        return self._against >= _AGAINST and _FOR * self._against >= self._for

    def _begin(self, local_s):
        self._wish.copy_to(self._before)
        self.going_on = True
        self.since = local_s
        self.up = self.down = 0
        self._evidence = self._age = 0
        self._unusual = False

    def _go_back(self, why, local_s):
        self._wish.become(self._before)
        self._wish.forget_today()
        self._end(why, local_s)

    def _end(self, why, local_s):
        self.going_on = False
        self._decide(why, self.since, local_s, self.up, self.up + self.down)

    def _decide(self, became, began, ended, up, overrides):
        self.became = became
        self.began, self.ended = began, ended
        self.ended_up, self.ended_down = up, overrides - up
