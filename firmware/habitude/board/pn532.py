"""NXP PN532 on I2C: a card that is tapped tells that its person came, or left.

Who taps is known by a token, six hexadecimal digits of a hash of the card's number. Each stands
for 256 numbers of 4 bytes: the token tells one person from the next, but not which card it was.

Cards are looked for every 300 ms; what lies on the reader counts once. Nothing is waited for:
each poll() is two short transfers at most, 3 ms at 100 kHz.

Sections: PN532 User Manual, UM0701-02.
"""

import hashlib

from habitude.board.errors import BAD_CHECKSUM, NO_ANSWER
from habitude.board.fields import I2C
from habitude.compat import const

_ADDRESS = const(0x24)  # 6.2.4: 0x48 to write, 0x49 to read, with the direction's bit
_COMMAND = const(0xD4)  # 6.2.1.1: to the PN532
_ANSWER = const(0xD5)  # and from it
_ACK = b"\x01\x00\x00\xff\x00\xff\x00"  # 6.2.1.3, after the byte that says it is ready
_LONGEST = const(32)  # of an answer: 26 bytes with a number of 10

_SETUP = (
    b"\x14\x01\x00\x00",  # 7.2.10 SAMConfiguration: no security module, no interrupt line
    b"\x12\x00",  # 7.2.9 SetParameters: no RATS, cards tell no more than their number
    b"\x32\x05\xff\x01\x00",  # 7.3.1 RFConfiguration 5: look for a card once, not for ever
)
_LOOK = b"\x4a\x01\x00"  # 7.3.5 InListPassiveTarget: one card of type A at 106 kbit/s
_RANDOM = const(0x08)  # ISO/IEC 14443-3, 6.5.4: 4 bytes that begin so are new each time (phones)

_LOOK_MS = const(300)
_TIMEOUT_MS = const(500)
_RETRY_MS = const(2000)
_GONE = const(3)  # looks without the card before it can be tapped again
_IDLE = const(0)
_ASKED = const(1)
_ACCEPTED = const(2)

FIELDS = {"i2c": I2C}


def build(options, pins, clock):
    return Pn532(pins.i2c(options["i2c"]), clock)


def frame(data):
    """A command (code and parameters) as the PN532 takes it; 6.2.1.1."""
    length = len(data) + 1
    head = bytes([0, 0, 0xFF, length, -length & 0xFF, _COMMAND])
    return head + data + bytes([-(_COMMAND + sum(data)) & 0xFF, 0])


def token(number):
    """Whom a card's number stands for."""
    digest = hashlib.sha256(number).digest()
    return "card-%02x%02x%02x" % (digest[0], digest[1], digest[2])


class Pn532:
    """cause: why it does not work, one of errors.py's words, or None."""

    def __init__(self, i2c, clock):
        self.cause = None
        self._i2c = i2c
        self._clock = clock
        self._steps = [frame(data) for data in _SETUP + (_LOOK,)]
        self._codes = [data[0] for data in _SETUP + (_LOOK,)]
        self._step = 0
        self._state = _IDLE
        self._since = clock.ticks()  # of the state
        self._pause_ms = 0  # in the state _IDLE
        self._status = bytearray(1)
        self._acknowledgement = bytearray(len(_ACK))
        self._answer = bytearray(_LONGEST)
        self._card = None  # the token of what lies there, "" of a card without one
        self._missed = 0
        self._tapped = None

    def tapped(self):
        """The token of who tapped since the last call, or None."""
        tapped = self._tapped
        self._tapped = None
        return tapped

    def poll(self):
        """The next step, if it is time for one."""
        try:
            if self._state == _IDLE:
                self._ask()
            elif self._ready():
                if self._state == _ASKED:
                    self._take_acknowledgement()
                else:
                    self._take_answer()
        except OSError:
            self._fail(NO_ANSWER)

    def _ask(self):
        if self._clock.since(self._since) < self._pause_ms:
            return
        self._i2c.writeto(_ADDRESS, self._steps[self._step])
        self._enter(_ASKED)

    def _ready(self):
        """6.2.4: each read begins with a byte that says whether the rest is worth it."""
        self._i2c.readfrom_into(_ADDRESS, self._status)
        if self._status[0] & 1:
            return True
        if self._clock.since(self._since) >= _TIMEOUT_MS:
            self._fail(NO_ANSWER)
        return False

    def _take_acknowledgement(self):
        self._i2c.readfrom_into(_ADDRESS, self._acknowledgement)
        if self._acknowledgement == _ACK:
            self._enter(_ACCEPTED)
        else:
            self._fail(BAD_CHECKSUM)

    def _take_answer(self):
        self._i2c.readfrom_into(_ADDRESS, self._answer)
        end = self._end()
        if end < 0:
            self._fail(BAD_CHECKSUM)
            return
        self.cause = None
        if self._step < len(_SETUP):
            self._step += 1
            self._pause_ms = 0
        else:
            self._see(self._number(end))
            self._pause_ms = _LOOK_MS
        self._enter(_IDLE)

    def _end(self):
        """Where the answer ends if it is sound and what was asked for, else -1."""
        answer = self._answer
        length = answer[4]
        end = 6 + length
        if answer[1] or answer[2] or answer[3] != 0xFF or length + answer[5] & 0xFF:
            return -1
        if length < 2 or end >= _LONGEST or answer[6] != _ANSWER:
            return -1
        total = 0
        for index in range(6, end + 1):
            total += answer[index]
        if total & 0xFF or answer[7] != self._codes[self._step] + 1:
            return -1
        return end

    def _number(self, end):
        """The card's number, or None; 7.3.5: count, then of each 1, 2, 1 bytes and the length."""
        answer = self._answer
        if end < 14 or not answer[8] or 14 + answer[13] > end:
            return None
        return bytes(answer[14 : 14 + answer[13]])

    def _see(self, number):
        if number is None:
            self._missed += 1
            if self._missed >= _GONE:
                self._card = None
            return
        self._missed = 0
        card = "" if len(number) == 4 and number[0] == _RANDOM else token(number)
        if card != self._card:
            self._card = card
            if card:
                self._tapped = card

    def _enter(self, state):
        self._state = state
        self._since = self._clock.ticks()

    def _fail(self, cause):
        """From the start again, after a while: it may have lost its power."""
        self.cause = cause
        self._step = 0
        self._pause_ms = _RETRY_MS
        self._enter(_IDLE)
