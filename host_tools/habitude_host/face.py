"""What an appliance has to read, to turn and to drive, as it describes itself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from habitude_host.errors import HabitudeError
from habitude_host.link import Link, understood

_MOST_DECIMALS = 9


@dataclass(frozen=True)
class Quantity:
    """A reading, setting or output as the appliance describes it; raw = natural * 10**decimals.

    ValueError if it has more decimals than a number of 32 bits could.
    """

    name: str
    unit: str
    decimals: int

    def __post_init__(self) -> None:
        if not 0 <= self.decimals <= _MOST_DECIMALS:
            raise ValueError(f"{self.decimals} decimals")

    def raw(self, value: float) -> int:
        return round(value * 10**self.decimals)

    def natural(self, raw: int) -> float:
        return raw / 10**self.decimals

    def typed(self, text: str) -> int:
        """The raw value of a typed decimal. HabitudeError: it is none, or too exact a one."""
        try:
            scaled = Decimal(text).scaleb(self.decimals)
        except InvalidOperation:
            scaled = Decimal("NaN")
        if not scaled.is_finite():
            raise HabitudeError(f"'{text}' is not a number")
        if scaled != scaled.to_integral_value():
            raise HabitudeError(f"'{text}' has more than {self.decimals} decimals")
        return int(scaled)

    def text(self, raw: int | None) -> str:
        """As traces have it; "" for a missing value."""
        return "" if raw is None else f"{self.natural(raw):.{self.decimals}f}"


@dataclass(frozen=True)
class Setting(Quantity):
    """A quantity that a person can turn; its range is raw."""

    lowest: int
    highest: int
    step: int
    factory: int


@dataclass(frozen=True)
class Face:
    """What an appliance has to read, to turn and to drive."""

    readings: list[Quantity]
    settings: list[Setting]
    outputs: list[Quantity]

    @classmethod
    def of(cls, link: Link) -> Face:
        """Ask the appliance."""
        told = link.ask("describe")
        with understood("describe"):
            return cls(
                [Quantity(*r[:3]) for r in told["readings"]],
                [Setting(*s[:7]) for s in told["settings"]],
                [Quantity(o[0], "%", o[1]) for o in told["outputs"]],
            )

    def setting(self, name: str) -> Setting:
        """The setting of this name; HabitudeError, with the names there are, if there is none."""
        for setting in self.settings:
            if setting.name == name:
                return setting
        known = ", ".join(setting.name for setting in self.settings)
        raise HabitudeError(f"no setting '{name}'; this appliance has: {known}")
