"""Figures of probabilities and of preparations, by window of weeks.

Average precision as area under the precision-recall steps; Brier skill against the window's own
share of hours with a use, known only in hindsight (Brier, 1950); log-loss in nats a slot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from habitude_sim.bench_learn.routine_data import DAY, WEEK, Life

WINDOWS = {"1-4": (0, 4), "5-26": (4, 26), "27+": (26, 10**6)}  # weeks
_SURE = 1e-4  # probabilities are scored within this of 0 and 1

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Scores:
    """One model in one window; all are shares but log_loss and false_per_day.

    ap_rested: average precision over slots in which nothing rules a use out.
    anticipated: share of the uses that a preparation was there for.
    """

    ap: float
    ap_rested: float
    brier_skill: float
    log_loss: float
    anticipated: float
    false_per_day: float


def score(
    life: Life, expected: list[float], begun: list[bool], window: tuple[int, int]
) -> Scores | None:
    """None where a window has no uses to be judged by, or nothing but uses."""
    part = slice(window[0] * WEEK, window[1] * WEEK)
    valid = np.array(life.valid[part], dtype=bool)
    label = np.array(life.label[part], dtype=bool)[valid]
    rested = np.array(life.rest[part])[valid] >= life.task.rest
    if not 0 < label.sum() < len(label) or not label[rested].any():
        return None
    p = np.clip(np.array(expected[part])[valid], _SURE, 1 - _SURE)
    share = label.mean()
    prepared = np.array(begun[part])[valid]
    uses = int((np.array(life.starts[part])[valid]).sum())
    return Scores(
        average_precision(label, p),
        average_precision(label[rested], p[rested]),
        float(1 - ((p - label) ** 2).mean() / (share * (1 - share))),
        float(-np.log(np.where(label, p, 1 - p)).mean()),
        float((prepared & label).sum() / max(1, uses)),
        float((prepared & ~label).sum() / (len(label) / DAY)),
    )


def average_precision(label: Flags, p: Floats) -> float:
    """The mean precision over the uses, those of equal probability taken together."""
    order = np.argsort(-p, kind="stable")
    hits = np.cumsum(label[order])
    last_of_equals = np.append(np.flatnonzero(np.diff(p[order])), len(p) - 1)
    hits = hits[last_of_equals]
    precision = hits / (last_of_equals + 1)
    return float((np.diff(hits, prepend=0) * precision).sum() / hits[-1])
