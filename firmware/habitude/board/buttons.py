"""Two push buttons that turn a setting up and down: steps, debounced, repeated while held.

Polled every few milliseconds; each button connects its pin to ground, the pull-up is the chip's.
"""

from habitude.board.fields import PIN, SETTING
from habitude.compat import const

_DEBOUNCE_MS = const(20)  # tactile switches bounce for 5 ms, worn ones for 10
_REPEAT_AFTER_MS = const(600)
_REPEAT_EVERY_MS = const(200)
_STUCK_MS = const(15000)  # held longer than anybody does: jammed, ignored until it is let go

FIELDS = {"up": PIN, "down": PIN, "turns": SETTING}


def build(options, pins, clock):
    up = pins.input(options["up"])
    return Buttons(up, pins.input(options["down"]), clock)


class Button:
    """One button, down when its pin is low; one that is down at power-on counts as jammed.

    repeats: gives more steps while it is held.
    """

    def __init__(self, pin, clock, repeats=True):
        self._pin = pin
        self._clock = clock
        self._repeats = repeats
        self._down = not pin.value()
        self._pressed = self._jammed = self._down
        self._since = clock.ticks()  # of the last change of level; while pressed, of the press
        self._due_ms = 0  # when, after the press, the next step is given
        self._given = 0  # steps of this press

    def poll(self):
        """The steps that are due: 1 when pressed and at each repetition, else 0.

        When it turns out to be jammed, all that it gave are taken back.
        """
        down = not self._pin.value()
        if down != self._down:
            self._down = down
            self._since = self._clock.ticks()
        elif down != self._pressed:
            return self._settle()
        elif down and self._repeats and not self._jammed:
            return self._repeat()
        return 0

    def held_ms(self):
        """How long it has been pressed; 0 if it is not, or jammed."""
        return 0 if self._jammed or not self._pressed else self._clock.since(self._since)

    def _settle(self):
        if self._clock.since(self._since) < _DEBOUNCE_MS:
            return 0
        self._pressed = self._down
        self._jammed = False
        self._due_ms = _REPEAT_AFTER_MS
        self._given = int(self._pressed)
        return self._given

    def _repeat(self):
        held_ms = self._clock.since(self._since)
        self._jammed = held_ms >= _STUCK_MS
        if self._jammed:
            return -self._given
        if held_ms < self._due_ms:
            return 0
        self._due_ms += _REPEAT_EVERY_MS
        self._given += 1
        return 1

    def held(self):
        """Whether it is being pressed, and not jammed."""
        return self._pressed and not self._jammed


class Buttons:
    def __init__(self, up, down, clock):
        self._up = Button(up, clock)
        self._down = Button(down, clock)
        self._steps = 0

    def poll(self):
        self._steps += self._up.poll() - self._down.poll()

    def held_ms(self):
        """How long both have been pressed."""
        return min(self._up.held_ms(), self._down.held_ms())

    def held(self):
        """Whether somebody is still turning: only then it is known by how much."""
        return self._up.held() or self._down.held()

    def take(self):
        """Steps turned since the last call."""
        steps = self._steps
        self._steps = 0
        return steps
