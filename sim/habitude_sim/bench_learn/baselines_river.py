"""Alternatives that learn online, from the library River (Montiel et al., 2021)."""

# River's types are incomplete.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from river import (
    forest,
    linear_model,
    naive_bayes,
    neighbors,
    optim,
    preprocessing,
    tree,
)

from habitude_sim.bench_learn.baselines import Make, Probabilities, Shares, normalised
from habitude_sim.bench_learn.baselines_refit import EVERYTHING, FLOOR, Inputs
from habitude_sim.bench_learn.votes_data import CLASSES, Moment


class River:
    """A River classifier; the person's shares where it has no opinion."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._inputs = Inputs(EVERYTHING)
        self._shares = Shares()

    def _features(self, moment: Moment) -> dict[str, float]:
        return dict(zip(EVERYTHING, self._inputs.vector(moment), strict=True))

    def predict(self, moment: Moment) -> Probabilities:
        found: dict[int, float] = self._model.predict_proba_one(self._features(moment))
        weights = [found.get(answer, 0.0) + FLOOR for answer in CLASSES]
        if not all(math.isfinite(weight) for weight in weights) or sum(weights) < 0.02:
            return self._shares.predict(moment)
        return normalised(weights)

    def learn(self, moment: Moment, answer: int) -> None:
        self._shares.learn(moment, answer)
        features = self._features(moment)
        self._inputs.learn(moment)
        self._model.learn_one(features, answer)


def _softmax() -> Any:
    return preprocessing.StandardScaler() | linear_model.SoftmaxRegression(optim.SGD(0.1))


def _neighbours() -> Any:
    return preprocessing.StandardScaler() | neighbors.KNNClassifier(n_neighbors=5)


def _bayes() -> Any:
    return naive_bayes.GaussianNB()


def _forest() -> Any:
    return forest.ARFClassifier(n_models=10, seed=7, grace_period=10)


def _tree() -> Any:
    return tree.HoeffdingAdaptiveTreeClassifier(grace_period=10, seed=7)


def _river(make: Callable[[], Any]) -> Make:
    return lambda setup: River(make())


RIVER: dict[str, Make] = {
    "river softmax": _river(_softmax),
    "river neighbours": _river(_neighbours),
    "river naive Bayes": _river(_bayes),
    "river adaptive forest": _river(_forest),
    "river adaptive tree": _river(_tree),
}
