"""Whether a Ctrl-C leads to MicroPython's prompt, where a profile could be read, or erased.

MicroPython itself allows it again whenever it starts a file: main.py begins with forbidding it.
"""

import micropython

from habitude.compat import const
from habitude.store import LOCKED, Store

_CTRL_C = const(3)
_NOTHING = const(-1)


def give(allowed):
    micropython.kbd_intr(_CTRL_C if allowed else _NOTHING)


def locked():
    """Whether what is stored is under a lock."""
    found = Store("").load()
    return found is not None and found[:4] == LOCKED
