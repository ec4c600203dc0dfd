"""Colours of differences: blue is less, red is more, pale is as advised."""

from __future__ import annotations

_LESS, _NONE, _MORE = (33, 102, 172), (247, 247, 247), (178, 24, 43)


def colour(value: float, most: float) -> tuple[int, int, int]:
    """Red, green, blue of a difference; `most` has full colour."""
    share = max(-1.0, min(1.0, value / most))
    end = _MORE if share > 0 else _LESS
    red, green, blue = (
        round(pale + (full - pale) * abs(share)) for pale, full in zip(_NONE, end, strict=True)
    )
    return red, green, blue


def hexadecimal(rgb: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def ink(rgb: tuple[int, int, int]) -> str:
    """The colour of text that can be read on it: black or white."""
    red, green, blue = rgb
    return "#000000" if 299 * red + 587 * green + 114 * blue > 128_000 else "#ffffff"
