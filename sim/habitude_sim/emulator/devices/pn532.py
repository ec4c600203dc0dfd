"""NXP PN532, a card reader, on I2C. Sections: PN532 User Manual, UM0701-02.

Chosen before an MFRC522 on SPI: two wires that the sensors share in place of five more, checksums
of both directions, and cards' collisions settled by the chip.
"""

from __future__ import annotations

from habitude_sim.emulator.devices.i2c import I2cDevice

_TO, _FROM = 0xD4, 0xD5  # 6.2.1.1: TFI, the direction of a frame
_ACK = bytes((0, 0, 0xFF, 0, 0xFF, 0))  # 6.2.1.3
_ERROR = bytes((0, 0, 0xFF, 1, 0xFF, 0x7F, 0x81, 0))  # 6.2.1.5: a command it does not know
_ACK_S = 0.001  # until it has looked at a command; the manual tells no figure
_ANSWER_S = {0x4A: 0.030}  # looking for a card takes longer; likewise
_READY = 0x01  # 6.2.4: the first byte of every read
_SAM_CONFIGURATION = 0x14
_VERSION = bytes((0x32, 1, 6, 7))  # 7.2.2: the chip, firmware 1.6, what it supports
_FOR_EVER = 0xFF


class Pn532(I2cDevice):
    """card: the number of the card that lies on it, 4, 7 or 10 bytes; None: there is none.

    disturbed: bits flipped in the last byte of each answer's data, after its checksum was made.
    hung: it takes every command and answers none.
    """

    def __init__(self) -> None:
        super().__init__(0x24)
        self.card: bytes | None = None
        self.disturbed = 0
        self.hung = False
        self.lose_power()

    def lose_power(self) -> None:
        """Off and on again: it wants a SAMConfiguration before anything else."""
        self._configured = False
        self._attempts = _FOR_EVER  # 7.3.1: after power-on it looks for a card for ever
        self._written = b""
        self._answers: list[tuple[float, bytes]] = []  # when each is ready, and its frame
        self._out = b""
        self._fetched = 0  # bytes of it

    def start(self, reading: bool) -> bool:
        self._written = b""
        self._fetched = 0
        if reading:
            ready = bool(self._answers) and self.now_s >= self._answers[0][0]
            self._out = bytes((_READY,)) + self._answers[0][1] if ready else bytes(1)
        return True

    def write(self, byte: int) -> bool:
        self._written += bytes((byte,))
        return True

    def read(self) -> int:
        self._fetched += 1
        return self._out[self._fetched - 1] if self._fetched <= len(self._out) else 0

    def stop(self) -> None:
        if self._written:
            self._take(self._written)
        elif self._fetched > 1 and self._out[0] == _READY:
            self._answers.pop(0)  # a read of the first byte alone leaves it where it is

    def _take(self, frame: bytes) -> None:
        """A frame: an acknowledgement cancels (6.2.1.3), a sound command is answered."""
        self._answers = []
        data = content(frame)
        if data is None or self.hung:
            return
        ready_s = self.now_s + _ACK_S
        self._answers.append((ready_s, _ACK))
        answer = self._answer(data[0], data[1:])
        if answer is not None:
            ready_s += _ANSWER_S.get(data[0], _ACK_S)
            self._answers.append((ready_s, answer))

    def _answer(self, code: int, parameters: bytes) -> bytes | None:
        """The frame that answers a command; None: it waits for a card, which is not modelled."""
        if code == 0x02:
            return self._frame(code, _VERSION)
        if code == _SAM_CONFIGURATION and parameters[:1] == b"\x01":
            self._configured = True
        elif code == 0x32 and parameters[:1] == b"\x05":
            self._attempts = parameters[3]
        elif code == 0x4A and parameters == b"\x01\x00" and self._configured:
            return self._listed()
        elif code != 0x12:
            return _ERROR
        return self._frame(code, b"")

    def _listed(self) -> bytes | None:
        """7.3.5: how many cards, and of each its SENS_RES, SEL_RES and number."""
        if self.card is None:
            return None if self._attempts == _FOR_EVER else self._frame(0x4A, b"\x00")
        long = len(self.card) > 4
        types = bytes((0x00, 0x44 if long else 0x04, 0x00 if long else 0x08))
        found = b"\x01\x01" + types + bytes((len(self.card),)) + self.card
        return self._frame(0x4A, found)

    def _frame(self, code: int, data: bytes) -> bytes:
        frame = bytearray(framed(bytes((_FROM, code + 1)) + data))
        frame[-3] ^= self.disturbed
        return bytes(frame)


def framed(data: bytes) -> bytes:
    """6.2.1.1: preamble, start, length and data with their checksums, postamble."""
    checksums = -len(data) & 0xFF, -sum(data) & 0xFF
    head = bytes((0, 0, 0xFF, len(data), checksums[0]))
    return head + data + bytes((checksums[1], 0))


def content(frame: bytes) -> bytes | None:
    """The command in a frame from the board, code first; None if it is none, or not sound."""
    data = frame[5:-2]
    return data[1:] if len(data) > 1 and data[0] == _TO and frame == framed(data) else None
