"""A routine's expectation told in one sentence, from the numbers that made it."""

from habitude.compat import const
from habitude.learn.routine import ONE

_DAY = const(96)  # slots
_WEEK = const(672)
_SAYS = const(1229)  # log-odds, Q12, from which a part is worth telling: 0.3
_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")

# Groups of features as people would say it. They are told together: how they share out what they
# have in common among themselves means nothing.
_NAMES = {
    "hour": "the time",
    "quarter": "the time",
    "weekend": "the time",
    "weekday": "the time",
    "rest": "how long it has been off",
    "rest and hour": "how long it has been off",
    "rest and weekend": "how long it has been off",
    "heated and rest": "how long it has been off",
    "run": "how it was used lately",
    "same time": "how it was used lately",
    "busy": "how it was used lately",
    "heated": "how it was used lately",
}


def why(routine):
    """What is expected of the coming hour, and from what: one sentence."""
    if not routine.probability:
        return "no use is expected within the hour: it has only just been on"
    percent = 100 * routine.probability // ONE
    said = "a use within the hour is expected with %s %%" % (percent or "less than 1")
    for part in (_usually(routine), _because(routine)):
        if part:
            said += "; " + part
    return said


def _usually(routine):
    """ "usually used Mondays around 7:10 (3 of the last 4 weeks)", or by day, or nothing."""
    times, weeks, at = routine.usual(_WEEK, 4)
    if weeks > 1 and 2 * times > weeks:
        day = _DAYS[at // _DAY]
        return "usually used %s around %s (%d of the last %d weeks)" % (
            day,
            _clock(at),
            times,
            weeks,
        )
    times, days, at = routine.usual(_DAY, 7)
    if times > 1:
        return "used around %s on %d of the last %d days" % (_clock(at), times, days)
    return ""


def _clock(slot):
    minute = slot % _DAY * 15
    return "%d:%02d" % (minute // 60, minute % 60)


def _because(routine):
    """What speaks most for it, and most against it."""
    sums = {}
    for group, log_odds in routine.parts():
        if group in _NAMES:
            name = _NAMES[group]
            sums[name] = sums.get(name, 0) + log_odds
    if not sums:
        return ""
    best = max(sums, key=lambda name: sums[name])
    worst = min(sums, key=lambda name: sums[name])
    told = []
    if sums[best] >= _SAYS:
        told.append("for it speaks " + best)
    if sums[worst] <= -_SAYS:
        told.append("against it speaks " + worst)
    return ", ".join(told)
