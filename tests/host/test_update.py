"""habitude update against the real firmware's side of it, in this process, on a board of files."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitude.app import App
from habitude.appliances import load
from habitude.commands import Commands
from habitude.link import Link as Device
from habitude_host import pack, update
from habitude_host.errors import LinkError, LostError, RefusedError
from habitude_host.link import Link

PROCESSOR = "armv6m"


def made(version: str, processor: str = PROCESSOR, module: str = "habitude/update.mpy") -> bytes:
    noise = random.Random(version).randbytes(5000)
    return pack.packed({"main.mpy": noise, module: b"code"}, version, processor)


OLD, NEW = made("1.0.0"), made("1.1.0")


class Trial:
    confirmed = False


class Board:
    """A transport to a board whose files are in the current folder; its starter is ours.

    lost: of each answer, whether it gets lost.
    """

    def __init__(self, lost: Iterable[bool] = ()) -> None:
        self.lines: list[bytes] = []
        self.requests = 0
        self._lost = iter(lost)
        self._device = Device(Commands(App(load("climate"))), self.lines.append)
        Path("firmware.a").write_bytes(OLD)
        Path("firmware.txt").write_text("firmware.a\n")
        self.runs("firmware.a")

    def runs(self, slot: str, trial: Trial | None = None) -> None:
        starter = sys.modules["__main__"]
        starter.slot, starter.trial = slot, trial

    def write(self, line: bytes) -> None:
        self.requests += 1
        self._device.feed(line, len(line))
        if next(self._lost, False):
            self.lines.clear()

    def readline(self) -> bytes:
        if not self.lines:
            raise LostError("nothing came")
        return self.lines.pop(0)

    def close(self) -> None:
        pass


class Machine:
    """Its timers never end: the tests restart the board."""

    class Timer:
        ONE_SHOT = 0

        def __init__(self, number: int) -> None: ...

        def init(self, **options: object) -> None: ...


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "machine", Machine)
    yield tmp_path
    for name in ("slot", "trial"):
        vars(sys.modules["__main__"]).pop(name, None)


def test_all_of_it_is_there_and_named() -> None:
    shown: list[tuple[int, int]] = []
    board = Board()
    assert update.send(Link(board), update.Update.of(NEW, PROCESSOR), lambda *at: shown.append(at))
    assert Path("firmware.b").read_bytes() == NEW
    assert Path("firmware.txt").read_text() == "firmware.b trial\n"
    assert shown[-1] == (len(NEW), len(NEW))


@given(st.lists(st.booleans(), max_size=60), st.integers(0, len(NEW)))
def test_it_goes_on_where_it_ended_over_a_bad_line(lost: list[bool], there: int) -> None:
    """Never two answers in a row more than the link has patience for."""
    calm = [gone and index % 3 != 2 for index, gone in enumerate(lost)]
    board = Board(calm)
    Path("firmware.b").write_bytes(NEW[:there])
    assert update.send(Link(board), update.Update.of(NEW, PROCESSOR))
    assert Path("firmware.b").read_bytes() == NEW
    pieces = -(-(len(NEW) - there) // update.PIECE)
    assert board.requests <= pieces + 2 + 2 * sum(calm)


@pytest.mark.parametrize("there", [OLD, NEW + b"x", b"\xff" * 700])
def test_what_is_there_of_another_one_goes(there: bytes) -> None:
    board = Board()
    Path("firmware.b").write_bytes(there)
    assert update.send(Link(board), update.Update.of(NEW, PROCESSOR))
    assert Path("firmware.b").read_bytes() == NEW


def test_what_runs_is_not_sent() -> None:
    board = Board()
    assert not update.send(Link(board), update.Update.of(OLD, PROCESSOR))
    assert not Path("firmware.b").exists()


@pytest.mark.parametrize(
    ("firmware", "says"),
    [
        (NEW[:-1], "damaged"),
        (made("1.1.0", "xtensawin"), "for xtensawin, the board has armv6m"),
        (made("0.0.1", module="habitude/app.mpy"), "0.0.1 can't be taken over the link"),
    ],
)
def test_what_no_board_could_take_is_refused_before(firmware: bytes, says: str) -> None:
    with pytest.raises((update.UpdateError, pack.PackError), match=says):
        update.Update.of(firmware, PROCESSOR)


def test_a_board_that_refuses_is_told() -> None:
    board = Board()
    board.runs("firmware.a", Trial())
    with pytest.raises(RefusedError, match="new itself"):
        update.send(Link(board), update.Update.of(NEW, PROCESSOR))


class Restarting:
    """What a board tells of itself, each time that somebody connects; None: nobody is there."""

    def __init__(self, *told: Callable[[Board], None] | None) -> None:
        self._told = list(told)

    def __call__(self) -> Link:
        restart = self._told.pop(0)
        if restart is None:
            raise LinkError("there is no port")
        board = Board()
        Path("firmware.b").write_bytes(NEW)
        restart(board)
        return Link(board)


def taken(board: Board) -> None:
    board.runs("firmware.b")


def tried(board: Board) -> None:
    board.runs("firmware.b", Trial())


def gone(board: Board) -> None:
    Path("firmware.txt").write_text("firmware.a tried\nit hung, or was reset\n")


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update, "_LOOK_S", 0.0)


@pytest.mark.usefixtures("soon")
def test_it_waits_until_it_was_taken() -> None:
    boards = Restarting(None, None, tried, tried, None, taken)
    told = update.await_taken(boards, update.Update.of(NEW, PROCESSOR))
    assert (told["slot"], told["version"]) == ("firmware.b", "1.1.0")


@pytest.mark.usefixtures("soon")
def test_it_tells_why_it_was_not() -> None:
    boards = Restarting(None, tried, gone)
    says = r"1\.1\.0 was not taken: it hung, or was reset\. Habitude 1\.0\.0 runs as before"
    with pytest.raises(update.UpdateError, match=says):
        update.await_taken(boards, update.Update.of(NEW, PROCESSOR))


@pytest.mark.usefixtures("soon")
def test_what_stays_away_is_told() -> None:
    boards = Restarting(*[None] * 10**6)
    with pytest.raises(update.UpdateError, match="not known: it did not come back"):
        update.await_taken(boards, update.Update.of(NEW, PROCESSOR), 0.05)
