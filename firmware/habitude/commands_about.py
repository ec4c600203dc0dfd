"""Requests that are seldom made: what it is, who is here, what time it is.

Borrowed by commands.py.
"""

import sys

from habitude import __version__
from habitude.commands import integer
from habitude.errors import Refused

PROTOCOL = 2


def _hello(commands, request):
    return {
        "appliance": commands.app.appliance.name,
        "firmware": __version__,
        "protocol": PROTOCOL,
        "runtime": _runtime(),
        "damaged": commands.store.damaged if commands.store else [],
        "hangs": commands.hangs,
    }


def _describe(commands, request):
    declared = commands.app.appliance
    return {
        "readings": [
            [r.name, r.unit, r.decimals, r.lowest, r.highest, r.optional]
            for r in declared.readings
        ],
        "settings": [
            [s.name, s.unit, s.decimals, s.lowest, s.highest, s.step, s.factory]
            for s in declared.settings
        ],
        "outputs": [[o.name, o.decimals, o.highest] for o in declared.outputs],
        "frozen": commands.frozen(),
    }


def _people(commands, request):
    people = commands.app.people
    return {"known": list(people.names), "here": people.here()}


def _came(commands, request):
    commands.app.came(request.get("person"))
    return _people(commands, request)


def _left(commands, request):
    commands.app.left(request.get("person"))
    return _people(commands, request)


def _set_clock(commands, request):
    """Set a board's clock to the local time (s since 2024-01-01)."""
    if commands.clock is None:
        raise Refused("no-clock", "this appliance is told the time with each step")
    local_s = integer(request, "local")
    if local_s < 0:
        raise Refused("out-of-range", "local is in seconds since 2024-01-01 00:00")
    commands.clock.set_local(local_s)
    commands.app.clock_set(local_s)
    return {"local": local_s}


def _runtime():
    """[name, version, machine] of what runs the firmware."""
    runtime = sys.implementation
    machine = getattr(runtime, "_machine", "")  # MicroPython's, which CPython has not
    return [runtime.name, "%d.%d.%d" % tuple(runtime.version[:3]), machine]


COMMANDS = {
    "hello": _hello,
    "describe": _describe,
    "people": _people,
    "came": _came,
    "left": _left,
    "clock": _set_clock,
}
