"""An emulated board on a serial port: tools that know nothing of it work with it."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import serial

from habitude_host.errors import HabitudeError
from habitude_host.serial_port import connect
from habitude_sim.emulator import files_of
from habitude_sim.emulator.devices import Button, I2cBus, Ntc, Pir, PwmLoad, Relay
from habitude_sim.emulator.wiring import wired


@contextmanager
def on_the_desk(*options: str) -> Iterator[str]:
    """What to connect to; its plug is pulled in the end."""
    command = [sys.executable, "-m", "habitude_host", "sim", "board", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        told = re.match(r"A Pico W at (\S+);", process.stdout.readline())
        assert told
        yield told[1]
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    finally:
        process.kill()


def mpremote(port: str, *words: str) -> str:
    command = [sys.executable, "-m", "mpremote", "connect", port, *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_mpremote_works_on_it_and_its_files_outlive_it(tmp_path, pico_w_image):
    storage = tmp_path / "storage"
    here = tmp_path / "note.txt"
    here.write_text("remember me" * 400)
    with on_the_desk("--blank", "--storage", str(storage)) as port:
        assert mpremote(port, "exec", "print(6 * 7)") == "42\n"
        mpremote(port, "fs", "cp", str(here), ":note.txt")
        assert mpremote(port, "resume", "fs", "cat", ":note.txt") == here.read_text()
    assert files_of(storage.read_bytes())["note.txt"] == here.read_bytes()
    with on_the_desk("--blank", "--storage", str(storage), "--tcp", "0") as port:
        for _ in range(2):  # clients come and go
            with serial.serial_for_url(port, timeout=20) as wire:
                wire.write(b"\r\x03print(len(open('note.txt').read()))\r")
                assert wire.read_until(b"4400\r\n").endswith(b"\r\n4400\r\n")


def test_it_keeps_real_time(pico_w_image):
    with on_the_desk("--blank") as port, serial.Serial(port, timeout=20) as wire:
        began = time.monotonic()
        wire.write(b"import time; time.sleep(1.5); print('rest' + 'ed')\r")
        wire.read_until(b"rested\r\n")
        assert time.monotonic() - began > 1.4


@pytest.mark.timeout(900)  # two starts, on a machine that may be busy
def test_the_link_finds_it_again_after_its_plug_was_pulled(tmp_path, pico_w_image):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    board = ("--storage", str(tmp_path / "storage"), "--tcp", str(number))
    told: list[str] = []
    with on_the_desk(*board) as port:
        link = connect(port, patience_s=60, reconnect_s=60, tell=told.append)
        assert link.ask("set", setting="target_temp", value=2250)["value"] == 2250
        assert "set by hand" in link.ask("why", setting="target_temp")["say"]
        link.ask("freeze", setting="all")  # which is saved at once
    with on_the_desk(*board):
        status = link.ask("status")
        link.close()
    assert status["frozen"] == ["target_temp"]
    assert [setting[1] for setting in status["settings"]] == [2100]
    assert any("is back" in what for what in told)


def test_a_board_file_is_wired(root):
    document = json.loads((root / "firmware/boards/pico_w.json").read_text())
    kinds = [type(thing) for thing in wired(document)]
    assert kinds == [Ntc, Pir, Button, Button, PwmLoad, Relay, PwmLoad, I2cBus]
    with pytest.raises(HabitudeError, match="no model of a part 'laser'"):
        wired({"parts": [{"driver": "laser"}]})
