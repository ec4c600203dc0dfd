"""The soak itself: that it lives what a board would, and that it would find what it looks for."""

import struct
from pathlib import Path

import pytest

from habitude_host.link import Link
from habitude_sim.soak.board import PERIOD_MS, Board, Storage, Surroundings
from habitude_sim.soak.events import FAULTS, eventful
from habitude_sim.soak.figures import verdicts
from habitude_sim.soak.life import Course, Life, Sample

DAY_MS = 86_400_000
PICO_FREE = 58 * 1024  # after make bench-board; objects are half as large there


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Storage:
    return Storage.new(tmp_path_factory.mktemp("storage"), tick_s=60)


def grown(storage: Storage, leak: int) -> int:
    """By how much the heap grows in the last two of three days of a quiet house."""
    board = Board(storage, 60, first_ticks=PERIOD_MS - DAY_MS, leak=leak)
    link = Link(board)
    used = []
    for hour in range(1, 3 * 24 + 1):
        around = Surroundings(room_c=20 + hour % 7 / 10, motion=hour % 3 == 0)
        board.live(hour * 3_600_000, around)
        link.ask("memory")
        used.append(link.ask("memory")["used"])
    board.close()
    return used[-1] - used[24]


def test_a_week_with_faults_and_power_cuts_breaks_no_bound(tmp_path: Path) -> None:
    course = Life(tmp_path, days=8, seed=1, tick_s=60).live(lambda sample: None)
    broken = [verdict for verdict in verdicts(course) if not verdict.holds]
    assert not broken
    assert len(course.power_ons) == 5
    assert course.samples[-1].wraps >= 1
    assert course.samples[-1].saves > 0


def test_the_heap_is_a_picos(storage: Storage) -> None:
    board = Board(storage, 60)
    free = Link(board).ask("memory")["free"]
    board.close()
    assert abs(free - 2 * PICO_FREE) < 12 * 1024


def test_a_leak_of_100_bytes_a_day_would_be_found(storage: Storage) -> None:
    assert abs(grown(storage, leak=0)) < 128
    assert grown(storage, leak=100) >= 200


def test_a_board_lives_through_a_wrap_of_ticks(storage: Storage) -> None:
    board = Board(storage, 60, first_ticks=PERIOD_MS - 5000)
    link = Link(board)
    around = Surroundings()
    told = board.live(601_000, around)
    assert told.ticks == 11  # the first one at once
    assert told.latest_ms < 200
    assert link.ask("status")["uptime"] == 600
    board.close()


def test_what_is_turned_and_felt_reaches_the_firmware(storage: Storage) -> None:
    board = Board(storage, 60)
    link = Link(board)
    around = Surroundings(room_c=18.5, humidity=61, outdoor_c=-7, motion=True)
    board.live(600_000, around, steps=3)  # so long heating waits: cooling may just have run
    board.live(660_000, around)
    told = board.live(661_000, around)
    status = link.ask("status")
    readings = {name: value for name, value, _, _ in status["readings"]}
    assert readings["room_temp"] == 1850
    assert readings["humidity"] == 610
    assert readings["outdoor_temp"] == pytest.approx(-700, abs=10)
    assert readings["presence"] == 1
    assert status["settings"][0][1] == 2250  # 21 and three steps of 0.5
    assert told.heat == 1.0
    board.live(1_200_000, Surroundings(answer=b""))
    assert board.told.heat == 0.0
    assert "room_temp is stale" in link.ask("status")["fault"]
    board.close()


def test_a_lost_clock_is_told(storage: Storage) -> None:
    board = Board(storage, 60)
    link = Link(board)
    link.ask("clock", local=60_000_000)
    board.live(120_000, Surroundings())
    assert 0 <= 60_000_120 - link.ask("status")["local"] <= 60
    board.lose_clock()
    board.live(240_000, Surroundings())
    assert link.ask("status")["local"] == -1
    board.close()


def test_a_year_has_every_fault_and_every_change() -> None:
    year = eventful(365, seed=1)
    assert {fault.kind for fault in year.faults} == set(FAULTS)
    assert len(year.changes) == 13
    assert len(year.cuts) == 4
    assert eventful(365, seed=1) == year
    assert eventful(365, seed=2) != year


def sample(day: int, used: int = 200_000, **other: int) -> Sample:
    figures = {
        "late_ms": 5,
        "latest_ms": 700,
        "unfed_ms": 7000,
        "wraps": day // 12,
        "saves": 2 * day,
        "erases": 2 * day,
    }
    figures |= other
    return Sample(
        day,
        1440 * day,
        used,
        60_000,
        ticks=1440 * day,
        files={"profile.a": 2450, "profile.b": 2450},
        **figures,
    )


def course(samples: list[Sample], power_on: tuple[int, int, int], worn: int = 2) -> Course:
    lived = Course(10, 1, 60, eventful(10, 1), samples, [power_on])
    lived.right_by_day = [1.0] * 10
    lived.erases = [1] * 200 + [worn] * 12
    return lived


def holding(one: Course) -> list[bool]:
    return [verdict.holds for verdict in verdicts(one)]


def test_what_breaks_a_bound_is_told() -> None:
    days = [sample(day) for day in range(1, 11)]
    up = (14_400, 14_401, 5)
    assert all(holding(course(days, up)))
    assert holding(course([*days[:-1], sample(10, used=201_100)], up)) == [False] + [True] * 6
    assert not holding(course(days, (14_400, 14_399, 5)))[1]
    assert not holding(course(days, (14_400, 14_401, 900)))[1]
    assert not holding(course([*days[:-1], sample(10, unfed_ms=8100)], up))[2]
    wrong = course(days, up)
    wrong.wrong["local time"] += 1
    wrong.first["local time"] = "5: 3600 s"
    assert not holding(wrong)[3]
    days[-1].files["last_error.txt"] = 300
    assert not holding(course(days, up))[4]
    assert not holding(course(days, up, worn=200))[5]
    assert not holding(course([*days[:-1], sample(10, saves=500)], up))[6]


def test_the_pipes_carry_the_same_on_both_sides() -> None:
    from habitude_sim.soak import board

    source = (Path(board.__file__).parent / "device" / "hardware.py").read_text(encoding="utf-8")
    assert f'LEG = "{board._LEG.format}"' in source
    assert f'TOLD = "{board._TOLD.format}"' in source
    assert struct.calcsize(board._LEG.format) == 16
