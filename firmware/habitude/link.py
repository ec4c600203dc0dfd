"""The serial link, device side: newline-ended UTF-8 lines, in and out.

A line that starts with "{" is a program's: a JSON object, "*", and the CRC-16/CCITT-FALSE of the
JSON in four hex digits; the answer has the same id and form. Any other line is a person's words.
The last answer is kept: to a request that comes again because it got lost, it is given again, so
that nothing is ever done twice. docs/link.md has it all.
"""

import gc
import json

from habitude.compat import borrowed, const, crc16
from habitude.errors import Refused

LONGEST = const(1024)  # bytes of a line, its end not counted
_CRC_START = const(0xFFFF)
_HIGHEST_ID = const((1 << 30) - 1)
_NO_MEMORY = "there is not enough memory for that just now"


class Link:
    """Bytes in by `feed`, lines out by `write(bytes)`; `commands` carries requests out."""

    def __init__(self, commands, write):
        self._commands = commands
        self._write = write
        self._line = bytearray(LONGEST)
        self._length = 0
        self._overlong = False
        self._number = None  # of the last answer
        self._answer = b""
        self._private = False  # whether it was given to who knows the PIN

    def feed(self, data, count):
        """Take `count` bytes of `data`; answer each line that ends in them."""
        start = 0
        while start < count:
            end = data.find(b"\n", start, count)
            if end < 0:
                self._keep(data, start, count)
                return
            self._keep(data, start, end)
            self._end_line()
            start = end + 1

    def _keep(self, data, start, end):
        length = self._length + end - start
        if self._overlong or length > LONGEST:
            self._overlong = True
            return
        self._line[self._length : length] = data[start:end]
        self._length = length

    def _end_line(self):
        line = bytes(memoryview(self._line)[: self._length]).strip()
        overlong = self._overlong
        self._length = 0
        self._overlong = False
        if overlong:
            self._refuse(None, "too-long", "a line has at most %d bytes" % LONGEST)
        elif line.startswith(b"{"):
            self._program(line)
        elif line:
            self._write(_words(self._commands, line))

    def _program(self, line):
        number = None
        try:
            request = _checked(line)
            number = _number(request)
            if "again" in request and number is not None and number == self._number:
                if self._private:
                    self._commands.check(None)
                self._write(self._answer)
                return
            result = self._commands.run(request)
        except Refused as refused:
            self._refuse(number, refused.code, refused.sentence)
            return
        except MemoryError:
            gc.collect()
            self._refuse(number, "no-memory", _NO_MEMORY)
            return
        self._send({"id": number, "ok": result})

    def _refuse(self, number, code, sentence):
        self._send({"id": number, "error": code, "say": sentence})

    def _send(self, message):
        body = json.dumps(message).encode()
        line = b"%s*%04X\n" % (body, crc16(body, _CRC_START))
        if message["id"] is not None:
            self._number = message["id"]
            self._answer = line
            self._private = self._commands.locked() == "open"
        self._write(line)


def _checked(line):
    """The request of a program's line; Refused if it is damaged or no request."""
    body, star, check = line[:-5], line[-5:-4], line[-4:]
    if star != b"*":
        raise Refused("no-checksum", "a line in JSON ends with * and its CRC-16 in hex")
    if check.upper() != b"%04X" % crc16(body, _CRC_START):
        raise Refused("bad-checksum", "the line was damaged on its way: nothing was done")
    try:
        request = json.loads(body.decode())  # MicroPython would take what is no UTF-8
    except (ValueError, RuntimeError):  # RuntimeError: nested too deeply
        request = None
    if not isinstance(request, dict):
        raise Refused("bad-json", "the line is no JSON object")
    return request


def _number(request):
    """The id of a request, None if it has none; Refused if it is no id."""
    number = request.get("id")
    if number is not None and (type(number) is not int or not 0 <= number <= _HIGHEST_ID):
        raise Refused("bad-value", "'id' is no integer from 0 to 2^30 - 1")
    return number


def _words(commands, line):
    try:
        said = line.decode()
        text = borrowed("habitude.words").answer(commands, said)
    except UnicodeError:
        text = "that is not UTF-8; help lists what can be said"
    except Refused as refused:
        text = refused.sentence
    except MemoryError:
        gc.collect()
        text = _NO_MEMORY
    return text.encode() + b"\n"
