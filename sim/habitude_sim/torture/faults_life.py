"""One short life of the real firmware among faults, looked on by the checker."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from habitude_host.errors import RefusedError
from habitude_sim import engines
from habitude_sim.torture.faults_checker import BrokenError, Checker, Tick
from habitude_sim.torture.faults_house import ACTUATOR_KINDS, House
from habitude_sim.torture.faults_spec import Spec

_LOOK_TICKS = 10  # between two looks at what is learned
_HOURS = 12  # of a day that are looked at
_UNKNOWN_S = -1


@dataclass(frozen=True)
class Event:
    """Something happens, then `ticks` are lived. What the fields mean depends on `what`:

    break: the reading `index` falls sick (`kind`, `size`); mend: it is well again
    actuator: the output `index` is `kind` (faults_house.ACTUATOR_KINDS)
    turn: the setting is turned by `size` steps; set, over the link, to step number `size`
    vote: somebody says `size` (-1, 0, 1); came, left: a person
    room, outdoor: it is `size` degC; somebody: is there (`size` 1) or not (0)
    clock: it jumps by `size` hours (`kind` "jump"), does so each hour ("restless"), is "lost",
    or runs "well"; gap: `size` s pass without a tick
    restart: a power cut, after a save if `kind` is "saved"; ask: the command `kind`
    quiet: nothing
    """

    what: str
    ticks: int
    index: int = 0
    kind: str = ""
    size: float = 0.0


class Life:
    """An appliance in a house, in steps of `tick_s`."""

    def __init__(
        self, spec: Spec, tick_s: int, seed: int, room_c: float = 20.0, outdoor_c: float = 5.0
    ) -> None:
        self.spec, self.tick_s = spec, tick_s
        self.house = House(spec, random.Random(seed), room_c, outdoor_c)
        self.faults: list[str | None] = []  # as told, tick by tick
        self.ticks = 0
        self.up_s = 0
        self._local_s = 40 * 86400
        self._clock = "well"
        self._turns = 0
        self._folder = tempfile.TemporaryDirectory()
        self._start()

    def __enter__(self) -> Life:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.link.close()
        self._folder.cleanup()

    def live(self, events: Iterable[Event]) -> None:
        """BrokenError, or whatever the firmware raises, if a promise is broken."""
        for event in events:
            self._happen(event)
            for _ in range(event.ticks):
                self.tick()

    def tick(self) -> None:
        readings = self.house.sense(self.up_s)
        doubtful = self.checker.doubtful()
        answer = self.link.ask(
            "step",
            up=self.up_s,
            local=self._local(),
            readings=readings,
            turns=[self._turns] + [0] * (len(self.spec.settings) - 1),
        )
        self._turns = 0
        outputs: list[int] = answer["outputs"]
        self.checker.see(
            Tick(self.up_s, readings, outputs, answer["shown"], answer["desired"], answer["fault"])
        )
        self._look(doubtful)
        self.house.advance(outputs, self.tick_s)
        self._pass(self.tick_s)
        self.ticks += 1

    def _start(self) -> None:
        self.link = engines.start("native", self.spec.appliance, Path(self._folder.name))
        self.checker = Checker(self.spec)
        self.up_s = 0
        self._known: dict[str, Any] | None = None

    def _happen(self, event: Event) -> None:
        match event.what:
            case "break":
                self.house.fall_sick(event.index, event.kind, event.size, self.up_s)
            case "mend":
                self.house.sick.pop(event.index, None)
            case "actuator":
                self.house.forced[event.index] = ACTUATOR_KINDS[event.kind]
            case "room":
                self.house.move(event.size)
            case "outdoor":
                self.house.outdoor_c = event.size
            case "somebody":
                self.house.somebody = bool(event.size)
            case "clock":
                self._local_s += round(event.size * 3600) if event.kind == "jump" else 0
                self._clock = event.kind
            case "gap":
                self._pass(round(event.size))
            case "restart":
                self._restart(event.kind == "saved")
            case "quiet":
                pass
            case _:
                self._people(event)

    def _people(self, event: Event) -> None:
        setting = self.spec.settings[0]
        try:
            match event.what:
                case "turn":
                    self._turns = round(event.size)
                case "set":
                    value = setting.lowest + round(event.size) * setting.step
                    self._ask("set", setting=setting.name, value=value)
                case "vote":
                    self._ask("vote", setting=setting.name, answer=round(event.size))
                case "came" | "left":
                    self._ask(event.what, person=event.kind)
                case "ask":
                    self._ask(event.kind, setting=setting.name)
                case _:
                    raise ValueError(f"no event is called '{event.what}'")
        except RefusedError:
            pass  # it may; what it must not do is looked at in each tick

    def _ask(self, command: str, **arguments: Any) -> None:
        self.link.ask(command, **arguments)
        self._known = None  # people may teach and correct at any time

    def _restart(self, saved: bool) -> None:
        if saved:
            self.link.ask("save")
        kept = self._kept()
        self.link.close()
        self._start()
        damaged = self.link.ask("hello")["damaged"]
        if damaged:
            raise BrokenError(f"after a restart: damaged {damaged}")
        if saved and self._kept() != kept:
            raise BrokenError("after a restart: the profile is not the one that was saved")

    def _kept(self) -> str:
        return self.link.ask("profile")["crc"]

    def _look(self, doubtful: bool) -> None:
        """Nothing is learned while it is doubtful what is felt, and was so before."""
        if not (doubtful and self.checker.doubtful()):
            self._known = None
        elif self._known is None:
            self._known = self._learned()
        elif self.ticks % _LOOK_TICKS == 0:
            self._compare(self._known, self._learned())

    def _learned(self) -> dict[str, Any]:
        """What is learned: changes, the difference from the advice and how sure, over a day."""
        setting = self.spec.settings[0].name
        day_s = {"from": 0, "every": 86400 // _HOURS, "count": _HOURS}
        served = self.link.ask("satisfaction", setting=setting)
        learned = self.link.ask("learned", setting=setting, **day_s)
        return {"turned": sum(served["overrides"]), **learned}

    def _compare(self, before: dict[str, Any], now: dict[str, Any]) -> None:
        """What fades is less sure, and nearer to what is usual; what is learned is surer."""
        more = now["turned"] > before["turned"] or now["overrides"] != before["overrides"]
        surer = any(
            new[1] > old[1] for old, new in zip(before["points"], now["points"], strict=True)
        )
        if more or surer:
            raise BrokenError(f"at {self.up_s} s: learned from a doubtful reading")

    def _local(self) -> int:
        return _UNKNOWN_S if self._clock == "lost" else self._local_s

    def _pass(self, passed_s: int) -> None:
        if self._clock == "restless" and (self.up_s // 3600) != (self.up_s + passed_s) // 3600:
            self._local_s += self.house.rng.randrange(-5, 6) * 3600
        self.up_s += passed_s
        self._local_s = max(0, self._local_s + passed_s)
