"""A wiring picture as SVG: the board in the middle, its parts beside it, a wire for each signal.

Power is written at the terminals instead of drawn: two dozen wires to the same few pins say less.
The picture follows the reader's light or dark colours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from habitude_host.board_files import BoardFile
from habitude_host.wiring import headers
from habitude_host.wiring.headers import Header
from habitude_host.wiring.parts import POWER, Part, Terminal, part

_ROW = 26  # from pin to pin, from terminal to terminal
_MARGIN = 28
_PART_WIDTH, _BOARD_WIDTH, _GAP = 264, 250, 140
_TITLE = 52  # above a part's terminals
_BETWEEN = 20  # parts
_TOP = 92  # above the board
_CHANNEL = 13  # between two wires that run beside each other
_COLOURS = 8

_STYLE = """
svg { --paper: #ffffff; --ink: #1d2226; --muted: #6b757d; --card: #f6f7f8; --line: #d5dadd;
  --board: #17604f; --print: #ffffff; --faint: #9fc7bb; --hot: #b3261e; --ground: #3f474d;
  --w0: #0072b2; --w1: #c2570c; --w2: #a8478a; --w3: #007a66; --w4: #8a6d00; --w5: #5b4fb8;
  --w6: #b3261e; --w7: #4d7c0f; }
@media (prefers-color-scheme: dark) { svg { --paper: #15181b; --ink: #e9ecee; --muted: #a0a9b0;
  --card: #1f2428; --line: #3a4147; --board: #124c3f; --print: #f2f6f5; --faint: #7fa99d;
  --hot: #ff8a80; --ground: #aab3b9; --w0: #5cb3f0; --w1: #f2a44e; --w2: #e394c6; --w3: #45cdb2;
  --w4: #d9bd4a; --w5: #a79bff; --w6: #ff8a80; --w7: #a5d35a; } }
text { font: 14px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: var(--ink); }
.title { font-size: 20px; font-weight: 600; } .name { font-weight: 600; font-size: 15px; }
.muted { fill: var(--muted); font-size: 13px; } .pin { fill: var(--faint); font-size: 13px; }
.used { fill: var(--print); font-size: 13px; font-weight: 600; }
.end { text-anchor: end; } .middle { text-anchor: middle; }
.wire { fill: none; stroke-width: 2.6; stroke-linejoin: round; stroke-linecap: round; }
"""


@dataclass
class _Card:
    """A part in its place. left: beside the board's left row."""

    part: Part
    left: bool
    y: float = 0

    @property
    def height(self) -> float:
        noted = 22 if self.part.note else 0
        return _TITLE + _ROW * len(self.part.terminals) + noted + 2

    def terminal_y(self, index: int) -> float:
        return self.y + _TITLE + _ROW * (index + 0.5) - 4


@dataclass(frozen=True)
class _Wire:
    pin_y: float
    part_y: float
    left: bool
    colour: int
    label: str


def drawing(file: BoardFile) -> str:
    """The picture of a checked board.json. UnknownBoardError if its board has no picture."""
    header = headers.header(file.board)
    buses = {bus["id"]: bus for bus in file.document.get("i2c", [])}
    parts = [part(options, buses) for options in file.document.get("parts", [])]
    return _Picture(header, parts, str(file.document["appliance"])).svg()


class _Picture:
    def __init__(self, header: Header, parts: list[Part], appliance: str) -> None:
        self._header = header
        self._appliance = appliance
        self._cards = [_Card(each, self._is_left(each)) for each in parts]
        board = _ROW * max(len(header.left), len(header.right)) + 40
        columns = [self._column(left) for left in (True, False)]
        tall = max(board, *(_height(column) for column in columns))
        self._board_y = _TOP + (tall - board) / 2
        for column in columns:
            _stack(column, _TOP + (tall - _height(column)) / 2)
        self._board_height = board
        self._height = _TOP + tall + 74
        self._board_x = _MARGIN + _PART_WIDTH + _GAP
        self._width = 2 * self._board_x + _BOARD_WIDTH
        self._wires = self._wired()

    def svg(self) -> str:
        body = [*self._text_around(), *self._drawn_wires(), *self._drawn_board()]
        for number, card in enumerate(self._cards):
            body += self._drawn_card(card, number % _COLOURS)
        size = f"{self._width:g} {self._height:g}"
        title = escape(f"{self._appliance} on {self._header.name}")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img">\n'
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n"
            f'<rect width="100%" height="100%" rx="12" fill="var(--paper)"/>\n'
            + "\n".join(body)
            + "\n</svg>\n"
        )

    def _pin(self, gpio: int) -> tuple[bool, float] | None:
        """Whether a GPIO is on the left, and its height; None if the board has no such pin."""
        for left, labels in ((True, self._header.left), (False, self._header.right)):
            for row, label in enumerate(labels):
                if self._header.gpio(label) == gpio:
                    return left, row
        return None

    def _is_left(self, each: Part) -> bool:
        sides = [pin[0] for pin in map(self._pin, _gpios(each)) if pin]
        return sum(sides) * 2 >= len(sides)

    def _column(self, left: bool) -> list[_Card]:
        """The parts of a side, in the order of their pins: so wires need not cross."""
        cards = [card for card in self._cards if card.left == left]
        return sorted(cards, key=lambda card: self._middle(card.part))

    def _middle(self, each: Part) -> float:
        rows = [pin[1] for pin in map(self._pin, _gpios(each)) if pin]
        return sum(rows) / len(rows) if rows else 0

    def _pin_y(self, row: float) -> float:
        return self._board_y + 20 + _ROW * (row + 0.5)

    def _wired(self) -> dict[tuple[int, int], _Wire]:
        """Wires by (number of the card, of the terminal). A bus's later parts get none."""
        wires: dict[tuple[int, int], _Wire] = {}
        taken: set[int] = set()
        for number, card in enumerate(self._cards):
            order = sorted(
                range(len(card.part.terminals)), key=lambda i: self._row(card.part.terminals[i])
            )
            places = [index for index, t in enumerate(card.part.terminals) if t.to not in POWER]
            signals = [index for index in order if card.part.terminals[index].to not in POWER]
            card.part = _reordered(card.part, places, signals)
            for index in places:
                gpio = card.part.terminals[index].to
                pin = self._pin(int(gpio))
                if pin and pin[0] == card.left and gpio not in taken:
                    taken.add(int(gpio))
                    wires[number, index] = _Wire(
                        self._pin_y(pin[1]),
                        card.terminal_y(index),
                        card.left,
                        number % _COLOURS,
                        str(gpio),
                    )
        return wires

    def _row(self, terminal: Terminal) -> float:
        pin = self._pin(int(terminal.to)) if terminal.to not in POWER else None
        return pin[1] if pin else -1

    def _drawn_wires(self) -> Iterable[str]:
        for left in (True, False):
            wires = sorted((w for w in self._wires.values() if w.left == left), key=_by_pin)
            down = [wire for wire in wires if wire.part_y > wire.pin_y]
            up = [wire for wire in wires if wire.part_y <= wire.pin_y]
            # Of those that go down the upper one turns farther out, of those that go up the lower.
            for group in (list(reversed(down)), up):
                for step, wire in enumerate(group):
                    yield self._drawn_wire(wire, 24 + _CHANNEL * step)

    def _drawn_wire(self, wire: _Wire, out: float) -> str:
        if wire.left:
            start, turn, end = self._board_x, self._board_x - out, _MARGIN + _PART_WIDTH
        else:
            start = self._board_x + _BOARD_WIDTH
            turn, end = start + out, self._width - _MARGIN - _PART_WIDTH
        return (
            f'<path class="wire" stroke="var(--w{wire.colour})" d="M{start:g} {wire.pin_y:g} '
            f'H{turn:g} V{wire.part_y:g} H{end:g}"/>'
        )

    def _drawn_board(self) -> Iterable[str]:
        x, y = self._board_x, self._board_y
        yield (
            f'<rect x="{x}" y="{y:g}" width="{_BOARD_WIDTH}" height="{self._board_height}" '
            'rx="10" fill="var(--board)"/>'
        )
        usb_y = y - 12 if self._header.usb_on_top else y + self._board_height - 18
        yield (
            f'<rect x="{x + _BOARD_WIDTH / 2 - 28}" y="{usb_y:g}" width="56" height="30" rx="5" '
            f'fill="var(--line)" stroke="var(--muted)"/>'
        )
        yield _text(x + _BOARD_WIDTH / 2, usb_y + 20, "USB", "middle muted")
        middle = y + self._board_height / 2
        words = self._header.name.replace(" Pico", "\nPico").replace("-Dev", "\nDev").split("\n")
        for line, word in enumerate(words):
            yield _text(x + _BOARD_WIDTH / 2, middle + 18 * line, word, "middle used")
        colours = {(w.left, w.pin_y): w.colour for w in self._wires.values()}
        for left, labels in ((True, self._header.left), (False, self._header.right)):
            for row, label in enumerate(labels):
                yield from self._drawn_pin(left, self._pin_y(row), label, colours)

    def _drawn_pin(
        self, left: bool, y: float, label: str, colours: dict[tuple[bool, float], int]
    ) -> Iterable[str]:
        x = self._board_x if left else self._board_x + _BOARD_WIDTH
        colour = colours.get((left, y))
        fill = "var(--paper)" if colour is None else f"var(--w{colour})"
        yield (
            f'<circle cx="{x}" cy="{y:g}" r="6" fill="{fill}" stroke="var(--board)" '
            'stroke-width="2"/>'
        )
        kind = "pin" if colour is None else "used"
        yield _text(x + (14 if left else -14), y + 5, label, kind if left else f"{kind} end")

    def _drawn_card(self, card: _Card, colour: int) -> Iterable[str]:
        x = _MARGIN if card.left else self._width - _MARGIN - _PART_WIDTH
        yield (
            f'<rect x="{x:g}" y="{card.y:g}" width="{_PART_WIDTH}" height="{card.height:g}" '
            'rx="10" fill="var(--card)" stroke="var(--line)"/>'
        )
        edge = x if card.left else x + _PART_WIDTH - 5
        yield (
            f'<rect x="{edge:g}" y="{card.y + 12:g}" width="5" '
            f'height="{card.height - 24:g}" rx="2.5" fill="var(--w{colour})"/>'
        )
        yield _text(x + 16, card.y + 23, card.part.title, "name")
        yield _text(x + 16, card.y + 41, card.part.does, "muted")
        number = self._cards.index(card)
        for index, terminal in enumerate(card.part.terminals):
            yield from self._drawn_terminal(card, index, terminal, (number, index) in self._wires)
        if card.part.note:
            yield _text(x + 16, card.y + card.height - 12, card.part.note, "muted")

    def _drawn_terminal(
        self, card: _Card, index: int, terminal: Terminal, wired: bool
    ) -> Iterable[str]:
        """Its label at the edge that faces the board; where no wire ends, where it leads to."""
        y = card.terminal_y(index)
        edge = _MARGIN + _PART_WIDTH if card.left else self._width - _MARGIN - _PART_WIDTH
        inward = -1 if card.left else 1
        anchor = "end" if card.left else ""
        if wired:
            wire = self._wires[self._cards.index(card), index]
            yield f'<circle cx="{edge:g}" cy="{y:g}" r="4.5" fill="var(--w{wire.colour})"/>'
            yield _text(edge + 12 * inward, y + 5, terminal.label, anchor)
            return
        to = terminal.to if terminal.to in POWER else self._header.label(int(terminal.to))
        colour = {"GND": "var(--ground)", "3V3": "var(--hot)", "5V": "var(--hot)"}.get(
            str(to), "var(--muted)"
        )
        width = 9 * len(str(to)) + 14
        left = edge - width - 10 if card.left else edge + 10
        yield (
            f'<rect x="{left:g}" y="{y - 10:g}" width="{width}" height="20" rx="10" fill="none" '
            f'stroke="{colour}" stroke-width="1.4"/>'
        )
        yield (
            f'<text x="{left + width / 2:g}" y="{y + 4.5:g}" class="middle" '
            f'style="fill: {colour}; font-size: 12px">{escape(str(to))}</text>'
        )
        beside = edge + (width + 20) * inward
        if (terminal.by or terminal.label) != to:
            yield _text(beside, y + 5, terminal.by or terminal.label, anchor)

    def _text_around(self) -> Iterable[str]:
        yield _text(_MARGIN, 44, f"{self._appliance} on {self._header.name}", "title")
        yield _text(_MARGIN, 66, "seen from above; pull the plug before you wire", "muted")
        five = "VBUS" if "VBUS" in self._header.right else "5V"
        y = self._height - 34
        yield _text(_MARGIN, y, f"GND, 3V3: any pin of that name.  5V: the pin {five}.", "muted")
        loads = "Loads have a supply of their own, with its ground joined to GND."
        yield _text(_MARGIN, y + 19, loads, "muted")


def _by_pin(wire: _Wire) -> float:
    return wire.pin_y


def _gpios(each: Part) -> list[int]:
    return [int(terminal.to) for terminal in each.terminals if terminal.to not in POWER]


def _reordered(each: Part, places: list[int], signals: list[int]) -> Part:
    """The signals in the order of their pins; power stays where it is."""
    terminals = list(each.terminals)
    for place, signal in zip(places, signals, strict=True):
        terminals[place] = each.terminals[signal]
    return Part(each.title, each.does, tuple(terminals), each.note)


def _height(column: list[_Card]) -> float:
    return sum(card.height + _BETWEEN for card in column) - _BETWEEN if column else 0


def _stack(column: list[_Card], y: float) -> None:
    for card in column:
        card.y = y
        y += card.height + _BETWEEN


def _text(x: float, y: float, words: str, kind: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{kind}">{escape(words)}</text>'
