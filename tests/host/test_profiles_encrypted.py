"""A profile behind a passphrase: back with it, only with it, and damage is told."""

import json

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from habitude_host import pin
from habitude_host.errors import HabitudeError
from habitude_host.profiles import cli, encrypted

WHERE = "home.json"
COST = pin.Cost
QUICK = COST(15)  # the least that is taken: a tenth of a second


@pytest.fixture(scope="module", autouse=True)
def _quick():
    patch = pytest.MonkeyPatch()
    patch.setattr(pin, "Cost", lambda log2_n=15, r=8, p=1: COST(log2_n, r, p))
    yield
    patch.undo()


@pytest.fixture(scope="module")
def file(_quick):
    return encrypted.dump('{"what": "was learned"}', "four words and more")


def test_with_the_passphrase_it_comes_back(file):
    assert encrypted.is_one(file.encode())
    assert "learned" not in file
    assert (
        encrypted.load(file.encode(), "four words and more", WHERE) == b'{"what": "was learned"}'
    )


def test_without_it_does_not(file):
    with pytest.raises(HabitudeError, match=r"^home.json: the passphrase is wrong$"):
        encrypted.load(file.encode(), "four words and less", WHERE)


def test_the_format_is_what_the_document_says(file):
    told = json.loads(file)
    assert told["habitude_encrypted_profile"] == 1
    salt, nonce, data = (encrypted.b64decode(told[name]) for name in ("salt", "nonce", "data"))
    key = pin.derived("four words and more", salt, QUICK)
    header = json.dumps([1, 15, 8, 1, told["salt"], told["nonce"]]).encode()
    assert AESGCM(key).decrypt(nonce, data, header) == b'{"what": "was learned"}'


@settings(max_examples=300, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_damage_anywhere_is_told_and_not_blamed_on_the_passphrase(file, place, byte):
    data = bytearray(file.encode())
    at = int(place * len(data))
    data[at] = byte
    try:
        found = encrypted.load(bytes(data), "four words and more", WHERE)
    except HabitudeError as error:
        assert "passphrase is wrong" not in str(error)
    else:
        assert found == b'{"what": "was learned"}'  # a blank was exchanged


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*encrypted._TEXTS, "n", "r", "p", "a"]), inner)
        ),
    )
)
def test_what_is_none_is_refused(told):
    if isinstance(told, dict):
        told["habitude_encrypted_profile"] = 1
    with pytest.raises(HabitudeError):
        encrypted.load(json.dumps(told).encode(), "x", WHERE)


@pytest.mark.parametrize("costly", [{"n": 30}, {"p": 1000}, {"r": 1 << 20}, {"n": 1}])
def test_a_forged_file_can_not_take_all_memory(file, costly):
    told = json.loads(file) | costly
    told["sha256"] = encrypted._checksum(told)
    with pytest.raises(HabitudeError, match="don't trust"):
        encrypted.load(json.dumps(told).encode(), "x", WHERE)


def test_out_and_in(climate_port, tmp_path):
    def run(command, *words, typed=None):
        done = CliRunner().invoke(command, [*map(str, words)], input=typed)
        if done.exception is not None:
            raise done.exception
        return done.stdout

    port, home = ("--port", climate_port), tmp_path / WHERE
    secret = tmp_path / "secret"
    secret.write_text("four words and more\n")
    run(cli.export, home, "--encrypt", *port, typed="four words and more\n" * 2)
    assert "target_temp" not in home.read_text()
    shown = run(cli.profile, "show", home, "--passphrase-file", secret, "--json")
    assert json.loads(shown)["settings"][0]["name"] == "target_temp"
    assert "taken over: target_temp" in run(cli.import_, home, *port, typed=secret.read_text())
    with pytest.raises(HabitudeError, match="passphrase is wrong"):
        run(cli.import_, home, "--replace", *port, typed="something else\n")
    again = tmp_path / "again.json"
    run(cli.export, again, "--passphrase-file", secret, *port)
    assert "the same at all times" in run(
        cli.profile, "diff", home, again, "--passphrase-file", secret
    )
