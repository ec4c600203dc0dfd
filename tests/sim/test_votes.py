import pytest

from habitude_host.replay import Recording, replay
from habitude_host.trace import TraceError, read
from habitude_sim import engines
from habitude_sim.votes import COLUMNS, read_votes, write_trace

HEADER = ",".join(COLUMNS)


def votes_file(tmp_path, *rows):
    path = tmp_path / "votes.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def test_votes_become_readings_around_them_and_turns(tmp_path):
    path = votes_file(
        tmp_path,
        "ann,2026-03-02 10:00,24.5,50.0,,-1",
        "bob,2026-03-02 10:01,20.0,,,0",
        "ann,2026-03-02 15:00,,,,1",
        "ann,2026-03-02 16:00,23.1,,,0",
    )
    trace = tmp_path / "trace.csv"
    assert write_trace(read_votes(path, "ann"), trace) == 3
    turns = [(e.channel, e.value) for e in read(trace) if e.kind == "turn"]
    assert turns == [("turn.target_temp", "-2"), ("turn.target_temp", "2")]
    temperatures = [e.value for e in read(trace) if e.channel == "reading.room_temp"]
    assert temperatures == ["24.5", "", "23.1", ""]


def test_votes_in_quick_succession_stay_in_order(tmp_path):
    path = votes_file(
        tmp_path,
        "ann,2026-03-02 10:00,24.5,,,-1",
        "ann,2026-03-02 10:02,24.0,,,-1",
        "ann,2026-03-02 10:09,23.5,,,1",
    )
    trace = tmp_path / "trace.csv"
    write_trace(read_votes(path, "ann"), trace)
    events = list(read(trace))
    assert [e.value for e in events if e.kind == "turn"] == ["-2", "-2", "2"]
    assert [e.value for e in events if e.channel == "reading.room_temp"] == [
        "24.5",
        "24.0",
        "23.5",
        "",
    ]


def test_dates_without_times_are_spread_over_working_hours(tmp_path):
    path = votes_file(tmp_path, *["ann,1994-07-14,30,40,27,0"] * 4)
    votes = read_votes(path, "ann")
    assert [vote.at.hour for vote in votes] == [10, 12, 14, 16]
    assert votes[0].at.year == 2050
    assert votes[0].at.strftime("%A") == "Thursday"  # as 14 July 1994 was


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("ann,2026-03-02 10:00,warm,,,0", "line 2: could not convert string to float: 'warm'"),
        ("ann,2026-03-02 10:00,20,,,2", "line 2: preference is 2, expected -1, 0 or 1"),
        ("ann,soon,20,,,0", "line 2: Invalid isoformat string: 'soon'"),
        ("bob,2026-03-02 10:00,20,,,0", "no votes of 'ann'; people: bob"),
    ],
)
def test_bad_votes_are_named(tmp_path, row, message):
    with pytest.raises(TraceError, match=message):
        read_votes(votes_file(tmp_path, row), "ann")


def test_a_table_of_something_else(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(TraceError, match="expected the columns person"):
        read_votes(path, "ann")


def test_four_weeks_of_a_real_person_are_lived_through(shared, tmp_path):
    votes = read_votes(shared / "data" / "dev" / "enth.csv", "enth01")
    trace = tmp_path / "enth01.csv"
    count = write_trace(votes, trace, days=28)
    changes = sum(1 for vote in votes[:count] if vote.preference)
    assert changes >= 10
    results = {}
    for engine in ("unix", "native"):
        link = engines.start(engine, "climate")
        out = tmp_path / f"{engine}.csv"
        result = replay(Recording.load(trace), link, out)
        learned = link.ask(
            "learned", setting="target_temp", every=1800, count=1, **{"from": 12 * 3600}
        )
        link.close()
        assert result.turns == changes
        assert 0 < learned["overrides"] <= changes
        results[engine] = (learned, out.read_bytes())
    assert results["unix"] == results["native"]
