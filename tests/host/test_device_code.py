"""What device code does without, since a board pays for it at run time."""

import ast
from pathlib import Path

import pytest

FIRMWARE = Path(__file__).resolve().parents[2] / "firmware"


def properties(source: str) -> list[str]:
    """The names of the properties that a module defines."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if "property" in ast.unparse(decorator) or ast.unparse(decorator).endswith(".setter")
    ]


def test_properties_are_found():
    source = "class A:\n @property\n def a(self): pass\n @a.setter\n def a(self, b): pass\n"
    assert properties(source) == ["a", "a"]
    assert properties("def property(): pass") == []


@pytest.mark.parametrize("file", sorted(FIRMWARE.rglob("*.py")), ids=lambda f: f.stem)
def test_has_no_properties(file):
    # MicroPython looks for an accessor in the class at each store to an object of a class that has
    # one (py/objtype.c, special accessors): one property in App made its ticks a fifth longer.
    assert properties(file.read_text(encoding="utf-8")) == []
