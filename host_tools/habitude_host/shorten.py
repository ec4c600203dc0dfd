"""The firmware's sources without the names that only people need: what is compiled for a board.

A board keeps every name of its code in memory for as long as it runs. So

- a constant (`ANY = const(1 << 29)`) is its number wherever it is imported, and has no name;
- nor has what a module alone knows and never changes (`_MAGIC = b"HBTP"`): it is const, too;
- what habitude.compat has for MicroPython's compiler alone is not imported;
- parameters that nobody gives by name, and private attributes, are called _0, _1, ...

Functions, methods and classes keep their names: tracebacks tell them. The rest of the text stays
as it was written, since MicroPython's compiler makes more of some forms than of others: of
`a, b = b, a` no tuple, of `a, b = (b, a)` one.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Mapping
from itertools import accumulate

# What MicroPython's compiler knows by itself.
_COMPILED = frozenset(("const", "micropython", "ptr8", "ptr16", "ptr32", "uint"))

_Value = int | str | bytes
_Values = Mapping[str, _Value]


class Shortener:
    """sources: of all modules of the firmware, by name ("habitude.app")."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = dict(sources)
        self._trees = {name: ast.parse(source) for name, source in sources.items()}
        self._constants: dict[str, _Values] = {}
        nodes = [node for tree in self._trees.values() for node in ast.walk(tree)]
        self._given_by_name = {n.arg for n in nodes if isinstance(n, ast.keyword) and n.arg}
        self._shared = _shared_attributes(self._trees)
        self._looked_up: set[str] = set()  # in modules that no statement imports
        for tree in self._trees.values():
            known = self._modules_in(tree)
            for node in ast.walk(tree):
                match node:
                    case ast.Attribute(ast.Name(name), attribute) if name not in known:
                        self._looked_up.add(attribute)
                    case _:
                        pass

    def module(self, name: str) -> str:
        """A module of the firmware, shortened. KeyError if there is none of this name."""
        tree = self._trees[name]
        editor = _Editor(self._sources[name])
        editor.dropped = self.constants(name).keys() - self._looked_up
        editor.attributes = _short_attributes(tree, self._shared)
        editor.given_by_name = self._given_by_name
        for value in _literals(tree):
            editor.make_const(value)
        return self._edited(tree, editor)

    def program(self, source: str) -> str:
        """A program that imports the firmware's modules: it finds no constants there."""
        return self._edited(ast.parse(source), _Editor(source))

    def constants(self, name: str) -> _Values:
        """The constants of a module by name, those that it imports among them."""
        if name not in self._constants:
            tree = self._trees.get(name)
            self._constants[name] = {} if tree is None else self._constants_in(tree)
        return self._constants[name]

    def _edited(self, tree: ast.Module, editor: _Editor) -> str:
        editor.constants = _public(self._constants_in(tree))
        editor.modules = self._modules_in(tree)
        needless = _COMPILED - ({"const"} if _calls_const(tree) else set())
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                editor.imported[node] = self._left_of(node, needless)
        editor.visit(tree)
        return editor.text()

    def _left_of(self, node: ast.ImportFrom, needless: Collection[str]) -> list[ast.alias]:
        """What is still to be imported."""
        module = node.module or ""
        known = set(_public(self.constants(module)))
        if module.startswith("habitude."):
            known |= {*needless}
        return [alias for alias in node.names if alias.name not in known]

    def _constants_in(self, tree: ast.Module) -> _Values:
        found: dict[str, _Value] = {}
        for node in tree.body:
            if isinstance(node, ast.ImportFrom):
                known = self.constants(node.module or "")
                for alias in node.names:
                    if alias.name in known:
                        found[alias.asname or alias.name] = known[alias.name]
            elif (constant := _constant(node)) is not None:
                name, value = constant
                found[name] = eval(compile(ast.Expression(value), name, "eval"), {}, dict(found))
        return found

    def _modules_in(self, tree: ast.Module) -> dict[str, _Values]:
        """The constants of the modules that a tree imports, by the name that it has for each."""
        found: dict[str, _Values] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    module = f"{node.module}.{alias.name}"
                    if module in self._trees:
                        found[alias.asname or alias.name] = _public(self.constants(module))
        return found


class _Editor(ast.NodeVisitor):
    """Visits the tree of a source, and changes its text.

    constants: to be replaced by their values, and of `modules` by their names here. dropped: those
    whose definition goes. imported: what is left of each import. given_by_name: the parameters
    that keep their names; None: all do. attributes: what some are called.
    """

    def __init__(self, source: str) -> None:
        self.constants: _Values = {}
        self.modules: Mapping[str, _Values] = {}
        self.dropped: Collection[str] = ()
        self.imported: dict[ast.ImportFrom, list[ast.alias]] = {}
        self.given_by_name: Collection[str] | None = None
        self.attributes: Mapping[str, str] = {}
        self._source = source.encode()
        lines = self._source.splitlines(keepends=True)
        self._starts = [0, *accumulate(len(line) for line in lines)]
        self._edits: list[tuple[int, int, str]] = []
        # Of the function that is visited and those around it, and how many they have.
        self._parameters: dict[str, str] = {}
        self._count = 0

    def text(self) -> str:
        """The source with all changes."""
        text = self._source
        for start, end, new in sorted(self._edits, reverse=True):
            text = text[:start] + new.encode() + text[end:]
        return text.decode()

    def make_const(self, value: ast.expr) -> None:
        """Let the compiler put a module's value in place of its name."""
        start, end = self._start(value), self._end(value)
        self._edits += [(start, start, "const(("), (end, end, "))")]  # a tuple may have no own

    def visit_Assign(self, node: ast.Assign) -> None:
        name, _ = _constant(node) or ("", None)
        if name in self.dropped and name in self.constants:
            self._replace(node, "pass")
        else:
            self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        left = self.imported[node]
        if len(left) < len(node.names):
            found = ast.ImportFrom(node.module, left, node.level)
            self._replace(node, ast.unparse(found) if left else "pass")

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load) and node.id in self.constants:
            self._replace(node, _literal(self.constants[node.id]))
        elif node.id in self._parameters:
            self._replace(node, self._parameters[node.id])

    def visit_Attribute(self, node: ast.Attribute) -> None:
        of: _Values | None = None
        if isinstance(node.value, ast.Name):
            of = self.modules.get(node.value.id)
        if of is not None and node.attr in of:
            self._replace(node, _literal(of[node.attr]))
            return
        if node.attr in self.attributes:
            end = self._end(node)
            self._edits.append((end - len(node.attr), end, self.attributes[node.attr]))
        self.visit(node.value)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.type is not None and node.name in self._parameters:
            found = re.compile(rb"\bas\s+(\w+)").search(self._source, self._end(node.type))
            if found is not None:
                self._edits.append((*found.span(1), self._parameters[node.name]))
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for part in node.decorator_list:
            self.visit(part)
        self._visit_function(node.args, node.body)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._visit_function(node.args, [node.body])

    def _visit_function(self, given: ast.arguments, body: Collection[ast.AST]) -> None:
        outer, count = self._parameters, self._count
        for default in (*given.defaults, *given.kw_defaults):
            if default is not None:
                self.visit(default)
        parameters = given.posonlyargs + given.args + given.kwonlyargs
        parameters += [one for one in (given.vararg, given.kwarg) if one]
        self._parameters = dict(outer)
        for parameter in parameters:
            self._number(parameter)
        for part in body:
            self.visit(part)
        self._parameters, self._count = outer, count

    def _number(self, parameter: ast.arg) -> None:
        name = parameter.arg
        if self.given_by_name is None or name == "self" or name in self.given_by_name:
            self._parameters.pop(name, None)
            return
        self._parameters[name] = f"_{self._count}"
        self._count += 1
        start = self._start(parameter)
        self._edits.append((start, start + len(name), self._parameters[name]))

    def _replace(self, node: ast.stmt | ast.expr, text: str) -> None:
        self._edits.append((self._start(node), self._end(node), text))

    def _start(self, node: ast.stmt | ast.expr | ast.arg) -> int:
        return self._starts[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.stmt | ast.expr) -> int:
        line, column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return self._starts[line - 1] + column


def _literal(value: _Value) -> str:
    return f"({value})" if isinstance(value, int) and value < 0 else repr(value)


def _public(values: _Values) -> _Values:
    """Without those that are the compiler's matter."""
    return {name: value for name, value in values.items() if not name.startswith("_")}


def _constant(node: ast.stmt) -> tuple[str, ast.expr] | None:
    """The name and the value of `NAME = const(VALUE)`."""
    match node:
        case ast.Assign([ast.Name(name)], ast.Call(ast.Name("const"), [value])):
            return name, value
        case _:
            return None


def _literals(tree: ast.Module) -> list[ast.expr]:
    """The values of private names that a module binds once, to what never changes."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = Counter(name.id for name in names if isinstance(name.ctx, ast.Store))
    found: list[ast.expr] = []
    for node in tree.body:
        match node:
            case ast.Assign([ast.Name(name)], value) if _is_private(name) and bound[name] == 1:
                if isinstance(value, ast.Constant | ast.Tuple) and _is_fixed(value):
                    found.append(value)
            case _:
                pass
    return found


def _is_fixed(value: ast.expr) -> bool:
    if isinstance(value, ast.Tuple):
        return all(_is_fixed(part) for part in value.elts)
    return isinstance(value, ast.Constant) and isinstance(value.value, int | str | bytes)


def _calls_const(tree: ast.Module) -> bool:
    """Whether it is called at run time, too: the compiler knows it in `NAME = const(...)` only."""
    known = [node.value for node in tree.body if isinstance(node, ast.Assign) and _constant(node)]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return any(ast.unparse(call.func) == "const" and call not in known for call in calls)


def _short_attributes(tree: ast.Module, shared: set[str]) -> dict[str, str]:
    """What a module's private attributes are called, but those that it shares with others."""
    kept = shared | _defined(tree)
    names = [name for name in _stored(tree) if name not in kept]
    return {name: f"_{number}" for number, name in enumerate(names)}


def _shared_attributes(trees: Mapping[str, ast.Module]) -> set[str]:
    """Private attributes that more than one module goes by.

    They are of another object, named in a string (for getattr), or of a class of which one
    module has the base and another what is made of it.
    """
    shared: set[str] = set()
    for tree in trees.values():
        imported: dict[str, str] = {}
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(ast.Name("self")):
                    pass
                case ast.Attribute(attr=name) if _is_private(name):
                    shared.add(name)
                case ast.Constant(str(text)) if _is_private(text):
                    shared.add(text)
                case ast.ImportFrom(module, names):
                    imported |= {alias.asname or alias.name: module or "" for alias in names}
                case ast.ClassDef(bases=bases):
                    for base in bases:
                        name = base.id if isinstance(base, ast.Name) else ""
                        if imported.get(name) in trees:
                            shared |= {*_stored(tree), *_stored(trees[imported[name]])}
                case _:
                    pass
    return shared


def _stored(tree: ast.Module) -> dict[str, None]:
    """The private attributes that a module gives to objects, in their order."""
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute)]
    found = [n for n in found if isinstance(n.ctx, ast.Store) and _is_private(n.attr)]
    return dict.fromkeys(node.attr for node in found)


def _defined(tree: ast.Module) -> set[str]:
    """The names of methods, functions and classes, and of what classes have."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            names = [n for line in node.body for n in ast.walk(line) if isinstance(n, ast.Name)]
            found |= {name.id for name in names if isinstance(name.ctx, ast.Store)}
    return found


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")
