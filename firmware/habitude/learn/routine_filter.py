"""Logistic regression learned online: each weight is a Gaussian, its mean and its variance.

The log-odds of an event are the sum of weights times memberships. An observed label moves the
weights that fired by assumed-density filtering with independent weights (Opper, 1998; the
approximation of the logistic function by its slope is MacKay's, 1992), which is an extended Kalman
filter with a diagonal covariance. Variances start at their prior, shrink with evidence and grow a
little each time they are touched, never beyond the prior: so old evidence fades.

Weights are Q12 + 32768, variances Q17, memberships + 512 in 1/256, log-odds Q12, probabilities
Q16. Steps are rounded to the nearest: often below one unit, they are ruined by rounding down.
"""
# Viper's pointers are types to it and functions elsewhere.
# pyright: reportGeneralTypeIssues=false

from array import array

from habitude.compat import const, micropython, ptr16
from habitude.learn.routine_features import GROUPS

PAIRS = const(30)
_LEAST = const(16)  # of a variance, Q17
_EVIDENCE = const(102)  # of 256: labels of an hour, asked each quarter, overlap their neighbours
_FADING = const(147)  # share of the prior given back at each touch, 7.0e-5 in Q21

# Prior variances, Q17, in the order of GROUPS: .05, .1, .2 or .4.
PRIOR = (6554, 6554, 26214, 52429, 26214, 6554, 52429, 13107, 6554, 52429, 13107, 6554, 6554)
_RATE = const(
    -11059
)  # prior log-odds of a use within the hour, Q12: -2.7, or one and a half a day
_NIGHT = const(-8192)  # people sleep: -2.0 from 01 to 05 h, half of it at 00 and 06 h

# 65536 / (1 + exp(-x)) for x = 0, 1/8 .. 8.
# fmt: off
LOGISTIC = array("H", (
    32768, 34813, 36843, 38841, 40793, 42687, 44511, 46254, 47911, 49474, 50941, 52310, 53581,
    54754, 55834, 56822, 57724, 58544, 59287, 59959, 60565, 61109, 61598, 62036, 62428, 62778,
    63090, 63368, 63615, 63835, 64030, 64203, 64357, 64494, 64614, 64721, 64816, 64900, 64974,
    65039, 65097, 65149, 65194, 65234, 65269, 65300, 65328, 65352, 65374, 65393, 65410, 65425,
    65438, 65449, 65459, 65468, 65476, 65483, 65489, 65495, 65500, 65504, 65508, 65511, 65514,
))
# fmt: on


def bounds(prior):
    """For each pair that fires: its first variance, and what it gets back at a touch (Q25).

    prior: variances by group; a group of variance 0 takes no part.
    """
    pairs = array("H", [])
    for (_weights, count), variance in zip(GROUPS, prior):
        for _ in range(count):
            pairs.append(variance)
            pairs.append((variance * _FADING + 4096) >> 13)
    return pairs


def clear(weights, variances, prior):
    """Weights and variances as before anything was learned."""
    index = 0
    for (count, _pairs), variance in zip(GROUPS, prior):
        for _ in range(count):
            weights[index] = 32768
            variances[index] = variance
            index += 1
    weights[0] += _RATE
    if prior[1]:
        for hour in range(24):
            asleep = 4 if 1 <= hour <= 5 else 2 if hour in (0, 6) else 0
            weights[1 + hour] += _NIGHT * asleep // 4 - _NIGHT // 4


@micropython.viper
def probability(logistic: ptr16, log_odds: int) -> int:
    """The logistic function: log-odds Q12 to a probability Q16, 22 .. 65514."""
    x = log_odds
    if x < 0:
        x = 0 - x
    if x > 32767:
        x = 32767
    index = x >> 9
    low = logistic[index]
    p = low + (((logistic[index + 1] - low) * (x & 511)) >> 9)
    if log_odds < 0:
        p = 65536 - p
    return p


@micropython.viper
def score(weights: ptr16, fired: ptr16) -> int:
    """The sum of weights times memberships, Q12."""
    total = 0
    index = 0
    while index < 60:
        total += (weights[fired[index]] - 32768) * (fired[index + 1] - 512)
        index += 2
    return total >> 8


@micropython.viper
def learn(weights: ptr16, variances: ptr16, fired: ptr16, pairs: ptr16, p: int, label: int):
    """One step from what was expected (`p`, Q16) towards what happened (`label`, 0 or 1)."""
    spread = 0
    index = 0
    while index < 60:
        x = fired[index + 1] - 512
        spread += (((variances[fired[index]] * x) >> 8) * x) >> 8
        index += 2
    slope = (((p * (65536 - p)) >> 16) * _EVIDENCE) >> 8
    total = 65536 + (((spread >> 4) * slope) >> 13)
    surprise = ((((label << 16) - p) * _EVIDENCE) << 8) // total
    slope = (slope << 16) // total
    index = 0
    while index < 60:
        rule = fired[index]
        gain = (variances[rule] * (fired[index + 1] - 512)) >> 9  # Q16
        weight = weights[rule] + ((gain * surprise + 524288) >> 20)
        if weight < 0:
            weight = 0
        if weight > 65535:
            weight = 65535
        weights[rule] = weight
        # gain^2 slope, from Q48 to Q25 in two steps that stay within 32 bits.
        lost = (((gain * slope + 8192) >> 14) * gain) >> 9
        variance = variances[rule] + ((pairs[index + 1] - lost + 128) >> 8)
        if variance < _LEAST:
            variance = _LEAST
        if variance > pairs[index]:
            variance = pairs[index]
        variances[rule] = variance
        index += 2


def within(variances, prior):
    """Whether no variance is above its prior: what `learn` relies on to stay within 32 bits."""
    index = 0
    for (count, _pairs), most in zip(GROUPS, prior):
        if max(variances[index : index + count]) > most:
            return False
        index += count
    return True
