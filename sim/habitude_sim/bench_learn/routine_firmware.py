"""The firmware's own learner, unchanged, on recorded lives: the one way from here into it.

It is called directly, as the fuzzy engine is by the host tools: over the link, years of slots
would take hours, and what is measured is the learner, not the wire.
"""

# Device code has no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownParameterType=false

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager

from habitude.learn import routine as routine_module
from habitude.learn import routine_filter, routine_words
from habitude.learn.preparing import Preparing
from habitude.learn.routine import NEVER, ONE, Routine
from habitude_sim.bench_learn.routine_data import Life

GROUPS: tuple[str, ...] = routine_words.NAMES
_UNIT = 4096  # of log-odds


@contextmanager
def trial(constants: Mapping[str, int]) -> Generator[None, None, None]:
    """The learner with other constants, by "module.name": for trials of what each is good for."""
    modules = {"filter": routine_filter, "routine": routine_module}
    places = [(modules[key.split(".")[0]], key.split(".")[1]) for key in constants]
    before = [getattr(module, name) for module, name in places]
    try:
        for (module, name), value in zip(places, constants.values(), strict=True):
            setattr(module, name, value)
        yield
    finally:
        for (module, name), value in zip(places, before, strict=True):
            setattr(module, name, value)


def expect(life: Life, without: Iterable[str] = ()) -> list[float]:
    """The routine's probability in each slot; NaN where it is told nothing.

    without: names of GROUPS that take no part.
    """
    dropped = set(without)
    prior = tuple(
        0 if name in dropped else variance
        for name, variance in zip(GROUPS, routine_filter.PRIOR, strict=True)
    )
    routine = Routine(life.task.rest, life.task.known, prior)
    expected = [math.nan] * len(life)
    for slot, told in enumerate(life.told):
        if told:
            routine.slot(life.slots[slot], life.was_on[slot], life.began[slot])
            expected[slot] = int(routine.probability) / int(ONE)
    return expected


def prepare(life: Life, expected: list[float], tenths: int = 20) -> list[bool]:
    """In which slots a preparation begins, by anyone's probabilities and the firmware's rule.

    tenths: tenths of false preparations a day that are promised.
    """
    delay = life.task.delay
    preparing = Preparing(delay, tenths)
    begun = [False] * len(life)
    for slot, told in enumerate(life.told):
        if told:
            past = slot - delay
            label = life.label[past] if past >= 0 and life.valid[past] else -1
            odds = _log_odds(expected[slot]) if life.valid[slot] else int(NEVER)
            preparing.slot(odds, life.was_on[slot], label)
            begun[slot] = bool(preparing.began)
    return begun


def _log_odds(probability: float) -> int:
    """Q12, within the firmware's bounds."""
    if not 0 < probability < 1:
        return int(NEVER) if probability <= 0 else -int(NEVER)
    odds = round(math.log(probability / (1 - probability)) * _UNIT)
    return max(1 + int(NEVER), min(-int(NEVER), odds))
