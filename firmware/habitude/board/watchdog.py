"""The hardware watchdog: what hangs, resets the board. Borrowed at the start and after a Ctrl-C.

feed, hangs, hung = start(of(machine), 5)   # feed() before 5 seconds are over, again and again
stop(of(machine))                           # the REPL has the board

A few bytes that outlive a reset, but no power cut, count how often it had to.
"""

import sys

from habitude.compat import const

_MAGIC = const(0x4857)  # in the upper half of what outlives a reset
_RUNS = const(0x8000)  # the watchdog ran, and nobody had stopped it
_MOST = const(0x7FFF)
_DAY_MS = const(86400000)

# Of the RP2040 (datasheet, 4.7.5) and the RP2350 (12.9.7), whose registers are the same.
_BASE = const(0x40058000)
_BASE_RP2350 = const(0x400D8000)
_CLEAR = const(0x3000)  # from a register to the address that clears bits of it (2.1.2)
_ENABLE_BIT = const(30)
_REASON = const(0x08)
_TIMED_OUT = const(1)
_SCRATCH0 = const(0x0C)


class Rp2:
    """On an RP2040 or RP2350."""

    def __init__(self, machine):
        self._machine = machine
        named = getattr(sys.implementation, "_machine", "")
        self._base = _BASE_RP2350 if "RP2350" in named else _BASE

    def timed_out(self):
        """Whether it was the watchdog's time that ended, and no reset() that it carries out."""
        return self._machine.mem32[self._base + _REASON] & _TIMED_OUT != 0

    def recall(self):
        return self._machine.mem32[self._base + _SCRATCH0]

    def remember(self, number):
        self._machine.mem32[self._base + _SCRATCH0] = number

    def start(self, timeout_ms):
        return self._machine.WDT(timeout=timeout_ms)

    def stop(self):
        self._machine.mem32[self._base + _CLEAR] = 1 << _ENABLE_BIT


class Esp32:
    """On an ESP32 of any kind, whose watchdog can't be stopped but made slow."""

    def __init__(self, machine):
        self._machine = machine

    def timed_out(self):
        return self._machine.reset_cause() == self._machine.WDT_RESET

    def recall(self):
        kept = self._machine.RTC().memory()
        return int.from_bytes(kept[:4], "little")

    def remember(self, number):
        self._machine.RTC().memory(number.to_bytes(4, "little"))

    def start(self, timeout_ms):
        return self._machine.WDT(timeout=timeout_ms)

    def stop(self):
        self.start(_DAY_MS)


def of(machine, platform=sys.platform):
    """The watchdog of this board; None where there is none."""
    if platform == "rp2":
        return Rp2(machine)
    return Esp32(machine) if platform == "esp32" else None


def start(watchdog, timeout_s):
    """(what feeds it, how often it reset the board since power came on, whether it did just now).

    timeout_s: 0 starts none.
    """
    if watchdog is None:
        return _nothing, 0, False
    hangs, hung = _counted(watchdog)
    watchdog.remember(_MAGIC << 16 | _RUNS * (timeout_s > 0) | hangs)
    if timeout_s == 0:
        watchdog.stop()  # one that the reset left
        return _nothing, hangs, hung
    return watchdog.start(1000 * timeout_s).feed, hangs, hung


def stop(watchdog):
    """Nothing is going to feed it any more."""
    if watchdog is not None:
        watchdog.stop()
        watchdog.remember(watchdog.recall() & ~_RUNS)


def _counted(watchdog):
    found = watchdog.recall()
    if found >> 16 != _MAGIC:
        return 0, False
    hung = found & _RUNS != 0 and watchdog.timed_out()
    return min((found & _MOST) + hung, _MOST), hung


def _nothing():
    pass
