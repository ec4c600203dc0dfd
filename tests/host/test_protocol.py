import json
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitude.app import App
from habitude.appliances import load
from habitude.commands import Commands
from habitude_host import protocol
from habitude_host.errors import LinkError, RefusedError

printable = st.characters(exclude_categories=("C", "Z"))
names, texts = st.text(printable, max_size=8), st.text(printable, max_size=20)
results = st.dictionaries(names, st.integers() | texts, max_size=5)


def answer(content: object) -> bytes:
    body = json.dumps(content).encode()
    return b"%s*%04X\n" % (body, protocol.checksum(body))


def test_checksum_is_crc_16_ccitt_false():
    assert protocol.checksum(b"123456789") == 0x29B1


def test_a_request_is_one_line_of_json_with_its_checksum():
    line = protocol.encode(3, "set", {"setting": "target_temp", "value": 2150})
    body, _, check = line.rstrip(b"\n").rpartition(b"*")
    assert json.loads(body) == {"id": 3, "do": "set", "setting": "target_temp", "value": 2150}
    assert int(check, 16) == protocol.checksum(body)
    assert line.count(b"\n") == 1


@given(results)
def test_a_result_comes_through(result):
    assert protocol.result(protocol.decode(answer({"id": 5, "ok": result}))) == result


def test_no_text_of_an_answer_steers_a_terminal():
    told = protocol.decode(answer({"id": 5, "ok": {"a\x1b": ["\x9b2J", {"b": "one\ntwo\u202e"}]}}))
    assert told["ok"] == {"a?": ["?2J", {"b": "one\ntwo?"}]}


@given(results, st.integers(0, 10_000), st.integers(1, 255))
def test_no_damaged_answer_is_believed(result, place, flip):
    line = bytearray(answer({"id": 5, "ok": result}))
    line[place % (len(line) - 1)] ^= flip
    with suppress(LinkError):  # the case of a hex digit may change
        assert protocol.decode(bytes(line)) == {"id": 5, "ok": result}


@given(st.binary(max_size=200))
def test_no_noise_does_anything_but_a_link_error(noise):
    with pytest.raises(LinkError):
        protocol.decode(noise)


def test_a_refusal_has_its_code_and_sentence():
    with pytest.raises(RefusedError, match="goes from 5 to 30") as refused:
        protocol.result({"id": 1, "error": "out-of-range", "say": "goes from 5 to 30"})
    assert refused.value.code == "out-of-range"


def test_an_answer_without_a_result_is_none():
    with pytest.raises(LinkError, match="without a result"):
        protocol.result({"id": 4})


def test_a_request_longer_than_the_device_takes_is_not_sent():
    with pytest.raises(LinkError, match="longer than 1024 bytes"):
        protocol.encode(1, "set", {"setting": "x" * 1100})


def test_the_examples_in_the_document_are_right(root):
    lines = (root / "docs" / "link.md").read_bytes().splitlines()
    examples = [line for line in lines if line.startswith(b"{")]
    assert len(examples) == 3
    for line in examples:
        body, _, check = line.rpartition(b"*")
        assert int(check, 16) == protocol.checksum(body)
        json.loads(body)


def test_the_document_has_every_command_and_every_error(root):
    told = (root / "docs" / "link.md").read_text(encoding="utf-8")
    for name in Commands(App(load("climate"))).names():
        assert re.search(rf"^\|[^|]*`{name}`[^|]*\| ", told, re.MULTILINE), name
    sources = (root / "firmware").rglob("*.py")
    text = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    codes = set(re.findall(r'(?:Refused|_refuse)\(\s*(?:None, )?"([a-z-]+)"', text)) - {"usage"}
    assert len(codes) > 15
    for code in codes:
        assert f"`{code}`" in told, code
