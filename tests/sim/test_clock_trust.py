"""A clock that is not trusted: what is learned then holds at every hour of every day, not at one.

Told over the link, to MicroPython.
"""

from itertools import count

import pytest

from habitude_sim import engines

UNKNOWN = -1
MONDAY = 700 * 86400  # a Monday's midnight, in seconds since 2024-01-01
HOUR = 3600
NOON = MONDAY + 12 * HOUR


class Home:
    """An appliance with somebody beside it; its uptime goes on whatever the clock says."""

    def __init__(self):
        self.link = engines.start("unix", "climate")
        self._minutes = count()

    def live(self, minutes, local_s, turn=0):
        """Minutes from `local_s` on, if the clock is trusted; a turn in the first one."""
        for minute in range(minutes):
            answer = self.link.ask(
                "step",
                up=60 * next(self._minutes),
                local=UNKNOWN if local_s == UNKNOWN else local_s + 60 * minute,
                readings=[2100, None, None, 1],
                turns=[0 if minute else turn],
            )
        return answer

    def learned(self):
        """What is given more than advised, every two hours of a week, and how sure that is."""
        every = {"from": MONDAY, "every": 2 * HOUR, "count": 84}
        points = self.link.ask("learned", setting="target_temp", **every)["points"]
        return [point[0] for point in points], [point[1] for point in points]


def moved(before, after):
    return [new - old for old, new in zip(before, after, strict=True)]


@pytest.fixture
def home():
    there = Home()
    yield there
    there.link.close()


def test_what_is_learned_then_holds_at_every_hour(home):
    usual, sure = home.learned()
    home.live(120, UNKNOWN, turn=4)
    learned, surer = home.learned()
    by = moved(usual, learned)
    assert min(by) > 50
    assert max(by) - min(by) <= 1  # alike, but for rounding
    assert min(moved(sure, surer)) > 10


def test_with_the_clock_it_is_learned_of_the_hour(home):
    usual, _ = home.learned()
    home.live(120, NOON, turn=4)
    by = moved(usual, home.learned()[0])
    assert by.index(max(by)) == 6  # Monday noon
    assert by[6] >= by[0] + 5  # more than at midnight


def test_the_hours_keep_what_they_know_while_the_clock_is_lost(home):
    """As on a board without a battery after a power cut, until it is told the time again."""
    home.live(120, NOON, turn=4)
    before, _ = home.learned()
    home.live(180, UNKNOWN, turn=-2)
    by = moved(before, home.learned()[0])
    assert max(by) < 0
    assert max(by) - min(by) <= 1


def test_the_routine_waits_for_the_clock(home):
    before = home.link.ask("routine")
    home.live(600, UNKNOWN)
    assert home.link.ask("routine") == before
    home.live(600, NOON)
    assert home.link.ask("routine") != before


def test_what_is_told_of_unknown_times(home):
    home.live(60, UNKNOWN, turn=4)
    undone = home.link.ask("undo", setting="target_temp")
    assert undone["local"] == UNKNOWN
    assert home.link.ask("status")["local"] == UNKNOWN
    assert home.live(1, UNKNOWN)["question"] is None  # whose hour it does not know
