"""A sample of what `make fuzz` throws: by chance in place of its guide, and by hypothesis."""

import json
import re
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habitude import commands_about
from habitude.errors import Refused
from habitude_sim.fuzz import appliance, device, host, lines
from habitude_sim.fuzz.draw import Draw
from habitude_sim.fuzz.targets import TARGETS, Broken, Target, sample

COUNTS = {"profile": 60, "profile file": 60, "rule file": 60}
names = pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])


@names
def test_what_is_damaged_is_survived(target):
    sample(target, COUNTS.get(target.name, 400))


@names
def test_whatever_comes_is_survived(target):
    @settings(max_examples=40, deadline=None)
    @given(st.binary(max_size=target.longest))
    def survived(data):
        target.check(data)

    survived()


def test_what_is_broken_is_told_with_its_input():
    def check(data):
        assert b"}" in data

    target = Target("brace", check, lambda: [b"{}"], 1)
    with pytest.raises(Broken) as broken:
        sample(target, 1000)
    assert b"}" not in broken.value.data


def test_an_appliance_that_changes_what_it_refuses_is_found(monkeypatch):
    def left(commands, request):
        commands.app.habits[0].freeze(True)
        raise Refused("unknown", "but it did something")

    monkeypatch.setitem(commands_about.COMMANDS, "left", left)
    with pytest.raises(AssertionError, match="changed something"):
        device.link(b'\0\xff{"id": 1, "do": "left"}')


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (lines.signed(b'{"id": 1, "ok": {}}'), "without an end"),
        (lines.signed(b'{"id": 2, "ok": {}}') + b"\n", "another id"),
        (b'{"id": 1, "ok": {}}*0000\n', "wrong checksum"),
        (lines.signed(b'{"id": 1, "ok": {}, "error": "x"}') + b"\n", "neither"),
        (lines.signed(b'{"id": 1, "ok": NaN}') + b"\n", "NaN"),
        (lines.signed(b'{"id": 1, "ok": {}}' + b" " * 4096) + b"\n", "4121 bytes"),
    ],
)
def test_answers_that_are_none(answer, wrong):
    with pytest.raises(AssertionError, match=wrong):
        lines.answer_of(answer, {"id": 1})


def test_requests_cover_every_command(root):
    told = (root / "docs/link.md").read_text(encoding="utf-8")
    table = told[told.index("### Commands") : told.index("### Errors")]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert documented - {"do"} <= set(lines.COMMANDS)
    drawn = {lines.request(Draw(bytes((n, 0, 0, 0, 0))))["do"] for n in range(len(lines.COMMANDS))}
    assert drawn == set(lines.COMMANDS)


LEARNED = appliance.learned()  # of two people

# What was found, each as small as it can be.
FOUND = [
    (device.words, b"\x1c"),  # a blank to str.split, but none to bytes.strip
    (device.link, b'\0\xff{"id": 1e400, "do": "hello"}'),
    (device.link, b'\0\xff{"id": 1, "do": ' + b"[" * 450 + b"]" * 450 + b"}"),
    (device.link, b'\0\xff{"id": 1, "do": "came", "person": "\\ud800"}'),
    (device.link, '\0\u00ff{"id": 1, "do": "'.encode("latin-1") + "\u00e4".encode() * 470 + b'"}'),
    (host.answers, b"\x02\x00\x9e"),
    (host.answers, b"\x02\x00\x1b[2J"),
    (host.answers, b'\x01\xff{"id": 1, "ok": {"say": "\\u001b[2J"}}'),
    (host.answers, b'\x00\xff{"id": 1, "ok": {}}'),
    (host.answers, b'\x00\xff{"id": 1, "ok": ' + b"[" * 5000 + b"]" * 5000 + b"}"),
    # So many decimals that their power of ten takes all time and memory.
    (
        host.answers,
        b'\x04\xff{"id": 1, "ok": {"appliance": "x", "firmware": "0", "protocol": 2}}\n'
        b'{"id": 2, "ok": {"format": 3, "size": 1, "crc": "", "settings": []}}\n'
        b'{"id": 3, "ok": {"readings": [], "settings": [["t", "", 99999999999, 5, 30, 1, 21]], '
        b'"outputs": []}}',
    ),
    (host.told_console, b"error: \x1b[2J"),
    (host.told_console, b"error: " + b"a" * 1000),
    (host.firmware_pack, b"\xffhabitude-pack 1 0.1.0 armv6m 8\n\nmain.py\n"),
    (host.firmware_pack, "\0\u00ffhabitude-pack 1 0.1.0 armv6m \u00b2\n".encode()),
    (
        host.encrypted_file,
        b'{"habitude_encrypted_profile": 1, "n": 14, "r": 8, "p": 1, "salt": '
        b'"AAAAAAAAAAAAAAAAAAAAAA==", "nonce": "AAAAAAAAAAAAAAAA", "data": '
        + json.dumps("A" * 63 + "\u023e", ensure_ascii=False).encode()
        + b', "sha256": ""}',
    ),
    (
        host.encrypted_file,
        b'{"habitude_encrypted_profile": 1, "n": 14, "r": 8, "p": 1, "salt": "", "nonce": "", '
        b'"data": "\\ud800", "sha256": ""}',
    ),
    # A time before 2024, when something is learned.
    (
        device.link,
        b"\0\xff"
        + b"\n".join(
            b'{"id": %d, "do": "step", "up": %d, "local": -70000, "readings": '
            b'[1750, null, null, 0], "turns": [%d]}' % (minute, minute * 60, minute == 1)
            for minute in range(1, 30)
        ),
    ),
    (
        device.profile,
        b"\0" + struct.pack("<4sBB17h17HIi59B", b"HBTP", 2, 1, *[0] * 35, -70000, *[0] * 59),
    ),
    (device.profile, b"\0" + LEARNED[:97] + b"\2" + LEARNED[98:]),  # neither frozen nor not
]


@pytest.mark.parametrize(("check", "data"), FOUND)
def test_what_was_found_is_mended(check, data):
    check(data)


def test_a_profile_whose_integers_have_a_point():
    host.profile_file(host.exported().replace(b"32768", b"32768.0", 1))
