"""Decisions told in one sentence, made from the numbers that decided."""

from habitude.compat import borrowed, const
from habitude.dates import WEEKDAYS, ago
from habitude.fixed import text
from habitude.learn.asking import often
from habitude.people import HOUSEHOLD

_HALF_HOUR_S = 1800
_HOUR_S = 3600
_DAY_S = 86400
_GONE_S = const(900)  # without anybody, from which on it counts whom it expects


def why(app, habit):
    """Why a setting is what it is: what holds it, or advice plus what was learned, how sure."""
    said = _cause(app, habit)
    if app.expecting is not None and app.presence.quiet_s >= _GONE_S and not habit.held():
        said += "; nobody seems to be up: " + routine(app)
    if habit.frozen:
        said += "; learning is frozen"
    served = app.people.served
    change = habit.tastes[served[0] if len(served) == 1 else HOUSEHOLD].change
    if not change.noticed():
        return said
    change_words = borrowed("habitude.learn.change_words")
    return said + change_words.briefly(change, app.local_s)


def routine(app):
    """What is expected of the coming hour, from what, and whether the appliance is prepared."""
    expecting = app.expecting
    if not expecting.known:
        return "when it will be used next is not known: a quarter of an hour was not watched"
    said = borrowed("habitude.learn.routine_words").why(expecting.routine)
    if expecting.prepared:
        return "prepared since %s: %s" % (_clock(expecting.since_s), said)
    return said + "; it prepares from %d %% on" % expecting.percent_needed()


def question(app):
    """What it asks about and why it is worth asking, or when it may ask again."""
    asked = app.asking.question()
    if asked < 0:
        pauses = [habit.pause.days for habit in app.habits]
        return "it asks nothing now; of one setting at most once in %s" % _days(min(pauses))
    habit = app.habits[asked]
    setting, asking = habit.setting, app.asking
    said = "is %s right at %s %s? " % (
        setting.name,
        text(habit.shown(app.local_s), setting.decimals),
        setting.unit,
    )
    if often(asking.turned):
        return said + "it asks because it was turned %d times in seven days" % asking.turned
    return said + "it asks because it is only %d %% sure%s" % (asking.sure, _at(app.local_s))


def _days(count):
    return "a day" if count == 1 else "%d days" % count


def undone(app, setting, step):
    """What was taken back; `step` as Habit.undo gives it."""
    learned, old, new, local_s = step
    if not learned:
        return "ended: %s %s set by hand; nothing learned was taken back" % (
            text(new, setting.decimals),
            setting.unit,
        )
    return "took back: %s%s %s %s" % (
        "+" if new > old else "",
        text(new - old, setting.decimals),
        setting.unit,
        _when(app.local_s, local_s),
    )


def _cause(app, habit):
    setting = habit.setting
    decimals = setting.decimals
    said = "%s is %s %s" % (setting.name, text(habit.wanted(app.local_s), decimals), setting.unit)
    if habit.held():
        return said + ": it was set by hand a short while ago"
    if len(app.people.served) > 1:
        return "%s, which hurts least: %s" % (said, _wishes(app, habit))
    said += ": advice is %s" % text(habit.advice, decimals)
    learned = habit.learned(app.local_s)
    taste = habit.tastes[app.people.served[0]]
    usual = habit.usual(app.local_s)
    if not taste.overrides() and 2 * abs(learned - usual) < setting.step:
        return said + _usual(app, setting, learned) + ", nothing was learned yet"
    return "%s, %s %s it %s %s %s%s (%s; %d %% sure)" % (
        said,
        (app.people.here() or ["you"])[0],
        _verb(app, taste.overrides()),
        text(abs(learned), decimals),
        setting.unit,
        "lower" if learned < 0 else "higher",
        _at(app.local_s),
        _evidence(app, taste),
        habit.certainty(app.local_s),
    )


def _usual(app, setting, difference):
    """What people want beyond the advice at this time of day, without anything learned of them."""
    if difference == 0:
        return ""
    return ", people mostly want it %s %s %s%s" % (
        text(abs(difference), setting.decimals),
        setting.unit,
        "lower" if difference < 0 else "higher",
        _at(app.local_s),
    )


def _verb(app, overrides):
    third = "s" if app.people.here() else ""
    return "want" + third if overrides else "seem" + third + " content to have"


def _wishes(app, habit):
    """What each of those who are here would have."""
    setting, people, said = habit.setting, app.people, []
    for profile in people.served:
        wish = text(habit.wish_of(profile, app.local_s), setting.decimals)
        said.append("%s would have %s" % (people.name(profile), wish))
    return ", ".join(said) + " (%d %% sure)" % habit.certainty(app.local_s)


def _evidence(app, taste):
    if not taste.overrides():
        return "never changed yet"
    changes = "1 change" if taste.overrides() == 1 else "%d changes" % taste.overrides()
    return "from %s, the last %s" % (changes, ago(app.local_s, taste.last_local_s()))


def _at(local_s):
    if local_s < 0:
        return ""
    return " around " + _clock(local_s // _HALF_HOUR_S * _HALF_HOUR_S)


def _clock(local_s):
    minute = local_s % _DAY_S // 60
    return "%d:%02d" % (minute // 60, minute % 60)


def _when(local_s, then_s):
    if then_s < 0:
        return "at an unknown time"
    days = then_s // _DAY_S
    said = "at %s on %s" % (_clock(then_s), WEEKDAYS[days % 7])
    return said if local_s // _DAY_S - days < 7 else "%s, %s" % (said, ago(local_s, then_s))
