"""What an appliance promises whatever fails, written down a second time, for the checker alone.

It is not read from the firmware: a limit that got lost there is still a limit here. A test keeps
it equal to the declaration. Values are raw integers, times seconds.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """What a reading may be (`lowest`..`highest`) and do (see the firmware's appliance.py).

    max_step: from one tick to the next; None: any. stuck_s: None: it may stand still.
    rest: the value at which it may stand still nevertheless.
    """

    name: str
    decimals: int
    lowest: int
    highest: int
    max_step: int | None = None
    stale_s: int = 300
    stuck_s: int | None = None
    rest: int | None = None
    optional: bool = True


@dataclass(frozen=True)
class Setting:
    name: str
    lowest: int
    highest: int
    step: int


@dataclass(frozen=True)
class Bound:
    """While `reading` is at or beyond `at`, `output` is off (a cut-off) or full on (a floor)."""

    output: int
    reading: int
    at: int


@dataclass(frozen=True)
class Times:
    """How long `output` stays on and off at least."""

    output: int
    on_s: int
    off_s: int


@dataclass(frozen=True)
class Apart:
    """Two outputs between which there is a pause."""

    one: int
    other: int
    pause_s: int


@dataclass(frozen=True)
class Order:
    """`output` is off while the reading `by` is `margin` or more above `reading`."""

    output: int
    reading: int
    by: int
    margin: int


@dataclass(frozen=True)
class Spec:
    """safe: what each output is while a reading that is not optional is not trusted."""

    appliance: str
    readings: tuple[Reading, ...]
    settings: tuple[Setting, ...]
    outputs: tuple[str, ...]
    safe: tuple[int, ...]
    full: int
    cutoffs: tuple[Bound, ...]
    floors: tuple[Bound, ...]
    times: tuple[Times, ...]
    apart: tuple[Apart, ...]
    order: tuple[Order, ...]


ROOM, HUMIDITY, OUTDOOR, PRESENCE = range(4)
HEAT, COOL, FAN = range(3)

CLIMATE = Spec(
    appliance="climate",
    readings=(
        Reading("room_temp", 2, -2000, 6000, 1000, stuck_s=2 * 3600, optional=False),
        Reading("humidity", 1, 0, 1000, stuck_s=12 * 3600),
        Reading("outdoor_temp", 2, -5000, 6000, 1000, stuck_s=12 * 3600),
        Reading("presence", 0, 0, 1, stuck_s=12 * 3600, rest=0),
    ),
    settings=(Setting("target_temp", 500, 3000, 50),),
    outputs=("heat", "cool", "fan"),
    safe=(0, 0, 0),
    full=1000,
    cutoffs=(Bound(HEAT, ROOM, 3000),),
    floors=(Bound(HEAT, ROOM, 700),),
    times=(Times(COOL, 180, 300),),
    apart=(Apart(HEAT, COOL, 600),),
    order=(Order(HEAT, ROOM, OUTDOOR, 1000),),
)
