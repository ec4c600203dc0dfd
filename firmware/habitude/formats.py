"""Profiles of other formats, kept beside the store's two copies. Borrowed at starts that find one.

A firmware that finds an older format saves in its own from then on; one that finds a newer format
can't read it. Both put what they found aside, as profile.vN of format N. So whichever firmware is
next, after an update or on the way back, it goes on with the newest of what it can read: that with
the most saves before it.
"""

import os

from habitude.compat import borrowed, flush_to_disk
from habitude.store import LOCKED

_ASIDE = "profile.v"
_FORMAT = 4  # the byte of a profile that tells it


def sort_out(store, version=None):
    """Leave in the store what this firmware goes on with: sentences on what it can't read.

    version: of the profiles that it writes; it reads older ones. OSError if the flash fails.
    """
    if version is None:
        version = borrowed("habitude.profile").VERSION
    told = []
    for _, path, data in store.copies():
        if data[:4] == LOCKED or data[_FORMAT : _FORMAT + 1] in (b"", bytes((version,))):
            continue
        _put_aside(store, path, data)
        if data[_FORMAT] > version:
            os.remove(path)
            told.append("kept for a newer firmware: a profile of format %d" % data[_FORMAT])
    _put_back(store, version)
    return told


def forget(directory):
    """Nothing lies aside any more."""
    for name in os.listdir(directory or "/"):
        if name.startswith(_ASIDE):
            os.remove(directory + "/" + name)


def _put_aside(store, path, data):
    kept = "%s/%s%d" % (store.directory, _ASIDE, data[_FORMAT])
    if store.read(kept)[0] < store.read(path)[0]:
        _copy(path, kept)


def _put_back(store, version):
    """The newest that lies aside, if it can be read and is newer than what the store has."""
    found = [store.read("%s/%s%d" % (store.directory, _ASIDE, n)) for n in range(version + 1)]
    newest = max(range(version + 1), key=lambda n: found[n][0])
    copies = store.copies()
    if found[newest][1] is None or (copies and copies[-1][0] >= found[newest][0]):
        return
    free = [path for path in store.paths if not copies or path != copies[-1][1]]
    _copy("%s/%s%d" % (store.directory, _ASIDE, newest), free[0])


def _copy(source, target):
    """Whole or not at all."""
    with open(source, "rb") as file:
        data = file.read()
    with open(target + ".new", "wb") as file:
        file.write(data)
        flush_to_disk(file)
    os.rename(target + ".new", target)
