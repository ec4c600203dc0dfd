"""Robot Framework library: a household's time and requests as lines of the link.

Pure: a backend carries the lines, whatever it is. An appliance's uptime goes on from story to
story; so do the days, so that a story begins on a day that is new.
"""

from robot.api.deco import keyword, library

from habitude_host import protocol

_MONDAY = 728 * 86400  # midnight of a Monday, in seconds since 2024-01-01
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
    def clock_goes_to(self, day: int, time: str):
        """A day of this story (1 is a Monday) and a time (7:30); nothing is lived through."""
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
    def line_of_minutes(self, minutes: int):
        """So many minutes pass, somebody is there, and the room has 21 degrees Celsius."""
        self._second += 60 * minutes
        readings = [2100, None, None, 1]
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
        told = protocol.decode(answer.encode())
        assert told["id"] == self._number, f"another request was answered: {answer}"
        return protocol.result(told)


def _seconds(time):
    hour, minute = time.split(":")
    return int(hour) * 3600 + int(minute) * 60


def _number_or_text(value):
    if isinstance(value, str) and value.lstrip("-").isdigit():
        return int(value)
    return value
