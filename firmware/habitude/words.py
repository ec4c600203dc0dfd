"""The link's human face: words in, sentences out. `help` lists what can be said."""

from habitude.dates import WEEKDAYS
from habitude.errors import Refused
from habitude.fixed import parse, text

_HELP = """\
status                     readings, settings, outputs, faults
set SETTING VALUE          turn a setting, as its buttons would: set target_temp 21.5
why SETTING                why a setting is what it is
routine                    when it will be used next, and whether it is prepared
undo SETTING               take back the last thing learned
freeze SETTING             learn nothing more and fade nothing; of all settings: freeze all
unfreeze SETTING           learn again; all settings: unfreeze all
forget SETTING             back to the factory state; all settings, people and routine: forget all
forget SETTING FROM TO     what was learned of these hours: forget target_temp 22 7
forget SETTING DAY         what was learned of a day of the week: forget target_temp sunday
forget person NAME         all that was learned about a person
forget routine             when it is used
vote SETTING ANSWER        less, fine or more: what you would have of it now
question                   what it asks you about, and why; answer it with vote
came NAME                  a person is here; a new name is a new profile
left NAME                  a person is not here any more
people                     who is known, and who is here
changes SETTING            what changed of late, and what was made of it
satisfaction SETTING       overrides and sacrifice, last week and the week before
save                       keep what was learned now
lock                       lock what `habitude unlock` has opened
help                       this list"""


_ANSWERS = ("less", "fine", "more")
_LOCKED = {
    "open": "open: it is locked again after ten minutes, or by lock",
    "locked": "locked",
    "sealed": "locked; it serves without what it had learned until it is unlocked once",
}


def answer(commands, line):
    """The answer to a person's line; Refused if it can't be understood or done."""
    words = line.split() or [line]
    verb, rest = words[0].lower(), words[1:]
    if verb not in _VERBS:
        raise Refused("unknown", "'%s' is not understood; help lists what can be said" % verb)
    forms, reply = _VERBS[verb]
    if len(rest) not in [len(takes.split()) for takes in forms]:
        usage = " or ".join([(verb + " " + takes).strip() for takes in forms])
        raise Refused("usage", "say it as: " + usage)
    if verb != "help":
        commands.check(verb)
    return reply(commands, *rest)


def _help(commands):
    return _HELP


def _status(commands):
    app = commands.app
    lines = []
    for sense in app.senses:
        declared = sense.declared
        state = "" if sense.cause is None else "  (%s)" % sense.cause
        lines.append(
            "%-16s %s %s%s"
            % (declared.name, text(sense.value, declared.decimals), declared.unit, state)
        )
    for habit in app.habits:
        setting = habit.setting
        shown = text(habit.shown(app.local_s), setting.decimals)
        state = "  (learning is frozen)" if habit.frozen else ""
        lines.append("%-16s %s %s%s" % (setting.name, shown, setting.unit, state))
    for index, output in enumerate(app.appliance.outputs):
        lines.append("%-16s %s %%" % (output.name, text(app.outputs[index], output.decimals)))
    lines.append("%-16s %s" % ("fault", commands.fault() or "none"))
    if app.notice:
        lines.append("%-16s %s" % ("guard", app.notice))
    if commands.unsaved():
        lines.append("%-16s what was learned can't be saved: is the flash full?" % "unsaved")
    if commands.locked():
        lines.append("%-16s %s" % ("lock", _LOCKED[commands.locked()]))
    question = app.asking.question()
    if question >= 0:
        name = app.habits[question].setting.name
        lines.append("%-16s is %s right? vote %s less|fine|more" % ("question", name, name))
    return "\n".join(lines)


def _set(commands, name, value):
    decimals = commands.habit(name).setting.decimals
    raw = _raw(value, decimals)
    commands.run({"do": "set", "setting": name, "value": raw})
    return "%s is set to %s" % (name, text(raw, decimals))


def _why(commands, name):
    return commands.run({"do": "why", "setting": name})["say"]


def _routine(commands):
    return commands.run({"do": "routine"})["say"]


def _undo(commands, name):
    return commands.run({"do": "undo", "setting": name})["say"]


def _freeze(commands, name):
    commands.run({"do": "freeze", "setting": name})
    return "learning is frozen: %s" % name


def _unfreeze(commands, name):
    commands.run({"do": "unfreeze", "setting": name})
    return "learning goes on: %s" % name


def _forget(commands, name, *of):
    if name == "person" and len(of) == 1:
        commands.run({"do": "forget", "person": of[0]})
        return "forgotten: %s" % of[0]
    request = {"do": "forget", "setting": name}
    said = "forgotten: %s" % name
    if len(of) == 1:
        request["day"] = _weekday(of[0])
        said += " on %ss" % WEEKDAYS[request["day"]]
    elif of:
        request["from"], request["to"] = _raw(of[0], 0), _raw(of[1], 0)
        said += " from %d to %d o'clock" % (request["from"], request["to"])
    commands.run(request)
    return said


def _vote(commands, name, word):
    if word not in _ANSWERS:
        raise Refused("bad-value", "'%s' is no answer: less, fine or more" % word)
    told = commands.run({"do": "vote", "setting": name, "answer": _ANSWERS.index(word) - 1})
    setting = commands.habit(name).setting
    shown = text(told["shown"], setting.decimals)
    said = "thank you" if told["learned"] else "nothing was learned from it"
    return "%s: %s is %s %s" % (said, name, shown, setting.unit)


def _question(commands):
    return commands.run({"do": "question"})["say"]


def _people(commands, do="people", name=None):
    told = commands.run({"do": do, "person": name})
    known, here = ", ".join(told["known"]), ", ".join(told["here"])
    return "known: %s; here: %s" % (known or "nobody", here or "nobody known")


def _came(commands, name):
    return _people(commands, "came", name)


def _left(commands, name):
    return _people(commands, "left", name)


def _weekday(word):
    for day, name in enumerate(WEEKDAYS):
        if word.lower() == name.lower():
            return day
    raise Refused("bad-value", "'%s' is no day of the week" % word)


def _raw(word, decimals):
    try:
        return parse(word, decimals)
    except ValueError as error:
        raise Refused("bad-value", str(error))


def _changes(commands, name):
    told = commands.run({"do": "changes", "setting": name})
    return "\n".join(["%s: %s" % (change["who"], change["say"]) for change in told["changes"]])


def _satisfaction(commands, name):
    served = commands.habit(name).satisfaction
    lines = []
    for title, ago in (("last 7 days", 0), ("7 days before", 7)):
        overrides, sacrifice = served.week(ago)
        lines.append("%-16s %d overrides, %d steps turned" % (title, overrides, sacrifice))
    return "\n".join(lines)


def _save(commands):
    commands.run({"do": "save"})
    return "saved"


def _lock(commands):
    commands.run({"do": "lock"})
    return "locked"


_VERBS = {
    "help": (("",), _help),
    "status": (("",), _status),
    "set": (("SETTING VALUE",), _set),
    "why": (("SETTING",), _why),
    "routine": (("",), _routine),
    "undo": (("SETTING",), _undo),
    "freeze": (("SETTING",), _freeze),
    "unfreeze": (("SETTING",), _unfreeze),
    "forget": (("SETTING", "SETTING FROM TO", "SETTING DAY", "person NAME"), _forget),
    "vote": (("SETTING ANSWER",), _vote),
    "question": (("",), _question),
    "people": (("",), _people),
    "came": (("NAME",), _came),
    "left": (("NAME",), _left),
    "changes": (("SETTING",), _changes),
    "satisfaction": (("SETTING",), _satisfaction),
    "save": (("",), _save),
    "lock": (("",), _lock),
}
