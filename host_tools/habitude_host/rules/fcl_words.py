"""The words of FCL beside fuzzylite's; reader and writer share them."""

from __future__ import annotations

from . import terms

CONJUNCTIONS = {
    "MIN": "Minimum",
    "PROD": "AlgebraicProduct",
    "BDIF": "BoundedDifference",
    "DPROD": "DrasticProduct",
    "EPROD": "EinsteinProduct",
    "HPROD": "HamacherProduct",
    "NMIN": "NilpotentMinimum",
}

DISJUNCTIONS = {
    "MAX": "Maximum",
    "ASUM": "AlgebraicSum",
    "BSUM": "BoundedSum",
    "DSUM": "DrasticSum",
    "ESUM": "EinsteinSum",
    "HSUM": "HamacherSum",
    "NMAX": "NilpotentMaximum",
    "NSUM": "NormalizedSum",
    "USUM": "UnboundedSum",
    # jFuzzyLogic's names come after the ones to write.
    "PROBOR": "AlgebraicSum",
    "SUM": "UnboundedSum",
}

METHODS = {
    "COG": "Centroid",
    "COA": "Bisector",
    "LM": "SmallestOfMaximum",
    "RM": "LargestOfMaximum",
    "MM": "MeanOfMaximum",
    "COGS": "WeightedAverage",
    "COGSS": "WeightedSum",
}

# IEC 61131-7: where only one of AND and OR is given, the other is its de Morgan pair.
PAIRS = {
    "Minimum": "Maximum",
    "AlgebraicProduct": "AlgebraicSum",
    "BoundedDifference": "BoundedSum",
    "DrasticProduct": "DrasticSum",
    "EinsteinProduct": "EinsteinSum",
    "HamacherProduct": "HamacherSum",
    "NilpotentMinimum": "NilpotentMaximum",
}

# Shapes by the names that are written in capitals: kind, and in which order its numbers come.
SHAPES: dict[str, tuple[str, tuple[int, ...]]] = {
    **{kind.upper(): (kind, ()) for kind in terms.KINDS},
    "TRIAN": ("Triangle", ()),
    "TRAPE": ("Trapezoid", ()),
    "GAUSS": ("Gaussian", ()),
    "GBELL": ("Bell", (2, 0, 1)),
    "SIGM": ("Sigmoid", (1, 0)),
    "SING": ("Constant", ()),
}

TYPES = ("REAL", "LREAL", "SINT", "INT", "DINT", "LINT", "USINT", "UINT", "UDINT", "ULINT")

KEYWORDS = frozenset(
    (
        *("FUNCTION_BLOCK", "END_FUNCTION_BLOCK", "VAR_INPUT", "VAR_OUTPUT", "VAR", "END_VAR"),
        *("VAR_IN_OUT", "VAR_TEMP", "VAR_GLOBAL", "VAR_EXTERNAL"),
        *("FUZZIFY", "END_FUZZIFY", "DEFUZZIFY", "END_DEFUZZIFY", "RULEBLOCK", "END_RULEBLOCK"),
        *("OPTION", "END_OPTION", "ENABLED", "RANGE", "TERM", "FUNCTION", "ACCU", "METHOD"),
        *(
            "DEFAULT",
            "NC",
            "ACT",
            "ACTIVATION",
            "RULE",
            "IF",
            "THEN",
            "WITH",
            "AND",
            "OR",
            "NOT",
            "IS",
        ),
    )
)
