"""The hardware watchdog, which nothing can stop once it runs."""


class Watchdog:
    """Resets the board when it is not fed for `timeout_s` seconds (RP2040: at most 8)."""

    def __init__(self, machine, timeout_s):
        self._machine = machine
        self._wdt = machine.WDT(timeout=1000 * timeout_s)
        self._timer = None

    def feed(self):
        self._wdt.feed()

    def release(self):
        """Let a timer feed it from now on: a maker at the REPL shall not be thrown out.

        Holds until a soft reset, which ends timers but not the watchdog.
        """
        if self._timer is None:
            self._timer = _timer(self._machine)
            self._timer.init(period=1000, callback=self._fed)

    def _fed(self, _timer):
        self._wdt.feed()


def _timer(machine):
    try:
        return machine.Timer(-1)  # a software timer: all that the RP2040 has
    except ValueError:
        return machine.Timer(0)  # all that older ESP32 ports have
