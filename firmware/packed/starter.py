"""Which of the two slots to start, from firmware.txt, and how an update is tried.

    "SLOT"         start it, or the other one if it is not whole
    "SLOT trial"   an update came over the link: try it
    "SLOT tried"   start it: the other one was not taken; the second line says why

A trial begins by naming the old slot again. So whatever ends it (a power cut, a hang, an error,
two minutes) leads back, unless the new firmware calls confirm() before.
"""

import hashlib
import os

import machine

_SLOTS = ("firmware.a", "firmware.b")
_CHECK = 32  # bytes at the end of a pack
_TRIAL_MS = 120000
_HANG_MS = 8000  # all that the RP2040's watchdog has


def choose():
    """(the slot to start, the Trial that it is or None). OSError if none is whole."""
    slot, to_try = _named()
    other = _SLOTS[slot == _SLOTS[0]]
    if to_try and not _name(other + " tried\nit hung, or was reset\n"):
        slot, other, to_try = other, slot, False
    if not _is_whole(slot):
        slot, other, to_try = other, slot, False
        if not _is_whole(slot):
            raise OSError("no whole firmware is there: habitude flash")
        _name(slot + " tried\nits checksum does not match\n")
    return slot, Trial(slot, other) if to_try else None


class Trial:
    """From now on only confirm() keeps the board from a reset, after which the old slot starts."""

    def __init__(self, slot, other):
        self.confirmed = False
        self._slot = slot
        self._other = other
        machine.WDT(timeout=_HANG_MS)
        try:
            self._timer = machine.Timer(-1)
        except ValueError:  # older ESP32 ports have hardware timers alone
            self._timer = machine.Timer(0)
        self._timer.init(mode=machine.Timer.ONE_SHOT, period=_TRIAL_MS, callback=self._late)

    def confirm(self):
        """The firmware that runs is taken."""
        if not self.confirmed and _name(self._slot + "\n"):
            self.leave()
            self.confirmed = True

    def end(self, why):
        """It is not; nothing happens once it was."""
        if self.confirmed:
            return
        try:
            _name("%s tried\n%s\n" % (self._other, why))
        finally:
            machine.reset()

    def leave(self):
        self._timer.deinit()

    def _late(self, _timer):
        self.end("it did not control within two minutes")


def _named():
    """(slot, whether it is to be tried). What can't be read, names the first one."""
    try:
        with open("firmware.txt") as file:
            words = file.read(40).split()
    except (OSError, ValueError):  # gone, or no text
        words = []
    if not words or words[0] not in _SLOTS:
        return _SLOTS[0], False
    return words[0], words[1:] == ["trial"]


def _name(text):
    """Replace firmware.txt, whole or not at all. False if the file system fails."""
    try:
        with open("firmware.txt.new", "w") as file:
            file.write(text)
        os.rename("firmware.txt.new", "firmware.txt")
        return True
    except OSError:
        return False


def _is_whole(slot):
    """Whether the pack's SHA-256 is right."""
    told = hashlib.sha256()
    buffer = memoryview(bytearray(1024))
    try:
        left = os.stat(slot)[6] - _CHECK
        with open(slot, "rb") as file:
            while left > 0:
                count = file.readinto(buffer[: min(left, len(buffer))])
                told.update(buffer[:count])
                left -= count
            return file.read() == told.digest()
    except OSError:
        return False
