"""The firmware gets onto a board whole or not at all, and back; what was learned stays.

The board is MicroPython's unix port with a Pico's file system, behind a pty (stand_in/).
"""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from habitude_host import __version__, bundle, pack
from habitude_host.flash import cli, doctor, put, started
from habitude_host.flash import repl as repl_module
from habitude_host.flash import survey as surveying
from habitude_host.flash.repl import LockedError, PortError, Repl, ScriptError, SilentError
from habitude_host.link import PROTOCOL

STAND_IN = Path(__file__).parent / "stand_in" / "board.py"
LEARNED = {"profile.a": b"what was learned", "profile.b": b"what was learned before"}
LINK_ONLY = b'{"appliance": "climate"}'
UNIX = "x64"


def stand_in_class() -> type:
    spec = importlib.util.spec_from_file_location("stand_in_board", STAND_IN)
    module = importlib.util.module_from_spec(spec)
    sys.modules["stand_in_board"] = module
    spec.loader.exec_module(module)
    return module.StandIn


@pytest.fixture
def new_board(micropython: Path, tmp_path: Path) -> Iterator[Callable[..., object]]:
    """Switches on a board with these files; off again at the end."""
    boards = []
    stand_in = stand_in_class()

    def switch_on(files: Mapping[str, bytes], operations: int = 0) -> object:
        image = tmp_path / f"flash{len(boards)}.img"
        boards.append(stand_in(micropython, image, files, operations))
        return boards[-1]

    yield switch_on
    for board in boards:
        board.close()


@pytest.fixture(scope="session")
def versions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Small packs, each of which knows its name; "big" takes several chunks of any content."""
    folder = tmp_path_factory.mktemp("versions")
    made = {}
    for name in ("old", "new", "big"):
        source = folder / "main.py"
        source.write_text(f"VERSION = {name!r}\nprint('this is', VERSION)\n")
        files = {"main.mpy": bundle.compiled(source, "main.py", UNIX)}
        if name == "big":
            files["noise.mpy"] = bytes(range(256)) * 40 + os.urandom(9000)
        made[name] = pack.packed(files, name, UNIX)
    return made


def board_with(firmware: bytes) -> dict[str, bytes]:
    """The files of a board that was flashed and has learned."""
    return {
        **bundle.starter(),
        "firmware.txt": b"firmware.a\n",
        "firmware.a": firmware,
        "board.json": LINK_ONLY,
        **LEARNED,
    }


def install(board, firmware: bytes | None = None, board_file: Path | None = None) -> list[str]:
    """What it says meanwhile."""
    said: list[str] = []
    starts = board.starts
    repl = Repl(board.port)
    try:
        put.install(repl, put.Order(firmware, board_file), said.append)
        repl.reset()
    finally:
        repl.close()
    board.wait_for(b"", starts + 1)
    return said


def running(board) -> str:
    """The version of the small pack that started."""
    return board.wait_for(rb"this is (\w+)")[1].decode()


def test_an_empty_board_becomes_an_appliance(new_board, tmp_path: Path) -> None:
    board = new_board({})
    board_file = tmp_path / "board.json"
    board_file.write_bytes(LINK_ONLY)
    said = install(board, board_file=board_file)
    assert f"habitude {__version__}" in said[0]
    assert started.await_firmware(board.port) == __version__
    files = board.files()
    assert files["firmware.a"] == bundle.packed(UNIX)
    assert files["board.json"] == LINK_ONLY
    assert not any(name.endswith(".new") for name in files)


def test_an_update_keeps_what_was_learned(new_board, versions) -> None:
    board = new_board(board_with(versions["old"]))
    install(board, versions["big"])
    assert running(board) == "big"
    files = board.files()
    assert files["firmware.b"] == versions["big"]
    assert files["firmware.a"] == versions["old"]
    assert files["board.json"] == LINK_ONLY
    assert {name: files[name] for name in LEARNED} == LEARNED


def test_back_and_forth(new_board, versions) -> None:
    board = new_board(board_with(versions["old"]))
    install(board, versions["new"])
    for expected in ("old", "new"):
        said: list[str] = []
        starts = board.starts
        repl = Repl(board.port)
        put.go_back(repl, said.append)
        repl.reset()
        board.wait_for(b"", starts + 1)
        assert said[0].startswith(f"back to habitude {expected} (build ")
        assert running(board) == expected
    # The version before needs no second transfer, and the one in use none at all.
    assert "version before" in install(board, versions["old"])[0]
    assert "already there" in install(board, versions["old"])[0]
    assert running(board) == "old"


def test_back_only_to_a_whole_version(new_board, versions) -> None:
    damaged = versions["new"][:-40] + b"\x00" * 8 + versions["new"][-32:]
    for files, says in (
        (board_with(versions["old"]), "no version before"),
        ({**board_with(versions["old"]), "firmware.b": damaged}, "damaged"),
    ):
        repl = Repl(new_board(files).port)
        with pytest.raises(put.FlashError, match=says):
            put.go_back(repl, print)
        repl.close()


def test_a_locked_one_has_to_be_unlocked_first(peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repl_module, "_PROMPT_S", 0.1)

    def respond(peer, line: bytes) -> bytes | None:
        if not line.startswith(b"{"):
            return None  # Ctrl-C and the like
        return peer.answer(peer.asked(line)["id"], ok={"protocol": PROTOCOL, "lock": "locked"})

    with pytest.raises(LockedError, match="'habitude unlock' first"):
        Repl(str(peer(respond).path))


def test_a_power_cut_leaves_the_old_or_the_new(new_board, versions) -> None:
    seen = []
    for operations in itertools.count(1):
        board = new_board(board_with(versions["old"]), operations)
        try:
            install(board, versions["new"])
            break  # it took fewer operations: all have been cut
        except (ScriptError, SilentError, PortError):
            board.power_on()
        seen.append(running(board))
        files = board.files()
        assert {name: files[name] for name in LEARNED} == LEARNED
        assert files["board.json"] == LINK_ONLY
    assert len(seen) > 5
    assert seen == sorted(seen, key=["old", "new"].index), "new, and old after a later cut?"
    assert running(board) == "new"


def test_a_pulled_cable_leaves_the_old(new_board, versions) -> None:
    board = new_board(board_with(versions["old"]))
    repl = Repl(board.port)

    def pull(done: int, total: int) -> None:
        if done > total // 2:
            raise OSError("the port is gone")

    with pytest.raises(ScriptError, match="broke off after"):
        put.install(repl, put.Order(versions["big"]), print, pull)
    repl.close()
    board.restart()
    assert running(board) == "old"
    install(board, versions["big"])
    assert running(board) == "big"


def test_a_full_board_is_told_and_left(new_board, versions) -> None:
    files = {**board_with(versions["old"]), "music.raw": bytes(800 * 1024)}
    board = new_board(files)
    repl = Repl(board.port)
    with pytest.raises(put.FlashError, match=r"not enough room .* \d+ KB needed, \d+ KB free"):
        put.install(repl, put.Order(versions["big"]), print)
    repl.close()
    assert board.files() == files


def test_somebodys_main_is_kept(new_board, versions) -> None:
    board = new_board({"main.py": b"print('hello')\n"})
    said = install(board, versions["new"])
    assert "main_before.py" in said[-1]
    assert board.files()["main_before.py"] == b"print('hello')\n"
    assert running(board) == "new"


def test_an_old_micropython_is_refused() -> None:
    survey = surveying.Survey(implementation="micropython", version=(1, 20, 0))
    with pytest.raises(put.FlashError, match=r"runs micropython 1\.20\.0; MicroPython 1\.23"):
        put._made_for(survey)


def test_a_file_arrives_to_the_byte(new_board) -> None:
    board = new_board({})
    repl = Repl(board.port)
    for data in (b"", b"\x03\x04\x01", os.urandom(10_000), bytes(8192)):
        repl.send("file", data)
        assert repl.call("digest", "file") == hashlib.sha256(data).hexdigest()
    with pytest.raises(ScriptError, match="ENOENT"):
        repl.send("no/such/folder", b"data")
    assert repl.run("print('well')") == "well\n"
    repl.close()


def test_a_port_that_is_no_board(tmp_path: Path, new_board, monkeypatch) -> None:
    with pytest.raises(PortError, match="there is no") as raised:
        Repl(str(tmp_path / "ttyNONE"))
    assert raised.value.cause == "gone"
    board = new_board({})
    repl = Repl(board.port)
    with pytest.raises(PortError, match="in use by another program") as raised:
        Repl(board.port)
    assert raised.value.cause == "busy"
    repl.close()


def answering_as(version: str) -> Callable[..., str]:
    """The small packs don't answer; this says that one does, and that its clock was set."""

    def await_firmware(_port: str, *, set_clock: bool) -> str:
        assert set_clock
        return version

    return await_firmware


def test_the_doctor_looks_at_a_real_board(new_board, versions) -> None:
    files = {**board_with(versions["old"]), "last_error.txt": b"OSError: 5\n"}
    files["firmware.txt"] = b"firmware.a tried\nit hung, or was reset\n"
    board = new_board({**files, "firmware.b": versions["new"][:50], "lib/habitude/a.py": b""})
    found = doctor.examine(board.port, doctor.Desk(await_firmware=answering_as("old")))
    told = {finding.what for finding in found}
    assert f"habitude old (build {pack.digest(versions['old'])[:8]})" in " ".join(told)
    assert "firmware.b is no whole version: a transfer broke off" in told
    assert "1 modules of another installation take room and are not used" in told
    assert "the last update was not taken: it hung, or was reset" in told
    assert "board.json: climate, no name" in told
    assert "the appliance failed once: OSError: 5" in told
    assert "it has restarted: firmware old answers" in told
    # It restarts the appliance that it stopped.
    board.wait_for(b"this is old", starts=2)


def test_the_doctor_says_why_it_does_not_come_back(new_board, versions) -> None:
    def await_firmware(_port: str, *, set_clock: bool) -> str:
        raise started.NotStartedError("the board was reset, but nothing came back")

    board = new_board(board_with(versions["old"]))
    found = doctor.examine(board.port, doctor.Desk(await_firmware=await_firmware))
    wrong = [finding.what for finding in found if finding.level == doctor.WRONG]
    assert wrong == ["the board was reset, but nothing came back"]


def test_the_command(new_board, tmp_path: Path) -> None:
    board = new_board({"board.json": b'{"appliance": "climat"}'})
    runner = CliRunner()
    # What the board says shows that waiting is of no use, or this test would run out of its time.
    done = runner.invoke(cli.flash, ["--port", board.port])
    assert isinstance(done.exception, started.NotStartedError)
    assert "unknown appliance 'climat'" in str(done.exception)

    board_file = tmp_path / "board.json"
    board_file.write_bytes(LINK_ONLY)
    done = runner.invoke(cli.flash, ["--port", board.port, "--board", str(board_file)])
    assert done.exit_code == 0, done.exception
    assert f"it runs: firmware {__version__} answers on {board.port}" in done.output

    board_file.write_bytes(b'{"appliance": "climate", "parts": {}}')
    done = runner.invoke(cli.flash, ["--port", board.port, "--board", str(board_file)])
    assert "a list in brackets" in str(done.exception)
    assert board.files()["board.json"] == LINK_ONLY
