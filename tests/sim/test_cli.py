"""What a user meets at the command line: one clear line and an exit code, nothing half-done."""

import json

import pytest
from click.testing import CliRunner

from habitude_host.cli import habitude
from habitude_host.errors import HabitudeError


def call(*words: str):
    return CliRunner().invoke(habitude, words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["sim", "run", "--dyas", "3"], "No such option"),
        (["sim", "run", "--days", "0"], "0 is not in the range 1<=x<=365"),
        (["sim", "run", "--residents", "5"], "5 is not in the range 1<=x<=4"),
        (["sim", "run", "--engine", "abacus"], "'abacus' is not one of 'unix', 'native'"),
        (["sim", "run", "--season", "spring"], "'spring' is not one of 'winter', 'summer'"),
        (["sim", "bench-home", "--seeds", "many"], "'many' is no range of seeds"),
        (["sim", "bench-home", "--seeds", "9..3"], "ends before it begins"),
        (["sim", "dance"], "No such command 'dance'"),
        (["dance"], "No such command 'dance'"),
    ],
)
def test_wrong_usage(words, message):
    result = call(*words)
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["sim", "run", "toaster", "--days", "1"], "unknown appliance 'toaster'"),
        (["sim", "replay", "nowhere.csv"], "nowhere.csv: No such file"),
        (["sim", "replay", "bad.csv"], "bad.csv, line 1: expected the header"),
        (["sim", "replay", "other.csv"], "line 2: 'reading.mood' is nothing that this appliance"),
        (
            ["sim", "replay", "value.csv"],
            "line 2: 'reading.room_temp' is 'warm', expected a number",
        ),
        (["sim", "replay", "empty.csv", "--appliance", "climate"], "the trace is empty"),
        (["sim", "replay", "value.csv", "--out", "no/where.csv"], "no/where.csv"),
        (["sim", "run", "--days", "1", "--out", "bad.csv/run"], "can't write to bad.csv/run"),
    ],
)
def test_things_that_go_wrong(words, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    header = "t,channel,value\n"
    named = "2026-01-05T00:00:00,meta.appliance,climate\n"
    (tmp_path / "bad.csv").write_text("time;value\n")
    (tmp_path / "other.csv").write_text(header + "2026-01-05T00:00:00,reading.mood,3\n" + named)
    (tmp_path / "value.csv").write_text(
        header + "2026-01-05T00:00:00,reading.room_temp,warm\n" + named
    )
    (tmp_path / "empty.csv").write_text(header)
    result = call(*words)
    assert result.exit_code == 1
    assert isinstance(result.exception, HabitudeError)
    assert message in str(result.exception)


def test_help_lists_the_commands():
    result = call("sim", "--help")
    assert result.exit_code == 0
    for command in ("run", "replay", "import-votes", "bench-home", "bench-learn", "fit-prior"):
        assert command in result.output


def test_a_kept_profile_is_taken_up_and_a_damaged_one_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["sim", "run", "--days", "3", "--engine", "native", "--profile", "kept", "--json"]
    first = json.loads(call(*words).stdout)
    copies = sorted((tmp_path / "kept").iterdir())
    assert copies
    assert json.loads(call(*words).stdout)["weeks"] != first["weeks"]

    newest = max(copies, key=lambda path: path.stat().st_mtime_ns)
    whole = newest.read_bytes()
    newest.write_bytes(bytes([*whole[:-9], whole[-9] ^ 16, *whole[-8:]]))
    left = {path: path.read_bytes() for path in (tmp_path / "kept").iterdir()}
    result = call(*words)
    assert result.exit_code == 1
    assert isinstance(result.exception, HabitudeError)
    assert f"damaged profile: {newest.relative_to(tmp_path)}" in str(result.exception)
    assert {path: path.read_bytes() for path in (tmp_path / "kept").iterdir()} == left
