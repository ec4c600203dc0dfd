"""Rules as instructions: from degrees of propositions to degrees of the outputs' terms."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from ..model import And, Antecedent, Is, OutputVariable, Rule, RuleBlock, System
from . import memberships
from .firmware import kernel, norms
from .program import ALWAYS, NEVER, ONE, NotOnDevice, Program

NORMS = {
    "Minimum": norms.MINIMUM,
    "AlgebraicProduct": norms.PRODUCT,
    "BoundedDifference": norms.BOUNDED_DIFFERENCE,
    "DrasticProduct": norms.DRASTIC_PRODUCT,
    "EinsteinProduct": norms.EINSTEIN_PRODUCT,
    "HamacherProduct": norms.HAMACHER_PRODUCT,
    "NilpotentMinimum": norms.NILPOTENT_MINIMUM,
    "Maximum": norms.MAXIMUM,
    "AlgebraicSum": norms.ALGEBRAIC_SUM,
    "BoundedSum": norms.BOUNDED_SUM,
    "DrasticSum": norms.DRASTIC_SUM,
    "EinsteinSum": norms.EINSTEIN_SUM,
    "HamacherSum": norms.HAMACHER_SUM,
    "NilpotentMaximum": norms.NILPOTENT_MAXIMUM,
    "NormalizedSum": norms.BOUNDED_SUM,  # of two degrees they are the same
    "UnboundedSum": norms.SUM,
}
_HEDGES = {
    "not": norms.NOT,
    "extremely": norms.EXTREMELY,
    "somewhat": norms.SOMEWHAT,
    "seldom": norms.SELDOM,
}
COARSE, FINE = 2.2, 0.9  # tolerances of inputs' degrees, in steps of Q15
_SUM_BITS = 22  # of a sum of degrees: see AVERAGE's arithmetic
_PLAIN = ("Constant", "Linear")  # terms whose values don't depend on degrees
_TREE_DEPTH = 3  # slots on the way from a branch to a leaf


@dataclass(frozen=True)
class Activation:
    """A slot that holds how strongly `term` of an output is wanted, by one rule or by several."""

    slot: int
    term: str
    implication: str


@dataclass
class RuleBase:
    """`activations` are those of each output, in the order of the rules; `degrees` how the engine
    finds each rule's degree: multiply or not, how many slots, slots."""

    activations: dict[str, list[Activation]] = field(default_factory=dict[str, list[Activation]])
    degrees: list[list[int]] = field(default_factory=list[list[int]])


def add(
    program: Program, system: System, skipped: Iterable[str] = (), tolerance: float = FINE
) -> RuleBase:
    """Instructions for all rules, and for the inputs' degrees to within `tolerance`, in Q15.

    `skipped` outputs are made in another way: no rule need reach them.
    """
    return _Writer(program, system, frozenset(skipped)).write(tolerance)


def is_weighted(output: OutputVariable) -> bool:
    """Whether an output is made of values, not of a set."""
    kind = output.defuzzifier.kind if output.defuzzifier else ""
    return kind in ("WeightedAverage", "WeightedSum")


class _Writer:
    """Collects steps for COMBINE and leaves for TREE and writes both where their order matters."""

    def __init__(self, program: Program, system: System, skipped: frozenset[str]) -> None:
        self.program = program
        self.system = system
        self.skipped = skipped
        self.result = RuleBase({name: [] for name in system.outputs})
        self.inputs: dict[Is, int] = {}
        self.known: dict[Hashable, int] = {}  # slots of expressions that need no computing again
        self.steps: list[int] = []
        self.leaves: dict[tuple[int, int, int], dict[int, dict[int, list[int]]]] = {}
        self.pending: set[str] = set()  # outputs that collected leaves will change
        self.passing: set[int] = set()  # slots whose degree later rules may still change

    def write(self, tolerance: float) -> RuleBase:
        rules = [rule for block in self.system.blocks if block.enabled for rule in block.rules]
        wanted = [p for rule in rules for p in propositions(rule.antecedent)]
        inputs = set(self.system.inputs)
        own = [p for p in wanted if p.variable in inputs]
        self.inputs = memberships.add(self.program, self.system, own, tolerance)
        for block in self.system.blocks:
            for rule in block.rules:
                self._rule(block, rule)
        self._flush()
        return self.result

    def _rule(self, block: RuleBlock, rule: Rule) -> None:
        if not block.enabled:
            self.result.degrees.append([0, 1, NEVER])
            return
        if block.activation not in ("", "General"):
            raise NotOnDevice(f"activation {block.activation!r} of rule block {block.name!r}")
        multiply, slots = self._conjunction(block, rule.antecedent)
        if self.passing.intersection(slots):
            multiply, slots = 0, [self._kept(self._joined(multiply, slots))]
        if rule.weight != 1.0:
            multiply, slots = 0, [self._weighted(multiply, slots, rule.weight)]
        self.result.degrees.append([multiply, len(slots), *slots])
        hedged: tuple[str, ...] = ()
        for conclusion in rule.consequents:
            output = self.system.output(conclusion.variable)
            hedged = (*conclusion.hedges, *hedged)
            if not output.enabled or output.name in self.skipped:
                continue
            wanted = (multiply, slots)
            if hedged:
                wanted = (0, [self._hedged(self._joined(multiply, slots), hedged)])
            self._want(block, output, conclusion.term, *wanted)

    def _want(
        self, block: RuleBlock, output: OutputVariable, term: str, multiply: int, slots: list[int]
    ) -> None:
        """Make the rule's degree one of the output's activations, or part of one."""
        kind = NORMS[output.aggregation or "UnboundedSum"]
        implication = "" if is_weighted(output) else block.implication
        shared = is_weighted(output) or kind == norms.MAXIMUM
        key = (output.name, term, implication) if shared else object()
        is_new = not self.program.has(key)
        slot = self.program.slot(key)
        if is_new:
            self.passing.add(slot)
            self.result.activations[output.name].append(Activation(slot, term, implication))
        if kind in (norms.MAXIMUM, norms.SUM) or not shared:
            is_sum = kind == norms.SUM and shared
            bits = self._spare_bits(output) if is_sum else 0
            tree = self.leaves.setdefault((multiply, int(is_sum), bits), {})
            first, second, third = [ALWAYS] * (_TREE_DEPTH - len(slots)) + slots
            tree.setdefault(first, {}).setdefault(second, []).extend((third, slot))
            self.pending.add(output.name)
        else:
            self._step(kind, slot, slot, self._joined(multiply, slots))

    def _spare_bits(self, output: OutputVariable) -> int:
        """By how many bits sums of degrees can be finer than Q15: AVERAGE's have 22 bits."""
        kind = output.defuzzifier.kind if output.defuzzifier else ""
        if kind != "WeightedAverage" or any(t.kind not in _PLAIN for t in output.terms):
            return 0
        rules = [rule for block in self.system.blocks if block.enabled for rule in block.rules]
        if any(p.variable == output.name for r in rules for p in propositions(r.antecedent)):
            return 0
        degrees = sum(c.variable == output.name for rule in rules for c in rule.consequents)
        return max(0, _SUM_BITS - 15 - degrees.bit_length())

    def _conjunction(self, block: RuleBlock, antecedent: Antecedent) -> tuple[int, list[int]]:
        """The slots whose minimum or product is the degree, as few as a tree can take."""
        multiply = int(block.conjunction == "AlgebraicProduct")
        if not isinstance(antecedent, And) or not (multiply or block.conjunction == "Minimum"):
            return 0, [self._expression(block, antecedent)]
        slots = [self._expression(block, part) for part in _conjuncts(antecedent)]
        while len(slots) > _TREE_DEPTH:
            first, second, *rest = slots
            slots = [self._combined(NORMS[block.conjunction], first, second), *rest]
        return multiply, slots

    def _expression(self, block: RuleBlock, antecedent: Antecedent) -> int:
        if isinstance(antecedent, Is):
            return self._proposition(antecedent)
        name = block.conjunction if isinstance(antecedent, And) else block.disjunction
        left = self._expression(block, antecedent.left)
        return self._combined(NORMS[name], left, self._expression(block, antecedent.right))

    def _proposition(self, proposition: Is) -> int:
        if proposition in self.inputs:
            return self.inputs[proposition]
        output = self.system.output(proposition.variable)
        if not output.enabled:
            return NEVER
        if "any" in proposition.hedges:
            return self._hedged(NEVER, proposition.hedges)
        if output.name in self.pending:
            self._flush()
        found = [
            a.slot for a in self.result.activations[output.name] if a.term == proposition.term
        ]
        if not found:
            return self._hedged(NEVER, proposition.hedges)
        slot, *others = found
        for other in others:
            slot = self._combined(NORMS[output.aggregation or "UnboundedSum"], slot, other)
        return self._hedged(slot, proposition.hedges)

    def _joined(self, multiply: int, slots: list[int]) -> int:
        slot, *others = slots
        for other in others:
            slot = self._combined(norms.PRODUCT if multiply else norms.MINIMUM, slot, other)
        return slot

    def _weighted(self, multiply: int, slots: list[int], weight: float) -> int:
        if not 0.0 <= weight <= 1.0:
            raise NotOnDevice(f"a rule's weight of {weight:g}")
        joined = self._joined(multiply, slots)
        return self._combined(norms.SCALE, joined, round(weight * ONE))

    def _hedged(self, slot: int, hedges: tuple[str, ...]) -> int:
        for name in reversed(hedges):
            if name == "any":
                slot = ALWAYS
            elif name == "very":
                slot = self._combined(norms.PRODUCT, slot, slot)
            else:
                slot = self._combined(_HEDGES[name], slot, 0)
        return slot

    def _kept(self, slot: int) -> int:
        """The degree that a slot has now, in a slot of its own."""
        return self._step(norms.MAXIMUM, self.program.fresh(), slot, NEVER)

    def _combined(self, kind: int, left: int, right: int) -> int:
        """The slot of a norm's result, which is computed once if it can't change."""
        key = (kind, left, right)
        if key in self.known:
            return self.known[key]
        slot = self._step(kind, self.program.fresh(), left, right)
        is_slot = kind < norms.SCALE
        if left in self.passing or (is_slot and right in self.passing):
            self.passing.add(slot)
        else:
            self.known[key] = slot
        return slot

    def _step(self, kind: int, target: int, left: int, right: int) -> int:
        self.steps += [kind, target, left, right]
        return target

    def _flush(self) -> None:
        if self.steps:
            count = len(self.steps) // 4
            self.program.add_other(norms.COMBINE, norms.PART, count, *self.steps)
        for head, tree in self.leaves.items():
            self.program.add(*_tree(head, tree))
        self.steps, self.leaves, self.pending = [], {}, set()


def propositions(antecedent: Antecedent) -> list[Is]:
    if isinstance(antecedent, Is):
        return [antecedent]
    return propositions(antecedent.left) + propositions(antecedent.right)


def _conjuncts(antecedent: Antecedent) -> list[Antecedent]:
    if isinstance(antecedent, And):
        return _conjuncts(antecedent.left) + _conjuncts(antecedent.right)
    return [antecedent]


def _tree(head: tuple[int, int, int], tree: dict[int, dict[int, list[int]]]) -> list[int]:
    multiply, add, _ = head
    words = [kernel.TREE, int(not multiply and not add), *head, len(tree)]
    for first, twigs in tree.items():
        inner = [w for slot, leaves in twigs.items() for w in (slot, len(leaves) // 2, *leaves)]
        words += [first, 2 * (3 + len(inner)), len(twigs), *inner]
    return words
