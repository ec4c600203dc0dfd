"""The benchmark on a tiny folder of made-up votes."""

import csv
import gzip
import json
import math
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from habitude_sim.bench_learn import fit, prequential, votes_ablation
from habitude_sim.bench_learn.part import Options
from habitude_sim.bench_learn.prequential import Run
from habitude_sim.bench_learn.run import run
from habitude_sim.bench_learn.votes_data import (
    Person,
    Source,
    VotesError,
    link_seasons,
    read_source,
    read_sources,
)
from habitude_sim.bench_learn.votes_scores import SLICES, paired, slice_runs
from habitude_sim.bench_learn.votes_targets import Goal, in_one_pot

COLUMNS = [
    "person",
    "group",
    "seq",
    "ts",
    "ta",
    "rh",
    "met",
    "clo",
    "t_out",
    "indoor",
    "pmv",
    "pmv_est",
    "preference",
]


VOTES = 28
ALTERNATIVES = prequential.alternatives()


def write(path: Path, people: dict[str, tuple[str, datetime, float]], timed: bool) -> None:
    """A file of votes: person, then group, first day and the temperature that suits them."""
    random.seed(7)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for name, (group, first, suits) in people.items():
            for seq in range(VOTES):
                at = first + timedelta(days=seq // 4, hours=9 + seq % 4)
                ta = round(random.uniform(18, 30), 1)
                answer = 0 if abs(ta - suits) < 2 else -1 if ta > suits else 1
                ts = at.isoformat(" ", "minutes") if timed else at.date().isoformat()
                features = [ta, 50, 1.1, "", 20, 1 if timed else "", 0.2, -0.1]
                table.writerow([name, group, seq, ts, *features, answer])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("votes")
    summer, winter = datetime(1993, 7, 1), datetime(1994, 1, 3)
    write(
        made / "dated.csv",
        {"a": ("g", summer, 24.0), "b": ("g", winter, 22.0), "c": ("h", summer, 26.0)},
        timed=False,
    )
    write(made / "timed.csv", {"d": ("d", summer, 24.0), "e": ("e", summer, 21.0)}, timed=True)
    (made / "other.csv").write_text("ts,temp\n2015-02-02 14:19,23.7\n")
    return made


def test_the_benchmark_tells_of_every_model(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "ITERATIONS", 1)
    monkeypatch.setattr(votes_ablation, "VARIANTS", votes_ablation.VARIANTS[:2])
    some = {name: ALTERNATIVES[name] for name in ("last vote", "population", "river softmax")}
    monkeypatch.setattr(prequential, "alternatives", lambda: some)
    out = tmp_path / "out.json"
    options = Options(
        folder, tmp_path / "cache", crossed=True, ablation=True, tell=lambda line: None
    )
    console = Console(record=True, width=200, quiet=True)
    run(["votes"], options, out, console)
    found = json.loads(out.read_text())["votes"]
    sources = found["sources"]
    assert set(sources) == {"dated", "timed"}
    models = sources["dated"]["models"]
    assert {"last vote", "population", "random forest", "river softmax"} <= set(models)
    assert 0 <= models["last vote"]["after 20"]["accuracy"] <= 1
    assert models["last vote"]["season 2, first 20"]["people"] == 1
    assert {"Habitude", "Habitude, fitted on others"} <= set(models)
    assert {"last content", "Habitude"} <= set(sources["timed"]["thermostats"])
    sources = {target["source"] for target in found["targets"]}
    assert sources == {"dated", "timed", "dated, timed"}
    assert list(found["ablation"]) == ["full", "no context in the prior"]
    assert found["bytes_a_person"] <= 200
    assert any((tmp_path / "cache").iterdir())


@pytest.mark.parametrize("name", ALTERNATIVES)
def test_every_alternative_learns(folder: Path, name: str) -> None:
    source = read_sources(folder)[1]
    one = Source(source.name, [Person("d", "d", source.people[0].votes[:12])])
    [lived] = prequential.run_people(ALTERNATIVES[name], one, source)
    for said in lived.predictions:
        assert said is not None
        assert sum(said) == pytest.approx(1)
        assert min(said) > 0


def test_dates_and_times_differ_in_what_is_fresh(folder: Path) -> None:
    dated, timed = read_sources(folder)
    for source in (dated, timed):
        moments = [vote.moment for vote in source.people[0].votes]
        assert [m.fresh for m in moments[:9]] == [False] * 4 + [True] + [False] * 3 + [True]
    assert dated.people[0].votes[0].moment.hour is None
    assert timed.people[0].votes[1].moment.hour == 10


def test_seasons_of_one_volunteer_are_linked_in_their_order(folder: Path) -> None:
    linked = link_seasons(read_sources(folder)[0])
    assert [person.name for person in linked.people] == ["g"]
    moments = [vote.moment for vote in linked.people[0].votes]
    assert [m.season for m in moments] == [0] * VOTES + [1] * VOTES
    assert moments[VOTES].place_in_season == 0


def test_a_model_is_scored_by_person_and_in_one_pot(folder: Path) -> None:
    people = read_sources(folder)[0].people
    runs = [Run(people[0], [(0.5, 0.3, 0.2)] * VOTES), Run(people[1], [None] * VOTES)]
    sliced = slice_runs(runs, SLICES[0])
    assert sliced is not None
    cooler = sum(vote.answer == -1 for vote in people[0].votes)
    assert list(sliced.people) == ["a"]
    assert sliced.mean_of("accuracy") == pytest.approx(cooler / VOTES)
    said = [(0.5, 0.3, 0.2)[vote.answer + 1] for vote in people[0].votes]
    assert sliced.pooled().log_loss == pytest.approx(sum(-math.log(p) for p in said) / VOTES)
    assert paired(sliced, sliced, "accuracy") == (0.0, 0.0)


def test_nobody_with_enough_votes_is_no_figure() -> None:
    assert slice_runs([Run(Person("p", "p", []), [])], SLICES[0]) is None


def test_what_is_no_table_of_votes_is_refused_by_name(folder: Path, tmp_path: Path) -> None:
    assert read_sources(tmp_path) == []
    with pytest.raises(VotesError, match="no such folder"):
        read_sources(tmp_path / "none")
    assert read_source(folder / "other.csv") is None
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("person,group,seq,ts,preference\np,p,0,2020-01-01,2\n")
    with pytest.raises(VotesError, match=r"wrong\.csv: preference is 2"):
        read_source(wrong)


def test_reads_compressed_tables_alike(folder: Path, tmp_path: Path) -> None:
    packed = tmp_path / "dated.csv.gz"
    packed.write_bytes(gzip.compress((folder / "dated.csv").read_bytes()))
    assert read_sources(tmp_path) == read_sources(folder)[:1]
    packed.write_bytes(packed.read_bytes()[:100])
    with pytest.raises(VotesError, match=r"dated\.csv\.gz"):
        read_sources(tmp_path)


def test_a_table_without_a_vote_is_no_source(folder: Path, tmp_path: Path) -> None:
    first = (folder / "dated.csv").read_text().splitlines()[0]
    (tmp_path / "dated.csv").write_text(first + "\n")
    assert read_sources(tmp_path) == []


def test_where_the_best_has_to_be_beaten_its_equal_is_not_enough() -> None:
    goal = Goal("after 20", "accuracy", by_error=True, above=("here",))
    assert goal.target("here", 0.8, 0.1) == 0.8
    assert not goal.reached("here", 0.8, 0.8)
    assert goal.reached("here", 0.81, 0.8)
    assert goal.target("there", 0.8, 0.1) == pytest.approx(0.7)
    assert goal.reached("there", 0.7, 0.7)


def test_all_fresh_votes_in_one_pot_are_compared_with_who_foretold_as_many() -> None:
    right, wrong = ((0.1, 0.8, 0.1), 0), ((0.1, 0.8, 0.1), 1)
    pots = {"Habitude": [right, right, wrong], "few": [right], "other": [right, wrong, wrong]}
    [[found]] = in_one_pot(pots, ["Habitude"], "ashrae, enth")
    assert (found.best, found.target, found.reached) == ("other", 0.73, False)
    assert found.value == pytest.approx(2 / 3)
    assert found.difference == pytest.approx(1 / 3)
    [[elsewhere]] = in_one_pot(pots, ["Habitude"], "here, there")
    assert elsewhere.target is None


def test_a_source_without_two_surveys_links_nobody() -> None:
    assert link_seasons(Source("s", [Person("p", "p", [])])).people == []


def test_a_folder_without_votes_is_told_and_passed_over(tmp_path: Path) -> None:
    told: list[str] = []
    run(["votes"], Options(tmp_path, tmp_path, tell=told.append), None, Console(quiet=True))
    assert told == [f"votes: no table of votes in {tmp_path}"]
