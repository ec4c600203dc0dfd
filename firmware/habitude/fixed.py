"""Decimals and raw integers: 21.53 with 2 decimals is 2153. The only place that converts."""

from habitude.compat import const, micropython

MISSING = const(-(1 << 29))  # the raw value of a reading that is not there
ANY = const(1 << 29)  # beyond every raw value and every time: the limit where there is none
_DIGITS = const(7)  # of a typed number; more can't be meant and would leave the small integers


def raw(value, decimals):
    """`value` (int or float, natural unit) as a raw integer, rounded to nearest."""
    scaled = value * 10**decimals
    return int(scaled + 0.5) if scaled >= 0 else -int(0.5 - scaled)


def parse(text, decimals):
    """The raw integer of a typed decimal such as "-21.5"; ValueError if it is none.

    Digits beyond `decimals` must be zeros: nothing typed is silently rounded.
    """
    body = text[1:] if text[:1] in ("-", "+") else text
    whole, point, fraction = body.partition(".")
    digits = whole + fraction
    if not digits.isdigit() or (point and not fraction) or len(digits) > _DIGITS:
        raise ValueError("'%s' is not a number" % text)
    if fraction[decimals:].strip("0"):
        raise ValueError("'%s' has more than %d decimals" % (text, decimals))
    fraction = (fraction + "000")[:decimals] if decimals else ""
    value = int((whole or "0") + fraction)
    return -value if text[0] == "-" else value


def text(value, decimals):
    """The shortest decimal of a raw integer: 2150 with 2 decimals is "21.5"; "?" if missing."""
    if value == MISSING:
        return "?"
    sign = "-" if value < 0 else ""
    whole, fraction = divmod(abs(value), 10**decimals)
    if not fraction:
        return "%s%d" % (sign, whole)
    digits = str(fraction + 10**decimals)[1:]
    return "%s%d.%s" % (sign, whole, digits.rstrip("0"))


@micropython.viper
def clamp(value: int, lowest: int, highest: int) -> int:
    """`value` moved into lowest..highest."""
    if value < lowest:
        return lowest
    if value > highest:
        return highest
    return value
