"""What an appliance feels, shows and does at one moment, in natural units."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from habitude_host.face import Face
from habitude_host.link import Link
from habitude_host.trace import iso

_LOCKS = {
    "open": "open, for ten minutes; 'habitude lock' ends it",
    "locked": "locked",
    "sealed": "locked; it serves without what it had learned until 'habitude unlock'",
}


@dataclass(frozen=True)
class Felt:
    """A reading; value None: it can't be trusted, for the `cause`."""

    name: str
    unit: str
    text: str
    value: float | None
    quality: str
    cause: str | None


@dataclass(frozen=True)
class Shown:
    """A setting: what its display says, what exactly is given."""

    name: str
    unit: str
    text: str
    value: float
    exact: float
    by_hand: bool
    frozen: bool


@dataclass(frozen=True)
class Done:
    """What an output does, in percent."""

    name: str
    text: str
    value: float


@dataclass(frozen=True)
class Snapshot:
    """uptime_s: since the start, of the last tick; local_s: of it, -1 if the time is not known.

    lock: None, "open", "locked" or "sealed". erasing: it overwrites what was forgotten.
    unsaved: what was learned could not be saved when it was last tried.
    """

    uptime_s: int
    local_s: int
    readings: list[Felt]
    settings: list[Shown]
    outputs: list[Done]
    fault: str | None
    notice: str | None
    question: str | None
    lock: str | None = None
    erasing: bool = False
    unsaved: bool = False

    @classmethod
    def of(cls, link: Link, face: Face) -> Snapshot:
        """Ask the appliance."""
        told = link.ask("status")
        return cls(
            told["uptime"],
            told["local"],
            [
                Felt(
                    quantity.name,
                    quantity.unit,
                    quantity.text(value) if quality == "good" else "?",
                    quantity.natural(value) if quality == "good" else None,
                    quality,
                    cause,
                )
                for quantity, (_, value, quality, cause) in zip(
                    face.readings, told["readings"], strict=True
                )
            ],
            [
                Shown(
                    setting.name,
                    setting.unit,
                    setting.text(shown),
                    setting.natural(shown),
                    setting.natural(exact),
                    held,
                    setting.name in told["frozen"],
                )
                for setting, (_, shown, exact, held) in zip(
                    face.settings, told["settings"], strict=True
                )
            ],
            [
                Done(output.name, output.text(value), output.natural(value))
                for output, (_, value) in zip(face.outputs, told["outputs"], strict=True)
            ],
            told["fault"],
            told["notice"],
            told["question"],
            told.get("lock"),
            told.get("erasing", False),
            told.get("unsaved", False),
        )

    @property
    def time(self) -> str | None:
        """The appliance's local time in ISO 8601."""
        return None if self.local_s < 0 else iso(self.local_s)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"time": self.time, **asdict(self)}

    def lines(self) -> list[str]:
        """For people, a line each."""
        lines = [f"{'time':16} {self.time or 'not known: habitude clock sets it'}"]
        lines += [
            f"{felt.name:16} {felt.text} {felt.unit}".rstrip()
            + (f"  ({felt.quality}: {felt.cause})" if felt.cause else "")
            for felt in self.readings
        ]
        lines += [
            f"{shown.name:16} {shown.text} {shown.unit}{_state(shown)}" for shown in self.settings
        ]
        lines += [f"{done.name:16} {done.value:g} %" for done in self.outputs]
        lines.append(f"{'fault':16} {self.fault or 'none'}")
        if self.notice:
            lines.append(f"{'guard':16} {self.notice}")
        if self.unsaved:
            lines.append(
                f"{'unsaved':16} what was learned can't be saved: is the flash full? "
                "habitude doctor tells"
            )
        if self.lock:
            lines.append(f"{'lock':16} {_LOCKS[self.lock]}")
        if self.erasing:
            lines.append(f"{'erasing':16} what was forgotten is overwritten: leave it switched on")
        if self.question:
            lines.append(
                f"{'question':16} is {self.question} right? "
                f"habitude vote {self.question} less|fine|more"
            )
        return lines


def _state(shown: Shown) -> str:
    states = [
        word
        for word, true in (("set by hand", shown.by_hand), ("learning is frozen", shown.frozen))
        if true
    ]
    return f"  ({', '.join(states)})" if states else ""
