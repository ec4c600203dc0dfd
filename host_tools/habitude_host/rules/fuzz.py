"""Throws damaged rule files at the readers: `python -m habitude_host.rules.fuzz 100000 [folder]`.

Whatever the input, a reader either raises RuleFileError or gives a system that can be evaluated,
written, and read again as the same system. Inputs are made from `SEEDS` and the rule files of a
folder; the same seeds and number make the same input.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from . import RuleFileError, decoded, loads, write_fcl, write_fll

SEEDS: tuple[tuple[str, str], ...] = (
    (
        "fcl",
        """FUNCTION_BLOCK tip (* comment *)
VAR_INPUT service, food : REAL; END_VAR
VAR_OUTPUT tip : REAL; END_VAR
FUZZIFY service
  RANGE := (0 .. 10);
  TERM poor := (0, 1) (4, 0);
  TERM good := Gaussian 5.0 1.5; // more
END_FUZZIFY
FUZZIFY food TERM bad := trape 0 0 1 3; TERM fine := (7,0) (9,1); END_FUZZIFY
DEFUZZIFY tip
  RANGE := (0 .. 30);
  TERM low := TRIAN 0 5 10;
  TERM odd := Function 20 + sin(service) * food ^ 2;
  METHOD : COG; ACCU : MAX; DEFAULT := 5 | NC;
END_DEFUZZIFY
RULEBLOCK No1
  AND : MIN; ACT : PROD;
  RULE 1 : IF service IS poor OR NOT (food IS very fine) THEN tip IS low WITH 0.5;
  RULE 2 : IF service IS good AND tip IS any THEN tip IS odd
END_RULEBLOCK
OPTION RESOLUTION tip := 50; DESCRIPTION := 'it$'s'; END_OPTION
END_FUNCTION_BLOCK
""",
    ),
    (
        "fll",
        """Engine: tip
  description: an example
InputVariable: service
  enabled: true
  range: 0.000 10.000
  lock-range: true
  term: poor Sigmoid 2.0 -3.0
  term: good Bell 5.000 1.500 2.000 0.900
OutputVariable: tip
  range: 0 30
  aggregation: BoundedSum
  defuzzifier: Bisector 50
  default: nan
  lock-previous: true
  term: low ZShape 0 10
  term: high Discrete 10 0 20 1 30 0.5
OutputVariable: extra
  defuzzifier: WeightedAverage Automatic
  term: flat Linear 0.5 1
RuleBlock: # one
  conjunction: HamacherProduct
  disjunction: EinsteinSum
  implication: Minimum
  activation: General
  rule: if service is poor or (service is not good and tip is high) then tip is low with 0.5
  rule: if service is any then tip is very high and extra is flat
""",
    ),
    (
        "fis",
        """[System]
Name='tip'
Type='mamdani'
Version=2.0
NumInputs=1
NumOutputs=1
NumRules=2
AndMethod='min'
OrMethod='max'
ImpMethod='min'
AggMethod='max'
DefuzzMethod='mom'

[Input1]
Name='service'
Range=[0 10]
NumMFs=2
MF1='poor':'gaussmf',[1.5 0]
MF2='good':'psigmf',[2 3 -5 8]

[Output1]
Name='tip'
Range=[0 30]
NumMFs=2
MF1='cheap':'trimf',[0 5 10]
MF2='generous':'gbellmf',[5 3 25]

[Rules]
1, 1 (1) : 1
-2.2, 2 (0.5) : 2
""",
    ),
)

_PIECES = (
    *("nan", "-inf", "1e999", "-0", "0", "1e-320", "99999999999999999999", ".5", "5."),
    *("(", ")", "((((((", ";", ":", ":=", "..", ",", "'", '"', "[", "]", "\n", "\0", "#", "(*"),
    *("and", "or", "not", "any", "very", "IF", "THEN", "IS", "with 2", "END_VAR", "TERM", "rule:"),
    *(
        "Function",
        "Function x/0",
        "Linear 1",
        "Trapezoid",
        "Discrete 1",
        "RULEBLOCK",
        "\u00e9",
        "\ufeff",
    ),
)

_ROWS = 2


def mutated(rng: random.Random, data: bytes, other: bytes) -> bytes:
    """`data`, damaged in one of the ways that files are damaged, or several times."""
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        data = rng.choice(_MUTATIONS)(rng, data, other)
    return data


def _cut(rng: random.Random, data: bytes) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.choice((1, 2, 5, 20, 200)))


def _truncate(rng: random.Random, data: bytes, other: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _delete(rng: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = _cut(rng, data)
    return data[:start] + data[end:]


def _repeat(rng: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = _cut(rng, data)
    return data[:end] + data[start:end] * rng.choice((1, 1, 3, 30)) + data[end:]


def _flip(rng: random.Random, data: bytes, other: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 3, 10)) if data else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _insert(rng: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = _cut(rng, data)
    piece = f" {rng.choice(_PIECES)} ".encode()
    return data[:start] + piece + data[rng.choice((start, end)) :]


def _renumber(rng: random.Random, data: bytes, other: bytes) -> bytes:
    numbers = list(re.finditer(rb"[-+]?[0-9.]+", data))
    if not numbers:
        return data
    chosen = rng.choice(numbers)
    number = repr(round(rng.uniform(-2.0, 12.0), rng.randrange(3)))
    return data[: chosen.start()] + number.encode() + data[chosen.end() :]


def _replace_word(rng: random.Random, data: bytes, other: bytes) -> bytes:
    words = list(re.finditer(rb"[A-Za-z]\w*", data))
    if not words:
        return data
    chosen = rng.choice(words)
    return data[: chosen.start()] + rng.choice(words).group() + data[chosen.end() :]


def _swap_words(rng: random.Random, data: bytes, other: bytes) -> bytes:
    words = data.split(b" ")
    first, second = rng.randrange(len(words)), rng.randrange(len(words))
    words[first], words[second] = words[second], words[first]
    return b" ".join(words)


def _swap_lines(rng: random.Random, data: bytes, other: bytes) -> bytes:
    lines = data.split(b"\n")
    first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


def _splice(rng: random.Random, data: bytes, other: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]


def _noise(rng: random.Random, data: bytes, other: bytes) -> bytes:
    return rng.randbytes(rng.randrange(200))


_MUTATIONS = (
    *(_truncate, _delete, _repeat, _flip, _insert, _insert, _swap_words, _swap_lines),
    *(_renumber, _renumber, _replace_word, _replace_word, _splice, _noise),
)


def check(data: bytes, language: str) -> str:
    """ "read" or "refused"; whatever else a reader, a writer or the evaluator raises gets out."""
    try:
        system = loads(decoded(data), language)
    except RuleFileError:
        return "refused"
    small = system.with_resolution(20)
    small.evaluate(np.linspace(0.0, 1.0, _ROWS * len(small.inputs)).reshape(_ROWS, -1))
    for write, written in ((write_fll, "fll"), (write_fcl, "fcl")):
        try:
            text = write(system)
        except ValueError:
            continue
        if loads(text, written) != system:
            raise AssertionError(f"read again from {written}, the system is another")
    return "read"


def run(
    count: int, seeds: Sequence[tuple[str, bytes]], start: int = 0
) -> Counter[tuple[str, str]]:
    """Check `count` inputs; how many of each language were read and refused.

    The first input that a reader doesn't survive is raised as AssertionError, which shows it.
    """
    outcomes: Counter[tuple[str, str]] = Counter()
    for number in range(start, start + count):
        rng = random.Random(number)
        language, data = seeds[number % len(seeds)]
        damaged = mutated(rng, data, rng.choice(seeds)[1])
        try:
            outcomes[language, check(damaged, language)] += 1
        except Exception as error:
            raise AssertionError(f"input {number} ({language}): {damaged!r}") from error
    return outcomes


def seeds_of(folder: Path | None) -> list[tuple[str, bytes]]:
    """`SEEDS`, and the rule files in a folder and below it."""
    seeds = [(language, text.encode()) for language, text in SEEDS]
    if folder is not None:
        for path in sorted(folder.rglob("*.f[cil][ls]")):
            seeds.append((path.suffix[1:], path.read_bytes()))
    return seeds


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seeds = seeds_of(Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    begin = time.perf_counter()
    outcomes = run(count, seeds)
    seconds = time.perf_counter() - begin
    print(f"{count} damaged rule files from {len(seeds)} seeds in {seconds:.0f} s: no crash")
    for (language, outcome), number in sorted(outcomes.items()):
        print(f"  {language} {outcome:8} {number}")


if __name__ == "__main__":
    main()
