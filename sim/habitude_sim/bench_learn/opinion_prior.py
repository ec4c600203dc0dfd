"""Fitted constants in the firmware's units, and the file in which it carries them."""

from __future__ import annotations

import math
from pathlib import Path

from habitude_sim.bench_learn.opinion_model import CENTRES

Integers = dict[str, tuple[int, ...]]

_BIT = 1 / math.log(2)  # nats
# Widths of the ranges in firmware/habitude/learn/comfort.py: of one position of 254, of an hour's
# of 255.
_POSITION = {
    "ta": 32 / 254,
    "clo": 2.54 / 254,
    "met": 1.5 / 254,
    "t_out": 70 / 254,
    "hour": 24 / 255,
}
_NO_RULES = 0

HEAD = '''"""What is known of anybody before the first vote: learn/opinion.py's constants.

Made by `make fit-prior` from people's votes; not to be edited.
"""

'''
COMMENTS = {
    "GENERAL": "THRESHOLD to RATE of opinion_kernel.py",
    "ROOM": "Of each feature: centre (raw), slope, unlike, weight of a vote in its sets",
    "FURTHER": "FURTHER and UNPLACED of opinion_kernel.py",
}


def integers(c: dict[str, float]) -> Integers:
    """Constants of opinion_model.py as the firmware's."""
    return {
        "GENERAL": (
            _bits(c["threshold"]),
            _bits(c["shift_rate"]),
            round(c["rules_doubt"] * 256),
            round(c["recent_doubt"] * 16384),
            _bits(c["order"]),
            _bits(c["broken"]),
            *(round(c[f"weight_{part}"] * 8192) for part in ("prior", "rules", "recent")),
            _bits(c["content"]),
            round(c["after_break"] * 16384),
            round(c["rate"] / _BIT * 65536),
        ),
        "ROOM": (
            round(c["neutral_c"] * 100),
            _slope(c, "ta"),
            _unlike(c, "unlike_ta", "ta"),
            round(c["rule_ta"] * 256),
        ),
        "CLOTHING": _context(c, "clo"),
        "ACTIVITY": _context(c, "met"),
        "OUTDOORS": (round(CENTRES["t_out"] * 100), _slope(c, "t_out"), 0, _NO_RULES),
        "HOUR": (0, 0, _unlike(c, "unlike_hour", "hour"), round(c["rule_hour"] * 256)),
        "FURTHER": (_unlike(c, "further_ta", "ta"), _bits(c["unplaced"])),
    }


def _context(c: dict[str, float], name: str) -> tuple[int, ...]:
    centre = round(CENTRES[name] * 100)
    return centre, _slope(c, name), _unlike(c, f"unlike_{name}", name), _NO_RULES


def _bits(nats: float) -> int:
    return round(nats * _BIT * 1024)


def _slope(c: dict[str, float], name: str) -> int:
    return round(c[f"slope_{name}"] * _POSITION[name] * _BIT * 65536)


def _unlike(c: dict[str, float], constant: str, name: str) -> int:
    return round(c[constant] * _POSITION[name] * _BIT * 16384)


def write(path: Path, found: Integers) -> None:
    """Write the firmware's module."""
    lines: list[str] = []
    for name, values in found.items():
        if name in COMMENTS:
            lines.append(f"# {COMMENTS[name]}.")
        lines.append(f"{name} = ({', '.join(str(value) for value in values)})")
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
