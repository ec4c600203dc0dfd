"""The lock from the host: on the real firmware, and with an impostor."""

import hashlib
import json
import time

import pytest
from click.testing import CliRunner

from habitude_host import appliance_cli, lock_cli, pin
from habitude_host.errors import HabitudeError, RefusedError
from habitude_host.link import PROTOCOL
from habitude_host.profiles import cli as profiles_cli
from habitude_host.serial_port import connect

SALT = bytes(16)


@pytest.fixture
def say(climate_port):
    """Runs a command on the firmware's port; what it prints."""

    def run(command, *words, typed=None):
        done = CliRunner().invoke(command, [*words, "--port", climate_port], input=typed)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


def test_locked_and_opened(say, tmp_path):
    told = say(lock_cli.lock, typed="4711\n4711\n")
    assert told.startswith("locked. After a power cut")
    assert "4711" not in told
    for command, words in (
        (appliance_cli.why, ["target_temp"]),
        (appliance_cli.forget, ["all", "--yes"]),
        (appliance_cli.freeze, []),
        (profiles_cli.export, [str(tmp_path / "taken.json")]),
    ):
        with pytest.raises(RefusedError, match="habitude unlock") as refused:
            say(command, *words)
        assert refused.value.code == "locked"
    assert not (tmp_path / "taken.json").exists()
    assert json.loads(say(appliance_cli.status, "--json"))["lock"] == "locked"
    assert say(appliance_cli.set_, "target_temp", "22") == "target_temp is set to 22 °C\n"
    with pytest.raises(HabitudeError, match="'habitude unlock' first"):
        say(lock_cli.lock, "--change")

    with pytest.raises(RefusedError, match=r"wrong PIN; .* in 1 s"):
        say(lock_cli.unlock, typed="4712\n")
    with pytest.raises(HabitudeError, match="allowed in 1 s"):
        say(lock_cli.unlock, typed="4711\n")
    time.sleep(1.1)
    file = tmp_path / "pin"
    file.write_text("4711\n")
    assert json.loads(say(lock_cli.unlock, "--pin-file", str(file), "--json")) == {
        "lock": "open",
        "damaged": [],
    }
    assert "set by hand" in say(appliance_cli.why)
    assert "open, for ten minutes" in say(appliance_cli.status)
    say(lock_cli.lock, "--change", typed="a longer one\na longer one\n")
    assert "a longer one" not in say(lock_cli.unlock, typed="a longer one\n")
    assert say(lock_cli.lock) == "locked\n"
    assert say(lock_cli.unlock, "--remove", typed="a longer one\n") == "the lock is off\n"
    assert json.loads(say(appliance_cli.status, "--json"))["lock"] is None


def test_short_pins_are_not_set(say):
    with pytest.raises(HabitudeError, match="at least 4 characters"):
        say(lock_cli.lock, typed="123\n123\n")


def test_nothing_of_the_pin_crosses_the_wire(climate_port, monkeypatch):
    sent = []
    link = connect(climate_port)
    write = link._transport.write
    monkeypatch.setattr(link._transport, "write", lambda line: (sent.append(line), write(line)))
    pin.set_pin(link, "4711")
    del sent[:]
    for _ in range(2):
        pin.unlock(link, "4711")
        link.ask("lock")
    link.close()
    proofs = [line for line in sent if b'"unlock"' in line]
    assert len(set(proofs)) == len(proofs) == 2
    assert not any(b"4711" in line for line in sent)


@pytest.mark.parametrize(
    "weak", [{"n": 10}, {"n": 21}, {"r": 1}, {"p": 0}, {"p": 200}, {"salt": "00"}]
)
def test_an_impostor_that_asks_for_a_weak_key_gets_none(peer, weak):
    cost = {"n": 17, "r": 8, "p": 1}
    told = {"protocol": PROTOCOL, "salt": SALT.hex(), "nonce": "00" * 16, **cost, **weak}
    there = peer(lambda peer, line: peer.answer(peer.asked(line)["id"], ok=told))
    link = connect(str(there.path))
    with pytest.raises(HabitudeError, match="don't trust"):
        pin.unlock(link, "4711")
    link.close()
    assert [there.asked(line)["do"] for line in there.lines] == ["hello", "challenge"]


def test_one_pin_however_it_was_typed():
    cost = pin.Cost(15)
    assert pin.derived("é", SALT, cost) == pin.derived("e\u0301", SALT, cost)
    expected = hashlib.scrypt("é".encode(), salt=SALT, n=1 << 15, r=8, p=1, maxmem=1 << 26)
    assert pin.derived("é", SALT, cost) == expected[:32]
