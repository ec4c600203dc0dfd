"""Alternatives that learn the routine online, from the library River (Montiel et al., 2021)."""

# River's types are incomplete.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import math
from typing import Any

from river import forest, linear_model, optim

from habitude_sim.bench_learn.routine_baselines import BaseRate, Make, octaves
from habitude_sim.bench_learn.routine_data import DAY, WEEK, Life


class RiverRegression:
    """Logistic regression with AdaGrad on indicators of time and of how long ago."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._model: Any = linear_model.LogisticRegression(
            optimizer=optim.AdaGrad(0.05), intercept_lr=0.01
        )

    def _features(self, slot: int) -> dict[str, float]:
        life = self._life
        of_week = life.slots[slot] % WEEK
        return {
            f"hour {of_week // 4}": 1.0,
            f"half hour {of_week % DAY // 2}": 1.0,
            "on": float(life.was_on[slot]),
            f"since {octaves(life.since[slot])}": 1.0,
            f"rest {octaves(life.rest[slot])}": 1.0,
        }

    def predict(self, slot: int) -> float:
        return self._model.predict_proba_one(self._features(slot)).get(True, 0.5)

    def learn(self, slot: int, label: int) -> None:
        self._model.learn_one(self._features(slot), bool(label))


class RiverForest:
    """Adaptive random forest (Gomes et al., 2017) of five trees."""

    def __init__(self, life: Life) -> None:
        self._life = life
        every: Any = None  # of the features, at each split; its type forgets this
        self._model: Any = forest.ARFClassifier(
            n_models=5, seed=7, grace_period=200, leaf_prediction="mc", max_features=every
        )
        self._base = BaseRate(life)

    def _features(self, slot: int) -> dict[str, float]:
        life = self._life
        of_week = life.slots[slot] % WEEK
        return {
            "tod": of_week % DAY,
            "dow": of_week // DAY,
            "we": int(of_week >= 5 * DAY),
            "since": math.log2(life.since[slot] + 1),
            "son": math.log2(life.rest[slot] + 1),
        }

    def predict(self, slot: int) -> float:
        found: dict[int, float] = self._model.predict_proba_one(self._features(slot))
        return found.get(1, 0.0) if found else self._base.predict(slot)

    def learn(self, slot: int, label: int) -> None:
        self._base.learn(slot, label)
        self._model.learn_one(self._features(slot), label)


RIVER: dict[str, Make] = {"river_logreg": RiverRegression, "river_arf5": RiverForest}
