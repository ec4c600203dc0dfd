"""A routine's expectation told in one sentence, from the numbers that made it."""

from habitude.compat import const
from habitude.learn import routine_features as features
from habitude.learn.routine import FIRED, HOUR, ONE

_DAY = const(96)  # slots
_WEEK = const(672)
_SAYS = const(1229)  # log-odds, Q12, from which a part is worth telling: 0.3
_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")

# Of the groups of features.
NAMES = (
    "base",
    "hour",
    "quarter",
    "weekend",
    "weekday",
    "rest",
    "rest and hour",
    "run",
    "same time",
    "busy",
    "heated",
    "rest and weekend",
    "heated and rest",
)
# The same as people would say it. They are told together: how they share out what they
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
    times, weeks, at = usual(routine, _WEEK, 4)
    if weeks > 1 and 2 * times > weeks:
        day = _DAYS[at // _DAY]
        return "usually used %s around %s (%d of the last %d weeks)" % (
            day,
            _clock(at),
            times,
            weeks,
        )
    times, days, at = usual(routine, _DAY, 7)
    if times > 1:
        return "used around %s on %d of the last %d days" % (_clock(at), times, days)
    return ""


def _clock(slot):
    minute = slot % _DAY * 15
    return "%d:%02d" % (minute // 60, minute % 60)


def _because(routine):
    """What speaks most for it, and most against it."""
    sums = {}
    for group, log_odds in parts(routine):
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


def parts(routine):
    """What the latest expectation is made of: the name of each group and its log-odds, Q12.

    Together with what is left of the hour and the sharpness these are `log_odds`, but for
    rounding. Nothing when no use can begin.
    """
    if not routine.rows[routine.at]:
        return []
    features.fire(routine.rows, routine.at, FIRED)
    parts = []
    pair = 0
    for name, (_weights, count) in zip(NAMES, features.GROUPS):
        total = 0
        for index in range(2 * pair, 2 * (pair + count), 2):
            total += (routine.weights[FIRED[index]] - 32768) * (FIRED[index + 1] - 512)
        parts.append((name, total >> 8))
        pair += count
    return parts


def usual(routine, period, most):
    """How often uses began about the coming hour, one period ago, two .. `most` ago.

    period: in slots, 96 for the same time of day, 672 for the same day and time.
    Returns (times, periods looked at, mean slot of the week or day they began in), from the
    last 32 uses: no more periods than these cover. The mean is -1 if there were none.
    """
    now = routine.words[features.SLOT]
    uses = [start for start in routine.starts if start <= now]
    covered = (now - min(uses) + HOUR) // period if uses else 0
    times = total = 0
    looked = min(most, covered)
    for back in range(1, looked + 1):
        middle = now + HOUR // 2 - back * period
        near = [start for start in uses if abs(start - middle) <= 6]
        if near:
            times += 1
            total += near[0] + back * period
    return times, looked, total // times % period if times else -1
