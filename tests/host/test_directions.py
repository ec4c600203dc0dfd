"""Who may import whom. The tree shows it; this keeps it true."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Rule:
    """Files under `where` (but not under `outside`) import nothing under `never` but `allowed`."""

    name: str
    where: str
    never: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


HARDWARE = (
    *("machine", "rp2", "esp", "esp32", "network", "bluetooth", "espnow"),
    *("neopixel", "onewire", "ds18x20", "dht"),
)
START_UP = ("firmware/boot.py", "firmware/main.py", "firmware/packed")

RULES = (
    Rule("firmware knows nobody", "firmware", never=("habitude_host", "habitude_sim")),
    Rule(
        "only the board layer touches hardware",
        "firmware",
        never=HARDWARE,
        outside=("firmware/habitude/board", *START_UP),
    ),
    Rule(
        # On a host, a package of this name may be installed: only compat knows what is what.
        "compat alone decides what MicroPython offers",
        "firmware",
        never=("micropython",),
        outside=("firmware/habitude/compat.py", "firmware/habitude/board", *START_UP),
    ),
    Rule(
        "MicroPython has no such modules",
        "firmware",
        never=("typing", "dataclasses", "enum", "abc", "contextlib", "pathlib", "logging"),
    ),
    Rule("host tools know no simulator", "host_tools", never=("habitude_sim",)),
    Rule(
        "host tools reach the firmware through the link, and run its fuzzy engine",
        "host_tools",
        never=("habitude",),
        allowed=("habitude.__version__", "habitude.fuzzy"),
        outside=("host_tools/habitude_host/board_files.py",),
    ),
    Rule(
        # A board.json must be right before it is on a board: checked by the very same code.
        "board files are checked as the firmware does",
        "host_tools/habitude_host/board_files.py",
        never=("habitude",),
        allowed=(
            *("habitude.board.board_file", "habitude.board.drivers", "habitude.board.errors"),
            *("habitude.appliances.load", "habitude.appliance.DeclarationError"),
        ),
    ),
    Rule(
        "the simulator reaches the firmware through the link",
        "sim",
        never=("habitude",),
        outside=(
            "sim/habitude_sim/engines/native.py",
            "sim/habitude_sim/fuzz/appliance.py",
            "sim/habitude_sim/fuzz/device.py",
            "sim/habitude_sim/fuzz/on_board",
            "sim/habitude_sim/bench/device",
            "sim/habitude_sim/bench_learn/firmware.py",
            "sim/habitude_sim/bench_learn/routine_firmware.py",
            "sim/habitude_sim/torture/driver_faults.py",
            "sim/habitude_sim/torture/device",
        ),
    ),
    Rule(
        "the small firmware that is updated has the real one's link and update",
        "sim/habitude_sim/torture/device",
        never=("habitude",),
        allowed=("habitude.update", "habitude.board.console.Console", "habitude.link.Link"),
    ),
    Rule(
        # No link shows a register: a driver's faults are looked at where it meets its part.
        "torture-faults runs the drivers, and nothing else",
        "sim/habitude_sim/torture/driver_faults.py",
        never=("habitude",),
        allowed=("habitude.board",),
    ),
    Rule(
        "what a benchmark puts onto a device runs the fuzzy engine, ticks, learns, or saves",
        "sim/habitude_sim/bench/device",
        never=("habitude",),
        allowed=(
            *("habitude.fuzzy", "habitude.app.App", "habitude.appliances.load"),
            "habitude.store.Store",
            *("habitude.learn.routine.Routine", "habitude.learn.preparing.Preparing"),
            *("habitude.learn.taste.Taste", "habitude.learn.comfort.scale"),
        ),
    ),
    Rule(
        # What the link refuses, a thief with the flash in hand, or a cut, may still write there;
        # and whether a refused line changed nothing, the link can't tell.
        "fuzzing throws at whatever reads, and looks at what it changed",
        "sim/habitude_sim/fuzz",
        never=("habitude",),
        allowed=(
            *("habitude.app.App", "habitude.appliances.load", "habitude.board.board_file"),
            *("habitude.board.errors", "habitude.commands.Commands", "habitude.errors"),
            *("habitude.link.Link", "habitude.store.Store", "habitude.transfer.Incoming"),
            "habitude.update",
        ),
        outside=("sim/habitude_sim/fuzz/on_board",),
    ),
    Rule(
        "a flood runs against the board's loop and what it needs",
        "sim/habitude_sim/fuzz/on_board",
        never=("habitude",),
        allowed=(
            *("habitude.app.App", "habitude.appliances.load", "habitude.board.clock.Clock"),
            *("habitude.board.console.Console", "habitude.board.loop.Loop"),
            *("habitude.commands.Commands", "habitude.link.Link", "habitude.store.Store"),
        ),
    ),
    Rule(
        "the native engine only starts the firmware",
        "sim/habitude_sim/engines/native.py",
        never=("habitude",),
        allowed=("habitude.serve", "habitude.appliance.DeclarationError"),
    ),
    Rule(
        # Over the link, years of quarters of an hour would take hours, and real people's votes are
        # no appliance's weeks: what is measured is the learners' own code, not the wire.
        "bench-learn runs the routine learner, and nothing else",
        "sim/habitude_sim/bench_learn/routine_firmware.py",
        never=("habitude",),
        allowed=("habitude.learn",),
    ),
    Rule(
        "bench-learn runs the learners of opinions, and nothing else",
        "sim/habitude_sim/bench_learn/firmware.py",
        never=("habitude",),
        allowed=("habitude.learn", "habitude.fixed"),
    ),
)


def under(name: str, prefixes: tuple[str, ...], separator: str) -> bool:
    return any(name == p or name.startswith(p + separator) for p in prefixes)


def imported_names(tree: ast.AST, package: str) -> Iterator[str]:
    """Every imported name in full: `from a.b import c` is a.b.c, relative ones from `package`."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = package.split(".")[: len(package.split(".")) - level + 1] if level else []
                start = ".".join([*base, *([module] if module else [])])
                yield from (f"{start}.{alias.name}" for alias in names)
            case ast.Call(
                func=ast.Name(id="__import__" | "import_module")
                | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name
            case _:
                pass


def violations(rule: Rule, path: str, source: str) -> list[str]:
    """What a file at `path` (from the root) imports against a rule."""
    if not under(path, (rule.where,), "/") or under(path, rule.outside, "/"):
        return []
    # firmware/habitude/learn/a.py is in the package habitude.learn, below one folder;
    # sim/habitude_sim/engines/b.py likewise in habitude_sim.engines.
    package = ".".join(Path(path).parent.parts[1:])
    return [
        name
        for name in imported_names(ast.parse(source), package)
        if under(name, rule.never, ".") and not under(name, rule.allowed, ".")
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_direction(rule: Rule) -> None:
    start = ROOT / rule.where
    files = [start] if start.is_file() else sorted(start.rglob("*.py"))
    assert files, f"{rule.where} is gone: does the rule still mean something?"
    wrong = {
        path: found
        for file in files
        for path in [file.relative_to(ROOT).as_posix()]
        if (found := violations(rule, path, file.read_text(encoding="utf-8")))
    }
    assert not wrong


@pytest.mark.parametrize(
    ("path", "source", "breaks"),
    [
        ("firmware/habitude/app.py", "from habitude_sim import trace", "firmware knows nobody"),
        (
            "firmware/habitude/learn/a.py",
            "def f():\n    import machine",
            "only the board layer touches hardware",
        ),
        ("host_tools/habitude_host/cli.py", "import habitude_sim.cli", "host tools know no"),
        ("host_tools/habitude_host/a.py", "from habitude import app", "host tools reach"),
        ("host_tools/habitude_host/a.py", "import habitude.app", "host tools reach"),
        ("sim/habitude_sim/a.py", "import_module('habitude.app')", "the simulator reaches"),
        (
            "sim/habitude_sim/engines/native.py",
            "from habitude.learn import preference",
            "the native engine only",
        ),
        ("sim/habitude_sim/bench_learn/firmware.py", "import habitude.app", "bench-learn runs"),
    ],
)
def test_a_wrong_import_is_found(path: str, source: str, breaks: str) -> None:
    broken = [rule.name for rule in RULES if violations(rule, path, source)]
    assert len(broken) == 1
    assert broken[0].startswith(breaks)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("firmware/habitude/board/pins.py", "import machine\nfrom .. import fixed"),
        ("firmware/habitude/learn/a.py", "from ..fixed import MISSING\nfrom . import preference"),
        ("host_tools/habitude_host/a.py", "from habitude import __version__"),
        ("host_tools/habitude_host/a.py", "from habitude.fuzzy.engine import Engine"),
        ("sim/habitude_sim/a.py", "from habitude_host.link import Link"),
    ],
)
def test_a_right_import_is_not(path: str, source: str) -> None:
    assert [rule.name for rule in RULES if violations(rule, path, source)] == []


def test_relative_imports_are_resolved() -> None:
    found = list(imported_names(ast.parse("from ..fixed import a\nfrom . import b"), "x.learn"))
    assert found == ["x.fixed.a", "x.learn.b"]
