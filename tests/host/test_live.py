"""An appliance followed, recorded, and lived through once more."""

import json
import time
from collections import deque
from io import StringIO

import pytest
from click.testing import CliRunner
from rich.console import Console

from habitude import serve
from habitude_host import live_cli
from habitude_host.at_port import appliance
from habitude_host.errors import HabitudeError, RefusedError
from habitude_host.face import Face
from habitude_host.link import Link
from habitude_host.record import Recorder
from habitude_host.replay import Recording, replay
from habitude_host.screen import screen
from habitude_host.snapshot import Snapshot
from habitude_host.trace import TraceWriter, read
from habitude_host.watch import Watch

MONDAY_S = 86400 * 735  # 2026-01-05
SETTING = {"setting": "target_temp"}


class Wire:
    """The firmware in this process."""

    def __init__(self):
        self._said = deque()
        self._firmware = serve.start("climate", None, self._said.append)

    def write(self, line):
        self._firmware.feed(line, len(line))

    def readline(self):
        return self._said.popleft()

    def close(self):
        pass


@pytest.fixture
def link():
    return Link(Wire())


def step(link, minute, turn=0, room=2000, clock=True, every_s=60):
    local_s = MONDAY_S + every_s * minute if clock else -1
    readings = [room + minute % 7, 415, None, 1]
    link.ask("step", up=every_s * minute, local=local_s, readings=readings, turns=[turn])


def recorded(link, path, ticks, **options):
    """A trace of so many ticks, turned now and then; each is looked at twice."""
    face = Face.of(link)
    with TraceWriter(path) as writer:
        recorder = Recorder(writer, "climate", face)
        for minute in range(ticks):
            turn = {20: 2, 21: 1, 70: -3}.get(minute, 0)
            step(link, minute, turn, **options)
            assert recorder.take(Snapshot.of(link, face))
            assert not recorder.take(Snapshot.of(link, face))
        recorder.close()
    return recorder


def test_a_recorded_life_can_be_lived_again(link, tmp_path):
    path = tmp_path / "home.csv"
    recorder = recorded(link, path, 100)
    assert (recorder.ticks, recorder.turns) == (100, 3)
    result = replay(Recording.load(path), Link(Wire()))
    assert (result.ticks, result.turns, result.compared) == (100, 3, 400)
    assert result.differences == []


def test_ticks_are_as_far_apart_as_they_are(link, tmp_path):
    recorded(link, tmp_path / "home.csv", 3, every_s=20)
    assert Recording.load(tmp_path / "home.csv").tick_s == 20


def test_one_tick_is_written_too(link, tmp_path):
    recorded(link, tmp_path / "home.csv", 1)
    assert Recording.load(tmp_path / "home.csv").tick_s == 60


def test_a_board_without_a_clock_is_recorded_in_this_computers_time(link, tmp_path):
    recorded(link, tmp_path / "home.csv", 3, clock=False)
    times = sorted({event.local_s for event in read(tmp_path / "home.csv")})
    assert times[0] > MONDAY_S
    assert [at - times[0] for at in times] == [0, 60, 120]


def test_time_never_goes_back(link, tmp_path):
    face = Face.of(link)
    with TraceWriter(tmp_path / "home.csv") as writer:
        recorder = Recorder(writer, "climate", face)
        for minute, local_s in enumerate((MONDAY_S, MONDAY_S - 3600, MONDAY_S + 120)):
            readings = [2000 + minute, 415, None, 1]
            link.ask("step", up=60 * minute, local=local_s, readings=readings, turns=[0])
            recorder.take(Snapshot.of(link, face))
    assert {e.local_s - MONDAY_S for e in read(tmp_path / "home.csv")} == {0, 120}


def texts(watch):
    return [event.text for event in watch.look()]


def test_what_happens_is_told_with_its_reason(link):
    step(link, 0)
    watch = Watch(link)
    assert texts(watch) == []
    step(link, 1, turn=2)
    assert "target_temp 21.00 → 22.00 °C: set by hand" in texts(watch)
    step(link, 2, room=9000)
    assert "room_temp is faulty (out of range)" in (told := texts(watch))
    assert any(text.startswith("fault: room_temp is faulty") for text in told)
    for minute in range(3, 50):
        step(link, minute)
    told = texts(watch)
    assert "the fault is over" in told
    assert any(text.startswith("target_temp 22.00 → ") and "advice is" in text for text in told)
    link.ask("came", person="anna")
    link.ask("freeze", setting="all")
    assert texts(watch) == ["anna is here", "target_temp: learning is frozen"]
    step(link, 1)
    assert "it has started anew" in texts(watch)
    assert watch.events[0].time == "2026-01-05T00:01:00"


def test_of_a_locked_one_it_tells_what_anybody_may_know(link, monkeypatch):
    ask = link.ask

    def locked(command, **arguments):
        if command in ("people", "why", "routine"):
            raise RefusedError("locked", "it is locked")
        return ask(command, **arguments) | ({"lock": "locked"} if command == "status" else {})

    monkeypatch.setattr(link, "ask", locked)
    step(link, 0)
    watch = Watch(link)
    step(link, 1, turn=1)
    assert texts(watch) == ["target_temp 21.00 → 21.50 °C: set by hand"]


def test_the_screen_has_all_of_it(link):
    step(link, 0)
    watch = Watch(link)
    step(link, 1, turn=2)
    watch.look()
    console = Console(file=StringIO(), width=100)
    console.print(screen(watch, "the connection broke"))
    drawn = console.file.getvalue()
    for part in (
        "climate, firmware",
        "2026-01-05 00:01:00",
        "20.01 °C",
        "stale: missing",
        "set by hand",
        "target_temp 21.00 → 22.00 °C",
        "the connection broke",
    ):
        assert part in drawn


def run(command, *words, code=0):
    done = CliRunner().invoke(command, [str(word) for word in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code
    return done.output


@pytest.fixture
def trace(link, tmp_path):
    recorded(link, tmp_path / "home.csv", 90)
    return tmp_path / "home.csv"


def test_a_trace_played_into_a_board(climate_port, trace, tmp_path):
    port = ("--port", climate_port)
    out = tmp_path / "again.csv"
    told = run(live_cli.replay, trace, "--out", out, *port)
    assert told == "90 ticks, 3 turns, 360 decisions compared, 0 differ\n"
    told = run(live_cli.replay, trace, "--forget", "--json", *port, code=3)
    assert "reset it first" in told
    assert json.loads(told.splitlines()[-1])["ticks"] == 90
    assert Recording.load(out).decisions


def test_what_was_set_by_hand_before_is_told_and_forgotten(climate_port, trace):
    with appliance(climate_port) as link:
        link.ask("set", setting="target_temp", value=2800)
    assert "set by hand" in run(live_cli.replay, trace, "--port", climate_port, code=3)


def test_a_new_life_is_begun_by_forgetting(climate_port, trace):
    with appliance(climate_port) as link:
        link.ask("set", setting="target_temp", value=2800)
    told = run(live_cli.replay, trace, "--forget", "--port", climate_port)
    assert told == "90 ticks, 3 turns, 360 decisions compared, 0 differ\n"


def test_where_a_board_decides_otherwise_is_said(climate_port, trace):
    lines = trace.read_text().splitlines()
    place = max(i for i, line in enumerate(lines) if "setting.target_temp" in line)
    lines[place] = lines[place].rpartition(",")[0] + ",5.00"
    trace.write_text("\n".join(lines) + "\n")
    told = run(live_cli.replay, trace, "--port", climate_port, code=3)
    time = lines[place].partition(",")[0]
    assert f"\n  {time} setting.target_temp: recorded 5.00, now 2" in told


def test_a_trace_without_decisions_is_lived_through(climate_port, tmp_path):
    trace = tmp_path / "readings.csv"
    trace.write_text("t,channel,value\n2026-01-05T00:00:00,reading.room_temp,20\n")
    with pytest.raises(HabitudeError, match="names no appliance"):
        run(live_cli.replay, trace, "--port", climate_port)
    told = run(live_cli.replay, trace, "--appliance", "climate", "--port", climate_port)
    assert "no decisions to compare with" in told
    assert "1 ticks" in told


def test_a_replay_takes_its_time(climate_port, trace):
    lines = trace.read_text().splitlines()
    short = [line for line in lines if line < "2026-01-05T00:04" or line.startswith("t,")]
    trace.write_text("\n".join(short) + "\n")
    began = time.monotonic()
    assert "4 ticks" in run(live_cli.replay, trace, "--speed", "600", "--port", climate_port)
    assert time.monotonic() - began >= 0.3


def test_a_board_with_sensors_takes_no_trace(peer, trace):
    def respond(peer, line):
        asked = peer.asked(line)
        if asked["do"] == "step":
            return peer.answer(asked["id"], error="own-clock", say="lives by its own sensors")
        return peer.answer(asked["id"], ok=told[asked["do"]])

    native = Link(Wire())
    asked = (("hello", {}), ("describe", {}), ("status", {}), ("satisfaction", SETTING))
    told = {command: native.ask(command, **arguments) for command, arguments in asked}
    there = peer(respond)
    with pytest.raises(HabitudeError, match="lives by its own sensors"):
        run(live_cli.replay, trace, "--port", there.path)


def test_record_and_monitor_on_a_port(climate_port, tmp_path):
    port = ("--port", climate_port)
    told = run(live_cli.record, tmp_path / "now.csv", "--for", "0.05", "--every", "0.02", *port)
    assert told.startswith("1 ticks and 0 turns are in ")
    assert run(live_cli.monitor, "--for", "0.05", "--every", "0.02", *port) == ""


def test_a_pulled_cable_ends_no_record(peer, tmp_path):
    home, looks = Wire(), []
    step(Link(home), 0)

    def respond(peer, line):
        looks.extend([line] if b"status" in line else [])
        if len(looks) == 2:
            return peer.replug()
        if len(looks) == 3:
            step(Link(home), 1, turn=2)
        home.write(line)
        home.write(b"\n")
        return home.readline()

    there = peer(respond)
    out = tmp_path / "home.csv"
    told = run(live_cli.record, out, "--for", "0.9", "--every", "0.05", "--port", there.path)
    assert "waiting for the board to come back" in told
    assert "2 ticks and 1 turns are in" in told
    assert Recording.load(out).decisions
