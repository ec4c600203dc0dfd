"""Alternatives that keep every vote and are refitted at each: regressions (scikit-learn).

Logistic and ordinal regression (the latter as two cumulative logits, after Frank & Hall, 2001), on
temperature alone and on all features; the ordinal one also with the last votes as inputs; and a
population's logistic regression, fitted on other people, plain and times the person's own shares.
"""

# scikit-learn has no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

from habitude_sim.bench_learn.baselines import Make, Probabilities, Setup, Shares, normalised
from habitude_sim.bench_learn.votes_data import Moment, Vote

# Features with what to subtract and to divide by before fitting.
SCALES = {
    "ta": (24.5, 4.0),
    "rh": (50.0, 18.0),
    "met": (1.1, 0.3),
    "clo": (0.7, 0.3),
    "t_out": (24.0, 6.0),
}
TEMPERATURE = ("ta",)
EVERYTHING = tuple(SCALES)
FLOOR = 0.005  # added to each probability: no answer is impossible


class Inputs:
    """Features as numbers about -1..1; an unknown one is the person's mean so far."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._counts = dict.fromkeys(names, 1)
        self._means = {name: SCALES[name][0] for name in names}

    def vector(self, moment: Moment) -> list[float]:
        known = ((name, getattr(moment, name)) for name in self._names)
        values = ((name, self._means[name] if v is None else float(v)) for name, v in known)
        return [(value - SCALES[name][0]) / SCALES[name][1] for name, value in values]

    def learn(self, moment: Moment) -> None:
        for name in self._names:
            value: float | None = getattr(moment, name)
            if value is not None:
                self._counts[name] += 1
                self._means[name] += (value - self._means[name]) / self._counts[name]


class _Refitted(ABC):
    """Votes as rows for scikit-learn, and the person's shares until it can be fitted."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.inputs = Inputs(names)
        self.rows: list[list[float]] = []
        self.answers: list[int] = []
        self.shares = Shares()

    def vector(self, moment: Moment) -> list[float]:
        return self.inputs.vector(moment)

    def learn(self, moment: Moment, answer: int) -> None:
        self.rows.append(self.vector(moment))
        self.inputs.learn(moment)
        self.answers.append(answer)
        self.shares.learn(moment, answer)
        self.fit()

    @abstractmethod
    def fit(self) -> None:
        """Fit the model to all votes so far."""


class Logistic(_Refitted):
    """Multinomial logistic regression, L2 penalty with C = 1."""

    _model: Any = None

    def predict(self, moment: Moment) -> Probabilities:
        if self._model is None:
            return self.shares.predict(moment)
        return class_probabilities(self._model, self.vector(moment))

    def fit(self) -> None:
        if len(set(self.answers)) > 1:
            self._model = LogisticRegression(max_iter=200).fit(self.rows, self.answers)


class Ordinal(_Refitted):
    """P(not cooler) and P(warmer) by a logistic regression each."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names)
        self._models: list[Any] = [None, None]

    def predict(self, moment: Moment) -> Probabilities:
        if not self.answers:
            return self.shares.predict(moment)
        vector = self.vector(moment)
        not_cooler, warmer = (self._at_least(level, vector) for level in (0, 1))
        warmer = min(not_cooler, warmer)
        return normalised([1 - not_cooler + FLOOR, not_cooler - warmer + FLOOR, warmer + FLOOR])

    def _at_least(self, level: int, vector: list[float]) -> float:
        if self._models[level] is None:
            reached = sum(answer >= level for answer in self.answers)
            return (reached + 0.3) / (len(self.answers) + 0.6)
        return float(self._models[level].predict_proba([vector])[0, 1])

    def fit(self) -> None:
        for level in (0, 1):
            reached = [int(answer >= level) for answer in self.answers]
            if 0 < sum(reached) < len(reached):
                model = LogisticRegression(max_iter=200)
                self._models[level] = model.fit(self.rows, reached)


class OrdinalRecent(Ordinal):
    """The same with two more inputs: the last vote, and a forgetting mean of the votes."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names)
        self._last = self._mean = 0.0

    def vector(self, moment: Moment) -> list[float]:
        return [*super().vector(moment), self._last, self._mean]

    def learn(self, moment: Moment, answer: int) -> None:
        super().learn(moment, answer)
        self._last = float(answer)
        self._mean = 0.7 * self._mean + 0.3 * answer


class Population:
    """One logistic regression fitted on other people, and never adapted."""

    def __init__(self, setup: Setup) -> None:
        self._inputs = Inputs(EVERYTHING)
        rows = [self._inputs.vector(vote.moment) for vote in setup.others]
        answers = [vote.answer for vote in setup.others]
        self._model: Any = None
        if len(set(answers)) > 1:
            self._model = LogisticRegression(max_iter=300).fit(rows, answers)

    def predict(self, moment: Moment) -> Probabilities:
        if self._model is None:  # nobody else is known
            return normalised([1.0, 1.0, 1.0])
        return class_probabilities(self._model, self._inputs.vector(moment))

    def learn(self, moment: Moment, answer: int) -> None:
        self._inputs.learn(moment)


class PopulationBias(Population):
    """The same times how much more often than expected this person gave each answer."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self._given = [1.0, 1.0, 1.0]
        self._expected = [1.0, 1.0, 1.0]

    def predict(self, moment: Moment) -> Probabilities:
        parts = zip(super().predict(moment), self._given, self._expected, strict=True)
        return normalised([p * given / expected for p, given, expected in parts])

    def learn(self, moment: Moment, answer: int) -> None:
        expected = super().predict(moment)
        self._given[answer + 1] += 1 / 3
        self._expected = [e + p / 3 for e, p in zip(self._expected, expected, strict=True)]
        super().learn(moment, answer)


def class_probabilities(model: Any, vector: list[float]) -> Probabilities:
    """A fitted classifier's probabilities of the three answers, also of those it never saw."""
    weights = [FLOOR] * 3
    for answer, p in zip(model.classes_, model.predict_proba([vector])[0], strict=True):
        weights[int(answer) + 1] += float(p)
    return normalised(weights)


def forest(votes: list[Vote], train: int) -> list[Probabilities]:
    """Random forest fitted once on the first `train` votes; its predictions of the others."""
    inputs = Inputs(EVERYTHING)
    rows: list[list[float]] = []
    for vote in votes:
        rows.append(inputs.vector(vote.moment))
        inputs.learn(vote.moment)
    answers = [vote.answer for vote in votes]
    model = RandomForestClassifier(200, min_samples_leaf=3, random_state=7, n_jobs=1)
    model.fit(rows[:train], answers[:train])
    weights = [[FLOOR] * 3 for _ in rows[train:]]
    found: Any = model.predict_proba(rows[train:])
    for row, said in zip(weights, found, strict=True):
        for answer, p in zip(model.classes_, said, strict=True):
            row[int(answer) + 1] += float(p)
    return [normalised(row) for row in weights]


REFITTED: dict[str, Make] = {
    "logistic, ta": lambda setup: Logistic(TEMPERATURE),
    "logistic": lambda setup: Logistic(EVERYTHING),
    "ordinal, ta": lambda setup: Ordinal(TEMPERATURE),
    "ordinal": lambda setup: Ordinal(EVERYTHING),
    "ordinal + recent": lambda setup: OrdinalRecent(EVERYTHING),
    "population": Population,
    "population x shares": PopulationBias,
}
