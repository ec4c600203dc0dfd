"""One firmware for all ports: what differs is in habitude/board, and each port has all of it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest

PORTS = ("rp2", "esp32")
# Imported only where sys.print_exception is missing: on CPython.
HOST_ONLY = {"traceback"}
ASKS_WHERE_IT_RUNS = re.compile(r"sys\.platform|os\.uname|\._machine\b|platform\.platform")


@pytest.fixture(params=PORTS)
def stubs(request: pytest.FixtureRequest, root: Path) -> Path:
    """The port's type stubs, as `make` installs them."""
    folder = root / ".venv" / "typings" / request.param
    if not folder.is_dir():
        pytest.fail(f"the stubs of {request.param} are not installed in .venv: run make")
    return folder


def surface(stub: str) -> str:
    """A module of the same names that does nothing: classes with methods and constants."""
    lines: list[str] = []

    def write(body: list[ast.stmt], indent: str) -> None:
        for node in body:
            match node:
                case ast.ClassDef(name=name, body=inner):
                    lines.append(f"{indent}class {name}:")
                    lines.append(f"{indent}    pass")
                    write(inner, indent + "    ")
                case ast.FunctionDef(name=name):
                    lines.append(f"{indent}def {name}(*given, **named): pass")
                case ast.AnnAssign(target=ast.Name(id=name)):
                    lines.append(f"{indent}{name} = 0")
                case _:
                    pass

    write(ast.parse(stub).body, "")
    return "\n".join(lines) + "\n"


def modules(root: Path) -> list[str]:
    firmware = root / "firmware"
    found = sorted((firmware / "habitude").rglob("*.py"))
    names = [p.relative_to(firmware).with_suffix("").as_posix().replace("/", ".") for p in found]
    return [name.removesuffix(".__init__") for name in names]


def test_everything_is_imported_with_the_ports_machine(
    stubs: Path, root: Path, tmp_path: Path, micropython: Path
) -> None:
    stub = (stubs / "machine.pyi").read_text(encoding="utf-8")
    made = surface(stub)
    assert "class Pin:" in made
    (tmp_path / "machine.py").write_text("IS_A_STUB = 1\n" + made)
    code = "import sys, machine\nmachine.IS_A_STUB\n"
    code += "".join(f"import {name}\n" for name in modules(root))
    # main.py goes as far as the missing board.json, past every import of its own.
    code += "import main\n"
    done = subprocess.run(
        [micropython, "-X", "heapsize=4M", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "MICROPYPATH": f"{tmp_path}:{root / 'firmware'}:.frozen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.startswith("error: board.json: can't be read"), done.stderr
    assert done.returncode == 0, done.stderr


def test_the_port_has_every_module_that_is_imported(stubs: Path, root: Path) -> None:
    there = {path.name.removesuffix(".pyi") for path in stubs.iterdir()}
    there |= {path.name.removesuffix(".pyi") for path in (stubs / "stdlib").iterdir()}
    for path in (root / "firmware").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names=names):
                    wanted = {alias.name.partition(".")[0] for alias in names}
                case ast.ImportFrom(module=str(module), level=0):
                    wanted = {module.partition(".")[0]}
                case _:
                    continue
            assert wanted - there <= {"habitude", "main", "starter"} | HOST_ONLY, path


def test_nothing_outside_the_board_layer_asks_where_it_runs(root: Path) -> None:
    habitude = root / "firmware" / "habitude"
    asking = [
        path.relative_to(habitude).as_posix()
        for path in habitude.rglob("*.py")
        if ASKS_WHERE_IT_RUNS.search(path.read_text(encoding="utf-8"))
    ]
    assert [path for path in asking if not path.startswith("board/")] == []
