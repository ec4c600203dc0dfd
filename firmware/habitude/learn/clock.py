"""Time of day and day of the week, as features of a moment: its last two values."""

from habitude.compat import const, micropython
from habitude.fixed import MISSING
from habitude.learn.opinion_prior import HOUR
from habitude.learn.scale import CATEGORY, CYCLIC, Feature

_DAY_S = const(86400)
_WEEK = const(7)


def features(usual=None):
    """The two features; usual: of 0, 3, .. 21 h, see scale.Feature.

    Votes are too few to be counted by the day of the week; wishes have rules for it.
    """
    hour = Feature(CYCLIC, 0, _DAY_S, 8, *HOUR, usual=usual)
    return hour, Feature(CATEGORY, 0, _WEEK - 1, _WEEK, weight=0)


@micropython.native
def tell(moment, local_s):
    """Write the second of the day and the day of the week (0: Monday) into a moment."""
    last = len(moment) - 1
    if local_s < 0:
        moment[last - 1] = moment[last] = MISSING
    else:
        moment[last - 1] = local_s % _DAY_S
        moment[last] = local_s // _DAY_S % _WEEK
