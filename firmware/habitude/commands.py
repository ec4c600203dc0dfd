"""What can be asked of an appliance over the link. Requests and results are plain dictionaries.

Values are raw integers, see fixed.py; `describe` tells the decimals of each.
"""

import gc
import time

from habitude.appliance import EVERY
from habitude.compat import borrowed
from habitude.errors import Refused, named
from habitude.fixed import text
from habitude.sensing import QUALITY, STALE

_ABOUT = "habitude.commands_about"
_LEARNED = "habitude.commands_learned"
_LOCK = "habitude.commands_lock"
_TRANSFER = "habitude.transfer"
# Where the commands are that are loaded one by one; all others that are borrowed: _LEARNED.
_ALONE = {
    "came": _ABOUT,
    "challenge": _LOCK,
    "clock": _ABOUT,
    "describe": _ABOUT,
    "hello": _ABOUT,
    "import": _TRANSFER,
    "left": _ABOUT,
    "lock": _LOCK,
    "people": _ABOUT,
    "profile": _TRANSFER,
    "unlock": _LOCK,
    "update": "habitude.update",
}
# What a locked appliance does for anybody: what its buttons and its display do, and the lock.
_FOR_ALL = ("hello", "describe", "status", "set", "vote", "memory", "challenge", "unlock", "lock")


class Commands:
    """The commands of one app.

    store: None keeps nothing. clock: a board's own; with one, `clock` sets it and `step` is
    refused, without one the app lives by `step` alone. hangs: how often the watchdog had to reset
    the board since power came on.
    """

    def __init__(self, app, store=None, clock=None, hangs=0):
        self.app = app
        self.store = store
        self.clock = clock
        self.hangs = hangs
        self._feed = None  # what carries out `step`, once it was asked for
        self.incoming = None  # a profile that comes in pieces
        self._by_name = {
            "status": self._status,
            "set": self._set,
            "vote": self._vote,
            "step": self._step,
            "save": self._save,
            "memory": self._memory,
        }

    def names(self):
        return self._names(borrowed(_LEARNED).COMMANDS)

    def _names(self, others):
        return sorted(list(self._by_name) + list(others) + list(_ALONE))

    def run(self, request):
        """Carry out one request: {"do": name, ...} -> result; Refused if it can't be."""
        name = request.get("do")
        self.check(name)
        if not isinstance(name, str):
            name = ""
        if name in self._by_name:
            return self._by_name[name](request)
        others = borrowed(_ALONE.get(name, _LEARNED)).COMMANDS
        if name not in others:
            known = ", ".join(self._names(others))
            raise Refused("unknown", "unknown command '%s'; known: %s" % (named(name), known))
        return others[name](self, request)

    def check(self, name):
        """Refused if a command of this name needs a PIN that was not given."""
        lock = self.lock()
        if lock is not None and name not in _FOR_ALL and not lock.allows():
            raise Refused("locked", "it is locked, and its owner knows the PIN: habitude unlock")

    def lock(self):
        """The lock on the profile, or None."""
        return None if self.store is None else self.store.lock

    def now_s(self):
        """Seconds, of which nobody without the PIN can change the count."""
        return int(time.time()) if self.clock is None else self.clock.uptime_s()

    def _status(self, request):
        app = self.app
        return {
            "uptime": app.uptime_s,
            "local": app.local_s,
            "readings": [
                [s.declared.name, s.value, QUALITY[s.quality], self._cause(s)] for s in app.senses
            ],
            "settings": [
                [
                    habit.setting.name,
                    habit.shown(app.local_s),
                    app.desired[index],
                    habit.held(),
                ]
                for index, habit in enumerate(app.habits)
            ],
            "outputs": [
                [o.name, app.outputs[index]] for index, o in enumerate(app.appliance.outputs)
            ],
            "frozen": self.frozen(),
            "fault": self.fault(),
            "notice": app.notice,
            "question": self.asked(),
            "lock": self.locked(),
            "erasing": self.store is not None and self.store.erasing is not None,
            "unsaved": self.unsaved(),
        }

    def unsaved(self):
        """Whether what was learned could not be saved when it was last tried."""
        return self.store is not None and self.store.failing

    def locked(self):
        """None, "open", "locked", or "sealed": locked, and the profile can't be read yet."""
        lock = self.lock()
        if lock is None:
            return None
        return "open" if lock.open else "locked" if lock.key else "sealed"

    def fault(self):
        """Why the outputs are in their safe state, or None."""
        sense = self.app.fault
        if sense is None:
            return None
        return "%s is %s (%s): outputs are in their safe state" % (
            sense.declared.name,
            QUALITY[sense.quality],
            self._cause(sense),
        )

    def _cause(self, sense):
        """Why a reading is not good; of a missing one, what a board's driver says."""
        if sense.quality != STALE:
            return sense.cause
        return self.app.causes[self.app.senses.index(sense)] or sense.cause

    def frozen(self):
        """The names of the settings of which nothing is learned."""
        return [habit.setting.name for habit in self.app.habits if habit.frozen]

    def _set(self, request):
        habit, setting = self.setting(request)
        value = integer(request, "value")
        if not setting.lowest <= value <= setting.highest:
            raise Refused("out-of-range", _range_of(setting))
        if (value - setting.lowest) % setting.step:
            raise Refused("off-step", _range_of(setting))
        habit.turn_to(value, self.app.local_s)
        self.app.answered()
        return {"setting": setting.name, "value": value}

    def _vote(self, request):
        """Somebody says -1 (less), 0 (fine) or 1 (more) of a setting."""
        habit, setting = self.setting(request)
        answer = integer(request, "answer")
        if not -1 <= answer <= 1:
            raise Refused("out-of-range", "answers are -1 (less), 0 (fine) and 1 (more)")
        learned = self.app.vote(self.app.habits.index(habit), answer)
        return {
            "setting": setting.name,
            "learned": learned,
            "shown": habit.shown(self.app.local_s),
        }

    def asked(self):
        """The name of the setting that it asks about, or None."""
        question = self.app.asking.question()
        return self.app.habits[question].setting.name if question >= 0 else None

    def _step(self, request):
        """One tick with readings and time given; a board with its own gives no memory to it."""
        if self.clock is not None:
            raise Refused(
                "own-clock",
                "this appliance lives by its own sensors and clock; "
                'a board whose board.json has no "parts" takes steps',
            )
        if self._feed is None:
            from habitude.commands_step import Feed

            self._feed = Feed(self)
        return self._feed.step(request)

    def _save(self, request):
        if self.store is None:
            raise Refused("no-store", "this appliance was started without a place to save to")
        self.keep()
        return {}

    def keep(self, everywhere=False):
        """Save now, if there is a store: what the owner has corrected must survive a power cut.

        everywhere: leave no copy of what was saved before.
        """
        if self.store is None:
            return
        try:
            save = self.store.replace if everywhere else self.store.save
            save(self.app.profile())
        except OSError as error:
            self.app.saved(done=False)
            raise Refused("store-failed", "the profile could not be saved: %s" % error)
        self.app.saved()

    def _memory(self, request):
        if not hasattr(gc, "mem_alloc"):  # CPython
            return {"used": None, "free": None}
        gc.collect()
        return {"used": gc.mem_alloc(), "free": gc.mem_free()}

    def habit(self, name):
        """The habit of the setting `name`; Refused, with the names there are, if there is none."""
        for habit in self.app.habits:
            if habit.setting.name == name:
                return habit
        known = ", ".join(habit.setting.name for habit in self.app.habits)
        raise Refused("unknown", "unknown setting '%s'; known: %s" % (named(name), known))

    def habits(self, request):
        """The habits of the setting that is asked for, or of all."""
        name = request.get("setting")
        return self.app.habits if name == EVERY else [self.habit(name)]

    def setting(self, request):
        """The habit of the setting that is asked for, and its declaration."""
        habit = self.habit(request.get("setting"))
        return habit, habit.setting


def _range_of(setting):
    """What can be set."""
    return "%s goes from %s to %s %s in steps of %s" % (
        setting.name,
        text(setting.lowest, setting.decimals),
        text(setting.highest, setting.decimals),
        setting.unit,
        text(setting.step, setting.decimals),
    )


def integer(request, name):
    """An argument of a request; Refused if it is missing or no small integer."""
    value = request.get(name)
    if not is_integer(value):
        raise Refused("bad-value", "'%s' is missing or no integer" % name)
    return value


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool) and -(1 << 29) < value < 1 << 30
