"""An exported profile behind a passphrase: scrypt and AES-256-GCM. docs/profile.md has the format.

The checksum tells damage from a wrong passphrase; against a forger there is GCM's tag.
"""

from __future__ import annotations

import hashlib
import json
import os
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from habitude_host import pin
from habitude_host.errors import HabitudeError

VERSION = 1
_NAME = "habitude_encrypted_profile"
_NUMBERS = ("n", "r", "p")
_TEXTS = ("salt", "nonce", "data", "sha256")
_NONCE = 12  # bytes, as GCM has it


def dump(document: str, passphrase: str) -> str:
    """The file of a profile's document."""
    salt, nonce, cost = os.urandom(pin.SALT), os.urandom(_NONCE), pin.Cost()
    told: dict[str, Any] = {
        _NAME: VERSION,
        "n": cost.log2_n,
        "r": cost.r,
        "p": cost.p,
        "salt": b64encode(salt).decode(),
        "nonce": b64encode(nonce).decode(),
    }
    cipher = AESGCM(pin.derived(passphrase, salt, cost))
    told["data"] = b64encode(cipher.encrypt(nonce, document.encode(), _header(told))).decode()
    told["sha256"] = _checksum(told)
    return json.dumps(told, indent=1) + "\n"


def is_one(data: bytes) -> bool:
    """Whether this is such a file, as far as its beginning tells."""
    return data.lstrip()[:1] == b"{" and f'"{_NAME}"'.encode() in data[:200]


def load(data: bytes, passphrase: str, where: str) -> bytes:
    """The document in a file; `where` is what messages call it.

    HabitudeError, which tells a damaged file from a wrong passphrase.
    """
    told = _told(data, where)
    if told["sha256"] != _checksum(told):
        raise HabitudeError(f"{where}: the file is damaged: its checksum does not match")
    try:
        salt, nonce, sealed = (
            b64decode(told[name], validate=True) for name in ("salt", "nonce", "data")
        )
    except Base64Error:
        raise HabitudeError(f"{where}: the file is damaged: no base64") from None
    key = pin.derived(passphrase, salt, pin.Cost(told["n"], told["r"], told["p"]))
    try:
        return AESGCM(key).decrypt(nonce, sealed, _header(told))
    except (InvalidTag, ValueError):
        raise HabitudeError(f"{where}: the passphrase is wrong") from None


def _told(data: bytes, where: str) -> dict[str, Any]:
    try:
        told: object = json.loads(data)
    except (ValueError, RecursionError):
        raise HabitudeError(f"{where}: the file is damaged: no JSON") from None
    if not isinstance(told, dict) or cast("dict[str, Any]", told).get(_NAME) != VERSION:
        raise HabitudeError(
            f"{where}: no encrypted profile of version {VERSION}, which this tool reads"
        )
    named = cast("dict[str, Any]", told)
    whole = all(type(named.get(name)) is int for name in _NUMBERS)
    if not whole or not all(_is_ascii(named.get(name)) for name in _TEXTS):
        raise HabitudeError(f"{where}: the file is damaged: a part of it is missing or wrong")
    return named


def _is_ascii(part: object) -> bool:
    return isinstance(part, str) and part.isascii()


def _header(told: dict[str, Any]) -> bytes:
    """What is not encrypted, but can't be changed either."""
    names = (_NAME, *_NUMBERS, "salt", "nonce")
    return json.dumps([told[name] for name in names]).encode()


def _checksum(told: dict[str, Any]) -> str:
    return hashlib.sha256(_header(told) + told["data"].encode()).hexdigest()
