"""Robot Framework library: a household's time and requests as lines of the link.

Pure: a backend carries the lines, whatever it is. An appliance's uptime goes on from story to
story; so do the days, so that a story begins on a day that is new.
"""

from robot.api.deco import keyword, library

from habitude_host import protocol

_MONDAY = 728 * 86400  # midnight of a Monday, in seconds since 2024-01-01
_LONGEST_TICK_MIN = 5  # somebody is there who is seen three times within ten minutes
_STORY_DAYS = 7


@library(scope="SUITE", auto_keywords=False)
class household:  # Robot Framework takes the class that is named as its file
    def __init__(self):
        self._number = 0
        self._story = -1
        self._second = 0

    @keyword
    def a_week_begins(self):
        self._story += 1
        self._go_to(0)

    @keyword
    def it_is(self, day: int, time: str):
        """The clock is moved on to a day of this story (1 is a Monday) and a time (7:30)."""
        self._go_to((day - 1) * 86400 + _seconds(time))

    @keyword
    def moment_of(self, time: str):
        """A time (7:30) of the last day of this story, as appliances count it."""
        return _MONDAY + ((self._story + 1) * _STORY_DAYS - 1) * 86400 + _seconds(time)

    def _go_to(self, second):
        at = self._story * _STORY_DAYS * 86400 + second
        assert at >= self._second, "time does not go back"
        self._second = at

    @keyword
    def ticks_of(self, minutes: int):
        """So many minutes as the minutes of ticks, each short enough for people to be noticed."""
        whole, rest = divmod(minutes, _LONGEST_TICK_MIN)
        return [_LONGEST_TICK_MIN] * whole + [rest] * (rest > 0)

    @keyword
    def line_of_tick(self, minutes: int, room: float):
        """So many minutes pass, somebody is there, and the room has `room` degrees Celsius."""
        self._second += 60 * minutes
        readings = [round(100 * room), None, None, 1]
        local = _MONDAY + self._second
        return self.line("step", up=self._second, local=local, readings=readings, turns=[0])

    @keyword("Line Of")
    def line(self, command, **arguments):
        """A program's request; numbers may be given as text."""
        self._number += 1
        given = {name: _number_or_text(value) for name, value in arguments.items()}
        return protocol.encode(self._number, command, given).decode().rstrip("\n")

    @keyword
    def result_of(self, answer: str):
        """What the last request gave; fails if it was refused."""
        return protocol.decode(answer.encode(), self._number)


def _seconds(time):
    hour, minute = time.split(":")
    return int(hour) * 3600 + int(minute) * 60


def _number_or_text(value):
    if isinstance(value, str) and value.lstrip("-").isdigit():
        return int(value)
    return value
