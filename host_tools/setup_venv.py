"""Make .venv: the pinned packages, this project (editable) and each board's type stubs. Fetch the
MicroPython of the emulated board.

Called by make with any Python >= 3.11; with `fuzz`, by that of .venv, to add what fuzzing needs.
The stamp .venv/.ready is written last, so an interrupted set-up starts again from nothing; it
holds the absolute path that the environment was made for.
"""

import shutil
import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
READY = VENV / ".ready"
LOG = ROOT / "build" / "setup.log"
PORTS = ("rp2", "esp32")

PIP_INSTALL = ("-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--retries=2")


def pip_install(*arguments: str) -> None:
    """Run pip in .venv, with its output in the log. Exits with a sentence if it fails."""
    with LOG.open("a", encoding="utf-8") as log:
        command = (str(VENV / "bin" / "python"), *PIP_INSTALL, *arguments)
        if subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT).returncode == 0:
            return
    said = LOG.read_text(encoding="utf-8")
    if "connection broken by" in said:
        sys.exit("Set-up downloads its packages once and got no answer: is there a network?")
    errors = [line for line in said.splitlines() if line.startswith("ERROR")]
    sys.exit("\n".join([*errors[-5:], f"Set-up failed; the whole story is in {LOG}"]))


def install_stubs(port: str) -> None:
    """Install a port's stubs in a folder of their own: those of two ports define the same modules.

    The folder keeps the lock it was made from, so that nothing is downloaded again needlessly.
    """
    lock = ROOT / "firmware" / "typings" / f"{port}.lock"
    folder = VENV / "typings" / port
    made_from = folder / lock.name
    if made_from.is_file() and made_from.read_bytes() == lock.read_bytes():
        return
    shutil.rmtree(folder, ignore_errors=True)
    pip_install("--no-deps", "--require-hashes", "--target", str(folder), "-r", str(lock))
    shutil.copy(lock, made_from)


def fetch_images() -> None:
    """Fetch MicroPython for the emulated board. What needs it says so, so failing is allowed."""
    command = (str(VENV / "bin" / "python"), "-m", "habitude_host.micropython_image")
    with LOG.open("a", encoding="utf-8") as log:
        done = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT)
    if done.returncode != 0:
        print(f"No MicroPython image for the emulated Pico W ({LOG} tells why): its tests fail.")


def main() -> None:
    """Make or renew the environment."""
    renew = READY.is_file() and READY.read_text(encoding="utf-8") == str(ROOT)
    READY.unlink(missing_ok=True)
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text("", encoding="utf-8")
    print("Setting up .venv (once, a minute or two) ...", flush=True)

    if not renew:
        venv.create(VENV, clear=True, with_pip=True)
    pip_install("--require-hashes", "-r", "host_tools/requirements.lock")
    pip_install("--no-deps", "--no-build-isolation", "-e", ".")
    for port in PORTS:
        install_stubs(port)
    fetch_images()
    READY.write_text(str(ROOT), encoding="utf-8")


def add_fuzzer() -> None:
    """Install atheris, for which there are wheels for few systems only, unless it is there."""
    if find_spec("atheris") is not None:
        return
    print("Installing atheris (once) ...", flush=True)
    try:
        pip_install("--require-hashes", "--only-binary", ":all:", "-r", "host_tools/fuzz.lock")
    except SystemExit as error:
        sys.exit(
            f"{error}\natheris, the guide of 'make fuzz', has wheels for CPython 3.11 to 3.13 on "
            "Linux on x86-64 alone; 'make test' runs a sample of the same targets without it."
        )


if __name__ == "__main__":
    try:
        add_fuzzer() if sys.argv[1:] == ["fuzz"] else main()
    except KeyboardInterrupt:
        sys.exit("Set-up interrupted: the next make starts it again.")
