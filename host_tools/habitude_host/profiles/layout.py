"""How an appliance lays its profile out in bytes, as it tells itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from habitude_host.errors import HabitudeError
from habitude_host.face import Face
from habitude_host.link import Link
from habitude_host.profiles.model import Feature

FORMAT = 3  # of the bytes
_KINDS = ("ordered", "cyclic", "category")


@dataclass(frozen=True)
class SettingLayout:
    """One setting's part. vote_bytes: of what a taste has learned from votes."""

    name: str
    unit: str
    step: float
    vote_bytes: int
    context: list[Feature]

    @property
    def rules(self) -> int:
        """Of a taste: the whole, the fuzzy sets of the context, today."""
        return 2 + sum(feature.sets for feature in self.context)


@dataclass(frozen=True)
class Layout:
    """That of a whole profile; size and crc are those of the profile as it is now."""

    appliance: str
    firmware: str
    size: int
    crc: str
    settings: list[SettingLayout]

    @classmethod
    def of(cls, link: Link) -> Layout:
        """Ask the appliance. HabitudeError if its profiles are of a format not known here."""
        hello, told, face = link.ask("hello"), link.ask("profile"), Face.of(link)
        if told["format"] != FORMAT:
            raise HabitudeError(
                f"the appliance keeps profiles of format {told['format']}, this tool reads "
                f"{FORMAT}: update the older of the two"
            )
        settings = [
            SettingLayout(
                name,
                face.setting(name).unit,
                face.setting(name).natural(face.setting(name).step),
                votes,
                [_feature(face, told_feature) for told_feature in context],
            )
            for name, votes, context in told["settings"]
        ]
        return cls(hello["appliance"], hello["firmware"], told["size"], told["crc"], settings)


def _feature(face: Face, told: list[Any]) -> Feature:
    name, kind, lowest, width, sets = cast("tuple[str, int, int, int, int]", tuple(told))
    reading = next((reading for reading in face.readings if reading.name == name), None)
    scale = 1 if reading is None else 10**reading.decimals
    return Feature(name, _KINDS[kind], lowest / scale, (lowest + width) / scale, sets)
