"""What can happen on a serial port: the bad cases by a scripted peer, the good by the firmware."""

import errno
import socket
import threading
import time

import pytest
import serial

from habitude_host import serial_port
from habitude_host.errors import LinkError, RefusedError
from habitude_host.link import Link
from habitude_host.serial_port import SerialTransport

HELLO = {"appliance": "climate", "firmware": "0.1.0", "protocol": 2, "damaged": []}
PATIENCE_S = 10.0  # where an answer comes, however busy this computer is
QUIET_S = 0.3  # where none comes
TRACEBACK = (
    b"Traceback (most recent call last):\r\n"
    b'  File "main.py", line 26, in <module>\r\n'
    b"MemoryError: memory allocation failed\r\n"
)


def link_to(peer, patience_s=PATIENCE_S, **options):
    return Link(SerialTransport(str(peer.path), patience_s, **options), 100)


def answering(*said):
    """A peer's script: what it says to the first request, to the second, ...; then the answer."""
    left = list(said)

    def respond(peer, line):
        asked = peer.asked(line)
        if left:
            said = left.pop(0)
            return said(peer) if callable(said) else said
        return peer.answer(asked["id"], ok={"seen": len(peer.lines)})

    return respond


def complaint(peer, say=None):
    """What the tool says about a peer that never answers."""
    with pytest.raises(LinkError) as raised:
        link_to(peer(lambda _, line: say), QUIET_S).ask("hello")
    return str(raised.value)


def test_the_firmware_on_a_port_is_greeted_and_asked(climate_port):
    link = serial_port.connect(climate_port)
    assert link.ask("describe")["settings"][0][0] == "target_temp"
    with pytest.raises(RefusedError, match="from 5 to 30"):
        link.ask("set", setting="target_temp", value=9999)
    link.close()
    link.close()


def test_a_line_left_half_typed_does_no_harm(climate_port):
    with serial.Serial(climate_port) as port:
        port.write(b'{"id": 4, "do": "forg')
    link = serial_port.connect(climate_port)
    assert link.ask("status")["frozen"] == []
    link.close()


def test_other_lines_are_skipped(peer):
    def respond(peer, line):
        noise = b"saved\r\n\xff\xfe\r\n" + peer.answer(99, ok={"late": 1})
        return noise + peer.answer(peer.asked(line)["id"], ok={"mine": 1})

    assert link_to(peer(respond)).ask("hello") == {"mine": 1}


def test_an_answer_in_pieces(peer):
    def respond(peer, line):
        whole = peer.answer(100, ok={"long": "x" * 3000})
        for start in range(0, len(whole), 700):
            threading.Timer(start / 1e5, peer.send, [whole[start : start + 700]]).start()

    assert len(link_to(peer(respond)).ask("hello")["long"]) == 3000


@pytest.mark.parametrize(
    ("said", "patience_s"),
    [
        (None, QUIET_S),
        (b"'x{' is not understood; help lists what can be said\n", QUIET_S),
        (b'{"id": 100, "ok": {"seen": 1}}*0000\n', PATIENCE_S),
        (b'{"id": 1\n', PATIENCE_S),
        (lambda peer: peer.answer(None, error="bad-checksum", say="damaged"), PATIENCE_S),
    ],
    ids=["silence", "taken for words", "damaged answer", "cut answer", "damaged request"],
)
def test_what_got_lost_is_asked_again_under_its_number(peer, said, patience_s):
    there = peer(answering(said))
    assert link_to(there, patience_s).ask("undo", setting="target_temp") == {"seen": 2}
    first, again = map(there.asked, there.lines)
    assert again == {**first, "again": 1}


def test_a_refusal_is_not_asked_again(peer):
    there = peer(lambda peer, line: peer.answer(100, error="unknown", say="unknown setting"))
    with pytest.raises(RefusedError, match="unknown setting"):
        link_to(there).ask("why", setting="volume")
    assert len(there.lines) == 1


def test_a_board_that_hangs(peer):
    said = complaint(peer)
    assert "no answer to 'hello' (nothing came from" in said
    assert "it hangs: reset it" in said


def test_a_board_that_fell_silent_tells_when(peer):
    said = complaint(peer, b"warming up\r\n")
    assert "the last byte came from" in said
    assert "what it says is no answer: 'warming up'" in said


def test_a_board_at_its_prompt(peer):
    there = peer(lambda peer, line: b"\r\n>>> ")
    began = time.monotonic()
    with pytest.raises(LinkError, match=r"at MicroPython's prompt .* Ctrl-D"):
        link_to(there).ask("hello")
    assert time.monotonic() - began < PATIENCE_S / 2
    assert len(there.lines) == 1


def test_a_prompt_that_takes_the_request_for_python(peer):
    said = complaint(
        peer,
        b'>>> {"id":100,"do":"hello"}*D0B5\r\nTraceback (most recent call last):\r\n'
        b"  File \"<stdin>\", line 1, in <module>\r\nNameError: name 'D0B5' isn't defined\r\n>>> ",
    )
    assert "at MicroPython's prompt" in said


def test_a_firmware_that_did_not_start(peer):
    said = complaint(peer, b'error: board.json: "appliance" is missing\r\n>>> ')
    assert "the firmware did not start, it says 'board.json: \"appliance\" is missing'" in said


def test_a_firmware_that_failed(peer):
    assert "failed with 'MemoryError: memory" in complaint(peer, TRACEBACK + b">>> ")


def test_a_board_that_starts(peer):
    said = complaint(peer, b"ets Jul 29 2019 12:21:46\r\n\r\nrst:0x1 (POWERON_RESET)\r\n")
    assert "has just started" in said


def test_a_port_that_gives_back_what_it_is_sent(peer):
    with pytest.raises(LinkError, match="only gives back what it is sent"):
        link_to(peer(lambda peer, line: line + b"\n"), QUIET_S).ask("hello")


@pytest.mark.parametrize(
    ("version", "advice"),
    [(1, "speaks protocol 1, this tool speaks 2: 'habitude flash'"), (3, "update this tool")],
)
def test_another_protocol(peer, version, advice):
    there = peer(lambda p, line: p.answer(p.asked(line)["id"], ok={**HELLO, "protocol": version}))
    with pytest.raises(LinkError, match=advice):
        serial_port.connect(str(there.path), PATIENCE_S)


def test_one_that_has_greeted_may_take_its_time(peer):
    def respond(peer, line):
        asked = peer.asked(line)
        if asked["do"] == "hello":
            return peer.answer(asked["id"], ok=HELLO)
        time.sleep(2 * QUIET_S)
        return peer.answer(asked["id"], ok={})

    there = peer(respond)
    link = serial_port.connect(str(there.path), QUIET_S)
    link.ask("status")
    assert [there.asked(line)["do"] for line in there.lines].count("status") == 1
    link.close()


def test_two_programs_on_one_port(peer):
    there = peer(answering())
    first = link_to(there)
    with pytest.raises(LinkError, match=r"another program uses .* close it"):
        link_to(there)
    first.close()
    assert link_to(there).ask("hello")


def test_no_such_port(tmp_path):
    with pytest.raises(LinkError, match="is the board plugged in"):
        SerialTransport(str(tmp_path / "none"))
    with pytest.raises(LinkError, match="can't be opened"):
        SerialTransport("pigeon://post")


def test_no_right_to_use_a_port(tmp_path, monkeypatch):
    def refuse(port):
        raise serial.SerialException(errno.EACCES, "Permission denied")

    monkeypatch.setattr(serial.Serial, "open", refuse)
    with pytest.raises(LinkError, match=r"you may not use .*: 'sudo usermod -aG "):
        SerialTransport(str(tmp_path))


def pulled_at(command):
    """A peer whose cable is pulled, once, when it is asked so; and put in again."""

    def respond(peer, line):
        asked = peer.asked(line)
        if asked["do"] == command and "again" not in asked:
            peer.replug()
            return None
        return peer.answer(asked["id"], ok={"seen": asked["do"]})

    return respond


def test_a_pulled_cable_and_what_is_asked_again(peer):
    there, told = peer(pulled_at("freeze")), []
    link = link_to(there, tell=told.append)
    assert link.ask("freeze", setting="all") == {"seen": "freeze"}
    assert [there.asked(line)["do"] for line in there.lines] == ["freeze", "freeze"]
    assert told[0].endswith("waiting for the board to come back")
    assert told[1].endswith("is back")


@pytest.mark.parametrize("command", ["undo", "vote", "step"])
def test_a_pulled_cable_and_what_must_not_count_twice(peer, command):
    there = peer(pulled_at(command))
    link = link_to(there)
    with pytest.raises(LinkError, match=f"whether '{command}' was carried out .* not known"):
        link.ask(command)
    assert len(there.lines) == 1
    assert link.ask("status") == {"seen": "status"}


def test_a_board_that_resets_while_its_port_stays(peer):
    there = peer(lambda peer, line: b"rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_BOOT)\r\n")
    with pytest.raises(LinkError, match="whether 'vote' was carried out"):
        link_to(there, QUIET_S).ask("vote", setting="target_temp", answer=1)
    assert len(there.lines) == 1


def test_a_cable_that_stays_out(peer):
    there = peer(answering())
    link = link_to(there, reconnect_s=0.05)
    there.pull()
    with pytest.raises(LinkError, match="is the board unplugged"):
        link.ask("hello")


def test_a_board_that_takes_no_bytes(peer):
    there = peer(answering())
    link = SerialTransport(str(there.path), QUIET_S)
    there.stop_reading()
    with pytest.raises(LinkError, match="takes no more bytes"):
        for _ in range(100):
            link.write(b"x" * 1000)


def test_what_never_ends_is_no_line(peer):
    there = peer(lambda peer, line: b"x" * 2000)
    transport = SerialTransport(str(there.path), PATIENCE_S)
    for _ in range(10):
        transport.write(b"more\n")
    assert len(transport.readline()) > 16000


def test_over_the_network():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with connection, connection.makefile("rwb") as lines:
                assert lines.readline() == b"\n"
                assert b'"hello"' in lines.readline()
                lines.write(b'{"id": 100, "ok": {"appliance": "climate"}}*1044\n')

        thread = threading.Thread(target=serve)
        thread.start()
        port = server.getsockname()[1]
        link = Link(SerialTransport(f"socket://127.0.0.1:{port}", 1), 100)
        assert link.ask("hello") == {"appliance": "climate"}
        link.close()
        thread.join()
