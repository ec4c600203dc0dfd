"""What a display shows of one setting: its value, what is felt, a fault, a question.

    target_temp
           21.5 C           as it is being turned
    now 20.8                or: sensor fault, is this right?, too-many (people by card)

Drawn only when something has changed, and once a minute. Dark while nobody has been there for ten
minutes: OLEDs age. It takes nothing from the heap once it knows its setting.
"""

from habitude.board.ssd1306 import WIDTH
from habitude.compat import const
from habitude.fixed import MISSING, clamp

_LOOK_MS = const(250)
_DARK_S = const(600)
_FONT = const(8)  # dots of a character, across and down
_UNIT_AT = const(104)  # leaves room for three characters
_MARGIN = const(4)
_DIGITS = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")


def shown_decimals(setting):
    """How many decimals it takes to tell one step from the next."""
    decimals, step, lowest = setting.decimals, setting.step, setting.lowest
    while decimals and step % 10 == 0 and lowest % 10 == 0:
        decimals, step, lowest = decimals - 1, step // 10, lowest // 10
    return decimals


def ascii(text):
    """What the font has of `text`."""
    return "".join([character for character in text if " " <= character <= "~"])


class Display:
    """panel: an Ssd1306. canvas: a FrameBuffer of its picture. cell: one of 8 x 8."""

    def __init__(self, panel, canvas, cell, clock, name):
        self.poll = panel.poll
        self._panel = panel
        self._canvas = canvas
        self._cell = cell
        self._clock = clock
        self._name = name
        self._setting = None
        self._looked = clock.ticks()
        # What is on the display.
        self._value = self._felt = MISSING
        self._message = None
        self._dark = False
        self._minute = -1

    def show(self, app, turned, refused):
        """Draw what is new. turned: steps of each setting that the app has not yet been told.

        refused: why the last card was not taken, or None.
        """
        if self._clock.since(self._looked) < _LOOK_MS:
            return
        self._looked = self._clock.ticks()
        if self._setting is None:
            self._find(app)
        if self._look(app, turned[self._index], refused):
            self._draw()
            self._panel.send()

    def _look(self, app, steps, refused):
        """Note what there is to be shown; whether it differs from what is shown."""
        setting = self._setting
        whole = (self._habit.given - setting.lowest + setting.step // 2) // setting.step
        value = setting.lowest + (whole + steps) * setting.step
        value = clamp(value, setting.lowest, setting.highest)
        felt = MISSING if self._sense is None else self._sense.value
        message = self._said(app, refused)
        dark = app.presence.quiet_s >= _DARK_S and not steps
        minute = app.uptime_s // 60
        same = value == self._value and felt == self._felt and message == self._message
        if same and dark == self._dark and minute == self._minute:
            return False
        self._value, self._felt, self._message = value, felt, message
        self._dark, self._minute = dark, minute
        return True

    def _find(self, app):
        self._index = [habit.setting.name for habit in app.habits].index(self._name)
        self._habit = app.habits[self._index]
        self._setting = setting = self._habit.setting
        self._unit = ascii(setting.unit)
        self._decimals = shown_decimals(setting)
        self._sense = None
        if setting.follows is not None:
            names = [sense.declared.name for sense in app.senses]
            self._sense = app.senses[names.index(setting.follows)]

    def _said(self, app, refused):
        if app.fault is not None:
            return "sensor fault"
        if refused is not None:
            return refused
        return "is this right?" if app.asking.question() == self._index else None

    def _draw(self):
        canvas, height = self._canvas, self._panel.height
        canvas.fill(0)
        if self._dark:
            return
        large = height == 64
        top = 20 if large else 0
        if large:
            canvas.text(self._name, 0, 0)
        self._number(_UNIT_AT - _MARGIN, top, 3 if large else 2, self._value, self._setting)
        canvas.text(self._unit, _UNIT_AT, top)
        bottom = height - _FONT
        if self._message is not None:
            canvas.text(self._message, 0, bottom)
        elif self._felt != MISSING:
            canvas.text("now", 0, bottom)
            self._number(WIDTH // 2 + _FONT, bottom, 1, self._felt, self._sense.declared)

    def _number(self, right, top, scale, value, declared):
        """Digits from the last to the first, ending at `right`."""
        drop = 10 ** max(declared.decimals - self._decimals, 0)
        decimals = min(declared.decimals, self._decimals)
        rest = (abs(value) + drop // 2) // drop
        place = 0
        while rest or place <= decimals:
            right = self._character(right, top, scale, _DIGITS[rest % 10])
            rest //= 10
            place += 1
            if place == decimals:
                right = self._character(right, top, scale, ".")
        if value < 0:
            self._character(right, top, scale, "-")

    def _character(self, right, top, scale, character):
        """Draw a character enlarged `scale` times; where it begins."""
        canvas, cell = self._canvas, self._cell
        left = right - scale * _FONT
        if scale == 1:
            canvas.text(character, left, top)
            return left
        cell.fill(0)
        cell.text(character, 0, 0)
        for y in range(_FONT):
            for x in range(_FONT):
                if cell.pixel(x, y):
                    canvas.fill_rect(left + scale * x, top + scale * y, scale, scale, 1)
        return left
