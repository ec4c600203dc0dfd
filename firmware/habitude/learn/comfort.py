"""The scale on which people judge a room's temperature, with what is known of anybody."""

from habitude.learn import clock, opinion_prior
from habitude.learn.scale import CYCLIC, ORDERED, Feature, Scale

# At 0, 3, .. 21 h, in 1/256 step of 0.5 K: -0.4 K in the morning, when people are up and about
# (1.6 met and more), +0.4 K in the evening, when they sit (1.0 met: ISO 7730:2005, table B.1).
# The size was found on simulated households, see docs/learning.md.
_USUAL = (102, 0, -205, -143, 0, 0, 61, 205)

_STEP = 50
_ADVICE = 2400


def scale(prior=opinion_prior):
    """Moments are (room, clothing, activity, outdoors, time of day): 1/100 degC, 1/100 clo, 1/100
    met, 1/100 degC, seconds; MISSING what an appliance does not know. `prior`: other constants.
    """
    room = Feature(ORDERED, 800, 4000, 17, *prior.ROOM)
    context = (
        Feature(ORDERED, 0, 254, 0, *prior.CLOTHING),
        Feature(ORDERED, 50, 200, 0, *prior.ACTIVITY),
        Feature(ORDERED, -2000, 5000, 0, *prior.OUTDOORS),
        Feature(CYCLIC, 0, 86400, 8, *prior.HOUR),
    )
    return Scale(room, context, _STEP, _ADVICE, *prior.FURTHER, general=prior.GENERAL)


def at_home():
    """The same as an appliance knows it: moments are (room, outdoors, time of day, weekday)."""
    prior = opinion_prior
    room = Feature(ORDERED, 800, 4000, 17, *prior.ROOM)
    outdoors = Feature(ORDERED, -2000, 5000, 0, *prior.OUTDOORS)
    context = (outdoors,) + clock.features(_USUAL)
    return Scale(room, context, _STEP, _ADVICE, *prior.FURTHER, general=prior.GENERAL)
