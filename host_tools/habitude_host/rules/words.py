"""Rules in words."""

from __future__ import annotations

from .model import And, Antecedent, Is, Or, Rule


def proposition(is_: Is) -> str:
    """ "temp is very low" """
    return " ".join((is_.variable, "is", *is_.hedges, *((is_.term,) if is_.term else ())))


def antecedent(tree: Antecedent) -> str:
    """The condition of a rule, with parentheses only where reading it again needs them."""
    if isinstance(tree, Is):
        return proposition(tree)
    if isinstance(tree, And):
        left = _bracketed(tree.left) if isinstance(tree.left, Or) else antecedent(tree.left)
        right = antecedent(tree.right) if isinstance(tree.right, Is) else _bracketed(tree.right)
        return f"{left} and {right}"
    right = _bracketed(tree.right) if isinstance(tree.right, Or) else antecedent(tree.right)
    return f"{antecedent(tree.left)} or {right}"


def _bracketed(tree: Antecedent) -> str:
    return f"({antecedent(tree)})"


def rule(rule: Rule) -> str:
    """ "if temp is low then heat is full with 0.5"; the weight only if it isn't 1."""
    conclusions = " and ".join(map(proposition, rule.consequents))
    weight = "" if rule.weight == 1.0 else f" with {rule.weight!r}"
    return f"if {antecedent(rule.antecedent)} then {conclusions}{weight}"
