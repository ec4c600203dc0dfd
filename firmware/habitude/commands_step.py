"""How a simulator or a replay feeds an appliance: a tick with readings and time given.

Loaded by commands.py when the first one comes.
"""

from habitude.commands import integer, is_integer
from habitude.errors import Refused
from habitude.fixed import MISSING


class Feed:
    """Carries out `step` for these commands."""

    def __init__(self, commands):
        self._commands = commands
        self._readings = [MISSING] * len(commands.app.senses)
        self._turns = [0] * len(commands.app.habits)

    def step(self, request):
        app = self._commands.app
        given = request.get("readings")
        turns = request.get("turns")
        if not _integers(given, len(app.senses), True) or not _integers(turns, len(app.habits)):
            raise Refused(
                "bad-step",
                "step takes up and local (s), readings (%d integers or null) and turns (%d)"
                % (len(app.senses), len(app.habits)),
            )
        uptime_s, local_s = integer(request, "up"), integer(request, "local")
        if local_s < -1:
            raise Refused(
                "out-of-range", "local is in seconds since 2024-01-01 00:00, or -1 if unknown"
            )
        for index, value in enumerate(given):
            self._readings[index] = MISSING if value is None else value
        for index, steps in enumerate(turns):
            self._turns[index] = steps
        app.step(uptime_s, local_s, self._readings, self._turns)
        if self._commands.store is not None and app.save_due():
            self._save_due()
        return {
            "outputs": list(app.outputs),
            "desired": list(app.desired),
            "shown": [habit.shown(app.local_s) for habit in app.habits],
            "fault": self._commands.fault(),
            "notice": app.notice,
            "question": self._commands.asked(),
        }

    def _save_due(self):
        """A flash that fails stops no tick: `status` tells it, and it is due again in an hour."""
        try:
            self._commands.keep()
        except Refused:
            pass


def _integers(values, count, or_none=False):
    return (
        isinstance(values, list)
        and len(values) == count
        and all(is_integer(value) or (or_none and value is None) for value in values)
    )
