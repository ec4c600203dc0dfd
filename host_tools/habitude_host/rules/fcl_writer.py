"""FCL, the Fuzzy Control Language of IEC 61131-7: writer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from . import defuzzifiers, fcl_words, terms, words
from .fll_writer import number, term_text
from .model import OutputVariable, RuleBlock, System, Term, Variable

_NAME = re.compile(r"\w*[^\W0-9]\w*(\.\w+)*")


def write(system: System) -> str:
    """FCL text; ValueError for names that FCL can't hold."""
    lines = [f"FUNCTION_BLOCK {system.name if _is_name(system.name) else ''}".rstrip(), ""]
    for keyword, names in (("VAR_INPUT", system.inputs), ("VAR_OUTPUT", system.outputs)):
        lines += [keyword, *(f"  {_name(name)} : REAL;" for name in names), "END_VAR", ""]
    for variable in system.input_variables:
        lines += [*_fuzzify(variable), ""]
    for variable in system.output_variables:
        lines += [*_defuzzify(variable), ""]
    for block in system.blocks:
        lines += [*_rule_block(block), ""]
    options = list(_options(system))
    if options:
        lines += ["OPTION", *options, "END_OPTION", ""]
    return "\n".join([*lines, "END_FUNCTION_BLOCK"]) + "\n"


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and text.upper() not in fcl_words.KEYWORDS


def _name(text: str) -> str:
    if not _is_name(text):
        raise ValueError(f"FCL can't hold the name {text!r}")
    return text


def _word(name: str, dictionary: Mapping[str, str]) -> str:
    """FCL's word for one of fuzzylite's."""
    return next(word for word, meaning in dictionary.items() if meaning == name)


def _fuzzify(variable: Variable) -> Iterator[str]:
    yield f"FUZZIFY {variable.name}"
    yield from _common(variable)
    yield "END_FUZZIFY"


def _common(variable: Variable) -> Iterator[str]:
    if not variable.enabled:
        yield "  ENABLED : FALSE;"
    yield f"  RANGE := ({number(variable.lowest)} .. {number(variable.highest)});"
    for term in variable.terms:
        yield f"  TERM {_name(term.name)} := {_shape(term)};"


def _shape(term: Term) -> str:
    if term.kind == "Constant":
        return number(term.parameters[0])
    if term.kind == "Discrete" and term.height == 1.0:
        points = zip(term.parameters[0::2], term.parameters[1::2], strict=True)
        return " ".join(f"({number(x)}, {number(y)})" for x, y in points)
    return term_text(term)


def _defuzzify(variable: OutputVariable) -> Iterator[str]:
    yield f"DEFUZZIFY {variable.name}"
    yield from _common(variable)
    if variable.aggregation:
        yield f"  ACCU : {_word(variable.aggregation, fcl_words.DISJUNCTIONS)};"
    if variable.defuzzifier is not None:
        yield f"  METHOD : {_word(variable.defuzzifier.kind, fcl_words.METHODS)};"
    default = [] if variable.default is None else [number(variable.default)]
    if variable.lock_previous:
        default.append("NC")
    if default:
        yield f"  DEFAULT := {' | '.join(default)};"
    yield "END_DEFUZZIFY"


def _rule_block(block: RuleBlock) -> Iterator[str]:
    yield f"RULEBLOCK {block.name if _is_name(block.name) else ''}".rstrip()
    if not block.enabled:
        yield "  ENABLED : FALSE;"
    if block.conjunction:
        yield f"  AND : {_word(block.conjunction, fcl_words.CONJUNCTIONS)};"
    if block.disjunction:
        yield f"  OR : {_word(block.disjunction, fcl_words.DISJUNCTIONS)};"
    if block.implication:
        yield f"  ACT : {_word(block.implication, fcl_words.CONJUNCTIONS)};"
    for place, rule in enumerate(block.rules, 1):
        yield f"  RULE {place} : {words.rule(rule)};"
    yield "END_RULEBLOCK"


def _options(system: System) -> Iterator[str]:
    """What FCL itself has no words for."""
    if system.name and not _is_name(system.name):
        yield f"  NAME := {_quoted(system.name)};"
    if system.description:
        yield f"  DESCRIPTION := {_quoted(system.description)};"
    for variable in (*system.input_variables, *system.output_variables):
        if variable.description:
            yield f"  DESCRIPTION {variable.name} := {_quoted(variable.description)};"
        if variable.lock_range:
            yield f"  LOCK_RANGE {variable.name} := TRUE;"
    for variable in system.output_variables:
        yield from _defuzzifier_option(variable)
    for place, block in enumerate(system.blocks, 1):
        if block.name and not _is_name(block.name):
            yield f"  NAME RULEBLOCK {place} := {_quoted(block.name)};"
        if block.description:
            yield f"  DESCRIPTION RULEBLOCK {place} := {_quoted(block.description)};"


def _defuzzifier_option(variable: OutputVariable) -> Iterator[str]:
    defuzzifier = variable.defuzzifier
    if defuzzifier is None:
        return
    if defuzzifier.kind in defuzzifiers.INTEGRAL:
        if defuzzifier.resolution != type(defuzzifier).resolution:
            yield f"  RESOLUTION {variable.name} := {defuzzifier.resolution};"
    elif defuzzifier.weighted_type != terms.weighted_type(variable.terms):
        yield f"  WEIGHTED_TYPE {variable.name} := {defuzzifier.weighted_type};"


def _quoted(text: str) -> str:
    escaped = text.replace("$", "$$").replace("'", "$'")
    return f"'{escaped}'"
