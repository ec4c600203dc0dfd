import json
import os

import pytest

from habitude_host.errors import LinkError, RefusedError
from habitude_host.replay import Recording, replay
from habitude_sim import engines
from habitude_sim.scenario import live
from habitude_sim.world import World

QUICK = ("unix", "native")  # test_engine_rp2040.py has the emulated board


@pytest.fixture(scope="module")
def two_days(tmp_path_factory):
    """Two simulated days on real MicroPython, and their trace."""
    path = tmp_path_factory.mktemp("unix") / "trace.csv"
    world = World(seed=3, days=2, residents=2)
    return world, path, live(world, "unix", trace_path=path, record=True)


def test_a_household_is_heated_and_heard(two_days):
    world, _, outcome = two_days
    assert outcome.history is not None
    (week,) = outcome.weeks
    assert week["satisfied"] > 0.5
    assert week["energy_kwh"] > 1
    settled = outcome.history.operative_c[600:]
    assert 14 < min(settled) < max(settled) < 27
    assert len(outcome.learned) == world.days + 1
    assert set(outcome.learned[0].certainty) == {0}
    assert outcome.learned[0].difference != outcome.learned[-1].difference
    assert outcome.heap_peak_bytes is not None
    assert outcome.heap_peak_bytes < 192 * 1024


def test_both_engines_agree_to_the_byte(two_days, tmp_path):
    world, path, outcome = two_days
    native = live(world, "native", trace_path=tmp_path / "trace.csv")
    assert (tmp_path / "trace.csv").read_bytes() == path.read_bytes()
    assert native.weeks == outcome.weeks
    assert native.learned == outcome.learned
    assert native.why == outcome.why


@pytest.mark.parametrize("engine", QUICK)
def test_a_trace_lived_again_gives_the_same_trace(two_days, tmp_path, engine):
    _, path, _ = two_days
    recording = Recording.load(path)
    link = engines.start(engine, recording.appliance)
    result = replay(recording, link, tmp_path / "again.csv")
    link.close()
    assert result.ticks == 2 * 1440
    assert result.compared == result.ticks * 4
    assert result.differences == []
    assert (tmp_path / "again.csv").read_bytes() == path.read_bytes()


def test_other_decisions_are_noticed(two_days, tmp_path):
    _, path, _ = two_days
    lines = path.read_text().splitlines()
    place = next(i for i, line in enumerate(lines) if i > 5000 and "output.heat" in line)
    lines[place] = lines[place].rpartition(",")[0] + ",99.9"
    changed = tmp_path / "changed.csv"
    changed.write_text("\n".join(lines) + "\n")
    link = engines.start("native", "climate")
    result = replay(Recording.load(changed), link)
    assert {difference.channel for difference in result.differences} == {"output.heat"}
    assert result.differences[0].recorded == "99.9"


@pytest.mark.parametrize("engine", QUICK)
def test_unknown_appliance_is_refused(engine):
    with pytest.raises(LinkError, match="unknown appliance 'toaster'"):
        engines.start(engine, "toaster")


def test_a_micropython_that_cannot_be_started(tmp_path, monkeypatch):
    not_executable = tmp_path / "micropython"
    not_executable.write_text("no program")
    monkeypatch.setenv("MICROPYTHON", str(not_executable))
    with pytest.raises(LinkError, match=r"MicroPython can't be started: .*Permission denied"):
        engines.start("unix", "climate")
    monkeypatch.setenv("MICROPYTHON", "/bin/false")
    with pytest.raises(LinkError, match="ended with code 1"):
        engines.start("unix", "climate")


@pytest.mark.parametrize("engine", QUICK)
def test_what_was_learned_survives_a_restart_and_a_flipped_bit(tmp_path, engine):
    def overrides(link):
        told = link.ask(
            "learned", setting="target_temp", every=1800, count=1, **{"from": 8 * 3600}
        )
        return told["overrides"]

    link = engines.start(engine, "climate", tmp_path)
    for minute in range(400):
        link.ask(
            "step",
            up=minute * 60,
            local=minute * 60,
            readings=[2000 + minute % 5, None, None, 1],
            turns=[2 if minute in (50, 150) else 0],
        )
    link.close()  # without a word of farewell, as when the plug is pulled

    link = engines.start(engine, "climate", tmp_path)
    assert overrides(link) == 2
    assert link.ask("hello")["damaged"] == []
    link.close()

    newest = max(tmp_path.iterdir(), key=lambda path: (path.stat().st_mtime_ns, path.name))
    whole = newest.read_bytes()
    newest.write_bytes(bytes([*whole[:40], whole[40] ^ 1, *whole[41:]]))
    link = engines.start(engine, "climate", tmp_path)
    assert overrides(link) == 1
    assert len(link.ask("hello")["damaged"]) == 1
    link.close()


@pytest.mark.parametrize("engine", QUICK)
def test_people_are_answered_in_words(engine):
    link = engines.start(engine, "climate")
    assert link.say("set target_temp 22.5") == "target_temp is set to 22.5"
    with pytest.raises(RefusedError, match=r"in steps of 0\.5"):
        link.ask("set", setting="target_temp", value=2111)
    link.close()


def test_summary_of_a_run_is_the_same_on_both_engines(tmp_path):
    import subprocess
    import sys

    found = {}
    for engine in QUICK:
        out = tmp_path / engine
        command = [sys.executable, "-m", "habitude_host", "sim", "run", "climate", "--days", "2"]
        command += ["--seed", "5", "--engine", engine, "--out", str(out), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=True)
        summary = json.loads(done.stdout)
        assert summary == json.loads((out / "summary.json").read_text())
        assert (out / "report.html").stat().st_size > 10_000
        for differing in ("engine", "wall_s", "micropython", "heap_peak_bytes"):
            del summary[differing]
        found[engine] = summary
    assert found["unix"] == found["native"]
    assert (tmp_path / "unix" / "trace.csv").read_bytes() == (
        tmp_path / "native" / "trace.csv"
    ).read_bytes()
