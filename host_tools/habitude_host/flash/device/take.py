# Runs on a board: a file from the host. Each chunk comes compressed, and in windows that the board
# asks for one by one: an ESP32's UART buffers 256 bytes and has no flow control.
import io
import select
import sys

import deflate
import micropython

_ASK = b"\x06"


def take(path, size, chunk_size, window, lengths):
    """Write `size` bytes to `path`; lengths: of the compressed chunks of chunk_size bytes."""
    chunk = memoryview(bytearray(chunk_size))
    compressed = memoryview(bytearray(max(lengths) if lengths else 0))
    waiting = select.poll()
    waiting.register(sys.stdin, select.POLLIN)
    micropython.kbd_intr(-1)  # any byte may come
    try:
        with open(path, "wb") as file:
            for length in lengths:
                receive(compressed[:length], window, waiting)
                part = chunk[: min(chunk_size, size)]
                deflate.DeflateIO(io.BytesIO(compressed[:length]), deflate.RAW, 12).readinto(part)
                file.write(part)
                size -= len(part)
    finally:
        micropython.kbd_intr(3)


def receive(buffer, window, waiting):
    at = 0
    while at < len(buffer):
        sys.stdout.buffer.write(_ASK)
        if not waiting.poll(5000):
            raise OSError("the host sent nothing for 5 s")
        end = min(at + window, len(buffer))
        while at < end:
            at += sys.stdin.buffer.readinto(buffer[at:end])
