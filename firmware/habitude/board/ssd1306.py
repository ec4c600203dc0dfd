"""Solomon Systech SSD1306 on I2C: an OLED display of 128 x 64 or 128 x 32 dots.

What it shows is display.py's; here is how it gets there, a page (8 rows) at a time: the whole
picture would hold up everything else for 92 ms at 100 kHz.

Sections and tables: SSD1306 data sheet, revision 1.1, and its application note.
"""

from habitude.board.fields import I2C, NAMED_SETTING, choice
from habitude.compat import const

WIDTH = const(128)
_STRIDE = const(129)  # bytes of a page in the buffer, the first one says what follows
_COMMANDS = b"\x00"  # section 8.1.5.2: commands follow until the stop
_DATA = const(0x40)  # bytes of the picture follow
_RETRY_MS = const(5000)

# Sent before every picture: a display that lost its power comes back with the next one.
_COMMON = (
    b"\x40"  # table 9: start line 0
    b"\xa1\xc8"  # the cable is above: columns and rows from the other end
    b"\xd3\x00\xd5\x80"  # no offset; clock as after a reset
    b"\xd9\xf1\xdb\x20"  # pre-charge for the charge pump; deselect level as after a reset
    b"\x81\x4f"  # contrast: half of what it could, for a longer life
    b"\x8d\x14"  # application note: charge pump on
    b"\x20\x00\x21\x00\x7f\x22\x00\x07"  # left to right, then down; from the upper left corner
    b"\xa4\xa6\xaf"  # show the memory, not inverted; on
)
_ROWS = {64: b"\xa8\x3f\xda\x12", 32: b"\xa8\x1f\xda\x02"}  # multiplex ratio, how rows are wired

FIELDS = {
    "i2c": I2C,
    "address": choice(0x3C, 0x3D),  # section 8.1.5.1: SA0 low, high
    "height": choice(64, 32),
    "shows": NAMED_SETTING,
}


def build(options, pins, clock):
    # Loaded here: CPython has none, and other boards do without the display.
    from framebuf import MONO_VLSB, FrameBuffer

    from habitude.board.display import Display

    height = options["height"]
    panel = Ssd1306(pins.i2c(options["i2c"]), clock, options["address"], height)
    cell = FrameBuffer(bytearray(8), 8, 8, MONO_VLSB)
    canvas = FrameBuffer(panel.picture, WIDTH, height, MONO_VLSB, _STRIDE)
    return Display(panel, canvas, cell, clock, options["shows"])


class Ssd1306:
    """picture: bytes of 8 dots each, the lowest bit on top (MONO_VLSB), 129 to a page.

    working: it answered the last time.
    """

    def __init__(self, i2c, clock, address=0x3C, height=64):
        self.height = height
        self.working = True
        self._i2c = i2c
        self._clock = clock
        self._address = address
        self._start = _COMMANDS + _ROWS[height] + _COMMON
        pages = height // 8
        buffer = bytearray(pages * _STRIDE)
        for page in range(pages):
            buffer[page * _STRIDE] = _DATA
        whole = memoryview(buffer)
        self.picture = whole[1:]
        self._pages = [whole[page * _STRIDE : (page + 1) * _STRIDE] for page in range(pages)]
        self._next = pages  # what is sent next: -1 the commands, then pages; `pages` is nothing
        self._failed = 0  # when it last did not answer

    def send(self):
        """Begin to send the picture; what is drawn meanwhile may be seen half."""
        self._next = -1

    def poll(self):
        """Send a part of the picture, if there is one to be sent."""
        if self._next == len(self._pages):
            return
        if not self.working and self._clock.since(self._failed) < _RETRY_MS:
            return
        try:
            part = self._start if self._next < 0 else self._pages[self._next]
            self._i2c.writeto(self._address, part)
            self.working = True
            self._next += 1
        except OSError:
            self.working = False
            self._failed = self._clock.ticks()
            self._next = -1
