"""Two faults of the USB model (rp2040py 0.3.6) put right: both change every measured time.

1. The model's host completes each transfer to the device at once, also with nothing to send. The
   firmware then takes a USB interrupt every 28 us and never sleeps: programs take two to three
   times too long. A real host lets the device wait; so does `Console`.
2. The model never tells the device of a start of frame. MicroPython uses that to send what was
   printed before the host had opened the port, so a program that prints once and then waits
   looks dead. `start_of_frames` tells it, each millisecond.
"""

from __future__ import annotations

from collections import deque

from rp2040py.clock.clock import IClock
from rp2040py.peripherals.usb import INTE, INTF, INTR_DEV_SOF, SOF_RD, SOF_WR, RPUSBController
from rp2040py.usb.cdc import TX_FIFO_SIZE, USBCDC

_POLL_NS = 20_000  # until the host offers what it has: about a transfer at full speed
_FRAME_NS = 1_000_000


class Console:
    """The host's end of the board's serial port: `send` waits until the board takes the bytes."""

    def __init__(self, cdc: USBCDC, clock: IClock) -> None:
        self._cdc = cdc
        self._waiting: deque[int] = deque()
        self._asked: tuple[int, int] | None = None  # endpoint and size that the board can take
        self._complete = cdc.usb.on_endpoint_read
        self._reset = cdc.usb.on_reset
        self._alarm = clock.create_alarm(self._offer)
        cdc.usb.on_endpoint_read = self._on_endpoint_read
        cdc.usb.on_reset = self._on_reset

    def send(self, data: bytes) -> None:
        self._waiting.extend(data)
        self._alarm.schedule(_POLL_NS)

    def _on_endpoint_read(self, endpoint: int, size: int) -> None:
        if endpoint == 0:  # control transfers
            self._answer(endpoint, size)
            return
        self._asked = (endpoint, size)
        if self._waiting:
            self._alarm.schedule(_POLL_NS)

    def _offer(self) -> None:
        if self._asked and self._waiting:
            endpoint, size = self._asked
            self._asked = None
            for _ in range(min(size, len(self._waiting), TX_FIFO_SIZE)):
                self._cdc.send_serial_byte(self._waiting.popleft())
            self._answer(endpoint, size)

    def _answer(self, endpoint: int, size: int) -> None:
        if self._complete:
            self._complete(endpoint, size)

    def _on_reset(self) -> None:
        self._asked = None
        self._waiting.clear()
        self._alarm.cancel()
        if self._reset:
            self._reset()


def start_of_frames(usb: RPUSBController, clock: IClock) -> None:
    """Raise the device's start-of-frame interrupt each millisecond while it is enabled.

    It is acknowledged by reading the frame number (RP2040 datasheet, 4.1.4, INTR).
    """
    write, read = usb.write_uint32, usb.read_uint32
    ticking = False

    def tick() -> None:
        nonlocal ticking
        ticking = bool(read(INTE) & INTR_DEV_SOF)
        if ticking:
            write(SOF_WR, read(SOF_RD) + 1)
            write(INTF, INTR_DEV_SOF)
            usb.check_interrupts()
            alarm.schedule(_FRAME_NS)

    def on_write(offset: int, value: int) -> None:
        nonlocal ticking
        write(offset, value)
        if offset == INTE and value & INTR_DEV_SOF and not ticking:
            ticking = True
            alarm.schedule(_FRAME_NS)

    def on_read(offset: int) -> int:
        value = read(offset)
        if offset == SOF_RD:
            write(INTF, 0)
            usb.check_interrupts()
        return value

    alarm = clock.create_alarm(tick)
    usb.write_uint32 = on_write
    usb.read_uint32 = on_read
