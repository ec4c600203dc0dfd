"""Keys from PINs and passphrases, and the proof to an appliance that one knows the PIN.

docs/security.md says what this keeps from whom, docs/link.md how it goes over the link.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import click

from habitude_host.errors import HabitudeError
from habitude_host.link import Link, understood

KEY = 32  # bytes
SALT = 16
_LEAST_LOG2_N, _MOST_LOG2_N = 15, 20  # below, guessing gets cheap; above, 1 GB and more is needed
_R, _MOST_P = 8, 4
_SHORTEST = 4  # characters
_LONGEST = 1024


@dataclass(frozen=True)
class Cost:
    """What scrypt (C. Percival 2009; RFC 7914) takes: 128 * r * 2**log2_n bytes, p times.

    The default is what OWASP asks for at least: 128 MiB, a third of a second on a PC.
    """

    log2_n: int = 17
    r: int = _R
    p: int = 1


def derived(secret: str, salt: bytes, cost: Cost) -> bytes:
    """The key of a PIN or passphrase.

    HabitudeError if the cost is none that a sincere appliance or file asks for: too low, it would
    give the PIN away; too high, it would take all memory.
    """
    sound = _LEAST_LOG2_N <= cost.log2_n <= _MOST_LOG2_N and cost.r == _R
    if not sound or not 1 <= cost.p <= _MOST_P or len(salt) != SALT:
        raise HabitudeError(
            f"scrypt with n = 2^{cost.log2_n}, r = {cost.r}, p = {cost.p} and {len(salt)} bytes "
            "of salt is asked for, which this tool never does: don't trust what asks for it"
        )
    return hashlib.scrypt(
        unicodedata.normalize("NFC", secret).encode(),  # however the keyboard made an é
        salt=salt,
        n=1 << cost.log2_n,
        r=cost.r,
        p=cost.p,
        maxmem=256 * cost.r << cost.log2_n,
        dklen=KEY,
    )


def set_pin(link: Link, pin: str) -> None:
    """Lock the appliance with `pin`, or another one if it is open. Raises RefusedError."""
    salt, cost = os.urandom(SALT), Cost()
    link.ask(
        "lock",
        key=derived(pin, salt, cost).hex(),
        salt=salt.hex(),
        seed=os.urandom(KEY).hex(),
        n=cost.log2_n,
        r=cost.r,
        p=cost.p,
    )


def unlock(link: Link, pin: str) -> None:
    """Open it. RefusedError "wrong-pin" or "wait"; HabitudeError if it asks for a weak key."""
    with understood("challenge"):
        told = link.ask("challenge")
        key = derived(pin, bytes.fromhex(told["salt"]), Cost(told["n"], told["r"], told["p"]))
        # The key took its time, in which a line may be lost or another client come: a fresh nonce.
        nonce = bytes.fromhex(link.ask("challenge")["nonce"])
    link.ask("unlock", proof=proof(key, nonce).hex())


def proof(key: bytes, nonce: bytes) -> bytes:
    """The answer to a challenge: the key, hidden by what only its owner and the appliance know."""
    check = hmac.digest(key, b"check of the PIN", "sha256")
    mask = hmac.digest(check, b"unlock" + nonce, "sha256")
    return bytes(one ^ other for one, other in zip(key, mask, strict=True))


def asked(what: str, file: Path | None, twice: bool = False) -> str:
    """A PIN or passphrase, from the first line of a file or typed unseen. HabitudeError."""
    if file is None:
        secret: str = click.prompt(what, hide_input=True, confirmation_prompt=twice, err=True)
    else:
        secret = _first_line(file)
    if twice and len(secret) < _SHORTEST:
        raise HabitudeError(f"the {what} has to have at least {_SHORTEST} characters")
    return secret


def _first_line(file: Path) -> str:
    try:
        with click.open_file(str(file), encoding="utf-8") as lines:  # which knows -
            return lines.readline(_LONGEST).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise HabitudeError(f"{file} can't be read: {error}") from None
