"""What is wrong with a board, and how to mend it: from the plug to the last error."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from habitude_host import board_files, bundle, chips, pack, ports
from habitude_host.errors import HabitudeError
from habitude_host.flash import drives, micropython, put, started
from habitude_host.flash import survey as surveying
from habitude_host.flash.repl import LockedError, PortError, Repl, ScriptError, SilentError
from habitude_host.flash.survey import SLOTS, Survey
from habitude_host.serial_port import right_to

WRONG, LOOK, GOOD = "wrong", "look", "good"
_FIRST_YEAR = 2024  # of a clock that was set, as the firmware judges it


@dataclass(frozen=True)
class Finding:
    """One thing looked at. level: "wrong" (mend it), "look" (know it), "good"."""

    level: str
    what: str
    mend: str = ""


@dataclass(frozen=True)
class Desk:
    """Where to look for boards; tests bring their own."""

    ports: Callable[[], list[ports.Port]] = ports.boards
    drives: Callable[[], list[drives.Drive]] = drives.drives
    open: Callable[[str], Repl] = Repl
    await_firmware: Callable[..., str] = started.await_firmware
    bundles: dict[str, bytes] = field(default_factory=dict[str, bytes])


def examine(port: str | None, desk: Desk) -> list[Finding]:
    """All that can be found out, in the order in which to mend it. The board restarts after it.

    That it answers again is waited for where nothing was found that would keep it from doing so.
    """
    findings: list[Finding] = []
    if port is None:
        found = _plugged(desk)
        findings.append(found)
        if found.level == WRONG:
            return findings
        port = desk.ports()[0].device
    try:
        repl = desk.open(port)
    except (PortError, SilentError) as error:
        return [*findings, _not_open(port, error, desk)]
    try:
        survey = surveying.take(repl)
    except ScriptError as error:
        repl.close()
        return [*findings, Finding(WRONG, str(error), "unplug the board and plug it in again")]
    repl.reset()
    findings += judged(survey, desk.bundles)
    if not any(finding.level == WRONG for finding in findings):
        findings.append(_restarted(port, survey, desk))
    return findings


def judged(survey: Survey, bundles: dict[str, bytes]) -> Iterator[Finding]:
    """What a look at a board tells. bundles: packs of this version by processor, kept."""
    said = ".".join(map(str, survey.version))
    if not survey.runs or survey.architecture is None:
        yield Finding(
            WRONG,
            f"the board runs {survey.implementation} {said} ({survey.machine}), which can't run "
            "the firmware: MicroPython 1.23 or later is needed",
            "habitude flash --micropython puts the right one on it",
        )
        return
    yield Finding(GOOD, f"MicroPython {said} on {survey.machine}")
    if survey.architecture not in bundles:
        bundles[survey.architecture] = bundle.packed(survey.architecture)
    ours = bundles[survey.architecture]
    yield from _firmware(survey, ours)
    yield from _room(survey, len(ours))
    yield from _board_file(survey)
    if _keeps_time(survey):
        yield _clock(survey)
    if survey.last_error:
        yield Finding(
            LOOK,
            f"the appliance failed once: {survey.last_error.strip().splitlines()[-1]}",
            "last_error.txt on the board has all of it; remove it once it is understood",
        )


def _restarted(port: str, survey: Survey, desk: Desk) -> Finding:
    """Whether the appliance is back after the look, with its clock if that was set."""
    try:
        version = desk.await_firmware(port, set_clock=_is_set(survey))
    except started.NotStartedError as error:
        return Finding(WRONG, str(error), "unplug it and plug it in again; then habitude flash")
    return Finding(GOOD, f"it has restarted: firmware {version} answers")


def _plugged(desk: Desk) -> Finding:
    found, waiting = desk.ports(), desk.drives()
    if len(found) == 1:
        return Finding(GOOD, f"{found[0].guess} on {found[0].device}")
    if found:
        names = ", ".join(port.device for port in found)
        return Finding(WRONG, f"several boards are plugged in: {names}", "say which: --port")
    if waiting:
        return Finding(
            WRONG,
            f"a board waits for MicroPython: it is the drive {waiting[0].path}",
            "habitude flash --micropython "
            + ("pico_2_w" if waiting[0].model == "RP2350" else "pico_w"),
        )
    return Finding(
        WRONG,
        "no board is plugged in",
        "try another cable (many only charge) and another socket; a Pico without MicroPython: "
        + micropython.BOOTSEL,
    )


def _not_open(port: str, error: HabitudeError, desk: Desk) -> Finding:
    waiting = desk.drives()
    mends = {
        "permission": right_to(port),
        "busy": "close the other program: a serial monitor, an editor, another habitude",
        "gone": f"the drive {waiting[0].path} is a board in BOOTSEL mode: "
        "habitude flash --micropython"
        if waiting
        else "plug it in; habitude doctor without --port lists what there is",
    }
    if isinstance(error, PortError):
        return Finding(WRONG, str(error), mends.get(error.cause, "try another cable or socket"))
    if isinstance(error, LockedError):
        return Finding(WRONG, str(error), "habitude unlock")
    return Finding(
        WRONG,
        str(error),
        "unplug it and plug it in again; if that does not help, put MicroPython on it: "
        "habitude flash --micropython",
    )


def _firmware(survey: Survey, ours: bytes) -> Iterator[Finding]:
    again = "habitude flash"
    current, check = survey.current, pack.digest(ours)
    version = pack.unpacked(ours)[0].version
    if survey.modules:
        yield from _loose_modules(survey, ours)
    if survey.named is None:
        if not survey.modules:
            yield Finding(WRONG, "there is no firmware on the board", again)
    elif current is None:
        yield Finding(WRONG, f"firmware.txt names {survey.named}, which is not there", again)
    elif not current.whole:
        yield Finding(WRONG, f"{survey.named} is damaged: its checksum does not match", again)
    elif current.check != check:
        yield Finding(
            LOOK,
            f"the board has {put.described(current.version, current.check)}, this tool "
            f"{put.described(version, check)}",
            f"{again} replaces it",
        )
    else:
        yield Finding(GOOD, f"{put.described(current.version, check)}, whole")
    before = survey.packs.get(survey.other_slot) if survey.named in SLOTS else None
    if before:
        what = f"{put.described(before.version, before.check)} is kept as the version before"
        yield (
            Finding(GOOD, what)
            if before.whole
            else Finding(
                LOOK, f"{survey.other_slot} is no whole version: a transfer broke off", again
            )
        )
    if survey.not_taken is not None:
        yield Finding(
            LOOK, f"the last update was not taken: {survey.not_taken}", "habitude update"
        )
    for path, content in bundle.starter().items():
        if survey.named and survey.starter.get(path) != hashlib.sha256(content).hexdigest():
            yield Finding(WRONG, f"{path} is not the one that starts firmware.txt's pack", again)


def _loose_modules(survey: Survey, ours: bytes) -> Iterator[Finding]:
    """Modules copied one by one, or by mip: are they this version's?"""
    if survey.current:
        folder = next(iter(survey.modules)).partition("/habitude/")[0].partition("habitude/")[0]
        yield Finding(
            LOOK,
            f"{len(survey.modules)} modules of another installation take room and are not used",
            f"mpremote resume rm -r :{folder or ''}{'/' if folder else ''}habitude",
        )
        return
    wanted = pack.unpacked(ours)[1]
    del wanted["main.mpy"]
    there = {path.removeprefix("lib/"): found for path, found in survey.modules.items()}
    stems = {path.rpartition(".")[0] for path in there}
    missing = [path for path in wanted if path.rpartition(".")[0] not in stems]
    stale = [path for path, found in there.items() if found not in _digests(path, wanted)]
    for names, word in ((missing, "missing"), (stale, "not this version's, or damaged")):
        if names:
            shown = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
            yield Finding(WRONG, f"{len(names)} modules are {word}: {shown}", "habitude flash")
    if not missing and not stale:
        yield Finding(GOOD, f"{len(there)} modules of habitude, all this version's")


def _digests(path: str, wanted: dict[str, bytes]) -> list[str]:
    """What a module's SHA-256 may be: its source's or its byte code's."""
    stem = path.rpartition(".")[0]
    source = bundle.source(stem + ".py")
    known = [wanted.get(stem + ".mpy"), source]
    return [hashlib.sha256(content).hexdigest() for content in known if content is not None]


def _room(survey: Survey, size: int) -> Iterator[Finding]:
    replaced = survey.packs.get(survey.other_slot)
    room = survey.free + (replaced.size if replaced else 0)
    needed = put.needed(survey.block, size)
    if room >= needed:
        yield Finding(GOOD, f"{survey.free // 1024} KB free")
        return
    yield Finding(
        WRONG,
        f"there is no room for an update: {needed // 1024} KB needed, {room // 1024} KB free",
        "look with 'mpremote resume ls' for what can go, and remove it with 'mpremote resume rm'",
    )


def _board_file(survey: Survey) -> Iterator[Finding]:
    mend = "start from an example: habitude flash --board firmware/boards/pico_w.json"
    if survey.board is None:
        yield Finding(WRONG, "there is no board.json, which says what is connected where", mend)
        return
    try:
        file = board_files.parsed(survey.board)
    except board_files.BoardFileError as error:
        yield Finding(WRONG, str(error), "mend it and put it there: habitude flash --board FILE")
        return
    chip = chips.of(survey.machine)
    wrong = board_files.problems(file, chip) if chip else []
    for problem in wrong:
        yield Finding(WRONG, f"board.json: {problem}", "take another pin: docs/boards.md")
    if not wrong:
        yield Finding(GOOD, f"board.json: {file.document['appliance']}, {file.board or 'no name'}")


def _keeps_time(survey: Survey) -> bool:
    """Whether it has a clock to be set. Without parts, it is told the time with each step."""
    try:
        return survey.board is None or "parts" in board_files.parsed(survey.board).document
    except board_files.BoardFileError:
        return True


def _is_set(survey: Survey) -> bool:
    return survey.year >= _FIRST_YEAR


def _clock(survey: Survey) -> Finding:
    if _is_set(survey):
        return Finding(GOOD, "the clock is set")
    return Finding(
        LOOK,
        f"the clock was never set: it says {survey.year}. Until then nothing is learned by time "
        "of day",
        "habitude clock",
    )
