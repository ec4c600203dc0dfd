"""What is thought of changes, in words."""

from habitude.dates import WEEKDAYS, ago
from habitude.learn.change import BACK, LASTS, NONE, PLAYED, QUIET

_DAY_S = 86400
_RUN = 3  # overrides one way, of which `briefly` tells
_LATELY_D = 7  # days in which it tells what became of a change
_CAUSE = {BACK: "which fits better again", QUIET: "since nobody has turned it for hours"}


def briefly(change, local_s):
    """What matters of it now, to be added to a sentence; mostly nothing."""
    said = ""
    if change.going_on and change.up + change.down >= _RUN and not (change.up and change.down):
        said += "; " + _going_on(change, local_s)
    days = local_s // _DAY_S - change.ended // _DAY_S
    if change.became != NONE and local_s >= 0 and change.ended >= 0 and 0 <= days < _LATELY_D:
        said += "; " + _became(change, local_s)
    return said


def told(change, local_s):
    """All that is thought of it."""
    if not change.noticed():
        return "no change lately"
    about = [_going_on(change, local_s)] if change.going_on else []
    if change.became != NONE:
        about.append(_became(change, local_s))
    return "; ".join(about)


def _going_on(change, local_s):
    since = _day(local_s, change.since)
    if change.up and change.down:
        said = "since %s it has been turned up and down (%d up, %d down), on trial"
        return said % (since, change.up, change.down)
    turned = change.up + change.down
    return "you have been turning it %s since %s (%s)" % (
        "up" if change.up else "down",
        since,
        "once" if turned == 1 else "%d times" % turned,
    )


def _became(change, local_s):
    ended, began = _day(local_s, change.ended), _day(local_s, change.began)
    turned = "%d up, %d down" % (change.ended_up, change.ended_down)
    if change.became == PLAYED:
        return "somebody played with it %s (%s): nothing was learned from that" % (ended, turned)
    if change.became == LASTS:
        return "what changed %s (%s) is here to stay" % (began, turned)
    return "%s it went back to what it was before the change of %s (%s), %s" % (
        ended,
        began,
        turned,
        _CAUSE[change.became],
    )


def _day(local_s, then_s):
    """A day as people call it."""
    said = ago(local_s, then_s)
    if said.startswith("at "):
        return said[3:]
    if said[0].isdigit() and local_s // _DAY_S - then_s // _DAY_S < 7:
        return WEEKDAYS[then_s // _DAY_S % 7]
    return said
