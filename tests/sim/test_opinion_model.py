"""The learner's float64 reference: what the firmware's integers have to come to, and its fit."""

import random
from datetime import datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from habitude.fixed import MISSING
from habitude.learn import comfort, opinion_prior
from habitude.learn import opinion_kernel as kernel
from habitude.learn.opinion import Opinion
from habitude_sim.bench_learn import fit
from habitude_sim.bench_learn import opinion_prior as prior_file
from habitude_sim.bench_learn.opinion_model import GUESS, Ballots, foretell
from habitude_sim.bench_learn.votes_data import Moment, Person, Source, Vote

EPOCH = datetime(2024, 1, 1)


def somebody(seed: int, suits: float, votes: int = 60) -> Person:
    """A person whom a temperature suits, warmer in the evening, who votes in bursts."""
    chances = random.Random(seed)
    at = datetime(2024, 3, 1, 9)
    given: list[Vote] = []
    for place in range(votes):
        at += timedelta(minutes=chances.choice([5, 30, 200, 900, 9000]))
        ta = None if chances.random() < 0.1 else round(chances.uniform(16, 32), 2)
        off = (ta or 25) - suits - (1 if at.hour > 17 else 0) + chances.gauss(0, 1)
        moment = Moment(
            at,
            timed=True,
            place=place,
            fresh=False,
            ta=ta,
            clo=round(chances.uniform(0.3, 1.5), 2),
            met=None if chances.random() < 0.3 else 1.1,
            t_out=round(chances.uniform(0, 30), 1),
        )
        given.append(Vote(moment, 0 if abs(off) < 2 else -1 if off > 0 else 1))
    return Person(f"p{seed}", f"p{seed}", given)


PEOPLE = [somebody(seed, suits) for seed, suits in enumerate((20, 22, 24, 26))]


def by_firmware(person: Person, constants: dict[str, float]) -> np.ndarray:
    scale = comfort.scale(SimpleNamespace(**prior_file.integers(constants)))
    opinion = Opinion(scale)
    said = []
    for vote in person.votes:
        m = vote.moment
        values = (m.ta, m.clo, m.met, m.t_out, m.hour)
        units = (100, 100, 100, 100, 3600)
        raw = tuple(
            MISSING if value is None else round(value * unit)
            for value, unit in zip(values, units, strict=True)
        )
        now = int((m.at - EPOCH).total_seconds())
        opinion.predict(raw, now)
        pooled = opinion._work[kernel.POOLED : kernel.POOLED + 3]
        said.append([p / kernel.ONE * 0.985 + 0.005 for p in pooled])
        opinion.vote(raw, now, vote.answer)
    return np.array(said)


def test_the_integers_come_to_what_the_reference_says() -> None:
    constants = {name: np.array([[value]]) for name, value in GUESS.items()}
    said = foretell(constants, Ballots.of(PEOPLE))[0]
    for row, person in enumerate(PEOPLE):
        off = np.abs(by_firmware(person, GUESS) - said[row]).max(1)
        assert off.mean() < 0.01
        assert off.max() < 0.06


def test_many_constants_at_once_are_as_one_at_a_time() -> None:
    ballots = Ballots.of(PEOPLE)
    both = {name: np.array([[value], [value * 1.1]]) for name, value in GUESS.items()}
    second = {name: values[1:] for name, values in both.items()}
    assert np.allclose(foretell(both, ballots)[1], foretell(second, ballots)[0])


def test_people_with_fewer_votes_change_nothing_for_the_others() -> None:
    few = Person("few", "few", PEOPLE[1].votes[:7])
    constants = {name: np.array([[value]]) for name, value in GUESS.items()}
    alone = foretell(constants, Ballots.of([few]))[0, 0]
    beside = foretell(constants, Ballots.of([PEOPLE[0], few]))[0, 1, :7]
    assert np.allclose(alone, beside)


def test_fitting_makes_the_votes_likelier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit, "ITERATIONS", 4)
    ballots = Ballots.of(PEOPLE)
    rows, columns = np.indices(ballots.answers.shape)

    def likely(constants: dict[str, float]) -> float:
        arrays = {name: np.array([[value]]) for name, value in constants.items()}
        said = foretell(arrays, ballots)[0]
        return float(np.log(said[rows, columns, ballots.answers]).sum())

    found = fit.fit(PEOPLE, {"rate": 0.0})
    assert likely(found) > likely(GUESS)
    assert found["rate"] == pytest.approx(0, abs=1e-6)


def test_folds_hold_everybody_once() -> None:
    dealt = fit.folds([Source("s", PEOPLE)])
    assert sorted(key for fold in dealt for key in fold) == [f"s/p{n}" for n in range(4)]
    left = fit.everyone([Source("s", PEOPLE)], dealt[0])
    assert len(left) == 4 - len(dealt[0])


def test_what_is_written_is_what_the_firmware_carries(tmp_path) -> None:
    path = tmp_path / "opinion_prior.py"
    found = prior_file.integers(GUESS)
    prior_file.write(path, found)
    carried: dict[str, object] = {}
    exec(path.read_text(), carried)
    names = {name for name in vars(opinion_prior) if name.isupper()}
    assert {name: carried[name] for name in names} == found
