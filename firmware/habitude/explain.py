"""Decisions told in one sentence, made from the numbers that decided."""

from habitude.fixed import text
from habitude.learn.change import BACK, LASTS, NONE, PLAYED, QUIET
from habitude.sensing import QUALITY

_HALF_HOUR_S = 1800
_HOUR_S = 3600
_DAY_S = 86400
_RUN = 3  # overrides one way, of which `why` tells
_LATELY_D = 7  # days in which it tells what became of a change
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def fault(app):
    """Why the outputs are in their safe state, or None."""
    sense = app.fault
    if sense is None:
        return None
    return "%s is %s (%s): outputs are in their safe state" % (
        sense.declared.name,
        QUALITY[sense.quality],
        sense.cause,
    )


def range_of(setting):
    """What can be set."""
    return "%s goes from %s to %s %s in steps of %s" % (
        setting.name,
        text(setting.lowest, setting.decimals),
        text(setting.highest, setting.decimals),
        setting.unit,
        text(setting.step, setting.decimals),
    )


def why(app, habit):
    """Why a setting is what it is: what holds it, or advice plus what was learned, how sure."""
    said = _cause(app, habit) + ("; learning is frozen" if habit.frozen else "")
    change = habit.tastes[_whose(app)].change
    for about in (_going_on(app, change, _RUN), _lately(app, change)):
        if about:
            said += "; " + about
    return said


def changes(app, profile, change):
    """What is thought of the change of a profile's wish that is on trial, and of the last one."""
    about = [said for said in (_going_on(app, change, 1), _became(app, change)) if said]
    return "%s: %s" % (app.people.name(profile), "; ".join(about) or "no change lately")


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
    if not taste.overrides and 2 * abs(learned) < setting.step:
        return said + ", nothing was learned yet"
    return "%s, %s %s it %s %s %s%s (%s; %d %% sure)" % (
        said,
        (app.people.here() or ["you"])[0],
        _verb(app, taste.overrides),
        text(abs(learned), decimals),
        setting.unit,
        "lower" if learned < 0 else "higher",
        _at(app.local_s),
        _evidence(app, taste),
        habit.certainty(app.local_s),
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
    if not taste.overrides:
        return "never changed yet"
    changes = "1 change" if taste.overrides == 1 else "%d changes" % taste.overrides
    return "from %s, the last %s" % (changes, _ago(app.local_s, taste.last_local_s))


def _at(local_s):
    if local_s < 0:
        return ""
    minute = local_s % _DAY_S // _HALF_HOUR_S * 30
    return " around %d:%02d" % (minute // 60, minute % 60)


def _when(local_s, then_s):
    if then_s < 0:
        return "at an unknown time"
    minute = then_s % _DAY_S // 60
    days = then_s // _DAY_S
    said = "at %d:%02d on %s" % (minute // 60, minute % 60, WEEKDAYS[days % 7])
    return said if local_s // _DAY_S - days < 7 else "%s, %s" % (said, _ago(local_s, then_s))


def _ago(local_s, then_s):
    if local_s < 0 or then_s < 0 or then_s > local_s:
        return "at an unknown time"
    days = local_s // _DAY_S - then_s // _DAY_S
    if days == 0:
        return "today"
    return "yesterday" if days == 1 else "%d days ago" % days


def _whose(app):
    """The profile whose changes matter: of the one who is here, or the household's."""
    served = app.people.served
    return served[0] if len(served) == 1 else 0


def _going_on(app, change, least):
    if not change.going_on or change.up + change.down < least:
        return ""
    since = _day(app.local_s, change.since)
    if change.up and change.down:
        said = "it has been turned up %d and down %d times since %s, to and fro"
        return "" if least > 1 else said % (change.up, change.down, since)
    way = "up" if change.up else "down"
    return "you have been turning it %s since %s (%s)" % (
        way,
        since,
        _times(change.up + change.down),
    )


def _lately(app, change):
    days = app.local_s // _DAY_S - change.ended // _DAY_S
    known = app.local_s >= 0 and change.ended >= 0
    return _became(app, change) if known and 0 <= days < _LATELY_D else ""


def _became(app, change):
    if change.became == NONE:
        return ""
    ended, began = _day(app.local_s, change.ended), _day(app.local_s, change.began)
    turned = "%d up, %d down" % (change.ended_up, change.ended_down)
    if change.became == PLAYED:
        return "somebody played with it %s (%s): nothing was learned from that" % (ended, turned)
    if change.became == LASTS:
        return "what changed %s (%s) is here to stay" % (began, turned)
    cause = {BACK: "which fits better again", QUIET: "since nobody has turned it for hours"}
    return "%s it went back to what it was before the change of %s (%s), %s" % (
        ended,
        began,
        turned,
        cause[change.became],
    )


def _times(count):
    return "once" if count == 1 else "%d times" % count


def _day(local_s, then_s):
    """A day as people call it."""
    said = _ago(local_s, then_s)
    if said.startswith("at "):
        return said[3:]
    if said[0].isdigit() and local_s // _DAY_S - then_s // _DAY_S < 7:
        return WEEKDAYS[then_s // _DAY_S % 7]
    return said
