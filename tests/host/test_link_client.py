"""The example client of docs/link.md, as it stands there: on the firmware, and on a bad line."""

import re
import subprocess
import sys

import pytest


@pytest.fixture
def client(root, tmp_path):
    """Runs the client on a port; what it prints, and its errors."""
    document = (root / "docs" / "link.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", document, re.DOTALL)
    assert code.count("\n") == 30
    file = tmp_path / "client.py"
    file.write_text(code, encoding="utf-8")

    def run(port):
        return subprocess.run([sys.executable, file, str(port)], capture_output=True, text=True)

    return run


def test_it_talks_to_the_firmware(client, climate_port):
    done = client(climate_port)
    assert done.stdout.startswith("target_temp is 21 °C: advice is 21"), done.stderr


def test_it_gets_its_answer_on_a_bad_line(client, peer):
    def respond(peer, line):
        asked = peer.asked(line)
        if len(peer.lines) == 1:
            return peer.answer(None, error="bad-checksum", say="damaged")
        if len(peer.lines) == 2:
            return b"warming up\r\n" + peer.answer(asked["id"], ok={})[:-3] + b"\n"
        late = peer.answer(asked["id"] ^ 1, ok={})
        return late + peer.answer(asked["id"], ok={"settings": [["lamp"]], "say": "so"})

    there = peer(respond)
    assert client(there.path).stdout == "so\n"
    first, second, third, why = map(there.asked, there.lines)
    assert second == third == {**first, "again": 1}
    assert why["setting"] == "lamp"


def test_it_tells_what_is_refused(client, peer):
    there = peer(lambda peer, line: peer.answer(peer.asked(line)["id"], error="unknown", say="no"))
    assert "ValueError: ('unknown', 'no')" in client(there.path).stderr
