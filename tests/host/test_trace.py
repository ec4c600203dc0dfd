from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitude_host.trace import Event, TraceError, TraceWriter, iso, read

events = st.lists(
    st.tuples(
        st.integers(0, 2**30),
        st.sampled_from(["reading.room_temp", "output.heat", "setting.x", "turn.x", "meta.y"]),
        st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8),
    ),
    max_size=30,
).map(lambda rows: sorted(rows, key=lambda row: row[0]))


def written(rows: list[tuple[int, str, str]], path: Path) -> list[Event]:
    with TraceWriter(path) as trace:
        for row in rows:
            trace.put(*row)
    return list(read(path))


def values_over_time(rows: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """The rows that change their channel's value, as a reader must understand them."""
    last: dict[str, str] = {}
    kept = []
    for at, channel, value in rows:
        if last.get(channel) != value or channel.startswith("turn."):
            kept.append((at, channel, value))
        last[channel] = value
    return kept


@given(events)
def test_what_was_written_is_read(rows):
    with TemporaryDirectory() as folder:
        found = written(rows, Path(folder) / "trace.csv")
    assert [(e.local_s, e.channel, e.value) for e in found] == values_over_time(rows)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2026-01-05T00:00:00,reading.room_temp", "line 3: expected 3 columns"),
        ("yesterday,reading.room_temp,19", "line 3: 'yesterday' is no local time"),
        ("2026-01-05T00:00:00+01:00,reading.room_temp,19", "line 3: .* is no local time"),
        ("2001-01-05T00:00:00,reading.room_temp,19", "line 3: .* since 2024"),
        ("2026-01-04T00:00:00,reading.room_temp,19", "line 3: .* earlier than the line before"),
        ("2026-01-05T00:00:00,mood.room_temp,19", "line 3: unknown channel 'mood.room_temp'"),
        ("2026-01-05T00:00:00,reading.,19", "line 3: unknown channel"),
    ],
)
def test_a_malformed_line_is_named(tmp_path, line, message):
    path = tmp_path / "trace.csv"
    path.write_text(f"t,channel,value\n2026-01-05T00:00:00,reading.room_temp,19\n{line}\n")
    with pytest.raises(TraceError, match=message):
        list(read(path))


def test_a_file_that_is_no_trace(tmp_path):
    path = tmp_path / "trace.csv"
    with pytest.raises(TraceError, match="No such file"):
        list(read(path))
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TraceError, match="UTF-8"):
        list(read(path))
    path.write_text("time;value\n")
    with pytest.raises(TraceError, match="line 1: expected the header"):
        list(read(path))


def test_times_are_local_seconds_since_2024():
    assert iso(0) == "2024-01-01T00:00:00"
    assert iso(86400 * 366) == "2025-01-01T00:00:00"
