"""Sealed bytes: only who has the key can read them, or change them unnoticed.

    sealed    16 bytes of tag, then the content in AES-256-CTR

The tag, HMAC-SHA256 of the header and the content, is also where the counter starts: a synthetic
initialization vector (P. Rogaway and T. Shrimpton 2006; RFC 5297). So nothing hangs on random
numbers, which are weak on a board that has just started: if they repeat, equal content looks
equal, and that is all. The header is not encrypted, but can't be changed either; each key is used
with headers of one length.
"""

import hashlib
import struct

from habitude.compat import const

try:
    from cryptolib import aes
except ImportError:
    aes = None  # CPython, and ports built without it: nothing can be sealed there

TAG = const(16)
KEY = const(32)  # bytes
_ECB = const(1)
_BLOCK = const(16)
_CHUNK = const(256)  # bytes that are encrypted at a time


def hmac(key, *parts):
    """HMAC-SHA256 (RFC 2104) of `parts` in a row; `key` has KEY bytes."""
    inner = hashlib.sha256(_padded(key, 0x36))
    for part in parts:
        inner.update(part)
    outer = hashlib.sha256(_padded(key, 0x5C))
    outer.update(inner.digest())
    return outer.digest()


def _padded(key, byte):
    return bytes([each ^ byte for each in key]) + bytes([byte]) * (64 - KEY)


def same(one, other):
    """Whether two bytes of one length are the same; it takes as long for any of them."""
    different = 0
    for index in range(len(one)):
        different |= one[index] ^ other[index]
    return different == 0


def mixed(one, other):
    """Exclusive or of two bytes of KEY length."""
    return bytes([one[index] ^ other[index] for index in range(KEY)])


def sealed(key, header, content):
    """`content` sealed with `key`; a bytearray."""
    tag = hmac(hmac(key, b"check"), header, content)
    result = bytearray(TAG + len(content))
    result[:TAG] = tag[:TAG]
    result[TAG:] = content
    _crypt(key, result)
    return result


def opened(key, header, parcel):
    """What `sealed` was given, None if key, header or a byte is another one.

    `parcel` (a bytearray) is decrypted in place, to save a board the memory.
    """
    if len(parcel) < TAG:
        return None
    _crypt(key, parcel)
    content = memoryview(parcel)[TAG:]
    tag = hmac(hmac(key, b"check"), header, content)
    return bytes(content) if same(tag[:TAG], parcel[:TAG]) else None


def _crypt(key, parcel):
    """Encrypt or decrypt all but the tag, in place."""
    cipher = aes(hmac(key, b"encrypt"), _ECB)  # pyright: ignore[reportOptionalCall]
    counters = bytearray(_CHUNK)
    for start in range(0, _CHUNK, _BLOCK):
        counters[start : start + 12] = parcel[:12]
    stream = bytearray(_CHUNK)
    for start in range(TAG, len(parcel), _CHUNK):
        for block in range(0, _CHUNK, _BLOCK):
            struct.pack_into(">I", counters, block + 12, (start + block) // _BLOCK)
        cipher.encrypt(counters, stream)
        _mix(parcel, start, stream)


def _mix(target, start, stream):
    """Exclusive or, in place; a board does it as one number, a hundred times faster."""
    part = target[start : start + _CHUNK]
    number = int.from_bytes(part, "little") ^ int.from_bytes(stream[: len(part)], "little")
    target[start : start + len(part)] = number.to_bytes(len(part), "little")
