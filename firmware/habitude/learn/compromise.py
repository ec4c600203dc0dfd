"""What hurts several people least, when each of them wants something else."""
# Viper's pointers are types to it and functions elsewhere.
# pyright: reportGeneralTypeIssues=false

from habitude.compat import const, micropython, ptr32

BIAS = const(1 << 20)  # added to wishes: viper reads arrays as unsigned
_PLACES = const(32)  # looked at between the lowest and the highest wish
_FAR = const(127)  # 1/16 step; hurt hardly grows beyond
# Hurt is d^4 / (d^4 + t^4) of the distance d from a wish: little within the tolerance t, here 2.5
# steps, and growing ever slower beyond it, as robust losses do (Geman & McClure, 1985). So people
# whose wishes are near are met in the middle; where that is right for nobody, one of them is.
_HURT = const(10000)  # t^4 / 256, t in 1/16 step


@micropython.viper
def least_hurt(wishes: ptr32, count: int) -> int:
    """The value that hurts least; of those that hurt alike, the nearest to the first wish.

    Wishes and value are in 1/256 step, with BIAS added.
    """
    lowest = wishes[0]
    highest = wishes[0]
    for index in range(1, count):
        wish = wishes[index]
        lowest = wish if wish < lowest else lowest
        highest = wish if wish > highest else highest
    best = wishes[0]
    least = 1 << 29
    for place in range(_PLACES + 1):
        value = lowest + (highest - lowest) * place // _PLACES
        hurt = 0
        for index in range(count):
            far = (value - wishes[index]) >> 4
            far = _FAR if far > _FAR else far
            far = 0 - _FAR if far < 0 - _FAR else far
            fourth = (far * far >> 4) * (far * far >> 4)
            hurt += (fourth << 10) // (fourth + _HURT)
        away = (value - wishes[0]) >> 8
        away = 0 - away if away < 0 else away
        hurt = (hurt << 8) + (255 if away > 255 else away)
        if hurt < least:
            least = hurt
            best = value
    return best
