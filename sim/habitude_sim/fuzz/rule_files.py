"""Rule files (FCL, FLL, FIS), and what must hold of their readers.

Whatever the input, a reader either raises RuleFileError or gives a system that can be evaluated,
written, and read again as the same system.
"""

from __future__ import annotations

import numpy as np

from habitude_host.rules import RuleFileError, decoded, loads, write_fcl, write_fll

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

PIECES = (
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


def rule_file(data: bytes) -> None:
    """A file, whose first byte tells the language."""
    language = SEEDS[data[0] % len(SEEDS)][0] if data else "fcl"
    try:
        system = loads(decoded(data[1:]), language)
    except RuleFileError:
        return
    small = system.with_resolution(20)
    small.evaluate(np.linspace(0.0, 1.0, _ROWS * len(small.inputs)).reshape(_ROWS, -1))
    for write, written in ((write_fll, "fll"), (write_fcl, "fcl")):
        try:
            text = write(system)
        except ValueError:
            continue
        if loads(text, written) != system:
            raise AssertionError(f"read again from {written}, the system is another")


def seeds() -> list[bytes]:
    return [bytes((index,)) + text.encode() for index, (_, text) in enumerate(SEEDS)]
