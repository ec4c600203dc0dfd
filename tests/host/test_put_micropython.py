"""MicroPython gets onto a board that has none; files for other chips are refused."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from habitude_host.flash import micropython
from habitude_host.flash.drives import Drive
from habitude_host.flash.micropython import KINDS, PutError
from habitude_host.ports import Port


def uf2(family: int, blocks: int = 2) -> bytes:
    """A UF2 file as its specification has it."""
    made = b""
    for number in range(blocks):
        head = struct.pack(
            "<8I", 0x0A324655, 0x9E5D5157, 0x2000, 0x10000000, 256, number, blocks, family
        )
        made += head + bytes(476) + struct.pack("<I", 0x0AB16F30)
    return made


@pytest.fixture
def drive(tmp_path: Path) -> Drive:
    folder = tmp_path / "RPI-RP2"
    folder.mkdir()
    return Drive(folder, "RPI-RP2")


def test_a_pico_gets_it_as_a_file(drive: Drive, tmp_path: Path) -> None:
    image = tmp_path / "micropython.uf2"
    image.write_bytes(uf2(0xE48BFF56))
    assert micropython.put_uf2(KINDS["pico_w"], image, [drive]) == drive
    assert (drive.path / image.name).read_bytes() == image.read_bytes()


def test_what_is_for_another_chip_is_refused(drive: Drive, tmp_path: Path) -> None:
    image = tmp_path / "micropython.uf2"
    image.write_bytes(uf2(0xE48BFF59))
    with pytest.raises(PutError, match="family 0xe48bff59"):
        micropython.put_uf2(KINDS["pico_w"], image, [drive])
    image.write_bytes(b"\x00" * 512)
    with pytest.raises(PutError, match="no UF2 file"):
        micropython.put_uf2(KINDS["pico_w"], image, [drive])
    assert list(drive.path.iterdir()) == []


def test_without_a_drive_it_says_how_to_get_one(drive: Drive, tmp_path: Path) -> None:
    image = tmp_path / "micropython.uf2"
    with pytest.raises(PutError, match="hold the button BOOTSEL"):
        micropython.put_uf2(KINDS["pico_w"], image, [])
    with pytest.raises(PutError, match="RPI-RP2 is a RPI-RP2"):
        micropython.put_uf2(KINDS["pico_2_w"], image, [drive])


def test_the_real_image_is_for_the_pico(drive: Drive, pico_w_image: Path) -> None:
    micropython.put_uf2(KINDS["pico_w"], pico_w_image, [drive])
    assert (drive.path / pico_w_image.name).stat().st_size == pico_w_image.stat().st_size


@pytest.mark.parametrize(
    ("name", "offset"), [("esp32", "0x1000"), ("esp32c3", "0x0"), ("esp32s3", "0x0")]
)
def test_esptool_writes_where_the_chip_looks(name: str, offset: str) -> None:
    ran = []
    micropython.put_esp(KINDS[name], Path("x.bin"), "COM1", lambda c: bool(ran.append(c)))
    assert ran[0][-2:] == [offset, "x.bin"]
    assert ran[0][ran[0].index("--chip") + 1] == name
    with pytest.raises(PutError, match="hold BOOT"):
        micropython.put_esp(KINDS[name], Path("x.bin"), "COM1", lambda _command: 2)


def test_esptool_knows_our_command() -> None:
    """It has no such port, and says so: the rest of the command it has understood."""
    with pytest.raises(PutError, match="esptool could not"):
        micropython.put_esp(KINDS["esp32"], Path(__file__), "/dev/ttyNONE")


def test_an_image_without_known_checksum_must_be_given(tmp_path: Path) -> None:
    with pytest.raises(PutError, match=r"micropython\.org/download/RPI_PICO2_W"):
        micropython.image_for(KINDS["pico_2_w"], None)
    with pytest.raises(PutError, match="there is no file"):
        micropython.image_for(KINDS["pico_2_w"], tmp_path / "none.uf2")


def test_the_port_is_awaited() -> None:
    answers = iter([[], [Port("COM4", "")]])
    assert micropython.await_port(lambda: next(answers)) == "COM4"
    with pytest.raises(PutError, match="plug it in again"):
        micropython.await_port(list, patience_s=0.1)
