"""A relay that gives 0..1000 thousandths as a share of time: slow, time-proportional control.

The requested minus the delivered on-time is summed up, and the relay switches when the sum leaves
a band (a first-order sigma-delta modulator with hysteresis). On average it delivers exactly what
was asked, also while that changes. The period is `cycle_s` at one half and grows towards the
ends, cycle / (4 d (1 - d)): the cycling rate that NEMA DC 3 gives for room thermostats.
Minimum on and off times (a compressor's) come before everything but off().
"""

from habitude.board.fields import OUTPUT, PIN, choice, whole
from habitude.compat import const

_LONGEST_POLL_MS = const(100000)  # of a longer gap nothing is owed for the rest
_LONG_MS = const(1000000)  # longer than any minimum time: no need to count on

FIELDS = {
    "pin": PIN,
    "active": choice("high", "low"),  # many relay modules switch on with a low level
    "cycle_s": whole(600, 1, 1800),
    "min_on_s": whole(0, 0, 600),
    "min_off_s": whole(0, 0, 600),
    "drives": OUTPUT,
}


def build(options, pins, clock):
    low = options["active"] == "low"
    pin = pins.output(options["pin"], int(low))
    return RelayOutput(
        pin, clock, options["cycle_s"], options["min_on_s"], options["min_off_s"], low
    )


class RelayOutput:
    def __init__(self, pin, clock, cycle_s=600, min_on_s=0, min_off_s=0, active_low=False):
        self._pin = pin
        self._clock = clock
        self._active_low = active_low
        self._least_ms = (1000 * min_off_s, 1000 * min_on_s)  # in the state off, in the state on
        # Thousandths times ms. At one half the sum moves 500 a ms, up and down across the band of
        # 2 * _band once a cycle.
        self._band = cycle_s * 1000 * 1000 // 8
        self._most = self._band + 1000 * max(self._least_ms)  # can be owed: below 2**30
        self._level = 0
        self._owed = 0
        self._polled = clock.ticks()
        # The minimum off time begins here: the power cut before may have been short.
        self._switch(0)

    def write(self, level):
        """Be on for `level` thousandths of the time, on average."""
        self.poll()
        level = min(max(level, 0), 1000)
        if level and not self._level:
            self._owed = self._band  # asked for after a pause: begin with on
        self._level = level
        self.poll()

    def poll(self):
        """Switch if it is time to."""
        passed = min(self._clock.since(self._polled), _LONG_MS)
        self._polled = self._clock.ticks()
        self._in_state_ms = min(self._in_state_ms + passed, _LONG_MS)
        counted = min(passed, _LONGEST_POLL_MS)
        owed = self._owed + (self._level - 1000 * self._on) * counted
        self._owed = min(max(owed, -self._most), self._most)
        on = self._wanted()
        if on != self._on and self._in_state_ms >= self._least_ms[self._on]:
            self._switch(on)

    def _wanted(self):
        if self._level in (0, 1000):
            return self._level // 1000
        if self._on:
            return int(self._owed > -self._band)
        return int(self._owed >= self._band)

    def _switch(self, on):
        self._drive(on)
        self._on = on
        self._in_state_ms = 0

    def _drive(self, on):
        self._pin.value(1 - on if self._active_low else on)

    def off(self):
        """The safe state, at once: even before the minimum on time is over."""
        self._level = 0
        self._drive(0)  # whatever is noted: a Ctrl-C may have come just before the note
        if self._on:
            self._switch(0)
