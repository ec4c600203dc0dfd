"""The power is cut at every flash operation of every scenario: what is left, and does it start?

Every cut is judged from the files that it left, as real littlefs mounts them, and by the firmware
on this computer. On the emulated board, which takes half a minute to start, those are started
that differ in what the firmware can read, and some of the others by chance; or all of them.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from habitude_sim import many
from habitude_sim.torture import power_cuts, power_flips
from habitude_sim.torture.power_cuts import Cut, Recording
from habitude_sim.torture.power_flips import Flips
from habitude_sim.torture.power_stories import STORIES
from habitude_sim.torture.power_story import Story

_WIDTH = 140
_OF_PACK = 20  # bits that flip in one: each is a start
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Options:
    """names: of the scenarios; none: all. everything: start every image on the board. chosen:
    else, how many more of a scenario than differ to the firmware; starts: at most so many.
    second: of how many the first write after the cut is cut again, too.
    """

    names: Sequence[str] = ()
    everything: bool = False
    chosen: int = 1
    starts: int | None = None
    second: int = 20
    seed: int = 1


@dataclass
class Result:
    """What came of a scenario.

    cuts: tried, `torn` of them in the midst of an operation; they leave `images` that differ.
    second: cuts of the first write after a cut, and of what a start writes. booted: starts of the
    emulated board, the slowest in slowest_s of its time. lost: what was lost, by which cut.
    """

    story: str
    scenario: str
    operations: int
    cuts: int = 0
    torn: int = 0
    images: int = 0
    second: int = 0
    booted: int = 0
    slowest_s: float = 0.0
    lost: list[str] = field(default_factory=list[str])

    @property
    def survived(self) -> int:
        """Cuts, first and second, that lost nothing."""
        return self.cuts + self.second - len(self.lost)


def torture(
    stories: Sequence[Story],
    options: Options,
    tell: Tell = lambda _: None,
    micropython: Path | None = None,
) -> Iterator[Result]:
    """Try every cut of each scenario that is asked for."""
    wanted = options.names or [each.name for story in stories for each in story.scenarios]
    for story in stories:
        wanted_here = [n for n, each in enumerate(story.scenarios) if each.name in wanted]
        if not wanted_here:
            continue
        tell(f"{story.name} is recorded")
        # Each scenario begins where the one before ends.
        lived = replace(story, scenarios=story.scenarios[: wanted_here[-1] + 1])
        seen: set[bytes] = set()
        for recording in list(power_cuts.record(lived, micropython)):
            if not seen:  # with this it has just started
                seen.add(_digest(power_cuts.files_left(recording.before)))
            if recording.scenario in wanted:
                yield tried(recording, options, tell, micropython, seen)


def tried(
    recording: Recording,
    options: Options,
    tell: Tell = lambda _: None,
    micropython: Path | None = None,
    seen: set[bytes] | None = None,
) -> Result:
    """Try every cut of a scenario. seen: digests of what was readable where a board was started
    already; these are not started again, and new ones are added.
    """
    story = recording.story
    result = Result(story.name, recording.scenario, len(recording.operations))
    chance = random.Random(options.seed)
    count = power_cuts.count(recording)
    to_cut_again = _some(chance, count, options.second)
    to_start = _some(chance, count, options.chosen)
    tell(f"{recording.scenario}: {count} cuts")
    images: set[bytes] = set()
    readable = set[bytes]() if seen is None else seen
    for number, cut in enumerate(power_cuts.cuts(recording)):
        files = power_cuts.files_left(cut.image)
        image, read = hashlib.sha256(cut.image).digest(), _digest(files)
        new, says_else = image not in images, read not in readable
        images.add(image)
        readable.add(read)
        result.cuts += 1
        result.torn += cut.torn is not None
        _note(result, cut, power_cuts.lost_with(cut, files))
        if number in to_cut_again or options.everything:
            _cut_again(result, power_cuts.cuts_of_first_write(cut))
        wanted = says_else or number in to_start or (new and (options.everything or story.quick))
        if wanted and (options.starts is None or result.booted < options.starts):
            tell(f"{cut.name}: started")
            start = power_cuts.started(cut, micropython)
            result.booted += 1
            result.slowest_s = max(result.slowest_s, start.seconds)
            _note(result, cut, start.lost)
            _cut_again(result, power_cuts.second_cuts(cut, start.operations))
    result.images = len(images)
    return result


def _some(chance: random.Random, count: int, wanted: int) -> set[int]:
    """Numbers of cuts by chance."""
    return set(chance.sample(range(count), min(wanted, count)))


def _cut_again(result: Result, cuts: Iterable[Cut]) -> None:
    for again in cuts:
        result.second += 1
        _note(result, again, power_cuts.lost(again), " and then again")


def _note(result: Result, cut: Cut, lost: str | None, how: str = "") -> None:
    if lost:
        result.lost.append(f"{cut.name}{how}: {lost}")


def _digest(files: Mapping[str, bytes] | None) -> bytes:
    """SHA-256 of all that can be read; of nothing, if no file system is there."""
    told = hashlib.sha256()
    for path, content in sorted(files.items()) if files is not None else ():
        told.update(f"{path} {len(content)} ".encode() + content)
    return told.digest() if files is not None else b""


def table(results: Sequence[Result]) -> Table:
    """For people; the last row is all of them."""
    made = Table(title="The power is cut at every flash operation")
    made.add_column("scenario")
    names = ("operations", "cuts", "of these torn", "different images", "second cuts", "survived")
    for name in (*names, "lost", "starts on the board", "at work within"):
        made.add_column(name, justify="right")
    for result in results:
        made.add_row(result.scenario, *_cells([result]))
    made.add_section()
    made.add_row("all", *_cells(results))
    return made


def _cells(results: Sequence[Result]) -> list[str]:
    def total(name: str) -> str:
        return f"{sum(getattr(result, name) for result in results):,}"

    return [
        *(total(n) for n in ("operations", "cuts", "torn", "images", "second", "survived")),
        f"{sum(len(result.lost) for result in results)}",
        total("booted"),
        f"{max(result.slowest_s for result in results):.2f} s",
    ]


def as_dict(results: Sequence[Result], flips: Sequence[Flips], options: Options) -> dict[str, Any]:
    """For JSON."""
    return {
        "options": asdict(options),
        "scenarios": [asdict(result) | {"survived": result.survived} for result in results],
        "flips": [vars(found) | {"flips": found.flips} for found in flips],
    }


def run(options: Options, out: Path | None) -> int:
    """Try the scenarios, and flipped bits if no scenario is named; print and write what came of
    it. 1 if anything was lost.
    """
    console = Console()
    if not console.is_terminal:
        console.width = _WIDTH
    tell = Console(stderr=True).print
    results: list[Result] = []
    for result in torture(STORIES, options, tell):
        results.append(result)
        if out:
            many.write(out, as_dict(results, [], options))
    console.print(table(results))
    flips: list[Flips] = []
    if not options.names:
        tell("bits flip")
        flips = list(_flips(options))
        console.print(power_flips.table(flips))
    if out:
        many.write(out, as_dict(results, flips, options))
    lost = [line for result in results for line in result.lost]
    lost += [line for found in flips for line in found.wrong]
    for line in lost:
        console.print(line)
    return 1 if lost else 0


def _flips(options: Options) -> Iterator[Flips]:
    """Of every byte, or with all starts of every bit."""
    every = 1 if options.everything else 7
    yield from power_flips.profiles(every)
    yield power_flips.board_json(power_flips.example(), every)
    yield from power_flips.slots(every, _OF_PACK, options.seed)
