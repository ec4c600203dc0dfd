"""Rule files that are refused: the error tells where and what, and what was perhaps meant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from habitude_host import rules

FOLDER = Path(__file__).parent / "rule_files"

FCL = """FUNCTION_BLOCK f
VAR_INPUT a : REAL; b : REAL; END_VAR
VAR_OUTPUT y : REAL; END_VAR
FUZZIFY a RANGE := (0 .. 1); TERM lo := (0, 1) (1, 0); TERM hi := (0, 0) (1, 1); END_FUZZIFY
FUZZIFY b RANGE := (0 .. 1); TERM lo := (0, 1) (1, 0); TERM hi := (0, 0) (1, 1); END_FUZZIFY
DEFUZZIFY y RANGE := (0 .. 9); TERM p := 1; TERM q := 2; METHOD : COGS; END_DEFUZZIFY
RULEBLOCK
  RULE 1 : IF a IS lo THEN y IS p;
END_RULEBLOCK
END_FUNCTION_BLOCK
"""

FLL = (FOLDER / "small.fll").read_text(encoding="utf-8")

FIS = (FOLDER / "tip.fis").read_text(encoding="utf-8")


def refused(text: str, language: str) -> rules.RuleFileError:
    with pytest.raises(rules.RuleFileError) as caught:
        rules.loads(text, language, "my.file")
    return caught.value


def check_error(text: str, language: str, old: str, new: str, message: str) -> None:
    """With `old` replaced by `new`, the error is at the `@` in it (which isn't in the file)."""
    assert rules.loads(text, language)
    assert old in text
    marked = text.replace(old, new, 1)
    error = refused(marked.replace("@", ""), language)
    before = marked[: marked.index("@")]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert str(error).startswith(f"my.file:{line}:{column}: "), str(error)
    assert (error.file, error.line, error.column) == ("my.file", line, column)
    assert re.search(message, error.message), error.message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        # Grammar: what was found, what was expected, what was perhaps meant.
        ("FUZZIFY a", "@FUZIFY a", "found 'FUZIFY', .*'DEFUZZIFY'.*did you mean 'FUZZIFY'"),
        ("RANGE := (0 .. 1)", "RANGE := (0 @. 1)", "expected '..'"),
        ("END_FUNCTION_BLOCK\n", "@", "found the end, expected .*'END_FUNCTION_BLOCK'"),
        ("THEN y IS p", "THN y @IS p", "found 'IS', expected .*'THEN'"),
        ("THEN y IS p", "THEN y @p", "found 'p', expected 'IS'"),
        # Names.
        ("IF a IS lo", "IF @c IS lo", "unknown variable 'c', expected a, b or y"),
        ("IF a IS lo", "IF a IS @low", "unknown term of 'a' 'low'.*did you mean 'lo'"),
        ("IF a IS lo", "IF a IS @vry lo", "unknown hedge 'vry'.*did you mean 'very'"),
        ("THEN y IS p", "THEN @a IS hi", "unknown output 'a', expected y"),
        ("METHOD : COGS", "METHOD : @COGG", "unknown defuzzification method 'COGG'"),
        ("TERM p := 1", "TERM p := @Trianle 1 2 3", "did you mean 'TRIANGLE'"),
        ("b : REAL", "b : @STRING", "unknown number type 'STRING'"),
        ("FUZZIFY b", "FUZZIFY @c", "unknown declared input 'c'"),
        ("b : REAL", "b, @a : REAL", "another variable 'a'"),
        # Numbers.
        ("TERM lo := (0, 1) (1, 0)", "TERM lo := (@1, 1) (0, 0)", "rising order of x"),
        ("TERM p := 1", "TERM p := @Trapezoid 1 2", "takes 4 numbers .*, not 2"),
        ("TERM p := 1", "TERM p := @Linear 1 2", "Linear takes 3 numbers here, not 2"),
        ("TERM p := 1", "TERM p := @Gaussian 1 0", "must not have the width 0"),
        ("TERM p := 1", "TERM p := Function 1 + @sni(a)", "unknown function 'sni'"),
        ("TERM p := 1", "TERM p := Function @a + c", "unknown variable 'c'"),
        ("RANGE := (0 .. 9)", "RANGE := (@9 .. 0)", "9 .. 0 is upside down"),
        ("THEN y IS p", "THEN y IS p WITH @-1", "must not be negative"),
        # What can't be evaluated, or isn't supported.
        (
            "FUZZIFY y RANGE := (0 .. 9); TERM p := 1; TERM q := 2; METHOD : COGS;",
            "FUZZIFY @y TERM p := 1;",
            "no defuzzifier",
        ),
        (
            "TERM q := 2; METHOD : COGS",
            "TERM q := Bell 1 2 3; METHOD : @COGS",
            "Bell.* doesn't fit",
        ),
        ("VAR_INPUT a", "@VAR c : REAL; END_VAR VAR_INPUT a", "VAR is not supported"),
        ("b : REAL", "b : REAL := @5", "initial values are not supported"),
        ("IF a IS lo", "IF @NOT (a IS lo AND b IS lo)", "before a single condition only"),
        ("RULEBLOCK", "RULEBLOCK ACTIVATION : @First;", "'First' is not supported"),
        ("FUZZIFY b", "FUZZIFY @a", "'a' is described twice"),
        ("FY y RANGE := (0 .. 9);", "FY @y METHOD : COG;", "gives its defuzzifier twice"),
        (
            "END_RULEBLOCK",
            "END_RULEBLOCK OPTION @SPEED := 5; END_OPTION",
            "unknown option 'SPEED'",
        ),
    ],
)
def test_fcl_errors_tell_where_and_what(old: str, new: str, message: str):
    check_error(FCL, "fcl", old, new, message)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("lock-range: false", "@lock-ranges: false", "did you mean 'lock-range:'"),
        ("range: 0 1", "range: 0@", "found the end of the line, expected a number"),
        ("enabled: true", "enabled: @yes", "found 'yes', expected 'true' or 'false'"),
        ("HamacherSum", "@HammacherSum", "did you mean 'HamacherSum'"),
        ("LargestOfMaximum 77", "LargestOfMaximum @7.5", "whole number"),
        ("LargestOfMaximum 77", "LargestOfMaximum @Tsukamoto", "takes a resolution"),
        ("LargestOfMaximum 77", "WeightedSum @77", "has no resolution"),
        ("activation: General", "activation: @Highest 2", "'Highest' is not supported"),
        ("(a is not very hi", "(a is not very hi or @a is lo", "'or', but .* no disjunction norm"),
        ("HamacherSum\n  defuzzifier: L", "none\n  defuzzifier: @L", "needs an aggregation norm"),
        ("exp(-x) * a", "exp(-x@", "in the formula: found the end"),
        ("a is any", "a is @any lo", "nothing can follow"),
        ("if a is lo", "if (a is lo @then", "found 'then'"),
        ("y is p with", "y is @any with", "must name a term"),
        ("term: hi Bell", "term: hi @\n  term: hi", "expected 'Function' or a name"),
        ("RuleBlock: first one", "@RuleBlock: first one\n  conjunction: Minimum", "twice"),
    ],
)
def test_fll_errors_tell_where_and_what(old: str, new: str, message: str):
    check_error(FLL, "fll", old, new, message)


def test_a_rule_may_not_nest_without_end():
    deep = FLL.replace("if a is lo", "if " + "a is lo and " * 200 + "a is lo")
    assert "more than 100 nested operators" in refused(deep, "fll").message
    deep = FLL.replace("(a is not very hi and a is any)", "(" * 500 + "a is lo" + ")" * 500)
    assert rules.loads(deep, "fll")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("'gaussmf'", "@'gausmf'", "unknown membership function 'gausmf'.*'gaussmf'"),
        ("'mamdani'", "@'mamdanitype2'", "unknown type of FIS 'mamdanitype2'"),
        ("'prod'", "@'mymin'", "unknown AndMethod 'mymin'"),
        ("=2\nNumOutputs", "=@2\nNumOutputs", "says NumInputs=2, but there are 3"),
        ("[Rules]", "@[Rule]", r"unknown section \[Rule\]"),
        ("NumMFs=3", "NumMFs=@2", "says NumMFs=2, but there are 3"),
        ("1 -2, 1", "@4 -2, 1", "no term 4: the_service has 3 terms"),
        ("1 -2, 1", "1 @-2.15, 1", "stand for no hedge"),
        ("1 -2, 1", "@1, 1", "1 numbers for 2 variables"),
        ("(1) : 1", "(1) : @3", "expected 1 for and, 2 for or"),
        ("1 -2, 1 (1)", "0 0, 1 (@1)", "no condition"),
        ("[1.5 0]", "[1.5 @zero]", "found 'zero', expected a number"),
        ("Range=[0 10]", "Range=@[0 10 20]", "two numbers"),
        ("NumInputs=2", "TypeReduction=@'km'", "unknown setting"),
        ("MF2='poor'", "@MF3='poor'", "found 'MF3', expected 'MF2'"),
    ],
)
def test_fis_errors_tell_where_and_what(old: str, new: str, message: str):
    if "NumInputs" in message:
        extra = FIS.replace("[Output1]", "[Input3]\nName='c'\n[Output1]")
        error = refused(extra, "fis")
        assert (error.line, error.column) == (5, 11) and re.search(message, error.message)
    else:
        check_error(FIS, "fis", old, new, message)


@pytest.mark.parametrize("language", ["fcl", "fll", "fis"])
@pytest.mark.parametrize("text", ["", "\n\n", "x", "\0", "(" * 5000, "a is b and " * 5000])
def test_nonsense_is_refused(language: str, text: str):
    assert refused(text, language).file == "my.file"


def test_load_tells_what_is_wrong_with_the_file(tmp_path: Path):
    with pytest.raises(rules.RuleFileError, match="No such file"):
        rules.load(tmp_path / "missing.fcl")
    with pytest.raises(rules.RuleFileError, match=r"unknown kind of file '.fcll', expected .fcl"):
        rules.load(tmp_path / "rules.fcll")
    with pytest.raises(ValueError, match="unknown format 'xml'"):
        rules.loads("", "xml")
