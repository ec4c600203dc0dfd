"""A scale as the kernel of opinions reads it: constants and ranges of the features, in arrays."""

from array import array

from habitude.learn import opinion_kernel as kernel


def packed(scale):
    """(constants, ranges) of a scale (learn/scale.py); see opinion_kernel.py for their places."""
    constants = array("H", [0] * kernel.CONSTANTS)
    ranges = array("I", [0, 1] * kernel.FEATURES)
    for index, feature in enumerate(scale.features):
        ranges[2 * index] = feature.lowest + kernel.OFFSET
        ranges[2 * index + 1] = feature.width
        constants[kernel.KIND + index] = feature.kind
        constants[kernel.SLOPE + index] = feature.slope + kernel.BIAS
        constants[kernel.CENTRE + index] = feature.centre
        constants[kernel.UNLIKE + index] = feature.unlike
        constants[kernel.RULE + index] = feature.weight
        constants[kernel.SETS + index] = feature.counted
    for index in range(len(scale.features), kernel.FEATURES):
        constants[kernel.KIND + index] = kernel.NONE
    constants[kernel.FURTHER] = scale.further
    constants[kernel.UNPLACED] = scale.unplaced
    for index, value in enumerate(scale.general):
        constants[kernel.THRESHOLD + index] = value
    return constants, ranges
