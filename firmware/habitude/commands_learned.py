"""Requests about what was learned: told, corrected, taken out and in. Borrowed by commands.py."""

from habitude.appliance import EVERY, ROUTINE
from habitude.commands import integer
from habitude.compat import borrowed, const
from habitude.errors import Refused
from habitude.learn.habit import Habit
from habitude.learn.steps import DEPTH

_EXPLAIN = "habitude.explain"
_END_S = const(1 << 30)  # of all times


def _undo(commands, request):
    habit, setting = commands.setting(request)
    step = habit.undo()
    if step is None:
        raise Refused(
            "nothing-to-undo",
            "nothing more to undo for %s: the last %d learned steps since the start are kept"
            % (setting.name, DEPTH),
        )
    commands.keep()
    learned, old, new, local_s = step
    return {
        "setting": setting.name,
        "learned": learned,
        "from": old,
        "to": new,
        "local": local_s,
        "say": borrowed(_EXPLAIN).undone(commands.app, setting, step),
    }


def _freeze(commands, request, frozen=True):
    for habit in commands.habits(request):
        habit.freeze(frozen)
    commands.keep()
    return {"frozen": commands.frozen()}


def _unfreeze(commands, request):
    return _freeze(commands, request, False)


def _forget(commands, request):
    forgot = _forgotten(commands, request)
    commands.keep(everywhere=True)
    return {"forgot": forgot}


def _forgotten(commands, request):
    """Carry out a request to forget: what was forgotten."""
    app, name = commands.app, request.get("setting")
    if "person" in request:
        app.forget_person(request["person"])
        return [request["person"]]
    if name == ROUTINE:
        _expecting(commands).forget()
        return [ROUTINE]
    habits = commands.habits(request)
    forget, arguments = _forgetting(request)
    if name == EVERY and not arguments:
        app.forget_all()
    else:
        for habit in habits:
            forget(habit, *arguments)
    return [habit.setting.name for habit in habits]


def _expecting(commands):
    if commands.app.expecting is None:
        raise Refused("no-routine", "this appliance expects nothing")
    return commands.app.expecting


def _why(commands, request):
    habit, setting = commands.setting(request)
    return {"setting": setting.name, "say": borrowed(_EXPLAIN).why(commands.app, habit)}


def _question(commands, request):
    """What it asks about, and why, or why nothing."""
    return {"setting": commands.asked(), "say": borrowed(_EXPLAIN).question(commands.app)}


def _routine(commands, request):
    """What is expected of the coming hour; log-odds are Q12, the probability is Q16."""
    expecting = _expecting(commands)
    return {
        "probability": expecting.routine.probability,
        "log_odds": expecting.routine.log_odds,
        "threshold": expecting.preparing.threshold >> 8,
        "prepared": expecting.prepared,
        "since": expecting.since_s,
        "say": borrowed(_EXPLAIN).routine(commands.app),
    }


def _changes(commands, request):
    """Of each profile, what is thought of the change on trial, and of the last one."""
    change_words = borrowed("habitude.learn.change_words")
    habit, setting = commands.setting(request)
    told = []
    for profile, taste in enumerate(habit.tastes):
        found = taste.change.told()
        found["who"] = commands.app.people.name(profile)
        found["say"] = change_words.told(taste.change, commands.app.local_s)
        told.append(found)
    return {"setting": setting.name, "changes": told}


def _learned(commands, request):
    """Preference over time: `count` points from local time `from`, `every` seconds."""
    habit, setting = commands.setting(request)
    start, every = integer(request, "from"), integer(request, "every")
    count = integer(request, "count")
    if not (start >= 0 and every >= 1 and 1 <= count <= 96) or every > (_END_S - start) // count:
        raise Refused("out-of-range", "from >= 0, every >= 1, count 1..96, all before 2^30 s")
    points = []
    for index in range(count):
        at = start + index * every
        points.append([habit.learned(at), habit.certainty(at)])
    return {"setting": setting.name, "overrides": habit.overrides(), "points": points}


def _satisfaction(commands, request):
    habit, setting = commands.setting(request)
    served = habit.satisfaction
    return {
        "setting": setting.name,
        "days": served.days,
        "overrides": list(served.overrides),
        "sacrifice": list(served.sacrifices),
    }


def _forgetting(request):
    """How a habit is to forget: a method of Habit and its arguments."""
    of_hours, of_day = "from" in request or "to" in request, "day" in request
    if of_hours and of_day:
        raise Refused("bad-value", "either hours (from, to) or a day can be forgotten")
    if of_day:
        day = integer(request, "day")
        if not 0 <= day <= 6:
            raise Refused("out-of-range", "days go from 0 (Monday) to 6")
        return Habit.forget_day, (day,)
    if not of_hours:
        return Habit.forget, ()
    first, end = integer(request, "from"), integer(request, "to")
    if not (0 <= first <= 23 and 0 <= end <= 24) or first == end:
        raise Refused("out-of-range", "a span goes from an hour (0..23) to another one (0..24)")
    return Habit.forget_hours, (first, end - first if end > first else end - first + 24)


COMMANDS = {
    "undo": _undo,
    "freeze": _freeze,
    "unfreeze": _unfreeze,
    "forget": _forget,
    "why": _why,
    "question": _question,
    "routine": _routine,
    "changes": _changes,
    "learned": _learned,
    "satisfaction": _satisfaction,
}
