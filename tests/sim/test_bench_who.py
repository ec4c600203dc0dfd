"""Two residents of opposite wishes: what is counted."""

import json
from io import StringIO

import pytest
from rich.console import Console

from habitude_sim import bench_who
from habitude_sim.alternatives import manual, oracle
from habitude_sim.bench_who import Served
from habitude_sim.changes import Apart
from habitude_sim.world import World


def test_time_alone_and_together_is_all_the_time_there_is() -> None:
    world = World(5, 16, 2, "average", changes=(Apart(3.0),))
    by_hand, best = manual(world).score, oracle(world).score
    settled = slice(14 * 1440, None)
    served, at_best = Served.of(world, by_hand), Served.of(world, best)
    assert served.alone + served.together == by_hand.awake()[settled].sum()
    satisfied = by_hand.satisfied()[settled].sum()
    assert served.alone_satisfied + served.together_satisfied == satisfied
    assert at_best.alone == served.alone > 0
    assert at_best.alone_satisfied > served.alone_satisfied


def test_a_run_prints_and_writes_its_figures(tmp_path, monkeypatch) -> None:
    served = Served(600, 300, 600, 540, 7, 10.0)
    households = [dict.fromkeys(bench_who.POLICIES, served)] * 2
    monkeypatch.setattr(bench_who, "measure_all", lambda *_: households)
    text = StringIO()
    bench_who.run([1, 2], "good", 3.0, tmp_path, Console(file=text, width=120))
    assert "told who is there" in text.getvalue()
    found = json.loads((tmp_path / "bench-who.json").read_text())["figures"]["not told"]
    assert found["satisfied"] == pytest.approx(0.7)
    assert found["satisfied_alone"] == pytest.approx(0.5)
    assert found["overrides_per_day"] == pytest.approx(0.5)
