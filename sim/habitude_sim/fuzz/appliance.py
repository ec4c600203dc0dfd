"""An appliance in this process that is watched: what it answers, and what that changed."""

# The firmware has no type hints.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportPrivateUsage=false

from __future__ import annotations

from base64 import b64encode
from binascii import crc32
from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import Any

from habitude.app import App
from habitude.appliances import load
from habitude.commands import Commands
from habitude.errors import Refused
from habitude.link import Link
from habitude.store import Store
from habitude.transfer import Incoming
from habitude_sim.fuzz import lines

MISSING = -(1 << 29)
HEAT, COOL = 0, 1
_HOT, _MILD = 3500, 2100
_CHANGING = frozenset(
    {*("set", "undo", "freeze", "unfreeze", "forget", "vote", "came", "left", "save", "lock")}
)
_LAST_S = (1 << 30) - 1


class Shelf(Store):
    """A store that writes nothing, or fails when it is told to."""

    def __init__(self, fails: bool = False) -> None:
        super().__init__("no such folder")
        self._fails = fails

    def _write(self, data: bytes, mark: int | None = None) -> None:
        if self._fails:
            raise OSError(28, "no space")


class WallClock:
    """A board's clock, which can be set."""

    def uptime_s(self) -> int:
        return 1000

    def set_local(self, local_s: int) -> None:
        assert 0 <= local_s < 1 << 30


@cache
def learned() -> bytes:
    """A profile of two people who turned, voted and went, over three days."""
    app = App(load("climate"))
    for tick in range(3 * 144):
        if tick in (20, 200):
            app.came("anna" if tick == 20 else "bo")
        if tick == 260:
            app.left("anna")
        if tick % 90 == 31:
            app.vote(0, 1 if tick < 200 else -1)
        turn = (tick % 50 == 7) * (1 if tick % 100 < 50 else -2)
        app.step(tick * 600, tick * 600, [2000 + tick % 7 * 20, 450, 300, 1], [turn])
    return app.profile()


def begun() -> App:
    """An appliance that has learned, in a mild room."""
    app = App(load("climate"))
    app.restore(learned())
    app.step(0, 8 * 3600, [_MILD, 400, 300, 1], [0])
    return app


def known(app: App) -> list[Any]:
    """What must be the same after a request that was refused: all that is in a profile, taken
    where it is kept, because that takes a tenth of the time, and what is given now.
    """
    state: list[Any] = [app.uptime_s, app.local_s, app.desired.tobytes(), app.outputs.tobytes()]
    state += [*app.people.names, *app.people.served]
    state += [*_numbers(app.presence), *_numbers(app.asking)]
    for habit in app.habits:
        served = habit.satisfaction
        state += [habit.given, habit._held, habit.frozen]
        state += [*_numbers(habit.pause), *_numbers(served)]
        state += [served.overrides.tobytes(), served.sacrifices.tobytes()]
        state += [bytes(part) for taste in habit.tastes for part in taste._parts]
    assert app.expecting is not None
    routine = app.expecting.routine
    state += [app.expecting.preparing.threshold, routine.weights.tobytes()]
    return [*state, routine.variances.tobytes(), routine.words.tobytes()]


def _numbers(thing: object) -> Iterator[int]:
    """All that an object keeps in plain numbers."""
    return (number for number in vars(thing).values() if isinstance(number, int))


def within(app: App) -> None:
    """AssertionError if a setting or an output is outside of what was declared."""
    for desired, setting in zip(app.desired, app.appliance.settings, strict=True):
        assert setting.lowest <= desired <= setting.highest, f"desired {desired}"
    assert all(0 <= output <= 1000 for output in app.outputs), list(app.outputs)
    assert not (app.outputs[HEAT] and app.outputs[COOL]), "heats and cools"


def live(app: App, ticks: int, turn: int = 0) -> None:
    """Ten minutes a tick. AssertionError if the guard does not hold."""
    for tick in range(ticks):
        up, local = (min(time + 600, _LAST_S) for time in (app.uptime_s, app.local_s))
        room = MISSING if tick % 7 == 3 else _MILD + tick % 5 * 10
        app.step(up, local, [room, 400, MISSING, tick % 2], [turn if tick == 5 else 0])
        within(app)
        assert room != MISSING or not any(app.outputs), "heats without a temperature"
    for _ in range(3):
        up, local = (min(time + 60, _LAST_S) for time in (app.uptime_s, app.local_s))
        app.step(up, local, [_HOT, 400, 300, 1], [0])
        within(app)
        assert not app.outputs[HEAT], "heats a hot room"


def sound(data: bytes, app: App) -> bool:
    """Whether an import of this profile into `app` is taken; it is left as it then is."""
    incoming = Incoming(app)
    try:
        for start in range(0, len(data), 480):
            incoming.add(start, b64encode(data[start : start + 480]).decode())
        incoming.end(f"{crc32(data):08x}")
    except Refused as refused:
        assert refused.code in ("bad-import", "bad-profile"), refused.code
        return False
    return True


class Watched:
    """An appliance behind its link; each answer is checked when it comes.

    AssertionError, if an answer has not the form that docs/link.md gives it, is one too many or
    too few, or if what was refused changed something.
    """

    def __init__(self, store: Shelf | None = None, clock: WallClock | None = None) -> None:
        self.app, self._known = _spare.pop() if _spare else _watched()
        self.refused = 0
        self._touched = False
        self._sent: deque[bytes | None] = deque()
        self._last: tuple[int, bytes] | None = None
        self._link = Link(Commands(self.app, store, clock), self._hear)

    def send(self, data: bytes, piece: int = 0) -> None:
        """Lines, in pieces of so many bytes; 0: in one."""
        for line in data.split(b"\n")[:-1]:
            if len(line) > lines.LONGEST:
                self._sent.append(None)
            elif line.strip():
                self._sent.append(line.strip())
        for start in range(0, len(data), piece or len(data) or 1):
            fed = data[start : start + (piece or len(data))]
            self._link.feed(fed, len(fed))

    def end(self) -> None:
        """No answer may be missing, and what was changed lives on within its limits."""
        assert not self._sent, "a line without an answer"
        assert known(self.app) == self._known, "changed after the answer"
        if self._touched:
            live(self.app, 2)
        else:
            _spare.append((self.app, self._known))

    def _hear(self, answer: bytes) -> None:
        assert self._sent, "an answer to nothing"
        line = self._sent.popleft()
        if line is None:
            told = lines.answer_of(answer, None)
            assert told["error"] == "too-long", told
            changed = False
        elif line.startswith(b"{"):
            changed = self._changes(line, answer)
        else:
            assert len(answer) <= lines.LONGEST_ANSWER, f"{len(answer)} bytes of words"
            assert answer.decode().endswith("\n"), "words without an end"
            words = line.decode(errors="replace").split()
            changed = bool(words) and words[0].lower() in _CHANGING
        now = known(self.app)
        assert changed or now == self._known, "it was refused, and changed something"
        self._touched = self._touched or now != self._known
        self._known = now

    def _changes(self, line: bytes, answer: bytes) -> bool:
        """Whether a program's line may have changed something."""
        request = lines.request_of(line)
        if request is not None and "again" in request and self._last is not None:
            number, before = self._last
            if type(request.get("id")) is int and request["id"] == number:
                assert answer == before, "another answer than before"
                return False
        told = lines.answer_of(answer, request)
        if told["id"] is not None:
            self._last = (told["id"], answer)
        if "error" in told:
            self.refused += 1
            return told["error"] in lines.HALF_DONE
        assert request is not None, "a damaged line was carried out"
        return request["do"] not in lines.READING


def _watched() -> tuple[App, list[Any]]:
    app = begun()
    return app, known(app)


_spare: list[tuple[App, list[Any]]] = []  # nothing was changed in these
