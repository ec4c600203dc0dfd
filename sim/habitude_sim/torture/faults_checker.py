"""Looks on, tick by tick, whether an appliance keeps its promises. It knows the promises
(faults_spec.py), what the sensors told and what the outputs did, and nothing of the firmware.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from habitude_sim.torture.faults import Raw
from habitude_sim.torture.faults_spec import Apart, Bound, Order, Reading, Spec, Times

_AGAIN = 5  # plausible values in a row after which a sensor is trusted again
_KNOWN, _DOUBT_S = 12, 86400  # ticks after which a jump is one, and for how long it is doubted
_RESTLESS = 6  # times in a row that a reading comes back by a quarter of its largest step
_LONGEST_GAP_S = 600  # between two ticks; nobody knows what a longer one hides
_AGAIN_S = _AGAIN * _LONGEST_GAP_S  # in which it is trusted again after that
_CALM = 40  # ticks without anything odd, after which no fault may be told


class BrokenError(AssertionError):
    """A promise was broken: which one, and when."""


@dataclass
class Tick:
    """One tick as it was seen from outside; all values raw."""

    up_s: int
    readings: Sequence[Raw]
    outputs: Sequence[int]
    shown: Sequence[int]
    desired: Sequence[int]
    fault: str | None


class Trust:
    """What a reading is worth, judged with care: `sure` that it must not be used, `calm` that
    nothing speaks against it. Between the two the appliance may decide either way.
    """

    def __init__(self, declared: Reading) -> None:
        self._declared = declared
        self._last: Raw = None  # told last
        self._told_s = 0  # when
        self._moved_s = 0  # since when it tells that
        self._row = _AGAIN  # plausible values since the last implausible one
        self._calm = 0
        self._way = 0  # how far it went in the last tick
        self._came_back = 0  # so often in a row
        self._even = _KNOWN  # ticks since it last did
        self._stood: Raw = None  # before it jumped
        self._jumped_s = -_DOUBT_S
        self._hidden_s = 0  # since then, at least, in gaps
        self.value: Raw = None
        self.sure, self.calm = True, False

    def see(self, value: Raw, now_s: int, known: bool) -> None:
        """known: whether the time since the last tick is known; else a gap is an end."""
        declared = self._declared
        self._hidden_s += 0 if known else _LONGEST_GAP_S
        if value is not None:
            self._judge(value, now_s)
        elif not known or now_s - self._told_s >= declared.stale_s:
            self._row = self._row if self._last is None else 0
            self._stood = None
            self._last = None
        if value is None:
            self._calm, self.value = 0, self._last
            self.sure = self._last is None or self.sure
        self.calm = self._calm >= _CALM and now_s - self._jumped_s >= _DOUBT_S + _AGAIN_S

    def _judge(self, value: int, now_s: int) -> None:
        declared, last = self._declared, self._last
        way = 0 if last is None else value - last
        moved = abs(way)
        quarter = (
            declared.max_step is not None and min(moved, abs(self._way)) * 4 > declared.max_step
        )
        self._came_back = self._came_back + 1 if quarter and way * self._way < 0 else 0
        self._way = way
        if value != last:
            self._moved_s = now_s
        may_rest = declared.stuck_s is None or value == declared.rest
        still_s = 0 if may_rest else now_s - self._moved_s
        outside = not declared.lowest <= value <= declared.highest
        jumped = declared.max_step is not None and moved > declared.max_step
        stuck = declared.stuck_s is not None and still_s >= declared.stuck_s
        odd = outside or jumped or stuck or self._came_back >= _RESTLESS
        if jumped and not outside:
            if self._row >= _AGAIN:
                self._stood = last if min(self._row, self._even) >= _KNOWN else None
            self._jumped_s, self._hidden_s = now_s, 0
        self._row = 0 if odd or self._doubted(value, now_s) else self._row + 1
        self._even = 0 if self._came_back else self._even + 1
        self.sure = self._row < _AGAIN
        small = declared.max_step is None or moved * 20 < declared.max_step
        lively = declared.stuck_s is None or still_s * 2 < declared.stuck_s
        self._calm = self._calm + 1 if small and lively and not odd else 0
        self._last, self._told_s = None if outside else value, now_s
        self.value = value

    def _doubted(self, value: int, now_s: int) -> bool:
        """Whether it jumped, and is neither back nor was it long ago."""
        step = self._declared.max_step
        if self._stood is None or step is None:
            return False
        doubted_s = now_s + self._hidden_s - self._jumped_s
        if doubted_s >= _DOUBT_S or abs(value - self._stood) * 4 <= step:
            self._stood = None
        return self._stood is not None


@dataclass
class _Switched:
    """An output's level, and since when it has been on, or off."""

    level: int = 0
    since_s: int = 0


@dataclass
class Checker:
    """`see` each tick since the start; BrokenError tells what went wrong."""

    spec: Spec
    trust: list[Trust] = field(init=False)
    _before: list[_Switched] = field(init=False)
    _up_s: int = 0
    _now_s: int = 0  # of time that is known to have passed
    _started: bool = False

    def __post_init__(self) -> None:
        self.trust = [Trust(reading) for reading in self.spec.readings]
        self._before = [_Switched() for _ in self.spec.outputs]

    def see(self, tick: Tick) -> None:
        passed_s = tick.up_s - self._up_s if self._started else 0
        known = 0 <= passed_s <= _LONGEST_GAP_S
        self._now_s += passed_s if known else 0
        self._started, self._up_s = True, tick.up_s
        for trust, value in zip(self.trust, tick.readings, strict=True):
            trust.see(value, self._now_s, known)
        self._check_values(tick)
        self._check_trust(tick)
        needed_calm = all(trust.calm for trust, _ in self._needed())
        for bound in self.spec.cutoffs:
            self._check_cutoff(bound, tick)
        for bound in self.spec.floors:
            if needed_calm:
                self._check_floor(bound, tick)
        for order in self.spec.order:
            self._check_order(order, tick)
        for times in self.spec.times:
            self._check_times(times, tick)
        for apart in self.spec.apart:
            self._check_apart(apart, tick)
        self._note(tick)

    def distrusted(self) -> bool:
        """Whether a needed reading surely can't be trusted now."""
        return any(trust.sure for trust, _ in self._needed())

    def doubtful(self) -> bool:
        """Whether nothing may be learned: a reading is not trusted, or two may be swapped."""
        return self.distrusted() or any(self._surely_hot(order) for order in self.spec.order)

    def _needed(self) -> list[tuple[Trust, Reading]]:
        pairs = zip(self.trust, self.spec.readings, strict=True)
        return [(trust, reading) for trust, reading in pairs if not reading.optional]

    def _check_values(self, tick: Tick) -> None:
        for name, level in zip(self.spec.outputs, tick.outputs, strict=True):
            self._demand(0 <= level <= self.spec.full, f"{name} is {level}")
        for setting, shown, desired in zip(
            self.spec.settings, tick.shown, tick.desired, strict=True
        ):
            for value in (shown, desired):
                inside = setting.lowest <= value <= setting.highest
                self._demand(inside, f"{setting.name} is {value}")
            on_step = (shown - setting.lowest) % setting.step == 0
            self._demand(on_step, f"{setting.name} shows {shown}")

    def _check_trust(self, tick: Tick) -> None:
        if self.distrusted():
            safe = tuple(tick.outputs) == self.spec.safe
            self._demand(safe, f"outputs are {list(tick.outputs)} without a trusted reading")
            self._demand(tick.fault is not None, "no fault is told without a trusted reading")
        elif all(trust.calm for trust, _ in self._needed()):
            self._demand(tick.fault is None, f"a false alarm: {tick.fault}")

    def _check_cutoff(self, bound: Bound, tick: Tick) -> None:
        value = self.trust[bound.reading].value
        hot = value is not None and value >= bound.at
        self._demand(not (hot and tick.outputs[bound.output]), f"heats at {value}")

    def _check_floor(self, bound: Bound, tick: Tick) -> None:
        value = self.trust[bound.reading].value
        if value is None or value > bound.at or self._waits(bound.output):
            return
        if any(order.output == bound.output and self._hot(order) for order in self.spec.order):
            return
        on = tick.outputs[bound.output] == self.spec.full
        self._demand(on, f"{self.spec.outputs[bound.output]} is not full on at {value}")

    def _check_order(self, order: Order, tick: Tick) -> None:
        if self._surely_hot(order):
            off = tick.outputs[order.output] == 0
            self._demand(off, f"{self.spec.outputs[order.output]} on: readings are swapped")

    def _surely_hot(self, order: Order) -> bool:
        low, high = self.trust[order.reading], self.trust[order.by]
        return low.calm and high.calm and self._hot(order)

    def _hot(self, order: Order) -> bool:
        low, high = self.trust[order.reading].value, self.trust[order.by].value
        return low is not None and high is not None and high - low >= order.margin

    def _waits(self, output: int) -> bool:
        """Whether it may have to wait for another output."""
        others = [a.other if a.one == output else a.one for a in self.spec.apart]
        return any(
            self._before[other].level or self._now_s - self._before[other].since_s < apart.pause_s
            for other, apart in zip(others, self.spec.apart, strict=True)
        )

    def _check_times(self, times: Times, tick: Tick) -> None:
        before, level = self._before[times.output], tick.outputs[times.output]
        name, for_s = self.spec.outputs[times.output], self._now_s - before.since_s
        if level and not before.level:
            self._demand(for_s >= times.off_s, f"{name} on after {for_s} s off")
        if before.level and not level and all(trust.calm for trust, _ in self._needed()):
            self._demand(for_s >= times.on_s, f"{name} off after {for_s} s on")

    def _check_apart(self, apart: Apart, tick: Tick) -> None:
        for one, other in ((apart.one, apart.other), (apart.other, apart.one)):
            if not tick.outputs[one]:
                continue
            before = self._before[other]
            rested = not before.level and self._now_s - before.since_s >= apart.pause_s
            names = self.spec.outputs[one], self.spec.outputs[other]
            self._demand(not tick.outputs[other], f"{names[0]} and {names[1]} at once")
            self._demand(rested, f"{names[0]} too soon after {names[1]}")

    def _note(self, tick: Tick) -> None:
        for before, level in zip(self._before, tick.outputs, strict=True):
            if bool(level) != bool(before.level):
                before.since_s = self._now_s
            before.level = level

    def _demand(self, kept: bool, what: str) -> None:
        if not kept:
            raise BrokenError(f"at {self._up_s} s: {what}")
