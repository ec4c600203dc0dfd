# Chips at the level of their registers, for a bus or pins of board_stand_ins.py.


class Registers:
    """A chip whose registers are written and read from the one that was last named."""

    def __init__(self, count):
        self.content = bytearray(count)
        self._at = 0

    def write(self, data):
        self._at = data[0]
        for byte in data[1:]:
            self.content[self._at] = byte
            self._at += 1

    def read(self):
        return self.content[self._at :]


class LightSensor:
    """A BH1750: a result 180 ms after it was told to measure once."""

    def __init__(self, time, code):
        self.code = code
        self._time = time
        self._ready_at = None

    def write(self, data):
        self._ready_at = self._time.now_ms + 180 if data == b"\x20" else None

    def read(self):
        ready = self._ready_at is not None and self._time.now_ms >= self._ready_at
        return bytes((self.code >> 8, self.code & 0xFF)) if ready else b"\0\0"


class Scale:
    """An HX711's two pins: `data` is low when ready, then gives a bit with each rising clock."""

    def __init__(self, counts):
        self.counts = counts
        self.pulses = 0
        self.shorted = False
        self.data = self
        self.clock_pin = ScaleClock(self)

    def value(self):
        if self.shorted or not self.pulses:
            return 0
        if self.pulses > 24:
            return 1
        return (self.counts & 0xFFFFFF) >> (24 - self.pulses) & 1


class ScaleClock:
    def __init__(self, scale):
        self._scale = scale
        self._level = 0

    def value(self, level):
        if level and not self._level:
            self._scale.pulses += 1
        self._level = level


class CardReader:
    """A PN532 that has each answer ready at the second look."""

    def __init__(self):
        self.card = None
        self.commands = []
        self.silent = False
        self.flipped = {}  # bits of the answers' bytes disturbed on the way
        self._answers = []
        self._looks = 0

    def write(self, frame):
        command = frame[6:-2]
        self.commands.append(command)
        self._answers = []
        self._looks = 0
        if self.silent:
            return
        self._answers.append(b"\x01\0\0\xff\0\xff\0")
        data = b""
        if command[0] == 0x4A:
            data = b"\0"
            if self.card is not None:
                data = b"\1\1\0\x04\x08" + bytes([len(self.card)]) + self.card
        data = bytes([0xD5, command[0] + 1]) + data
        head = bytes([1, 0, 0, 0xFF, len(data), 256 - len(data)])
        answer = bytearray(head + data + bytes([-sum(data) & 0xFF, 0]))
        for index, bits in self.flipped.items():
            answer[index] ^= bits
        self._answers.append(bytes(answer))

    def read_into(self, buffer):
        self._looks += 1
        ready = self._answers and self._looks % 3 != 1
        for index in range(len(buffer)):
            whole = self._answers[0] if ready else b""
            buffer[index] = whole[index] if index < len(whole) else 0
        if ready and len(buffer) > 1:
            self._answers.pop(0)


class Panel:
    """An SSD1306's side of the bus: what was written to it."""

    def __init__(self):
        self.writes = []

    def write(self, data):
        self.writes.append(data)


class Canvas:
    """What is drawn: characters by place, and squares."""

    def __init__(self):
        self.texts = []
        self.squares = []

    def fill(self, colour):
        self.texts = []
        self.squares = []

    def text(self, text, x, y):
        self.texts.append((text, x, y))

    def fill_rect(self, x, y, width, height, colour):
        self.squares.append((x, y, width, height))

    def pixel(self, x, y):
        """Of a cell: the upper left dot tells which character was drawn."""
        return (x, y) == (0, 0)

    def line(self, y):
        """The text at height y, its single characters put together from left to right."""
        return "".join(
            [text for _, text in sorted((x, t) for t, x, top in self.texts if top == y)]
        )
