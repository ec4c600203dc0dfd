"""The routine as an appliance lives it: what it expects, and whether it is prepared.

Ticks become slots, quarters of an hour of trusted local time. When one ends the routine learns
what it brought, then expects the coming hour, then the threshold decides. A tick has no time for
all of this: `work` does a third of it, in each of the three ticks after.
"""

import struct

from habitude.compat import const, micropython
from habitude.learn.preparing import MOST, Preparing
from habitude.learn.routine import ONE, Routine, RoutineError
from habitude.learn.routine_filter import LOGISTIC, probability

_SLOT_S = const(900)
_USED_S = const(180)  # of a slot: less is somebody who turned over in bed
_WATCHED_S = const(600)  # of a slot: of less nothing is known

_STATE = "<i"


class Expecting:
    """routine: what is expected. preparing: from which threshold on it prepares.

    nearness: log-odds, Q12, of a use within the hour above the threshold, at most 0; 0 while
    prepared, or while nothing is known.
    known: whether anything is. prepared: whether it is. since_s: local time since which it is, or
    -1. frozen: what is expected is not learned from; what was of late still counts.
    """

    def __init__(self, use):
        self.frozen = False
        self.routine = Routine(use.rest)
        self.preparing = Preparing(self.routine.delay, use.promise)
        self.forget()

    def forget(self):
        """As on the first day."""
        self.routine.forget()
        self.preparing.forget()
        self._slot = -1  # that we are in; -1: the clock is not trusted
        self._used_s = self._watched_s = 0  # of it
        self._on = 0  # in the slot before
        self._noted = self._expected = True  # the slot before
        self._nothing_known()

    @micropython.native
    def tick(self, local_s, elapsed_s, used):
        """Time goes on; whether a slot begins with this tick.

        used: whether the appliance is in use, 0 or 1; -1: unknown.
        """
        if used >= 0:
            self._watched_s += elapsed_s
            if used:
                self._used_s += elapsed_s
        slot = local_s // _SLOT_S if local_s >= 0 else -1
        if slot == self._slot:
            return False
        self._begin(slot)
        return True

    @micropython.native
    def work(self, local_s):
        """Do what is due, a third of a slot's at most. Whether there was anything to do."""
        if not self._noted:
            slot, on = self._slot, self._on
            began = 1 if on and self.routine.rested(slot) else 0
            self.routine.note(slot, on, began, not self.frozen)
            self._noted = True
            return True
        if self.routine.due:
            self.routine.learn()
            return True
        if not self._expected:
            self._expect(local_s)
            self._expected = True
            return True
        return False

    def _begin(self, slot):
        if slot == self._slot + 1 and slot > self.routine.delay and self._watched_s >= _WATCHED_S:
            while self.work(slot * _SLOT_S):  # slow ticks: the slot before still waits
                pass
            self._on = 1 if self._used_s >= _USED_S else 0
            self._noted = self._expected = False
        else:
            self._noted = self._expected = True
            self._nothing_known()
        self._slot = slot
        self._used_s = self._watched_s = 0

    def _expect(self, local_s):
        routine, preparing = self.routine, self.preparing
        routine.expect()
        self.known = True
        if preparing.slot(routine.log_odds, self._on, routine.label, not self.frozen):
            self.nearness = 0
            if not self.prepared:
                self.since_s = local_s
            self.prepared = True
        else:
            self.nearness = min(0, routine.log_odds - (preparing.threshold >> 8))
            self.prepared = False
            self.since_s = -1

    def percent_needed(self):
        """The probability from which on it prepares."""
        return 100 * probability(LOGISTIC, self.preparing.threshold >> 8) // ONE

    def _nothing_known(self):
        self.known = False
        self.nearness = 0
        self.prepared = False
        self.since_s = -1

    def encode(self):
        """All that was learned, as bytes."""
        return struct.pack(_STATE, self.preparing.threshold) + self.routine.encode()

    def restore(self, data):
        """Take over what `encode` gave; RoutineError, and nothing changed, if it doesn't fit."""
        head = struct.calcsize(_STATE)
        if len(data) < head:
            raise RoutineError("not a routine")
        threshold = struct.unpack_from(_STATE, data)[0]
        if abs(threshold) > MOST:
            raise RoutineError("a damaged threshold")
        self.routine.restore(data[head:])
        self.preparing.forget()
        self.preparing.threshold = threshold
        self._noted = self._expected = True
        self._nothing_known()
