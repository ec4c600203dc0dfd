"""Three push buttons that say what somebody thinks of a setting: less, fine, more.

Each connects its pin to ground. A press is one vote, however long.
"""

from habitude.board.buttons import Button
from habitude.board.fields import NAMED_SETTING, PIN

FIELDS = {"less": PIN, "fine": PIN, "more": PIN, "votes": NAMED_SETTING}
_ANSWERS = (("less", -1), ("fine", 0), ("more", 1))  # as App.vote takes them


def build(options, pins, clock):
    return VoteButtons(
        [
            (Button(pins.input(options[name]), clock, repeats=False), answer)
            for name, answer in _ANSWERS
        ]
    )


class VoteButtons:
    """buttons: pairs of a Button and its answer."""

    def __init__(self, buttons):
        self._buttons = buttons
        self._answer = None

    def poll(self):
        for button, answer in self._buttons:
            if button.poll():
                self._answer = answer

    def held_ms(self):
        """How long less and more have been pressed together."""
        return min(self._buttons[0][0].held_ms(), self._buttons[2][0].held_ms())

    def answer(self):
        """-1, 0 or 1, the last since the last call, or None."""
        answer = self._answer
        self._answer = None
        return answer
