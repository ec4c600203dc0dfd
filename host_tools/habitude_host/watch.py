"""An appliance looked at again and again: who did what, and why."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from habitude_host.errors import RefusedError
from habitude_host.face import Face
from habitude_host.link import Link
from habitude_host.snapshot import Shown, Snapshot

_KEPT = 200  # events


@dataclass(frozen=True)
class Event:
    """Something that happened, in words; time: the appliance's, or this computer's."""

    time: str
    text: str


@dataclass(frozen=True)
class Seen:
    """One look. why: of each setting, in a sentence; routine: what it expects, "" if nothing."""

    snapshot: Snapshot
    here: list[str]
    why: dict[str, str]
    routine: str

    @property
    def prepared(self) -> bool:
        return self.routine.startswith("prepared")


class Watch:
    """title: what appliance it is. seen: the latest look. events: since the first, newest last."""

    def __init__(self, link: Link) -> None:
        self._link = link
        hello = link.ask("hello")
        self.title = f"{hello['appliance']}, firmware {hello['firmware']}"
        self._face = Face.of(link)
        self.seen = self._look(None)
        self.events: deque[Event] = deque(maxlen=_KEPT)

    def look(self) -> list[Event]:
        """Look again: what has happened since. Raises HabitudeError."""
        before, self.seen = self.seen, self._look(self.seen)
        time = self.seen.snapshot.time or datetime.now().isoformat(timespec="seconds")
        new = [Event(time, text) for text in happened(before, self.seen)]
        self.events.extend(new)
        return new

    def _look(self, before: Seen | None) -> Seen:
        """Reasons are asked for only where something has changed, and told to who has the PIN."""
        snapshot = Snapshot.of(self._link, self._face)
        if snapshot.lock in ("locked", "sealed"):
            why = dict.fromkeys((setting.name for setting in self._face.settings), "it is locked")
            return Seen(snapshot, [] if before is None else before.here, why, "")
        here: list[str] = self._link.ask("people")["here"]
        if before is not None and (before.snapshot, before.here) == (snapshot, here):
            return before
        why = {
            setting.name: str(self._link.ask("why", setting=setting.name)["say"])
            for setting in self._face.settings
        }
        return Seen(snapshot, here, why, self._routine())

    def _routine(self) -> str:
        try:
            return str(self._link.ask("routine")["say"])
        except RefusedError:  # it expects nothing
            return ""


def happened(before: Seen, now: Seen) -> Iterator[str]:
    """What has happened between two looks, a sentence each."""
    old, new = before.snapshot, now.snapshot
    if new.uptime_s < old.uptime_s:
        yield "it has started anew"
    yield from (f"{name} is here" for name in now.here if name not in before.here)
    yield from (f"{name} is not here any more" for name in before.here if name not in now.here)
    for felt, feels in zip(old.readings, new.readings, strict=True):
        if felt.quality != feels.quality:
            cause = f" ({feels.cause})" if feels.cause else ""
            yield f"{feels.name} is {feels.quality}{cause}"
    for shown, shows in zip(old.settings, new.settings, strict=True):
        yield from _turned(shown, shows, now.why[shows.name])
    if now.prepared and not before.prepared:
        yield now.routine
    for did, does in zip(old.outputs, new.outputs, strict=True):
        if (did.value > 0) != (does.value > 0):
            yield f"{does.name} is on: {does.text} %" if does.value else f"{does.name} is off"
    if new.fault != old.fault:
        yield f"fault: {new.fault}" if new.fault else "the fault is over"
    if new.notice != old.notice and new.notice:
        yield f"guard: {new.notice}"
    if new.question != old.question:
        yield f"it asks: is {new.question} right?" if new.question else "its question is over"


def _turned(before: Shown, now: Shown, why: str) -> Iterator[str]:
    change = f"{now.name} {before.text} → {now.text} {now.unit}"
    if now.by_hand and (now.value != before.value or not before.by_hand):
        yield f"{change}: set by hand"
    elif now.value != before.value:
        yield f"{change}: {why}"
    elif before.by_hand and not now.by_hand:
        yield f"{now.name} does not stand as set by hand any more: {why}"
    if now.frozen != before.frozen:
        yield f"{now.name}: learning {'is frozen' if now.frozen else 'goes on'}"
