"""People who are asked, and what is measured of it."""

import json
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from habitude_host.replay import Recording, replay
from habitude_host.trace import TraceError, read
from habitude_sim import bench_asking, engines
from habitude_sim.bench_asking import Difference, Household, Life
from habitude_sim.people.answers import AnswerParameters, Answers, Asked
from habitude_sim.scenario import live
from habitude_sim.world import MINUTES_PER_WEEK, World


def drawn(share: float = 0.5, minutes: int = 20_000) -> Answers:
    return Answers(np.random.default_rng(1), minutes, AnswerParameters(share=share))


def test_half_of_the_questions_are_answered_within_ten_minutes() -> None:
    delay_min = np.array(drawn().delay_min)
    answered = delay_min[delay_min >= 0]
    assert len(answered) / len(delay_min) == pytest.approx(0.5, abs=0.02)
    assert (answered.min(), answered.max()) == (1, 10)


def test_anybody_awake_may_answer() -> None:
    answers = drawn()
    who = [answers.who(minute, (0, 2)) for minute in range(20_000)]
    assert set(who) == {0, 2}
    assert who.count(0) / len(who) == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    ("error_k", "said"), [(0.0, 0), (0.5, 0), (-0.5, 0), (0.7, -1), (-0.7, 1), (3.0, -1)]
)
def test_beyond_half_of_the_tolerance_it_is_not_fine(error_k: float, said: int) -> None:
    assert drawn().answer(error_k, tolerance_k=1.2) == said


def test_an_answer_comes_once_and_only_to_a_question_that_stands() -> None:
    answers = drawn(share=1.0, minutes=100)
    asked = Asked(answers)
    due = [minute for minute in range(100) if asked.due(minute, 10 <= minute < 40)]
    assert due == [10 + answers.delay_min[10]]
    assert not any(asked.due(minute, False) for minute in range(100))
    never = Asked(drawn(share=0.0, minutes=100))
    assert not any(never.due(minute, True) for minute in range(100))


def test_a_life_with_answers_can_be_replayed(tmp_path) -> None:
    world, path = World(1, 5), tmp_path / "trace.csv"
    outcome = live(world, "native", trace_path=path)
    assert outcome.answers
    votes = [event for event in read(path) if event.kind == "vote"]
    assert [int(vote.value) for vote in votes] == [answer for _, answer in outcome.answers]
    again = replay(Recording.load(path), engines.start("native", "climate"), tmp_path / "2.csv")
    assert again.differences == []
    assert (tmp_path / "2.csv").read_text() == path.read_text()
    silent = live(world, "native", answers=False)
    first = outcome.answers[0][0]
    assert silent.answers == []
    assert silent.score.operative_c[:first] == outcome.score.operative_c[:first]
    assert silent.score.operative_c != outcome.score.operative_c


def test_an_answer_that_is_none_is_refused(tmp_path) -> None:
    path = tmp_path / "trace.csv"
    path.write_text("t,channel,value\n2026-01-05T07:00:00,vote.target_temp,2\n")
    with pytest.raises(TraceError, match=r"'vote.target_temp' is '2', expected -1"):
        replay(Recording.load(path, "climate"), engines.start("native", "climate"))


def lived(satisfied: float, asked_at: list[int], answers: list[tuple[int, int]]) -> Life:
    weeks = [{"week": n, "satisfied": satisfied, "overrides_per_day": 1.0} for n in range(1, 5)]
    return Life(weeks, asked_at, answers)  # type: ignore[arg-type]


def test_differences_are_paired() -> None:
    difference = Difference.of([0.9, 0.7], [0.8, 0.5])
    assert difference.difference == pytest.approx(0.15)
    assert difference.error == pytest.approx(0.05)


def test_a_run_prints_and_writes_its_figures(tmp_path, monkeypatch) -> None:
    asked_at = [2000, 4000, MINUTES_PER_WEEK + 5]
    home = Household(1, lived(0.9, asked_at, [(2005, 0), (4001, 1)]), lived(0.8, [2000], []))
    monkeypatch.setattr(bench_asking, "measure_all", lambda *_: [home, home])
    text = StringIO()
    bench_asking.run([1, 2], "average", 2, 4, tmp_path, Console(file=text, width=120))
    assert "questions a week" in text.getvalue()
    found = json.loads((tmp_path / "bench-asking.json").read_text())
    assert [week["asked"] for week in found["questions"]] == [2, 1, 0, 0]
    assert [week["answered"] for week in found["questions"]] == [2, 0, 0, 0]
    assert found["said"] == {"less": 0.0, "fine": 0.5, "more": 0.5}
    assert found["closest_days"] == pytest.approx(2000 / 1440)
    assert found["brought"]["satisfied, week 1"]["difference"] == pytest.approx(0.1)
