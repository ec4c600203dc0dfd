"""Fit the opinion learner's constants on votes: the most probable ones, a priori near the guess.

The negative log-likelihood of all votes, those of a person's first ten and fresh ones counted
twice (there an appliance is judged), plus the guess: constants are log-normal about it with a
standard deviation of 0.5, the neutral temperature normal with 2 K. Minimised by L-BFGS (Liu &
Nocedal, 1989) from the guess, with numerical gradients: the same votes give the same constants.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from habitude_sim.bench_learn.opinion_model import GUESS, Array, Ballots, foretell
from habitude_sim.bench_learn.votes_data import Person, Source

NAMES = tuple(GUESS)
LINEAR = {"neutral_c"}  # the others are positive, and fitted as logarithms
SPREADS = np.array([2.0 if name in LINEAR else 0.5 for name in NAMES])
STEP = 1e-4
ITERATIONS = 60
FOLDS = 5


def fit(
    people: list[Person], frozen: dict[str, float], without: tuple[str, ...] = ()
) -> dict[str, float]:
    """Constants for votes of these people; `frozen` ones stay as they are given."""
    ballots = Ballots.of(people, without)
    worth = _worth(people, ballots)
    guess = _pack({**GUESS, **frozen})
    free = np.array([name not in frozen for name in NAMES])

    def losses(points: Array) -> Array:
        """Of many points, a row each."""
        constants = {name: _unpack(name, points[:, [i]]) for i, name in enumerate(NAMES)}
        said = foretell(constants, ballots)
        rows, columns = np.indices(ballots.answers.shape)
        likely = np.log(said[:, rows, columns, ballots.answers])
        from_guess = ((points - guess) / SPREADS) ** 2
        return -(likely * worth).sum((1, 2)) + from_guess.sum(1) / 2

    def loss_and_slope(point: Array) -> tuple[float, Array]:
        moves = np.vstack([np.zeros(free.sum()), np.eye(free.sum()) * STEP])
        points = np.tile(guess, (len(moves), 1))
        points[:, free] = point + moves
        found = losses(points)
        return float(found[0]), (found[1:] - found[0]) / STEP

    found = minimize(
        loss_and_slope, guess[free], jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}
    )
    best = guess.copy()
    best[free] = found.x
    return {name: float(_unpack(name, best[i])) for i, name in enumerate(NAMES)}


def _worth(people: list[Person], ballots: Ballots) -> Array:
    worth = ballots.given.copy()
    for row, person in enumerate(people):
        for column, vote in enumerate(person.votes):
            if column < 10:
                worth[row, column] *= 2
            if vote.moment.fresh:
                worth[row, column] *= 2
    return worth


def _pack(constants: dict[str, float]) -> Array:
    return np.array(
        [constants[n] if n in LINEAR else np.log(max(constants[n], 1e-9)) for n in NAMES]
    )


def _unpack(name: str, values: Array) -> Array:
    return values if name in LINEAR else np.exp(values)


def folds(sources: list[Source]) -> list[frozenset[str]]:
    """Volunteers (groups) of all sources dealt into five folds, by size and name."""
    sizes: dict[str, int] = {}
    for source in sources:
        for person in source.people:
            key = f"{source.name}/{person.group}"
            sizes[key] = sizes.get(key, 0) + len(person.votes)
    dealt: list[set[str]] = [set() for _ in range(FOLDS)]
    for place, key in enumerate(sorted(sizes, key=lambda key: (-sizes[key], key))):
        dealt[place % FOLDS].add(key)
    return [frozenset(fold) for fold in dealt]


def everyone(sources: list[Source], but: frozenset[str] = frozenset()) -> list[Person]:
    return [p for s in sources for p in s.people if f"{s.name}/{p.group}" not in but]
