"""What people see of rules: words, explanations, warnings, drawings, the command line."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from habitude_host import rules
from habitude_host.errors import HabitudeError
from habitude_host.rules import check, cli, draw, explain, plot, words
from habitude_host.rules.surface import surface
from habitude_sim.fuzz.rule_files import SEEDS

TEXT = """FUNCTION_BLOCK heater
VAR_INPUT temp : REAL; rate : REAL; END_VAR
VAR_OUTPUT heat : REAL; alarm : REAL; END_VAR
FUZZIFY temp RANGE := (10 .. 30); TERM cold := (18, 1) (22, 0); TERM warm := (18, 0) (22, 1);
END_FUZZIFY
FUZZIFY rate RANGE := (-2 .. 2); TERM falling := (-1, 1) (1, 0); TERM rising := (-1, 0) (1, 1);
END_FUZZIFY
DEFUZZIFY heat RANGE := (0 .. 100); TERM off := 0; TERM full := 100; METHOD : COGS; END_DEFUZZIFY
DEFUZZIFY alarm RANGE := (0 .. 1); TERM low := TRIAN 0 0 1; TERM high := TRIAN 0 1 1;
  METHOD : MM; DEFAULT := 0.25; END_DEFUZZIFY
RULEBLOCK main
  RULE 1 : IF temp IS cold AND NOT rate IS rising THEN heat IS full;
  RULE 2 : IF temp IS warm OR (temp IS very cold AND rate IS rising) THEN heat IS off WITH 0.5;
  RULE 3 : IF rate IS falling THEN alarm IS high;
END_RULEBLOCK
END_FUNCTION_BLOCK
"""
SYSTEM = rules.loads(TEXT, "fcl")


def test_rules_in_words():
    said = [words.rule(rule) for rule in SYSTEM.blocks[0].rules]
    assert said == [
        "if temp is cold and rate is not rising then heat is full",
        "if temp is warm or temp is very cold and rate is rising then heat is off with 0.5",
        "if rate is falling then alarm is high",
    ]
    assert "Rules main (and: Minimum, or: Maximum, then: Minimum)" in explain.in_words(SYSTEM)


def test_an_explanation_tells_terms_rules_and_outputs():
    text = explain.explain(SYSTEM, {"temp": 19.0, "rate": -0.2})
    assert text.splitlines() == [
        "temp = 19 is cold 0.75, warm 0.25",
        "rate = -0.2 is falling 0.6, rising 0.4",
        "",
        "0.600  rule 1: if temp is cold and rate is not rising then heat is full",
        "0.600  rule 3: if rate is falling then alarm is high",
        "0.200  rule 2: if temp is warm or temp is very cold and rate is rising "
        "then heat is off with 0.5",
        "",
        "heat = 75: the weighted average of full (0.6 x 100), off (0.2 x 0)",
        "alarm = 0.8: the mean of the maxima of high (0.6)",
    ]


def test_an_explanation_tells_why_there_is_nothing_to_tell():
    text = explain.explain(SYSTEM, {"temp": 19.0, "rate": 1.5})
    assert "alarm = 0.25: no rule that fires says anything about it; this is its default" in text
    text = explain.explain(SYSTEM, {"temp": float("nan"), "rate": float("nan")})
    assert "no rule fires" in text and "temp = nan is none of its terms" in text
    with pytest.raises(ValueError, match=r"unknown input 'tmp' \(did you mean 'temp'\?\)"):
        explain.explain(SYSTEM, {"tmp": 1.0})
    with pytest.raises(ValueError, match="a value is missing: rate"):
        explain.explain(SYSTEM, {"temp": 1.0})


@pytest.mark.parametrize(
    ("old", "new", "warning"),
    [
        (
            "RULE 3 : IF rate IS falling THEN alarm IS high;",
            "",
            "no rule concludes on output 'alarm'",
        ),
        ("IF rate IS falling", "IF rate IS any", "term 'falling' of 'rate' is used by no rule"),
        ("(18, 0) (22, 1)", "(38, 0) (42, 1)", "term 'warm' of input 'temp' is out of the range"),
        ("(18, 0) (22, 1)", "(23, 0) (24, 1)", "belongs to no term in 5.1 % of its range"),
        ("WITH 0.5", "WITH 0", "rule 2 of block 'main' has the weight 0"),
        ("RULEBLOCK main", "RULEBLOCK main ENABLED : FALSE;", "rule block 'main' is disabled"),
        ("METHOD : COGS", "METHOD : COG", "is a Constant, no shape that Centroid could mean"),
        (
            "END_RULEBLOCK",
            "RULE 4 : IF rate IS falling THEN alarm IS high; END_RULEBLOCK",
            "twice",
        ),
        ("rate : REAL;", "rate : REAL; spare : REAL;", "input 'spare' is used by no rule"),
        ("TERM off := 0", "TERM full := 1; TERM off := 0", "2 terms 'full': rules mean the last"),
    ],
)
def test_a_check_warns_about_what_is_hardly_meant(old: str, new: str, warning: str):
    clean = [w for w in check.check(SYSTEM) if warning in w]
    assert not clean
    assert old in TEXT
    found = check.check(rules.loads(TEXT.replace(old, new), "fcl"))
    assert any(warning in w for w in found), found


def test_a_check_knows_inputs_that_formulas_use():
    (fll,) = (text for language, text in SEEDS if language == "fll")
    text = fll.replace("service is", "other is").replace(
        "InputVariable: service", "InputVariable: other"
    )
    text = text.replace("OutputVariable: tip", "InputVariable: service\nOutputVariable: tip")
    text = text.replace("flat Linear 0.5 1", "flat Linear 0 0.5 1")
    assert not any("'service'" in w for w in check.check(rules.loads(text, "fll")))
    text = text.replace("flat Linear 0 0.5 1", "flat Linear 0.5 0 1")
    assert any("'service'" in w for w in check.check(rules.loads(text, "fll")))


def test_a_surface_is_what_the_system_computes():
    grid = surface(SYSTEM, 5, ("rate", "temp"))
    assert (grid.x_name, grid.y_name, grid.held) == ("rate", "temp", {})
    assert grid.values.shape == (2, 5, 5)
    for row, temp in enumerate(grid.y):
        expected = SYSTEM.evaluate(np.c_[np.full(5, temp), grid.x])
        assert np.allclose(grid.values[:, row].T, expected, equal_nan=True)
    line = surface(SYSTEM, 5, ("temp",), {"rate": -1.0})
    assert (line.y_name, line.held, line.values.shape) == ("", {"rate": -1.0}, (2, 1, 5))
    with pytest.raises(ValueError, match="did you mean 'temp'"):
        surface(SYSTEM, 5, ("temq",))


def drawn(system: rules.System) -> str:
    console = Console(file=io.StringIO(), width=100, color_system=None)
    draw.show(system, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_terms_in_the_terminal_have_the_height_of_their_degrees():
    assert draw.bars(np.array([0.0, 0.001, 0.5, 1.0, 2.0, np.nan])) == " ▁▄██?"
    text = drawn(SYSTEM)
    cold = next(line for line in text.splitlines() if line.strip().startswith("cold "))
    assert cold.count("█") > 20 and cold.index("▁") > cold.rindex("█")
    assert "heat over temp (across) and rate" in text
    assert "off 0, full 100" in text


def test_any_system_can_be_drawn(tmp_path: Path):
    for language, text in SEEDS:
        system = rules.loads(text, language)
        assert drawn(system)
        plot.save(system, tmp_path / f"{language}.svg")
    unlimited = TEXT.replace("RANGE := (10 .. 30)", "RANGE := (-inf .. inf)")
    assert "18" in drawn(rules.loads(unlimited, "fcl"))


def test_a_picture_is_a_png_or_an_svg_and_always_the_same(tmp_path: Path):
    plot.save(SYSTEM, tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    plot.save(SYSTEM, tmp_path / "a.svg")
    plot.save(SYSTEM, tmp_path / "b.svg", ("temp", "rate"))
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert b"<svg" in (tmp_path / "a.svg").read_bytes()
    with pytest.raises(ValueError, match=r"expected .png or .svg"):
        plot.save(SYSTEM, tmp_path / "a.gif")


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "heater.fcl"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.rules, list(arguments))


def test_the_command_shows_and_explains(file: str, tmp_path: Path):
    result = run("show", file)
    assert result.exit_code == 0 and "if rate is falling then alarm is high" in result.output
    picture = tmp_path / "heater.svg"
    assert run("show", file, "-o", str(picture), "--over", "rate").exit_code == 0
    assert picture.exists()
    result = run("explain", file, "temp=19", "rate=-0.2")
    assert result.exit_code == 0 and "heat = 75" in result.output


def test_the_command_checks(file: str, tmp_path: Path):
    bad = tmp_path / "bad.fcl"
    bad.write_text(TEXT.replace("THEN heat", "THEN heet"), encoding="utf-8")
    odd = tmp_path / "odd.fcl"
    odd.write_text(TEXT.replace("WITH 0.5", "WITH 0"), encoding="utf-8")
    good = tmp_path / "good.fcl"
    good.write_text(
        TEXT.replace(
            "THEN alarm IS high", "THEN alarm IS high; RULE 4 : IF rate IS any THEN alarm IS low"
        ),
        encoding="utf-8",
    )
    assert run("check", str(good)).output == f"{good}: good\n"
    result = run("check", str(odd))
    assert result.exit_code == 0 and "warning: rule 2 of block 'main'" in result.output
    assert run("check", "--strict", str(odd)).exit_code == 1
    result = run("check", str(bad), str(good))
    assert result.exit_code == 1
    assert f"error: {bad}:12:" in result.output and "did you mean 'heat'" in result.output
    assert f"{good}: good" in result.output


def test_the_command_converts_without_loss(file: str, tmp_path: Path):
    fll, back = tmp_path / "heater.fll", tmp_path / "back.fcl"
    assert run("convert", file, str(fll)).exit_code == 0
    assert run("convert", str(fll), str(back)).exit_code == 0
    assert rules.load(fll) == rules.load(back) == SYSTEM


def test_the_command_compiles(tmp_path: Path):
    source = tmp_path / "simple.fcl"
    source.write_text(
        """FUNCTION_BLOCK simple
        VAR_INPUT a : REAL; END_VAR
        VAR_OUTPUT y : REAL; END_VAR
        FUZZIFY a RANGE := (0 .. 1); TERM lo := (0, 1) (1, 0); TERM hi := (0, 0) (1, 1);
        END_FUZZIFY
        DEFUZZIFY y RANGE := (0 .. 9); TERM p := 0; TERM q := 9; METHOD : COGS; END_DEFUZZIFY
        RULEBLOCK
          RULE 1 : IF a IS lo THEN y IS p;
          RULE 2 : IF a IS hi THEN y IS q;
        END_RULEBLOCK
        END_FUNCTION_BLOCK""",
        encoding="utf-8",
    )
    result = run("compile", str(source), "-o", str(tmp_path / "out.py"))
    assert result.exit_code == 0 and " bytes" in result.output
    module = (tmp_path / "out.py").read_text(encoding="utf-8")
    assert "simple.fcl" in module and '("a", 0, 1000)' in module
    result = run("compile", str(source), "-o", "-")
    assert module in result.output
    table = rules.compile(rules.load(source))
    assert table.evaluate([[0.25]]) == pytest.approx(np.array([[2.25]]), abs=0.01)


def test_the_command_says_what_the_device_cannot_do(tmp_path: Path):
    source = tmp_path / "formula.fcl"
    source.write_text(TEXT.replace("TERM off := 0", "TERM off := Function sin(temp)"), "utf-8")
    result = run("compile", str(source))
    assert isinstance(result.exception, HabitudeError)
    assert str(result.exception).startswith(f"{source}: ")
    with pytest.raises(rules.NotOnDevice):
        rules.compile(rules.load(source))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("explain", "FILE", "tmp=19", "rate=0"), "did you mean 'temp'"),
        (("explain", "FILE", "temp=19"), "a value is missing: rate"),
        (("explain", "FILE", "temp=warm", "rate=0"), "the value of 'temp' is no number"),
        (("explain", "FILE", "temp"), "expected INPUT=VALUE"),
        (("show", "FILE", "-o", "picture.gif"), "expected .png or .svg"),
        (("show", "FILE", "--over", "time"), "unknown input 'time'"),
        (("show", "missing.fcl"), "missing.fcl: No such file"),
        (("convert", "FILE", "x.fis"), "expected .fcl or .fll"),
    ],
)
def test_what_the_command_cannot_do_is_said_in_a_sentence(
    file: str, arguments: tuple[str, ...], message: str
):
    result = run(*(file if argument == "FILE" else argument for argument in arguments))
    assert isinstance(result.exception, HabitudeError)
    assert message in str(result.exception)


def test_what_was_written_is_what_was_read(tmp_path: Path):
    rules.save(SYSTEM, tmp_path / "a.fll")
    assert rules.load(tmp_path / "a.fll") == SYSTEM
    with pytest.raises(ValueError, match=r"can't write '\.xml' files"):
        rules.save(SYSTEM, tmp_path / "a.xml")


def test_names_and_values_of_the_small_api():
    assert SYSTEM.inputs == ("temp", "rate")
    assert SYSTEM.outputs == ("heat", "alarm")
    assert SYSTEM.evaluate([[19.0, -0.2]]) == pytest.approx(np.array([[75.0, 0.8]]))
