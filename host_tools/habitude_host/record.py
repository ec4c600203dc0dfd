"""A trace from an appliance that lives: what it felt, showed and did, tick by tick.

Turns are what changed by hand from tick to tick: where the learned value moves in the same minute,
a turn may be a step off.
"""

from __future__ import annotations

from datetime import datetime

from habitude_host.face import Face
from habitude_host.replay import DEFAULT_TICK_S
from habitude_host.snapshot import Snapshot
from habitude_host.trace import TraceWriter, local_seconds

_LONGEST_TICK_S = 600


class Recorder:
    """Writes the snapshots of an appliance to a trace. ticks, turns: written so far.

    The file begins with the second tick, which tells how far apart they are.
    """

    def __init__(self, writer: TraceWriter, appliance: str, face: Face) -> None:
        self.ticks = self.turns = 0
        self._writer = writer
        self._appliance = appliance
        self._steps = {s.name: s.natural(s.step) for s in face.settings}
        self._first: Snapshot | None = None
        self._last: Snapshot | None = None
        self._local_s = 0
        self._offset_s: int | None = None  # from uptime to local time, for a board without a clock

    def take(self, snapshot: Snapshot) -> bool:
        """Write a snapshot if it is of another tick than the one before; whether it was."""
        if self._last is not None and snapshot.uptime_s == self._last.uptime_s:
            return False
        if self._last is None:
            self._first = snapshot
        elif self._first is not None:
            self._begin(snapshot.uptime_s - self._first.uptime_s)
            self._write(snapshot, self._last)
        else:
            self._write(snapshot, self._last)
        self._last = snapshot
        return True

    def close(self) -> None:
        """Nothing more comes."""
        if self._first is not None:
            self._begin(DEFAULT_TICK_S)

    def _begin(self, tick_s: int) -> None:
        """Write the head and the first tick."""
        assert self._first is not None
        first, self._first = self._first, None
        at = self._time(first)
        good = 1 <= tick_s <= _LONGEST_TICK_S
        self._writer.put(at, "meta.appliance", self._appliance)
        self._writer.put(at, "meta.tick_s", str(tick_s if good else DEFAULT_TICK_S))
        self._write(first, None)

    def _write(self, snapshot: Snapshot, before: Snapshot | None) -> None:
        at = self._time(snapshot)
        put = self._writer.put
        for felt in snapshot.readings:
            put(at, f"reading.{felt.name}", "" if felt.value is None else felt.text)
        for name, steps in self._turned(snapshot, before):
            put(at, f"turn.{name}", str(steps))
            self.turns += 1
        for shown in snapshot.settings:
            put(at, f"setting.{shown.name}", shown.text)
        for done in snapshot.outputs:
            put(at, f"output.{done.name}", done.text)
        self._writer.flush()
        self.ticks += 1

    def _turned(self, snapshot: Snapshot, before: Snapshot | None) -> list[tuple[str, int]]:
        if before is None:
            return []
        pairs = zip(before.settings, snapshot.settings, strict=True)
        found = [
            (now.name, round((now.value - then.value) / self._steps[now.name]))
            for then, now in pairs
            if now.by_hand
        ]
        return [(name, steps) for name, steps in found if steps]

    def _time(self, snapshot: Snapshot) -> int:
        """Local time, of this computer where the appliance knows none; it never goes back."""
        local_s = snapshot.local_s
        if local_s < 0:
            if self._offset_s is None:
                self._offset_s = local_seconds(datetime.now()) - snapshot.uptime_s
            local_s = snapshot.uptime_s + self._offset_s
        self._local_s = max(self._local_s, local_s)
        return self._local_s
