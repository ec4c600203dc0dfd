"""The scale on which people judge a room's temperature, with what is known of anybody."""

from habitude.learn import clock, opinion_prior
from habitude.learn.scale import CYCLIC, ORDERED, Feature, Scale

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
    context = (outdoors,) + clock.FEATURES
    return Scale(room, context, _STEP, _ADVICE, *prior.FURTHER, general=prior.GENERAL)
