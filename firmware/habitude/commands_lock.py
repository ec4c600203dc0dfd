"""Requests about the lock: set, opened by an answer to a challenge, taken off. Borrowed.

The host has key = scrypt(PIN, salt), the appliance check = HMAC(key, "check"). To be let in, the
host sends key ^ HMAC(check, "unlock" + nonce), with the nonce of a challenge: who listens learns
nothing that helps another time, who reads the flash has check but not the key (the idea is that of
SCRAM, RFC 5802). What is wrong is counted before it is looked at, in a file: pulling the plug does
not help.
"""

import gc
import os
import struct
from binascii import hexlify, unhexlify

from habitude import lock as locks
from habitude.commands import integer
from habitude.compat import borrowed, const
from habitude.errors import ProfileError, Refused
from habitude.store import LOCKED

seal = borrowed("habitude.seal")

_VERSION = const(1)
_SALT_BYTES = const(16)
_NONCE_BYTES = const(16)
_TRIES = "/tries"
_LONGEST_S = const(3600)
_MANY = const(13)  # tries, from which on it is the longest delay


def _lock(commands, request):
    """Set a PIN, or another one; without a key: lock what is open."""
    store = commands.store
    if store is None:
        raise Refused("no-store", "an appliance that keeps nothing has nothing to lock")
    lock = store.lock
    if "key" not in request:
        _there(commands).close()
        return {}
    commands.check(None)
    if seal.aes is None:
        raise Refused("no-cipher", "this build of MicroPython has no AES")
    key = _octets(request, "key", seal.KEY)
    data_key = _new_key(_octets(request, "seed", seal.KEY)) if lock is None else lock.key
    new = locks.Lock(store, _record(request, key, data_key))
    new.key = data_key
    _change(commands, new)
    _count(store, 0)
    new.close()
    return {}


def _new_key(seed):
    """Of chance from both sides: a board's own is weak when it has just started."""
    return seal.hmac(seed, b"data", os.urandom(seal.KEY))


def _record(request, key, data_key):
    cost = [integer(request, name) for name in ("n", "r", "p")]
    if not all(0 < each < 256 for each in cost):
        raise Refused("out-of-range", "n (a power of two), r and p are from 1 to 255")
    salt = _octets(request, "salt", _SALT_BYTES)
    check = seal.hmac(key, b"check of the PIN")
    head = struct.pack("<4s4B16s32s", LOCKED, _VERSION, *cost, salt, check)
    return head + seal.sealed(key, head, data_key)


def _challenge(commands, request):
    """What the PIN has to be proved with."""
    lock = _there(commands)
    lock.nonce = os.urandom(_NONCE_BYTES)
    return {
        "nonce": hexlify(lock.nonce).decode(),
        "salt": hexlify(lock.record[8:24]).decode(),
        "n": lock.record[5],
        "r": lock.record[6],
        "p": lock.record[7],
        "wait": _wait_s(commands),
    }


def _unlock(commands, request):
    """Let in who proves to know the PIN; with `remove`, who is in takes the lock off."""
    lock = _there(commands)
    if request.get("remove"):
        commands.check(None)
        _change(commands, None)
        return {}
    nonce, lock.nonce = lock.nonce, None
    wait_s = _wait_s(commands)
    if wait_s:
        raise Refused("wait", "after wrong PINs the next try is allowed in %d s" % wait_s)
    if nonce is None:
        raise Refused("no-challenge", "'unlock' answers a 'challenge', which counts once")
    proof = _octets(request, "proof", seal.KEY)
    tries = _tries(commands.store) + 1
    _count(commands.store, tries)
    check = lock.record[24:56]
    key = seal.mixed(proof, seal.hmac(check, b"unlock", nonce))
    if not seal.same(seal.hmac(key, b"check of the PIN"), check):
        lock.free_s = commands.now_s() + _delay_s(tries)
        raise Refused("wrong-pin", "wrong PIN; the next try is allowed in %d s" % _delay_s(tries))
    _count(commands.store, 0)
    lock.free_s = 0
    if lock.key is None:
        _take_up(commands, lock, key)
    lock.enter(commands.now_s)
    return {}


def _take_up(commands, lock, key):
    """The profile that was sealed since the start; what was learned since then gives way."""
    gc.collect()
    data_key = seal.opened(key, lock.record[:56], bytearray(lock.record[56:]))
    lock.key = data_key or _new_key(key)
    taken = False
    try:
        _restore(commands, lock)
        taken = True
    finally:
        if not taken:  # too little memory: what is stored must not be overwritten
            lock.key = None


def _restore(commands, lock):
    copy = commands.store.load()
    profile = None if copy is None else lock.opened(copy)
    if profile is None:
        commands.store.damaged.append("the sealed profile was tampered with")
        return
    try:
        commands.app.restore(profile)
    except ProfileError as error:
        commands.store.damaged.append(str(error))


def _change(commands, new):
    """Store the profile under another lock, or under none: what was stored before is erased."""
    before, commands.store.lock = commands.store.lock, new
    done = False
    try:
        commands.keep(everywhere=True)
        done = True
    finally:
        if not done:
            commands.store.lock = before


def _there(commands):
    lock = commands.lock()
    if lock is None:
        raise Refused("no-lock", "no PIN is set: habitude lock sets one")
    return lock


def _delay_s(tries):
    return min((1 << min(tries, _MANY)) >> 1, _LONGEST_S)


def _wait_s(commands):
    """Seconds until the next try is allowed; after a restart they begin anew."""
    lock = commands.store.lock
    if lock.free_s is None:
        lock.free_s = commands.now_s() + _delay_s(_tries(commands.store))
    return max(lock.free_s - commands.now_s(), 0)


def _tries(store):
    """Wrong ones in a row; what can't be read counts as many."""
    try:
        with open(store.directory + _TRIES) as file:
            return int(file.read())
    except ValueError:
        return _MANY
    except OSError:
        return 0  # none yet


def _count(store, tries):
    if _tries(store) == tries:
        return
    try:
        with open(store.directory + _TRIES, "w") as file:
            file.write(str(tries))
    except OSError as error:
        raise Refused("store-failed", "the try can't be counted: %s" % error)


def _octets(request, name, count):
    """An argument in hex; Refused if it is not `count` bytes."""
    try:
        octets = unhexlify(request.get(name))
    except (ValueError, TypeError):
        octets = b""
    if len(octets) != count:
        raise Refused("bad-value", "'%s' has to be %d bytes in hex" % (name, count))
    return octets


COMMANDS = {"lock": _lock, "challenge": _challenge, "unlock": _unlock}
