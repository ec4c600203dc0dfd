"""The lock on a profile: who is let in, and what the profile is sealed with. docs/security.md

Loaded where there is a lock; what computes is borrowed. A stored copy of a locked appliance is

    record   "<4s4B16s32s48s"  magic; version, log2 of scrypt's n, its r and p; salt; the check of
             the PIN's key; the profile's key, sealed with the PIN's
    nonce    8 bytes, new for each save, so that equal profiles look different
    profile  sealed with its key (seal.py), record and nonce being the header

The PIN's key is scrypt of the PIN, made by the host: a board could only do a weak one.
"""

import os

from habitude.compat import borrowed, const

RECORD = "<4s4B16s32s48s"
RECORD_BYTES = const(104)
NONCE_BYTES = const(8)
IDLE_S = const(600)  # without a request that needs the PIN, then it is locked again
_SEAL = "habitude.seal"


class Lock:
    """key: the profile's. None from a start on, until it is unlocked: the profile can't be read
    then, and what is stored is left as it is.

    open: whether its owner is let in now. nonce: of the challenge that waits for its answer.
    free_s: when the next try is allowed; None: not yet known.
    store.prompt is called with whether MicroPython's prompt may be given.
    """

    def __init__(self, store, record):
        self.record = record[:RECORD_BYTES]
        self.key = None
        self.open = False
        self.nonce = None
        self.free_s = None
        self._store = store
        self._now_s = int  # that is 0: who gives the time is told by `enter`
        self._until_s = 0

    def enter(self, now_s):
        """Its owner is let in; now_s: gives the time, in seconds."""
        self._now_s = now_s
        self._until_s = now_s() + IDLE_S
        self.open = True
        self._tell()

    def allows(self):
        """Whether a request that needs the PIN may be carried out; one keeps the door open."""
        self.work()
        if self.open:
            self._until_s = self._now_s() + IDLE_S
        return self.open

    def work(self):
        """Close the door when nobody has been through it for a while."""
        if self.open and self._now_s() >= self._until_s:
            self.close()

    def close(self):
        self.open = False
        self._tell()

    def sealed(self, profile):
        """A profile as it is to be stored; None: what is stored must stay."""
        if self.key is None:
            return None
        header = self.record + os.urandom(NONCE_BYTES)
        return header + borrowed(_SEAL).sealed(self.key, header, profile)

    def opened(self, copy):
        """The profile in a stored copy; None if it was tampered with."""
        start = RECORD_BYTES + NONCE_BYTES
        return borrowed(_SEAL).opened(self.key, copy[:start], bytearray(copy[start:]))

    def _tell(self):
        self._store.prompt(self.open)
