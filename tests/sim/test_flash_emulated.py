"""`habitude flash` with real mpremote on a real MicroPython: an emulated Pico W on a pty.

Small packs: bytes on the emulated USB cost a thousand cycles each. tests/host/test_flash.py puts
the whole firmware on a stand-in.
"""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import serial

from habitude_host import bundle, pack
from habitude_host.flash import put
from habitude_host.flash.repl import Repl
from habitude_sim.emulator import file_system, files_of

FIRMWARE = Path(__file__).resolve().parents[2] / "firmware"
WATCHDOG = ("habitude/__init__", "habitude/compat", "habitude/board/__init__")
WATCHDOG += ("habitude/board/watchdog",)
LEARNED = {"profile.a": b"learned", "board.json": b"{}"}


@contextmanager
def pico(storage: Path) -> Iterator[str]:
    """The port of a board that has `storage` on its flash; switched off in the end."""
    command = [sys.executable, "-m", "habitude_host", "sim", "board", "--blank"]
    process = subprocess.Popen(
        [*command, "--storage", str(storage)], stdout=subprocess.PIPE, text=True
    )
    told = re.match(r"A Pico W at (\S+);", process.stdout.readline())
    try:
        yield told[1]
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        finally:
            process.kill()


MAIN = """
import machine, micropython, time
from habitude.board import watchdog
watched = watchdog.of(machine)
feed, _, _ = watchdog.start(watched, 1)
micropython.kbd_intr(3)  # until here nobody gets a prompt
print("this is", {name!r})
try:
    while True:
        feed()
        time.sleep_ms(100)
except KeyboardInterrupt:
    watchdog.stop(watched)  # else it would end each transfer
    raise
"""


def version(folder: Path, name: str) -> bytes:
    """A firmware that is no more than its watchdog, at work as in the real one."""
    source = folder / "main.py"
    source.write_text(MAIN.format(name=name))
    files = {"main.mpy": bundle.compiled(source, "main.py", "armv6m")}
    for path in WATCHDOG:
        module = FIRMWARE / f"{path}.py"
        files[f"{path}.mpy"] = bundle.compiled(module, module.name, "armv6m")
    return pack.packed(files, name, "armv6m")


def await_start(port: str, name: str) -> None:
    with serial.Serial(port, timeout=120) as wire:
        assert wire.read_until(f"this is {name}".encode()).endswith(name.encode())


def test_update_and_back(tmp_path: Path, pico_w_image: Path) -> None:
    storage = tmp_path / "storage"
    old, new = [version(tmp_path, name) for name in ("1.0.0", "1.0.1")]
    started = {**bundle.starter(), "firmware.txt": b"firmware.a\n", "firmware.a": old}
    storage.write_bytes(file_system(LEARNED | started))
    said: list[str] = []
    with pico(storage) as port:
        await_start(port, "1.0.0")
        repl = Repl(port)
        put.install(repl, put.Order(new), said.append)
        repl.reset()
        await_start(port, "1.0.1")
        repl = Repl(port)
        put.go_back(repl, said.append)
        repl.reset()
        await_start(port, "1.0.0")
    assert said[0].endswith("bytes written and checked")
    assert said[1].startswith("back to habitude 1.0.0 ")
    files = files_of(storage.read_bytes())
    assert [files["firmware.a"], files["firmware.b"]] == [old, new]
    assert {name: files[name] for name in LEARNED} == LEARNED
