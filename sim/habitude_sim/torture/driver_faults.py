"""Each driver with each fault of its part: what the driver gives, what the board tells.

The drivers are the firmware's own; the parts are the emulator's, register for register.
"""

# The firmware has no type hints.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingTypeStubs=false

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType, SimpleNamespace
from typing import Any

from habitude.board import (
    bh1750,
    buttons,
    ds3231,
    encoder,
    hx711,
    ntc,
    pir,
    pn532,
    relay_output,
    sht3x,
    vote_buttons,
)
from habitude.board.clock import Clock
from habitude.board.errors import SensorError
from habitude.board.pins import Pins
from habitude_sim.emulator.devices import (
    Bh1750,
    Button,
    Ds3231,
    Encoder,
    Hx711,
    Ntc,
    Pir,
    Pn532,
    Relay,
    Sht3x,
)
from habitude_sim.torture.chip import Chip

_CARD = b"\x04\x11\x22\x33"
_BUSES = {0: {"scl": Chip.SCL, "sda": Chip.SDA, "freq_hz": 100_000}}


@dataclass(frozen=True)
class DriverRow:
    """gives: what comes of it with the fault; told: what the board says of it; verdict: "noticed",
    "harmless" (said in `why`) or "passed on": a value that only the appliance can judge.
    recovers: right again once the fault is gone.
    """

    driver: str
    fault: str
    gives: str
    told: str
    verdict: str
    recovers: bool
    why: str = ""


def _never_set(*_date: int) -> tuple[int, ...]:
    """A board's clock, which starts in 2021."""
    return 2021, 1, 1, 4, 0, 0, 0, 0


class Bench:
    """One part, its driver and the chip between them."""

    def __init__(self, module: ModuleType, device: Any, **options: Any) -> None:
        self.chip, self.device = Chip(), device
        defaults = {
            name: field[1] for name, field in module.FIELDS.items() if field[1] is not None
        }
        if hasattr(device, "address"):
            self.chip.connect(device)
            options["i2c"] = 0
        for part in device if isinstance(device, tuple) else (device,):
            if hasattr(part, "attach"):
                part.attach(self.chip)
        rtc = SimpleNamespace(datetime=_never_set)
        self.clock = Clock(self.chip.time, rtc)
        self.driver = module.build(
            {**defaults, **options}, Pins(self.chip.machine, _BUSES), self.clock
        )
        self.wait(1000)

    def wait(self, ms: int, poll_ms: int = 5) -> None:
        """Let time pass as the loop does."""
        for _ in range(ms // poll_ms):
            self.chip.pass_ms(poll_ms)
            if hasattr(self.driver, "poll"):
                self.driver.poll()

    def measure(self) -> tuple[list[int] | None, str]:
        """The values of one measurement, and why there are none."""
        if hasattr(self.driver, "start"):
            self.driver.start()
        self.wait(200)
        try:
            self.driver.read()
        except SensorError as error:
            return None, error.status
        return list(self.driver.values), ""


Act = Callable[[Bench], object]


@dataclass(frozen=True)
class _Case:
    fault: str
    breaks: Act
    mends: Act
    why: str = ""  # passed on or harmless


def _set(**attributes: Any) -> Act:
    def act(bench: Bench) -> None:
        for name, value in attributes.items():
            setattr(bench.device, name, value)

    return act


def _quantity(name: str, **attributes: Any) -> Act:
    def act(bench: Bench) -> None:
        for attribute, value in attributes.items():
            setattr(getattr(bench.device, name), attribute, value)

    return act


_UNPLUGGED = _Case("unplugged, no power", _set(answers=False), _set(answers=True))
_HELD = _Case("bus held low", lambda b: b.chip.bus.hold(1_000_000), lambda b: b.chip.bus.hold(1))
_HELD_ONCE = _Case(
    "bus held low by a chip within a byte",
    lambda b: b.chip.bus.hold(9),
    lambda b: None,
)


def _values(name: str, plausible: float, far: float) -> list[_Case]:
    """Faults of what is measured, which no driver can tell from the truth."""
    appliance = "the value is passed on; the appliance judges it"
    return [
        _Case(
            "stuck",
            _quantity(name, stuck=True, value=plausible),
            _quantity(name, stuck=False),
            appliance,
        ),
        _Case("far off", _quantity(name, value=far), _quantity(name, value=plausible), appliance),
        _Case(
            "noisy",
            _quantity(name, noise=abs(plausible) / 5),
            _quantity(name, noise=0.0),
            appliance,
        ),
    ]


def _sensors() -> list[tuple[str, Callable[[], Bench], list[_Case]]]:
    return [
        (
            "sht3x",
            lambda: Bench(sht3x, Sht3x(21.5, 45)),
            [
                _UNPLUGGED,
                _Case("CRC wrong", _set(disturbed=0x10), _set(disturbed=0)),
                _HELD_ONCE,
                _HELD,
                *_values("temperature", 21.5, 125.0),
            ],
        ),
        (
            "bh1750",
            lambda: Bench(bh1750, Bh1750(1000)),
            [
                _UNPLUGGED,
                _Case(
                    "loses its power for a moment",
                    lambda b: b.device.lose_power(),
                    lambda b: None,
                    "each measurement starts it anew",
                ),
                _HELD_ONCE,
                _HELD,
                *_values("illuminance", 1000, 54_000),
            ],
        ),
        (
            "ntc",
            lambda: Bench(ntc, Ntc(26, 10), pin=26),
            [
                _Case("ADC open", _set(contact="open"), _set(contact="good")),
                _Case("ADC shorted", _set(contact="short"), _set(contact="good")),
                *_values("temperature", 10, 95.0),
            ],
        ),
        (
            "hx711",
            lambda: Bench(hx711, Hx711(10, 11, 1234), data=10, clock=11, zero=84_000),
            [
                _UNPLUGGED,
                _Case("data line low", _set(shorted=True), _set(shorted=False)),
                _Case(
                    "cell's wire broken",
                    _quantity("weight", value=1e6),
                    _quantity("weight", value=1234),
                ),
                *_values("weight", 1234, 9000.0),
            ],
        ),
        (
            "pir",
            lambda: Bench(pir, Pir(16), pin=16, hold_s=1, warmup_s=0),
            [
                _Case(
                    "stuck at 1",
                    lambda b: (setattr(b.device, "stuck", True), b.device.move()),
                    lambda b: (setattr(b.device, "stuck", None), b.device.move(), b.wait(5000)),
                    "the value is passed on; the appliance judges it",
                ),
                _Case(
                    "unplugged",
                    lambda b: b.device.unplug(),
                    lambda b: None,
                    "nobody is seen; the appliance notices who turns things unseen",
                ),
            ],
        ),
    ]


def measure() -> list[DriverRow]:
    """Every driver with every fault."""
    rows = [_sensed(driver, make(), case) for driver, make, cases in _sensors() for case in cases]
    return [*rows, *_clock_rows(), *_contact_rows(), *_reader_rows(), *_relay_rows()]


def _sensed(driver: str, bench: Bench, case: _Case) -> DriverRow:
    well, _ = bench.measure()
    case.breaks(bench)
    values, told = bench.measure()
    if case is _HELD_ONCE:
        while told and bench.chip.bus.held:
            bench.measure()
    else:
        case.mends(bench)
    bench.wait(1000)
    again = [bench.measure()[0] for _ in range(8)][-1]
    recovers = again is not None and well is not None and len(again) == len(well)
    verdict = "noticed" if told else ("passed on" if "passed on" in case.why else "harmless")
    gives = "MISSING" if values is None else ", ".join(map(str, values))
    return DriverRow(driver, case.fault, gives, told, verdict, recovers, case.why)


def _clock_rows() -> list[DriverRow]:
    """The clock chip, as the board asks it once, at the start."""

    def row(fault: str, breaks: Act, mends: Act) -> DriverRow:
        bench = Bench(ds3231, Ds3231(datetime(2026, 11, 22, 7, 30)))
        well = bench.driver.local_s()
        breaks(bench)
        gives = told = ""
        try:
            gives = str(bench.driver.local_s())
        except OSError:
            told = "no answer"
        mends(bench)
        bench.driver.set_local(well)
        found = DriverRow(
            "ds3231",
            fault,
            gives or "no time",
            told or "the time is not known",
            "noticed" if told or gives == "-1" else "BROKEN",
            bench.driver.local_s() == well,
        )
        return found

    mend = _set(damaged={})
    return [
        row("unplugged, no power", _set(answers=False), _set(answers=True)),
        row("its battery was empty", lambda b: b.device.stop_oscillator(), lambda b: None),
        row("month 0", _set(damaged={5: 0x00}), mend),
        row("hour 39", _set(damaged={2: 0x39}), mend),
        row("set to 12 hours", _set(damaged={2: 0x52}), mend),
    ]


def _contact_rows() -> list[DriverRow]:
    rows: list[DriverRow] = []
    bench = Bench(buttons, (Button(14), Button(15)), up=14, down=15)
    bench.device[0].press()
    bench.wait(3_600_000, poll_ms=50)
    steps = bench.driver.take()
    bench.device[0].release()
    bench.wait(1000)
    bench.device[0].tap()
    bench.wait(1000)
    rows.append(
        DriverRow(
            "buttons",
            "jammed for an hour",
            f"{steps} steps",
            "",
            "harmless" if steps == 0 else "BROKEN",
            bench.driver.take() == 1,
            "after 15 s what it turned is taken back, and it is ignored until it opens",
        )
    )
    bench.device[0].tap(bounces=20)
    bench.wait(1000)
    steps = bench.driver.take()
    why = "debounced"
    rows.append(
        DriverRow(
            "buttons",
            "bounces 20 times",
            f"{steps} step",
            "",
            "harmless" if steps == 1 else "BROKEN",
            True,
            why,
        )
    )
    bench = Bench(encoder, Encoder(2, 3), a=2, b=3)
    line = bench.chip.gpio[2]
    for _ in range(1000):
        line.set_input_value(not line.level)
        bench.wait(5)
    steps = bench.driver.take()
    bounded = "harmless" if abs(steps) <= 1 else "BROKEN"
    bounces = "to and fro of one contact is no turn"
    rows.append(
        DriverRow("encoder", "one contact chatters", f"{steps} steps", "", bounded, True, bounces)
    )
    bench = Bench(vote_buttons, (Button(6), Button(7), Button(8)), less=6, fine=7, more=8)
    bench.device[0].press()
    bench.wait(3_600_000, poll_ms=50)
    votes = [bench.driver.answer(), bench.driver.answer()]
    one = "harmless" if votes == [-1, None] else "BROKEN"
    rows.append(
        DriverRow(
            "vote_buttons", "jammed for an hour", "1 vote", "", one, True, "a press is one vote"
        )
    )
    return rows


def _reader_rows() -> list[DriverRow]:
    def row(fault: str, breaks: Act, mends: Act) -> DriverRow:
        bench = Bench(pn532, Pn532())
        breaks(bench)
        bench.wait(3000)
        bench.device.card = _CARD
        bench.wait(8000)
        told, missed = bench.driver.cause or "", bench.driver.tapped() is None
        mends(bench)
        bench.wait(15000)
        found = bench.driver.tapped() is not None
        verdict = "noticed" if told and missed else "BROKEN"
        return DriverRow("pn532", fault, "nobody", told, verdict, found)

    return [
        row("unplugged, no power", _set(answers=False), _set(answers=True)),
        row("checksum wrong", _set(disturbed=1), _set(disturbed=0)),
        row("takes commands, answers none", _set(hung=True), _set(hung=False)),
        row("bus held low", lambda b: b.chip.bus.hold(1_000_000), lambda b: b.chip.bus.hold(1)),
    ]


def _relay_rows() -> list[DriverRow]:
    bench = Bench(relay_output, Relay(20), pin=20, cycle_s=10)
    rows: list[DriverRow] = []
    for fault, stuck in (("welded", True), ("burnt", False)):
        bench.device.stuck = stuck
        bench.driver.write(0 if stuck else 1000)
        bench.wait(20_000)
        gives = "on" if bench.device.on else "off"
        why = "passed on: a contact can't be felt; the appliance sees what it does to the room"
        bench.device.stuck = None
        bench.driver.write(1000)
        bench.wait(20_000)
        rows.append(DriverRow("relay", fault, gives, "", "passed on", bench.device.on, why))
    return rows
