"""Random sequences of faults, people and power cuts, each lived by the real firmware.

A sequence that breaks a promise is made as short and simple as it can be, and told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from habitude_sim.torture.faults import KINDS
from habitude_sim.torture.faults_house import ACTUATOR_KINDS
from habitude_sim.torture.faults_life import Event, Life
from habitude_sim.torture.faults_spec import CLIMATE, ROOM, Spec

_AT_ONCE = 500  # sequences between two times that it tells how far it is
_COMMANDS = (
    "status",
    "why",
    "undo",
    "freeze",
    "unfreeze",
    "forget",
    "save",
    "question",
    "changes",
)

_TICKS = st.integers(1, 60)
_SIZES = st.one_of(st.sampled_from((-12.0, -5.0, 3.0, 12.0, 0.5)), st.floats(-30, 30, width=16))


@dataclass(frozen=True)
class Sequence:
    """tick_s: a board may look at its sensors every 1 to 300 s."""

    tick_s: int
    seed: int
    room_c: float
    outdoor_c: float
    events: tuple[Event, ...]


def sequences(spec: Spec = CLIMATE) -> st.SearchStrategy[Sequence]:
    """Anything that can happen to an appliance, in any order."""
    return st.builds(
        Sequence,
        st.sampled_from((60, 300, 10)),
        st.integers(0, 255),
        st.sampled_from((20.0, 6.0, 12.0, 25.0, 31.0)),
        st.sampled_from((5.0, -15.0, 15.0, 30.0)),
        st.lists(_events(spec), min_size=1, max_size=12).map(tuple),
    )


def _events(spec: Spec) -> st.SearchStrategy[Event]:
    reading = st.one_of(st.just(ROOM), st.integers(0, len(spec.readings) - 1))
    output = st.integers(0, len(spec.outputs) - 1)
    steps = (spec.settings[0].highest - spec.settings[0].lowest) // spec.settings[0].step

    def event(what: str, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[Event]:
        return st.builds(Event, st.just(what), _TICKS, **fields)

    sick = event("break", index=reading, kind=st.sampled_from(KINDS), size=_SIZES)
    return st.one_of(
        event("quiet"),
        sick,
        sick,
        event("mend", index=reading),
        event("actuator", index=output, kind=st.sampled_from(tuple(ACTUATOR_KINDS))),
        event("turn", size=st.integers(-20, 20)),
        event("set", size=st.integers(0, steps)),
        event("vote", size=st.integers(-1, 1)),
        event("room", size=st.sampled_from((20.0, 5.0, 15.0, 24.0, 31.0, 45.0))),
        event("outdoor", size=st.sampled_from((5.0, -15.0, 20.0, 35.0))),
        event("somebody", size=st.integers(0, 1)),
        event(
            "clock",
            kind=st.sampled_from(("jump", "restless", "lost", "well")),
            size=st.integers(-26, 26),
        ),
        event("gap", size=st.integers(1, 4000)),
        event("restart", kind=st.sampled_from(("saved", "cut"))),
        event("came", kind=st.sampled_from(("anna", "ben"))),
        event("left", kind=st.sampled_from(("anna", "ben"))),
        event("ask", kind=st.sampled_from(_COMMANDS)),
    )


def live(sequence: Sequence, spec: Spec = CLIMATE) -> int:
    """Live a sequence; how many ticks it was. BrokenError if a promise is broken."""
    with Life(spec, sequence.tick_s, sequence.seed, sequence.room_c, sequence.outdoor_c) as life:
        life.live(sequence.events)
        return life.ticks


def run(count: int, first_seed: int, tell: Callable[[int, int], None], shrink: bool = True) -> int:
    """Live `count` random sequences; how many ticks that was. tell(sequences, ticks): so far.

    Raises what the shortest sequence raises that breaks a promise, which is among its notes;
    without `shrink` the first one.
    """
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    ticks = done = 0

    def lived(sequence: Sequence) -> None:
        nonlocal ticks
        ticks += live(sequence)

    while done < count:
        number = min(_AT_ONCE, count - done)
        search = settings(
            max_examples=number,
            deadline=None,
            database=None,
            phases=phases,
            suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
        )
        seed(first_seed + done // _AT_ONCE)(search(given(sequences())(lived)))()
        done += number
        tell(done, ticks)
    return ticks
