"""A recorded day on the emulated board: over its USB console, and tick for tick on its processor.

It decides and learns as the other engines do.
"""

from dataclasses import replace

import pytest

from habitude_host.errors import LinkError
from habitude_host.link import Link
from habitude_host.replay import Recording, replay
from habitude_sim import engines
from habitude_sim.bench import tick
from habitude_sim.emulator import Board
from habitude_sim.engines import rp2040
from habitude_sim.scenario import live
from habitude_sim.world import World

MINUTE_S = 60
TICKS = 300


@pytest.fixture(scope="module")
def day(tmp_path_factory) -> Recording:
    """Two days of a simulated household, of which the second has turns."""
    path = tmp_path_factory.mktemp("day") / "trace.csv"
    live(World(seed=2, days=2), "native", trace_path=path)
    return Recording.load(path)


def around_a_turn(day, before_min, after_min):
    """The minutes around the first turn, with what the sensors said until then."""
    turned = next(event.local_s for event in day.events if event.kind == "turn")
    first, end = turned - before_min * MINUTE_S, turned + after_min * MINUTE_S
    said = {e.channel: e for e in day.events if e.kind == "reading" and e.local_s <= first}
    start = [replace(event, local_s=first) for event in said.values()]
    lived = ("reading", "turn")
    rest = [e for e in day.events if e.kind in lived and first < e.local_s < end]
    return replace(day, events=start + rest)


def test_replays_a_recorded_day_as_the_others_do(day, pico_w_image, tmp_path):
    short, long = around_a_turn(day, 5, 20), around_a_turn(day, 100, TICKS - 100)
    listening = tick.Listening()
    replay(long, listening)
    steps = listening.steps
    assert len(steps) >= TICKS
    board = Board(rp2040.files("climate") | tick.files(steps), pico_w_image)

    kept = {}
    for engine in engines.ENGINES:
        folder = tmp_path / engine
        folder.mkdir()
        link = (
            Link(rp2040.Rp2040Transport(board, folder))
            if engine == "rp2040"
            else engines.start(engine, "climate", folder)
        )
        result = replay(short, link, folder / "trace.csv")
        assert (result.ticks, result.turns) == (25, 1)
        link.ask("save")
        link.close()
        kept[engine] = [(folder / name).read_bytes() for name in ("trace.csv", "profile.a")]
    assert kept["rp2040"] == kept["unix"] == kept["native"]

    _, _, _, decided = tick.lived(board, steps)
    assert decided == tick.decisions(steps, "unix") == tick.decisions(steps, "native")
    assert len({tuple(each) for each in decided}) > TICKS / 4


def test_what_is_wrong_is_told(new_board):
    board = new_board({"main.py": b"print('error: no such appliance')"})
    with pytest.raises(LinkError, match=r"^no such appliance$"):
        Link(rp2040.Rp2040Transport(board)).greet()
    board = new_board({"main.py": b"def f():\n    1 / 0\nf()"})
    with pytest.raises(LinkError, match=r"(?s)firmware failed:.*in f\s+ZeroDivisionError"):
        Link(rp2040.Rp2040Transport(board)).greet()
    board = new_board({"main.py": b"import time\nwhile True: time.sleep(1)"})
    with pytest.raises(LinkError, match="did not say"):
        Link(rp2040.Rp2040Transport(board)).greet()
