"""The firmware without the names that only people need does what it did with them."""

from pathlib import Path

import pytest

from habitude_host import bundle
from habitude_host.shorten import Shortener

CONSTANTS = """
from habitude.compat import const

_BITS = const(29)
ANY = const(1 << _BITS)
MISSING = const(-ANY)
LISTED = (ANY, MISSING)
"""
USER = """
from habitude.compat import borrowed, const, micropython
from habitude.limits import ANY, LISTED, MISSING as NOTHING
from habitude import limits

_MORE = const(ANY + 1)
MOST = const(2 * _MORE)

@micropython.native
def told(value):
    first, second = 1, 2
    first, second = second, first  # no tuple
    return value == NOTHING or limits.MISSING + value < MOST
"""


def test_constants_are_numbers_wherever_they_are_imported() -> None:
    shortener = Shortener({"habitude.limits": CONSTANTS, "habitude.user": USER})
    limits, user = shortener.module("habitude.limits"), shortener.module("habitude.user")
    # What is private is the compiler's matter, which needs `const` as a word only.
    assert "_BITS = const(29)" in limits
    assert "LISTED = (536870912, (-536870912))" in limits
    assert "ANY" not in limits and "MISSING" not in limits and "import" not in limits
    assert "from habitude.compat import borrowed\n" in user
    assert "from habitude.limits import LISTED\n" in user
    assert "return _0 == (-536870912) or (-536870912) + _0 < 1073741826" in user
    assert "MOST" not in user
    assert "first, second = second, first  # no tuple" in user
    assert "_MORE = const(536870912 + 1)" in user


def test_what_a_module_never_changes_is_constant() -> None:
    source = "_A = 1, 2\n_B = 'one'\n_C = 3\n_C = 4\n_D = [5]\nE = 'public'\n"
    short = Shortener({"habitude.one": source}).module("habitude.one")
    assert short == "_A = const((1, 2))\n_B = const(('one'))\n" + source[source.index("_C") :]


def test_const_is_imported_where_it_is_called() -> None:
    source = "from habitude.compat import const\n_A, _B = const(1), const(2)\n"
    assert Shortener({"habitude.one": source}).module("habitude.one") == source


def test_what_is_looked_up_in_a_module_stays_there() -> None:
    by_name = "kernel = borrowed('habitude.limits')\nhighest = kernel.ANY"
    shortener = Shortener({"habitude.limits": CONSTANTS, "habitude.user": by_name})
    assert "ANY = const(1 << _BITS)" in shortener.module("habitude.limits")
    assert "MISSING" not in shortener.module("habitude.limits")
    assert "kernel.ANY" in shortener.module("habitude.user")


def test_a_program_beside_the_firmware_finds_constants_and_keeps_its_own() -> None:
    shortener = Shortener({"habitude.limits": CONSTANTS})
    source = "from habitude.limits import ANY\nOWN = const(ANY)\ndef run(name): return name\n"
    program = shortener.program(source)
    assert "OWN = const(536870912)" in program
    assert "import" not in program
    assert "def run(name)" in program


PARAMETERS = """
def outer(first, by_name=3, *others, last=4, **more):
    values = [first for first in others]
    def inner(second, by_name=first):
        return first, second, by_name, more
    try:
        raise ValueError(first)
    except ValueError as others:
        values.append(str(others))
    key = lambda first, other=by_name: (first, other, last)
    return values, inner(5), inner(6, by_name=7), key(8), inner.__name__

def told():
    return outer(1), outer(1, 2, 30, 40, last=5, extra=6)
"""


def test_parameters_that_are_given_by_name_keep_theirs_and_others_mean_the_same() -> None:
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    short = Shortener({"habitude.one": PARAMETERS}).module("habitude.one")
    exec(PARAMETERS, before)
    exec(short, after)
    assert after["told"]() == before["told"]()  # pyright: ignore[reportCallIssue]
    assert "def outer(_0, by_name=3, *_1, last=4, **_2)" in short
    assert "second" not in short


ATTRIBUTES = """
class Counter:
    _step = 1

    def __init__(self, device):
        self.count = 0
        self._first = self._second = 0
        self._status = device._status
        self._keep()

    def _keep(self):
        self._first += self._step
        setattr(self, "_second", getattr(self, "_first") + 2)
        self._third = self.count

    def told(self):
        return self._first, self._second, self._third, self._status
"""


def test_private_attributes_are_numbered_unless_others_know_them() -> None:
    short = Shortener({"habitude.one": ATTRIBUTES}).module("habitude.one")
    assert "self._0 = self.count" in short and "_third" not in short
    for kept in ("_first", "_second", "_step", "_keep", "_status"):
        assert kept in short
    device = type("Device", (), {"_status": 7})
    found: dict[str, type] = {}
    exec(short, found)
    assert found["Counter"](device).told() == (1, 3, 0, 7)


def test_classes_of_two_modules_share_their_attributes() -> None:
    base = "class Base:\n    def __init__(self):\n        self._a, self._b = 1, 2\n"
    made = (
        "from habitude.base import Base\n"
        "class Made(Base):\n"
        "    def __init__(self):\n        super().__init__()\n        self._c = 3\n"
    )
    shortener = Shortener({"habitude.base": base, "habitude.made": made})
    assert "_a" in shortener.module("habitude.base")
    assert "self._c" in shortener.module("habitude.made")


def test_there_is_no_shortening_what_is_no_python() -> None:
    with pytest.raises(SyntaxError):
        Shortener({}).program("def f(:\n")


def names_of(module: bytes) -> set[str]:
    """The names that an .mpy file brings; MicroPython's "py/persistentcode.c" has its format."""
    at = 4

    def number() -> int:
        nonlocal at
        found = 0
        while True:
            byte = module[at]
            at += 1
            found = found << 7 | byte & 127
            if byte < 128:
                return found

    found: set[str] = set()
    count, _objects = number(), number()
    for _ in range(count):
        size = number()
        if size & 1 == 0:  # else it is one of those that every MicroPython has
            found.add(module[at : at + size // 2].decode())
            at += size // 2 + 1
    return found


def test_the_names_of_all_modules_fit_micropythons_table(pico_w_image: Path) -> None:
    """At 1,270 names it doubles, which takes 9 KB at once; programs and board.json add some."""
    blocks = pico_w_image.read_bytes()
    image = b"".join(blocks[at + 32 : at + 288] for at in range(0, len(blocks), 512))  # UF2
    modules = bundle.firmware("armv6m").values()
    names = set[str]().union(*[names_of(m) for m in modules if m.startswith(b"M")])
    lacking = [name for name in names if b"\0%s\0" % name.encode() not in image]
    assert 1000 < len(lacking) < 1200
