"""Solomon Systech SSD1306, an OLED display of 128 x 64 or 128 x 32 dots, and its screen.

Sections and tables: SSD1306 data sheet, revision 1.1.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from habitude_sim.emulator.devices.i2c import I2cDevice

_WIDTH = 128
_PAGES = 8
_SHOWN_TIMES = 4  # dots of a saved picture for each dot of the display
# Table 9: how many bytes follow a command; those that are not here have none.
_ARGUMENTS = {0x21: 2, 0x22: 2} | dict.fromkeys(
    (0x20, 0x81, 0x8D, 0xA8, 0xD3, 0xD5, 0xD9, 0xDA, 0xDB), 1
)
_SWITCHES = (0x2E, 0xA0, 0xA1, 0xA4, 0xA5, 0xA6, 0xA7, 0xAE, 0xAF, 0xC0, 0xC8, 0xE3)
_SINGLE = {*_SWITCHES, *range(0x20), *range(0x40, 0x80), *range(0xB0, 0xB8)}
_PAGE_MODE = 2  # of the command 0x20, after a reset
_ROW_WIRING = {64: 0x12, 32: 0x02}  # command 0xDA, by the panel's height


class Ssd1306(I2cDevice):
    """memory: what was written, (64, 128) of 0 and 1. pictures: transfers that wrote some of it.

    A command that is not in the data sheet raises ValueError.
    """

    def __init__(self, height: int = 64, address: int = 0x3C) -> None:
        super().__init__(address)
        self.height = height
        self.lose_power()

    def lose_power(self) -> None:
        """Off and on again: dark, as after a reset."""
        self.memory: NDArray[np.uint8] = np.zeros((8 * _PAGES, _WIDTH), np.uint8)
        self.pictures = 0
        self._set: dict[int, tuple[int, ...]] = {0x20: (_PAGE_MODE,), 0xA8: (63,), 0xDA: (0x12,)}
        self._on = self._all_on = self._inverted = self._columns_back = self._rows_back = False
        self._columns, self._pages = (0, _WIDTH - 1), (0, _PAGES - 1)
        self._column = self._page = 0
        self._command: list[int] = []
        self._control: int | None = None  # None: the next byte says what follows

    @property
    def on(self) -> bool:
        """Whether it glows: on, with the charge pump that makes its voltage."""
        return self._on and bool(self._set.get(0x8D, (0,))[0] & 0x04)

    @property
    def screen(self) -> NDArray[np.uint8]:
        """What is seen, (height, 128) of 0 (dark) and 1, the cable being above the screen.

        ValueError if it is set up for a panel of another height: rows would be mixed up.
        """
        if not self.on:
            return np.zeros((self.height, _WIDTH), np.uint8)
        told = self._set[0xA8][0] + 1, self._set[0xDA][0]
        if told != (self.height, _ROW_WIRING[self.height]):
            raise ValueError(f"set up for other rows (multiplex, wiring): {told}")
        seen = np.ones_like(self.memory) if self._all_on else self.memory
        seen = seen[: self.height]
        # With columns and rows from the other end the cable is above, else it is below.
        seen = seen if self._columns_back else seen[:, ::-1]
        seen = seen if self._rows_back else seen[::-1]
        return 1 - seen if self._inverted else seen.copy()

    def save(self, path: Path) -> None:
        """The screen as a PNG."""
        dots = np.kron(self.screen * 255, np.ones((_SHOWN_TIMES, _SHOWN_TIMES)))
        Image.fromarray(dots.astype(np.uint8)).save(path)

    def start(self, reading: bool) -> bool:
        self._control = None
        return True

    def write(self, byte: int) -> bool:
        """Section 8.1.5.2: a control byte, then commands or data: one, or all up to the stop."""
        if self._control is None:
            self._control = byte
            return not byte & 0x3F
        if self._control & 0x40:
            self._store(byte)
        else:
            self._take(byte)
        if self._control & 0x80:  # Co
            self._control = None
        return True

    def stop(self) -> None:
        self.pictures += bool(self._control and self._control & 0x40)

    def _take(self, byte: int) -> None:
        self._command.append(byte)
        code = self._command[0]
        if code not in _ARGUMENTS and code not in _SINGLE:
            raise ValueError(f"the SSD1306 has no command 0x{code:02x}")
        if len(self._command) > _ARGUMENTS.get(code, 0):
            arguments, self._command = tuple(self._command[1:]), []
            self._carry_out(code, arguments)

    def _carry_out(self, code: int, arguments: tuple[int, ...]) -> None:
        if code == 0x21:
            self._columns, self._column = (arguments[0] & 0x7F, arguments[1] & 0x7F), arguments[0]
        elif code == 0x22:
            self._pages, self._page = (arguments[0] & 7, arguments[1] & 7), arguments[0] & 7
        elif arguments:
            self._set[code] = arguments
        elif code < 0x20:  # the column in page mode, a half byte each
            shift = 0 if code < 0x10 else 4
            self._column = self._column & (0xF0 >> shift) | (code & 0x0F) << shift
        elif code >= 0xB0 and code < 0xB8:
            self._page = code & 7
        else:
            self._switch(code)

    def _switch(self, code: int) -> None:
        if code in (0xA0, 0xA1):
            self._columns_back = code == 0xA1
        elif code in (0xC0, 0xC8):
            self._rows_back = code == 0xC8
        elif code in (0xA4, 0xA5):
            self._all_on = code == 0xA5
        elif code in (0xA6, 0xA7):
            self._inverted = code == 0xA7
        elif code in (0xAE, 0xAF):
            self._on = code == 0xAF

    def _store(self, byte: int) -> None:
        """Section 10.1.3: eight dots from top to bottom, then on, as the addressing mode says."""
        for bit in range(8):
            self.memory[8 * self._page + bit, self._column] = byte >> bit & 1
        mode = self._set[0x20][0] & 3
        if mode == 1:
            self._page, wrapped = _next(self._page, self._pages)
            if wrapped:
                self._column, _ = _next(self._column, self._columns)
            return
        whole_row = (0, _WIDTH - 1) if mode == _PAGE_MODE else self._columns
        self._column, wrapped = _next(self._column, whole_row)
        if wrapped and mode == 0:
            self._page, _ = _next(self._page, self._pages)


def _next(at: int, limits: tuple[int, int]) -> tuple[int, bool]:
    """The place after `at`, and whether it is the first again."""
    return (limits[0], True) if at == limits[1] else (at + 1, False)
