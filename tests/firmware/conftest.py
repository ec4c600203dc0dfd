"""On CPython too, the firmware's tests find the stand-ins beside them, as MicroPython's do.

So they do what a pack starts with (firmware/packed), which no host installs, and AES where
MicroPython has it: in a module `cryptolib`. Each test is in a folder of its own: on a board there
is one, and tests run side by side.
"""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "firmware")]


class Aes:
    """cryptolib.aes in mode 1 (ECB)."""

    def __init__(self, key: bytes, mode: int) -> None:
        assert mode == 1
        self._cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()

    def encrypt(self, data: bytes, into: bytearray | None = None) -> bytes:
        encrypted = self._cipher.update(bytes(data))
        if into is not None:
            into[:] = encrypted
        return encrypted


cryptolib = ModuleType("cryptolib")
cryptolib.aes = Aes
sys.modules["cryptolib"] = cryptolib


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
