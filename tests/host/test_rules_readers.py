"""Rule files as people and tools write them, well or badly."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from habitude_host import rules
from habitude_host.rules.model import And, Is, Or, OutputVariable, Term

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent / "rule_files"

# What IEC 61131-7 and jFuzzyLogic's manual show, in one file.
JFUZZYLOGIC = """
/* A tip, several ways.
   (* not nested *) */
FUNCTION_BLOCK tipper   // name

VAR_INPUT
   service, Food : REAL;
   rest : INT;
END_VAR
VAR_OUTPUT tip : LREAL; extra : REAL; END_VAR

FUZZIFY service
   TERM poor := (0, 1) (4, 0);
   TERM good := (1, 0), (4, 1), (6, 1), (9, 0);
   TERM excellent := TRAPE 6, 9, 10, 10;
END_FUZZIFY
FUZZIFY food
   RANGE := (0..10);
   TERM rancid := gauss 0 1.5;
   TERM so_so := gbell 2 4 5;
   TERM delicious := sigm 4 7;
END_FUZZIFY
FUZZIFY rest TERM yes := sing 1; END_FUZZIFY

DEFUZZIFY tip
   TERM cheap := trian 0 5 10;
   TERM generous := TRIAN 20 25 30;
   METHOD : cog;
   DEFAULT := NC;
END_DEFUZZIFY
DEFUZZIFY extra
   TERM none := 0; TERM much := 1;
   METHOD : COGS;
   ACCU : MAX;
   DEFAULT := 0.5;
END_DEFUZZIFY

RULEBLOCK No1
   AND : PROD;   (* so OR is ASUM *)
   ACCU : BSUM;
   RULE first : IF service IS poor OR Food IS rancid THEN tip IS cheap;
   RULE 2 : IF NOT (service IS good) AND food IS NOT rancid
            THEN TIP IS generous, extra IS much WITH 0.5;
   rule 3 : if (service is Excellent) then extra is none
END_RULEBLOCK
END_FUNCTION_BLOCK
"""


def test_fcl_as_jfuzzylogic_writes_it():
    system = rules.loads(JFUZZYLOGIC, "fcl")
    assert system.name == "tipper"
    assert system.inputs == ("service", "Food", "rest")
    assert system.outputs == ("tip", "extra")
    service, food, _ = system.input_variables
    assert (service.lowest, service.highest) == (0, 10)  # spans its terms
    assert service.term("good") == Term("good", "Discrete", (1, 0, 4, 1, 6, 1, 9, 0))
    assert service.term("excellent") == Term("excellent", "Trapezoid", (6, 9, 10, 10))
    assert food.term("rancid") == Term("rancid", "Gaussian", (0, 1.5))
    assert food.term("so_so") == Term("so_so", "Bell", (5, 2, 4))
    assert food.term("delicious") == Term("delicious", "Sigmoid", (7, 4))
    tip, extra = system.output_variables
    assert tip.aggregation == "BoundedSum" and tip.lock_previous and tip.default is None
    assert (tip.lowest, tip.highest) == (0, 30)
    assert extra.aggregation == "Maximum" and extra.default == 0.5
    (block,) = system.blocks
    assert (block.conjunction, block.disjunction, block.implication) == (
        *("AlgebraicProduct", "AlgebraicSum", "Minimum"),
    )
    first, second, third = block.rules
    assert first.antecedent == Or(Is("service", "poor"), Is("Food", "rancid"))
    assert second.antecedent == And(
        Is("service", "good", ("not",)), Is("Food", "rancid", ("not",))
    )
    assert second.consequents == (Is("tip", "generous"), Is("extra", "much"))
    assert second.weight == 0.5
    assert third.antecedent == Is("service", "excellent")


def fcl(defuzzify: str = "METHOD : COGS;", rules_text: str = "", block: str = "") -> str:
    return f"""FUNCTION_BLOCK f
VAR_INPUT a : REAL; b : REAL; END_VAR
VAR_OUTPUT y : REAL; END_VAR
FUZZIFY a RANGE := (0 .. 1); TERM lo := (0, 1) (1, 0); TERM hi := (0, 0) (1, 1); END_FUZZIFY
FUZZIFY b RANGE := (0 .. 1); TERM lo := (0, 1) (1, 0); TERM hi := (0, 0) (1, 1); END_FUZZIFY
DEFUZZIFY y RANGE := (0 .. 9); TERM p := 1; TERM q := 2; {defuzzify} END_DEFUZZIFY
RULEBLOCK {block}
{rules_text}
END_RULEBLOCK
END_FUNCTION_BLOCK
"""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", ("Minimum", "Maximum")),
        ("AND : MIN;", ("Minimum", "Maximum")),
        ("OR : ASUM;", ("AlgebraicProduct", "AlgebraicSum")),
        ("AND : BDIF;", ("BoundedDifference", "BoundedSum")),
        ("AND : EPROD; OR : HSUM;", ("EinsteinProduct", "HamacherSum")),
    ],
)
def test_fcl_norms_that_are_not_said_are_the_pairs_of_the_standard(
    given: str, expected: tuple[str, str]
):
    text = fcl(rules_text="RULE 1 : IF a IS lo AND b IS lo OR b IS hi THEN y IS p;", block=given)
    (block,) = rules.loads(text, "fcl").blocks
    assert (block.conjunction, block.disjunction) == expected


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("COG", "Centroid"),
        ("COA", "Bisector"),
        ("LM", "SmallestOfMaximum"),
        ("RM", "LargestOfMaximum"),
        ("MM", "MeanOfMaximum"),
        ("COGS", "WeightedAverage"),
        ("COGSS", "WeightedSum"),
    ],
)
def test_fcl_methods(method: str, kind: str):
    text = fcl(f"METHOD : {method};", "RULE 1 : IF A is LO then Y is P;")
    (y,) = rules.loads(text, "fcl").output_variables
    assert y.defuzzifier is not None and y.defuzzifier.kind == kind
    assert y.aggregation == ("" if kind.startswith("Weighted") else "Maximum")


def test_fcl_options_say_what_the_standard_leaves_open():
    text = fcl().replace(
        "END_FUNCTION_BLOCK",
        """OPTION
          RESOLUTION y := 50;
          LOCK_RANGE a := TRUE;
          NAME := 'my $'best$' rules'; DESCRIPTION RULEBLOCK 1 := 'one';
        END_OPTION END_FUNCTION_BLOCK""",
    )
    system = rules.loads(text.replace("COGS", "COG"), "fcl")
    y = system.output("y")
    assert y.defuzzifier is not None and y.defuzzifier.resolution == 50
    assert system.input("a").lock_range and not system.input("b").lock_range
    assert system.name == "my 'best' rules"
    assert system.blocks[0].description == "one"


FIS = (FOLDER / "tip.fis").read_text(encoding="utf-8")


def test_fis():
    system = rules.loads(FIS, "fis")
    assert system.name == "a tip"
    assert system.inputs == ("the_service", "food")
    service, food = system.input_variables
    assert [term.name for term in service.terms] == ["poor", "poor_2", "very_good"]
    assert [(term.kind, term.parameters) for term in (*service.terms, *food.terms)] == [
        ("Gaussian", (0, 1.5)),
        ("GaussianProduct", (4, 1, 6, 2)),
        ("Bell", (10, 2, 3)),
        ("Sigmoid", (1, 2)),
        ("SigmoidDifference", (2, 5, 6, 7)),
        ("SigmoidProduct", (3, 2, -5, 8)),
        ("Ramp", (4, 1)),
    ]
    (tip,) = system.output_variables
    assert tip.aggregation == "UnboundedSum"
    assert tip.defuzzifier is not None and tip.defuzzifier.kind == "Bisector"
    first, second, third = system.blocks[0].rules
    assert first.antecedent == And(Is("the_service", "poor"), Is("food", "b", ("not",)))
    assert second.antecedent == Is("the_service", "very_good", ("very",))
    assert second.consequents == (Is("tip", "generous", ("not", "somewhat")),)
    assert second.weight == 0.5
    assert third.antecedent == Or(
        Is("the_service", "", ("any",)), Is("food", "d", ("not", "extremely"))
    )


def test_fis_sugeno_sums_its_weights():
    text = FIS.replace("mamdani", "sugeno").replace("bisector", "wtaver")
    text = text.replace("'pimf',[0 5 5 10]", "'constant',[5]").replace(
        "'trapmf',[20 25 25 30]", "'linear',[1 2 3]"
    )
    (tip,) = rules.loads(text, "fis").output_variables
    assert tip.aggregation == ""
    assert tip.defuzzifier is not None and tip.defuzzifier.weighted_type == "TakagiSugeno"


FLL = (FOLDER / "small.fll").read_text(encoding="utf-8")


def test_fll():
    system = rules.loads(FLL, "fll")
    assert (system.name, system.description) == ("test", "an example")
    a = system.input("a")
    assert (a.lowest, a.highest, a.description) == (-math.inf, math.inf, "the first")
    assert a.term("hi") == Term("hi", "Bell", (1, 0.5, 3), 0.75)
    y = system.output("y")
    assert y == OutputVariable(
        *("y", 0, 1, (Term("p", "Function", formula="exp(-x) * a"),)),
        lock_range=True,
        aggregation="HamacherSum",
        defuzzifier=y.defuzzifier,
        default=0.25,
        lock_previous=True,
    )
    assert y.defuzzifier is not None and y.defuzzifier.resolution == 77
    (block,) = system.blocks
    assert block.name == "first one" and block.disjunction == ""
    (rule,) = block.rules
    right = And(Is("a", "hi", ("not", "very")), Is("a", "", ("any",)))
    assert rule.antecedent == And(Is("a", "lo"), right)


def test_fll_without_a_resolution_takes_a_thousand_samples():
    y = rules.loads(FLL.replace("LargestOfMaximum 77", "Centroid"), "fll").output("y")
    assert y.defuzzifier is not None and y.defuzzifier.resolution == 1000


def test_load_reads_old_encodings_and_line_ends(tmp_path: Path):
    text = fcl(rules_text="RULE 1 : IF a IS lo THEN y IS p; // für Öl")
    expected = rules.loads(text, "fcl")
    for encoding in ("utf-8", "utf-8-sig", "iso-8859-1"):
        path = tmp_path / f"{encoding}.FCL"
        path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
        assert rules.load(path) == expected


def test_the_appliances_rules_can_be_read():
    files = sorted((ROOT / "firmware" / "habitude" / "appliances").glob("*.fcl"))
    assert files
    for file in files:
        assert rules.load(file).blocks
