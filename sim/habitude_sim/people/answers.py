"""Residents who are asked "is this right?": whether they answer, who of them, and what.

Beside the reference household (parameters.py), which knows nothing of questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LESS, FINE, MORE = -1, 0, 1


@dataclass(frozen=True)
class AnswerParameters:
    """Judgement throughout: how people answer a thermostat has not been studied."""

    share: float = 0.5  # of the questions that somebody answers who is awake at home
    within_min: int = 10
    fine_share: float = 0.5  # of their tolerance, up to which people say "fine"


class Answers:
    """Chance by the minute, drawn ahead: any number of runs share it.

    delay_min: of a question asked in a minute, how soon somebody answers; -1: nobody does.
    """

    def __init__(self, rng: np.random.Generator, minutes: int, parameters: AnswerParameters):
        self.parameters = parameters
        answered = rng.random(minutes) < parameters.share
        delay = rng.integers(1, parameters.within_min, size=minutes, endpoint=True)
        self.delay_min: list[int] = np.where(answered, delay, -1).tolist()
        self._who: list[float] = rng.random(minutes).tolist()

    def who(self, minute: int, awake: Sequence[int]) -> int:
        """Which of those who are awake at home (at least one) answers in this minute."""
        return awake[int(self._who[minute] * len(awake))]

    def answer(self, error_k: float, tolerance_k: float) -> int:
        """What is said by somebody who feels it so much warmer (K) than they wish it."""
        if abs(error_k) <= self.parameters.fine_share * tolerance_k:
            return FINE
        return LESS if error_k > 0 else MORE


class Asked:
    """The question that a household is asked in one life."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._asked = False
        self._answer_at = -1

    def due(self, minute: int, asked: bool) -> bool:
        """Whether it is answered in this minute; to be called every minute. asked: it stands."""
        if asked and not self._asked:
            delay = self._answers.delay_min[minute]
            self._answer_at = minute + delay if delay >= 0 else -1
        self._asked = asked
        return asked and minute == self._answer_at
