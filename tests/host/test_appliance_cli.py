"""The commands for an appliance, on the real firmware behind a port."""

import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from serial.tools import list_ports

from habitude_host import appliance_cli as cli
from habitude_host.devices import look
from habitude_host.errors import HabitudeError
from habitude_host.ports import Port
from habitude_host.serial_port import connect


def run(command, *words, code=0, **options):
    """What a command prints."""
    done = CliRunner().invoke(command, list(words), **options)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def say(climate_port):
    """Runs a command on the firmware's port."""
    return lambda command, *words, **options: run(
        command, *words, "--port", climate_port, **options
    )


def test_status(say, climate_port):
    link = connect(climate_port)
    link.ask("step", up=0, local=86400 * 735, readings=[1953, 415, None, 1], turns=[0])
    link.close()
    told = say(cli.status)
    for part in ("2026-01-05T00:00:00", "19.53 °C", "outdoor_temp     ?", "missing", "fault"):
        assert part in told
    told = json.loads(say(cli.status, "--json"))
    assert told["settings"][0]["value"] == 21.0
    assert told["outputs"][0] == {"name": "heat", "text": "0.0", "value": 0.0}


def test_set_and_undo(say):
    assert say(cli.set_, "target_temp", "21.5") == "target_temp is set to 21.5 °C\n"
    assert "set by hand" in say(cli.status)
    assert "it was set by hand" in say(cli.why)
    assert "set by hand" in say(cli.undo, "target_temp")
    told = say(cli.set_, "target_temp", "22", "--json")
    assert json.loads(told) == {"setting": "target_temp", "value": 22.0}


def test_what_can_not_be_set_is_said(say):
    for words, message in (
        (("target_temp", "99"), "from 5 to 30"),
        (("target_temp", "-3"), "from 5 to 30"),
        (("target_temp", "warm"), "'warm' is not a number"),
        (("target_temp", "inf"), "not a number"),
        (("target_temp", "21.123"), "more than 2 decimals"),
        (("volume", "3"), "this appliance has: target_temp"),
    ):
        with pytest.raises(HabitudeError, match=message):
            say(cli.set_, *words)


def test_settings(say):
    assert "from 5 to 30 in steps of 0.5, at first 21" in say(cli.settings)
    assert json.loads(say(cli.settings, "--json"))[0]["step"] == 0.5


def test_explain(say):
    told = say(cli.explain)
    for part in ("why", "changes", "last 7 days    0 overrides", "question", "routine"):
        assert part in told
    assert set(json.loads(say(cli.explain, "target_temp", "--json"))) == {"target_temp"}
    with pytest.raises(HabitudeError, match="no setting 'volume'"):
        say(cli.why, "volume")


def test_freeze_and_unfreeze(say):
    assert "target_temp" in say(cli.freeze)
    assert json.loads(say(cli.unfreeze, "target_temp", "--json")) == {"frozen": []}


def test_vote(say):
    assert "nothing was learned from it" in say(cli.vote, "target_temp", "more")
    say(cli.vote, "target_temp", "warmer", code=2)


def test_forget_asks_first(say):
    assert "Aborted" in say(cli.forget, "all", code=1, input="n\n")
    assert "forgotten: all" in say(cli.forget, "all", input="y\n")
    assert "forgotten: target_temp sunday" in say(cli.forget, "target_temp", "sunday", "--yes")
    assert "forgotten: target_temp 22 7" in say(cli.forget, "target_temp", "22", "7", "--yes")
    assert "forgotten: routine" in say(cli.forget, "routine", "--yes")
    with pytest.raises(HabitudeError, match="'anna' is not known"):
        say(cli.forget, "person", "anna", "--yes")
    assert "neither a day" in say(cli.forget, "target_temp", "someday", "--yes", code=2)


def test_a_clock_that_is_not_there(say):
    with pytest.raises(HabitudeError, match="told the time with each step"):
        say(cli.clock)


def plugged(monkeypatch, *ports):
    found = [SimpleNamespace(device=d, vid=v, serial_number=None) for d, v in ports]
    monkeypatch.setattr(list_ports, "comports", lambda: found)


def test_the_only_board_is_found(monkeypatch, climate_port):
    plugged(monkeypatch, (climate_port, 0x2E8A), ("/dev/ttyS0", None))
    assert "nothing was learned yet" in run(cli.why)
    told = run(cli.devices)
    assert told.startswith(climate_port)
    assert "climate, firmware 0.1.0" in told


def test_no_board_and_two(monkeypatch):
    plugged(monkeypatch)
    with pytest.raises(HabitudeError, match="no board found"):
        run(cli.why)
    assert "no board found" in run(cli.devices)
    plugged(monkeypatch, ("/dev/ttyACM0", 0x2E8A), ("/dev/ttyUSB0", 0x10C4))
    with pytest.raises(HabitudeError, match=r"2 boards found: /dev/ttyACM0 .*choose one"):
        run(cli.why)


def test_a_board_at_its_prompt_tells_its_chip(peer):
    def respond(peer, line):
        said = b"1|27|0|Raspberry Pi Pico W with RP2040\r\n" if b"import sys" in line else b""
        return said + b">>> "

    there = peer(respond)
    (found,) = look([Port(str(there.path), "RP2040")])
    assert (found.chip, found.micropython) == ("Raspberry Pi Pico W with RP2040", "1.27.0")
    assert "at MicroPython's prompt" in found.line()


def test_something_else_on_a_port(peer, monkeypatch):
    monkeypatch.setattr("habitude_host.devices._PATIENCE_S", 0.05)
    there = peer(lambda peer, line: b"ok T:20.1\n")
    (found,) = look([Port(str(there.path), "behind a CH340")])
    assert found.appliance is None
    assert "behind a CH340" in found.line()
    (found,) = look([Port(str(there.path) + "x", "behind a CH340")])
    assert "no port" in found.line()
